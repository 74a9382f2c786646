"""Fragments in an order in which each stands behind those that it spreads."""

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]
Selection = FieldNode | FragmentSpreadNode | InlineFragmentNode


def selections(node: SelectionSetNode | None) -> tuple[Selection, ...]:
    """What is selected, in order; nothing below a leaf."""
    return () if node is None else tuple(node.selections)  # type: ignore[arg-type]  # GraphQL has no selection but these three


def spreads(node: SelectionSetNode) -> Iterator[str]:
    """Names of the fragments that are spread anywhere below."""
    open_sets = [node]
    while open_sets:
        for selection in selections(open_sets.pop()):
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif selection.selection_set is not None:
                open_sets.append(selection.selection_set)


def innermost_first(document: DocumentNode) -> Fragments:
    """Every fragment by name, behind all that it spreads, as far as no circle forbids that.

    Walks without recursion: a chain of fragments may be as long as the document.
    """
    known = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    ordered: dict[str, FragmentDefinitionNode] = {}
    begun: set[str] = set()
    for first in known:
        waiting = [(first, iter([first]))]
        while waiting:
            name, below = waiting[-1]
            following = next((item for item in below if item in known and item not in begun), None)
            if following is not None:
                begun.add(following)
                waiting.append((following, spreads(known[following].selection_set)))
                continue
            waiting.pop()
            if waiting:
                ordered[name] = known[name]
    return ordered
