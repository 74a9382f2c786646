"""The cost of a document as its definition says: every fragment unfolded, one object at a time."""

from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from schema.operation.sizes import Page, Per, object_weight_of, size_of, weight_of


class Naive:
    """Computes the cost of the only operation of a document; `$n` is its only variable."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, n: int | None) -> None:
        self._schema, self._n = schema, n
        self._operation = next(
            item for item in document.definitions if isinstance(item, OperationDefinitionNode)
        )
        self._fragments = {
            item.name.value: item
            for item in document.definitions
            if isinstance(item, FragmentDefinitionNode)
        }

    def cost(self) -> float:
        """What the operation reaches."""
        return self._below(self._operation.selection_set, self._schema.query_type, 0)

    def _below(self, selected: Any, kind: Any, page: float) -> float:
        always = 0.0
        only: dict[str, float] = {}
        for item in selected.selections if selected else ():
            if item.kind == "field":
                always += self._field(item, kind, page)
                continue
            node = self._fragments[item.name.value] if item.kind == "fragment_spread" else item
            condition = node.type_condition
            of = self._schema.type_map[condition.name.value] if condition else kind
            reached = self._below(node.selection_set, of, page)
            if isinstance(of, GraphQLObjectType) and of is not kind:
                only[of.name] = only.get(of.name, 0.0) + reached
            else:
                always += reached
        return always + max(only.values(), default=0.0)

    def _field(self, node: Any, owner: Any, above: float) -> float:
        name = node.name.value
        if name == "__typename":
            return 1.0
        declared = owner.fields[name]
        kind = get_named_type(declared.type)
        own = 1.0 + weight_of(owner, name)
        if is_leaf_type(kind):
            return own
        page = self._page(node, declared)
        entry = object_weight_of(kind) + self._below(node.selection_set, kind, page)
        if not is_list_type(get_nullable_type(declared.type)):
            return own + entry
        size = size_of(owner, name)
        if isinstance(size, Per):
            return own + min(size.most, self._default(declared, size)) * entry
        if isinstance(size, Page):
            return own + (above if size is Page.ABOVE else page) * entry
        return own + (min(size, page) if "first" in declared.args else size) * entry

    def _default(self, declared: Any, size: Per) -> float:
        """How long a list is that is asked for without its number."""
        return float(size.entries * declared.args[size.argument].default_value + size.at_none)

    def _page(self, node: Any, declared: Any) -> float:
        """The page of a field: as asked, else as declared, else 20."""
        for argument in node.arguments or ():
            if argument.value.kind == "variable" and self._n is not None:
                return min(max(self._n, 0), 100)
            if argument.value.kind == "int_value":
                return int(argument.value.value)
            if argument.value.kind == "null_value":
                return 20
        default = declared.args["first"].default_value if "first" in declared.args else None
        return default if isinstance(default, int) else 20
