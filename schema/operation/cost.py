"""How much a document can reach, computed before it is executed.

The cost is the number of fields of all objects that an answer can hold, lists by the page that is
asked for or by their declared size, and dear fields by their weight. What a selection reaches below
one object does not depend on where it stands: so each fragment is computed once, and the whole is
linear in the document.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from schema.operation.fragments import Fragments, selections
from schema.operation.measures import (
    Measure,
    given_values,
    measure,
    measure_literal,
    points,
    root_fields,
)
from schema.operation.sizes import (
    CHAIN,
    ENTRY_WEIGHT,
    MOST,
    POINT_WEIGHT,
    USUAL,
    Owner,
    Page,
    Per,
    Size,
    object_weight_of,
    size_of,
    weight_of,
)

REMEMBERED = 32
"""Of how many sets of variables a document keeps its cost."""


class Reach(NamedTuple):
    """What a selection reaches below one object."""

    once: float = 0.0
    each: float = 0.0
    """… and besides for each entry of the page that the object was asked for."""


class Costing:
    """The cost of one operation of a valid document."""

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments
    ) -> None:
        self._schema, self._operation, self._fragments = schema, operation, fragments
        self._roots = [
            node
            for node in root_fields(operation, fragments)
            if {item.name.value for item in node.arguments or ()} & {"asOf", "from", "to", "id"}
        ]
        self._known: dict[tuple[object, ...], float] = {}

    def requested(self, variables: Mapping[str, Any]) -> int:
        """The cost with some variables, rounded up; they need not be valid."""
        values = given_values(self._operation, variables)
        measures = {name: measure(value) for name, value in values.items()}
        key = tuple(measures.items())
        reached = self._known.get(key)
        if reached is None:
            walk = Walk(self._schema, self._fragments, measures)
            reached = walk.of(self._operation)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = reached
        return math.ceil(reached + POINT_WEIGHT * len(points(self._roots, values)))


class Walk:
    """One walk over an operation, with its variables; `visited` counts the selections seen."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Fragments, variables: Mapping[str, Measure]
    ) -> None:
        self.visited = 0
        self._schema, self._variables = schema, variables
        self._known: dict[str, Reach] = {}
        self._fragments = fragments

    def of(self, operation: OperationDefinitionNode) -> float:
        """What an operation reaches."""
        for name, fragment in self._fragments.items():
            kind = self._owner(fragment.type_condition.name.value)
            self._known[name] = self._below(fragment.selection_set, kind)
        root = self._schema.get_root_type(operation.operation)
        return self._below(operation.selection_set, cast(Owner, root)).once

    def _owner(self, name: str) -> Owner:
        return cast(Owner, self._schema.type_map[name])

    def _below(self, node: SelectionSetNode | None, kind: Owner) -> Reach:
        """What is reached below one object; of concrete types, only the dearest can be one."""
        once = each = 0.0
        one_of: dict[str, Reach] = {}
        for selection in selections(node):
            self.visited += 1
            if isinstance(selection, FieldNode):
                reach = self._field(selection, kind)
            else:
                condition, reach = self._fragment(selection, kind)
                if isinstance(condition, GraphQLObjectType) and condition is not kind:
                    before = one_of.get(condition.name, Reach())
                    reach = Reach(before.once + reach.once, before.each + reach.each)
                    one_of[condition.name] = reach
                    continue
            once += reach.once
            each += reach.each
        if one_of:
            once += max(reach.once for reach in one_of.values())
            each += max(reach.each for reach in one_of.values())
        return Reach(once, each)

    def _fragment(
        self, node: FragmentSpreadNode | InlineFragmentNode, kind: Owner
    ) -> tuple[Owner, Reach]:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            return self._owner(self._fragments[name].type_condition.name.value), self._known[name]
        condition = self._owner(node.type_condition.name.value) if node.type_condition else kind
        return condition, self._below(node.selection_set, condition)

    def _field(self, node: FieldNode, owner: Owner) -> Reach:
        name = node.name.value
        declared = cast(GraphQLField, self._schema.get_field(owner, name))
        own = 1.0 + weight_of(owner, name)
        if owner is not self._schema.query_type and any(
            argument.name.value == "asOf" for argument in node.arguments or ()
        ):
            own += POINT_WEIGHT  # of root fields, the distinct points are counted
        given: dict[str, Measure | None] = {}
        for argument in node.arguments or ():
            found = measure_literal(argument.value, self._variables)
            given[argument.name.value] = found
            own += ENTRY_WEIGHT * found.entries if found else 0.0
        kind = get_named_type(declared.type)
        if is_leaf_type(kind):
            return Reach(own)
        kind = cast(Owner, kind)
        below = self._below(node.selection_set, kind)
        page = _page(declared, given)
        object_ = object_weight_of(kind) + below.once + page * below.each
        if not is_list_type(get_nullable_type(declared.type)):
            return Reach(own + (CHAIN if name == "ofType" else 1.0) * object_)
        size = size_of(owner, name)
        if size is Page.ABOVE:
            return Reach(own, object_)
        return Reach(own + _length(size, page, declared, given) * object_)


def _page(declared: GraphQLField, given: Mapping[str, Measure | None]) -> float:
    """How long the page is that a field is asked for."""
    for name in ("last", "first"):
        if name not in declared.args:
            continue
        asked = given.get(name)
        if asked is None:
            asked = measure(declared.args[name].default_value)
        if asked.number is not None:
            return min(asked.number, MOST)
        if not asked.is_null:
            return MOST  # it is no number, and will be refused
    return USUAL


def _length(
    size: Size, page: float, declared: GraphQLField, given: Mapping[str, Measure | None]
) -> float:
    """How long a list is that has no page above it."""
    if isinstance(size, Per):
        asked = given.get(size.argument) or measure(declared.args[size.argument].default_value)
        if asked.number is None:
            return size.most
        return min(size.entries * asked.number + size.at_none, size.most)
    if isinstance(size, Page):
        return page
    return min(size, page) if "first" in declared.args else size
