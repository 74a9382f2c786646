"""Counts an operation in one walk over its document, each fragment once, however often spread."""

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.operation.fragments import Fragments, selections
from schema.operation.limits import Counts

NOTHING = Counts()


class Counting:
    """Counts operations of one document; `visited` says how many selections it looked at."""

    def __init__(self, fragments: Fragments) -> None:
        self.visited = 0
        self._known: dict[str, Counts] = {}
        for name, fragment in fragments.items():
            self._known[name] = self._below(fragment.selection_set, len(fragment.directives or ()))

    def of(self, operation: OperationDefinitionNode) -> Counts:
        """The counts of one operation."""
        directives = len(operation.directives or ())
        for variable in operation.variable_definitions or ():
            directives += len(variable.directives or ())
        return self._below(operation.selection_set, directives)

    def _below(self, node: SelectionSetNode | None, directives: int) -> Counts:
        nesting = depth = aliases = roots = 0
        for selection in selections(node):
            self.visited += 1
            directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                # a fragment that is unknown, or is being counted, is an error of its own
                below = self._known.get(selection.name.value, NOTHING)
            elif selection.selection_set is None:
                below = NOTHING
            else:
                below = self._below(selection.selection_set, 0)
            if isinstance(selection, FieldNode):
                aliases += selection.alias is not None
                roots += 1
                depth = max(depth, below.depth + 1)
            else:
                roots += below.root_fields
                depth = max(depth, below.depth)
            nesting = max(nesting, below.nesting)
            aliases += below.aliases
            directives += below.directives
        return Counts(nesting + 1, depth, aliases, directives, roots)
