"""The printed schema: the same as the code, described everywhere, and true to the contract."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)

from events.facts.all import FACT_TYPES, event_type_name
from schema.api.schema import SCHEMA
from services.commands.all import COMMANDS
from services.commands.command import Command
from services.refusals import RefusalCode

PRINTED: GraphQLSchema = build_schema(SCHEMA.as_str())
CONTRACT: GraphQLSchema = build_schema(
    (Path(__file__).parents[2] / "data" / "contract.graphql").read_text("utf-8")
)
OWN_TYPES = [
    kind
    for name, kind in PRINTED.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(kind)
]
CONTRACT_TYPES = [
    name
    for name, kind in CONTRACT.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(kind)
]


def test_the_printed_schema_is_the_code() -> None:
    printed = files("schema").joinpath("schema.graphql").read_text("utf-8")
    assert printed.strip() == SCHEMA.as_str().strip()


def undescribed(kind: GraphQLNamedType) -> list[str]:
    """What of a type has no description."""
    missing = [] if (kind.description or "").strip() else [kind.name]
    if isinstance(kind, GraphQLEnumType):
        values = kind.values.items()
        missing += [name for name, value in values if not (value.description or "").strip()]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        fields = kind.fields.items()
        missing += [name for name, field in fields if not (field.description or "").strip()]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        missing += [
            f"{name}({argument})"
            for name, field in kind.fields.items()
            for argument, declared in field.args.items()
            if not (declared.description or "").strip()
        ]
    return missing


@pytest.mark.parametrize("kind", OWN_TYPES, ids=lambda kind: str(kind.name))
def test_everything_is_described(kind: GraphQLNamedType) -> None:
    assert undescribed(kind) == []


def event_types() -> list[GraphQLObjectType]:
    """The concrete event types."""
    interface = PRINTED.type_map["Event"]
    assert isinstance(interface, GraphQLInterfaceType)
    return list(PRINTED.get_possible_types(interface))


def test_there_is_one_event_type_for_each_fact() -> None:
    assert {kind.name for kind in event_types()} == {fact.type_name() for fact in FACT_TYPES}
    kinds = PRINTED.type_map["EventType"]
    assert isinstance(kinds, GraphQLEnumType)
    assert set(kinds.values) == {event_type_name(fact) for fact in FACT_TYPES}
    for kind in event_types():
        assert {interface.name for interface in kind.interfaces} == {"Event", "Node"}


def test_one_field_name_has_one_type_across_all_events() -> None:
    types: dict[str, set[str]] = {}
    for kind in event_types():
        for name, field in kind.fields.items():
            types.setdefault(name, set()).add(str(field.type))
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


@pytest.mark.parametrize("fact", FACT_TYPES, ids=lambda fact: str(fact.type_name()))
def test_every_field_of_a_fact_is_shown(fact: type) -> None:
    declared = next(one for one in FACT_TYPES if one is fact)
    (kind,) = (one for one in event_types() if one.name == declared.type_name())
    aliases = {field.alias for field in declared.model_fields.values()}
    assert aliases <= set(kind.fields)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.mutation))
def test_the_description_of_a_mutation_names_every_refusal_of_its_command(
    command: type[Command],
) -> None:
    assert PRINTED.mutation_type is not None
    said = PRINTED.mutation_type.fields[command.mutation].description or ""
    named = re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", said)
    assert named == sorted(code.value for code in command.possible_refusals())


def test_one_user_error_and_one_enum_of_codes_serve_every_mutation() -> None:
    codes = PRINTED.type_map["UserErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert set(codes.values) == {code.value for code in RefusalCode}
    errors = {name for name in PRINTED.type_map if name.endswith(("UserError", "ErrorCode"))}
    assert errors == {"UserError", "UserErrorCode"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.mutation))
def test_every_mutation_has_the_contract_s_shape(command: type[Command]) -> None:
    name = command.mutation[0].upper() + command.mutation[1:]
    mutation = PRINTED.mutation_type
    assert mutation is not None
    field = mutation.fields[command.mutation]
    assert str(field.type) == f"{name}Payload"
    assert {key: str(value.type) for key, value in field.args.items()} == {"input": f"{name}Input!"}
    given = PRINTED.type_map[f"{name}Input"]
    assert isinstance(given, GraphQLInputObjectType)
    envelope = {
        "idempotencyKey": "ID!",
        "occurredAt": "DateTime",
        "expectedVersion": "Int",
        "reason": "String",
        "actAs": "Role",
        "onBehalfOf": "ID",
        "correlation": "ID",
    }
    assert {key: str(given.fields[key].type) for key in envelope} == envelope
    payload = PRINTED.type_map[f"{name}Payload"]
    assert isinstance(payload, GraphQLObjectType)
    shape = {
        "events": "[Event!]!",
        "position": "Position",
        "leafHash": "Hash",
        "headDueAt": "DateTime",
        "replayed": "Boolean!",
        "userErrors": "[UserError!]!",
    }
    assert [interface.name for interface in payload.interfaces] == ["MutationPayload"]
    assert {key: str(payload.fields[key].type) for key in shape} == shape
    objects = [field for key, field in payload.fields.items() if key not in shape]
    assert objects
    assert not any(str(field.type).endswith("!") for field in objects)


def test_every_mutation_is_of_a_command() -> None:
    mutation = PRINTED.mutation_type
    assert mutation is not None
    assert set(mutation.fields) == {command.mutation for command in COMMANDS}


def may_be_refused(argument: GraphQLArgument) -> bool:
    """Whether a value of the right type can still be a wrong one: a size, a cursor, an id."""
    kind = get_named_type(argument.type)
    return not isinstance(kind, GraphQLEnumType) and kind.name != "Boolean"


def test_a_field_whose_argument_may_be_refused_may_be_null() -> None:
    """Else a wrong argument of a list would take away the object that has the list."""
    not_null = [
        f"{kind.name}.{name}"
        for kind in OWN_TYPES
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in kind.fields.items()
        if any(map(may_be_refused, field.args.values())) and str(field.type).endswith("!")
    ]
    assert not_null == []


@pytest.mark.parametrize("name", CONTRACT_TYPES)
def test_the_contract_is_kept(name: str) -> None:
    promised, kept = CONTRACT.type_map[name], PRINTED.type_map.get(name)
    assert isinstance(kept, type(promised))
    if isinstance(promised, GraphQLEnumType) and isinstance(kept, GraphQLEnumType):
        assert set(promised.values) <= set(kept.values)
    if isinstance(promised, GraphQLInputObjectType) and isinstance(kept, GraphQLInputObjectType):
        given = {key: str(field.type) for key, field in promised.fields.items()}
        assert {key: str(kept.fields[key].type) for key in given} == given
    if isinstance(promised, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(kept, GraphQLObjectType | GraphQLInterfaceType)
        types = {key: str(field.type) for key, field in promised.fields.items()}
        assert {key: str(kept.fields[key].type) for key in types if key in kept.fields} == types
        assert {each.name for each in promised.interfaces} <= {
            each.name for each in kept.interfaces
        }
        assert _arguments(promised, set(types)) == _arguments(kept, set(types), promised)


def _default(argument: GraphQLArgument) -> str:
    """The default of an argument; none at all is null."""
    node = argument.ast_node and argument.ast_node.default_value
    return print_ast(node) if node else "null"


def _arguments(
    kind: GraphQLObjectType | GraphQLInterfaceType,
    names: set[str],
    promised: GraphQLObjectType | GraphQLInterfaceType | None = None,
) -> dict[str, tuple[str, str]]:
    """Type and default of every argument; of `kind` only those that are promised."""
    return {
        f"{name}({key})": (str(argument.type), _default(argument))
        for name, field in kind.fields.items()
        if name in names
        for key, argument in field.args.items()
        if promised is None or key in promised.fields[name].args
    }


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.mutation))
def test_an_input_has_the_contract_s_fields(command: type[Command]) -> None:
    assert CONTRACT.mutation_type is not None
    promised = (CONTRACT.mutation_type.fields[command.mutation].description or "").split(", ")
    name = command.mutation[0].upper() + command.mutation[1:]
    given = PRINTED.type_map[f"{name}Input"]
    assert isinstance(given, GraphQLInputObjectType)
    assert set(promised) <= set(given.fields)
