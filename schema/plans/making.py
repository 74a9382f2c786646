"""From a validated query to its plan. What is not known here is left to graphql-core: Unplannable.

Which fields are selected is said by graphql-core's own `collect_fields`, arguments come from its
own `get_argument_values`, converted by strawberry; resolvers are the product's own functions.
"""

import inspect
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    OperationType,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.plans.giving_up import Unplannable
from schema.plans.leaves import Write, writer_of
from schema.plans.plan import Choice, Given, PlannedField, Selection, Shape

DECLARED = GraphQLCoreConverter.DEFINITION_BACKREF
MOST_FIELDS = 2_000
"""Fields of all the plans of one document."""


class Writers:
    """How the leaf types of one schema are written, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[str, Write] = {}

    def of(self, leaf: Any) -> Write:
        """How the values of a type are written. Raises Unplannable."""
        if leaf.name not in self._known:
            self._known[leaf.name] = writer_of(leaf)
        return self._known[leaf.name]


class Room:
    """How many fields the plans of a document have, and may still have."""

    fields = 0

    def take(self) -> None:
        """One field more. Raises Unplannable."""
        self.fields += 1
        if self.fields > MOST_FIELDS:
            raise Unplannable(f"more than {MOST_FIELDS} fields")


class Making:
    """Makes the plan of one operation, for one set of what `@skip` and `@include` ask about."""

    def __init__(
        self,
        schema: Schema,
        writers: Writers,
        fragments: dict[str, FragmentDetails],
        operation: OperationDefinitionNode,
        switches: VariableValues,
        room: Room,
    ) -> None:
        self._schema, self._core, self._writers = schema, schema._schema, writers
        self._fragments, self._operation = fragments, operation
        self._switches, self._room = switches, room

    def root(self) -> Selection:
        """The fields of the operation itself, of a mutation one: several have their order.

        Raises Unplannable.
        """
        is_mutation = self._operation.operation is OperationType.MUTATION
        kind = self._core.mutation_type if is_mutation else self._core.query_type
        if kind is None:
            raise Unplannable("no such operation")
        selected = collect_fields(
            self._core, self._fragments, self._switches, kind, self._operation
        )
        if is_mutation and len(selected.grouped_field_set) != 1:
            raise Unplannable("several mutations")
        return self._selection(kind, type(None), selected.grouped_field_set)

    def _object(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Selection:
        declared = kind.extensions[DECLARED]
        if declared.is_type_of:
            raise Unplannable(kind.name)
        cls = declared.concrete_of.origin if declared.concrete_of else declared.origin
        selected = collect_subfields(
            self._core, self._fragments, self._switches, self._operation, kind, details
        )
        return self._selection(kind, cls, selected.grouped_field_set)

    def _of_class(self, kind: Any, details: FieldDetailsList, cls: type) -> Selection:
        """The fields of a class where an interface stands."""
        declared = getattr(cls, "__strawberry_definition__", None)
        found = self._core.get_type(declared.name) if declared else None
        if (
            not isinstance(found, GraphQLObjectType)
            or found.extensions[DECLARED].origin is not cls
            or not self._core.is_sub_type(kind, found)
        ):
            raise Unplannable(cls.__name__)
        return self._object(found, details)

    def _selection(
        self, kind: GraphQLObjectType, cls: type, selected: GroupedFieldSet
    ) -> Selection:
        parts, fields = [], []
        for key, details in selected.items():
            name = details[0].node.name.value
            if name == "__typename":
                parts.append(f'"{key}":"{kind.name}"')
                continue
            parts.append(f'"{key}":%s')
            fields.append(self._field(kind, name, details))
        return Selection(cls, "{" + ",".join(parts) + "}", fields)

    def _field(self, kind: GraphQLObjectType, name: str, details: FieldDetailsList) -> PlannedField:
        self._room.take()
        coordinate = f"{kind.name}.{name}"
        known = kind.fields.get(name)
        declared = known.extensions.get(DECLARED) if known else None
        if known is None or not isinstance(declared, StrawberryField) or declared.extensions:
            raise Unplannable(coordinate)
        shape, innermost = shape_of(known.type)
        inner = self._inner(innermost, details)
        resolver = declared.base_resolver
        if resolver is None:
            get = attrgetter(declared.python_name)
            return PlannedField(coordinate, get, False, False, None, shape, inner)
        function = resolver.wrapped_func
        is_async = inspect.isfunction(function) and inspect.iscoroutinefunction(
            inspect.unwrap(function)
        )
        if (
            resolver.parent_parameter
            or resolver.root_parameter
            or (resolver.is_async and not is_async)
            or not inspect.isfunction(function)
        ):
            raise Unplannable(coordinate)
        given = self._given(known, declared, details) if known.args else None
        takes_info = resolver.info_parameter is not None
        if not resolver.self_parameter:
            function = partial(_without_object, function)
        return PlannedField(coordinate, function, takes_info, is_async, given, shape, inner)

    def _given(
        self, known: GraphQLField, declared: StrawberryField, details: FieldDetailsList
    ) -> Given:
        node = details[0].node
        registry = self._schema.schema_converter.scalar_registry

        def given(variables: VariableValues) -> dict[str, Any]:
            values = get_argument_values(known, node, variables)
            return convert_arguments(
                values,
                declared.arguments,
                scalar_registry=registry,
                config=self._schema.config,
            )

        return given

    def _inner(
        self, kind: GraphQLOutputType, details: FieldDetailsList
    ) -> Write | Selection | Choice:
        if is_leaf_type(kind):
            return self._writers.of(kind)
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, details)
        if isinstance(kind, GraphQLInterfaceType) and not kind.extensions[DECLARED].resolve_type:
            return Choice(partial(self._of_class, kind, details))
        raise Unplannable(str(kind))


def _without_object(resolve: Callable[..., Any], _: object, **given: Any) -> Any:
    """Resolve a field whose function takes no object."""
    return resolve(**given)


def shape_of(kind: GraphQLOutputType) -> tuple[Shape, GraphQLOutputType]:
    """How a type is wrapped, and what is innermost."""
    lists: list[bool] = []
    while True:
        is_nullable = not isinstance(kind, GraphQLNonNull)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if not isinstance(inner, GraphQLList):
            return Shape(tuple(lists), is_nullable), inner
        lists.append(is_nullable)
        kind = inner.of_type
