"""One name, one shape: what a client learns of a field, a list or a scalar holds everywhere."""

from collections import defaultdict
from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    is_specified_scalar_type,
)

from schema.api.schema import SCHEMA

TYPES = SCHEMA._schema.type_map
OBJECTS = [
    kind
    for name, kind in TYPES.items()
    if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
]
ROOTS = {"Query", "Mutation"}
"""What they name is the operation: `commitment(id:)` beside `commitments(filter:)`."""
EXCEPTIONS = {
    "areas": "of a readiness they are judged: AreaReadiness leads on to the Area",
    "basis": "of a decision on a discrepancy it is in words of its own",
    "code": "of a reason and of an error it is one of a closed list",
    "commitment": "of another occasion it is an id only",
    "commitments": "of a meeting, of changes, and judged, of a readiness",
    "condition": "of an event it is the words; of a commitment also what became of it",
    "deadline": "asked for, it is what is to be changed",
    "edges": "a connection's own",
    "evidence": "of a payload it is the one document that was named",
    "field": "of an error it is a path",
    "from": "what is compared: two readinesses, two sizes",
    "indicator": "asked for, it is what is to be changed",
    "kind": "each kind of thing has kinds of its own",
    "level": "of an escalation it is a number",
    "mentions": "of a commitment, and judged, of a readiness",
    "node": "a connection's own",
    "parent": "a party, a region, a commitment stands under one of its kind",
    "readiness": "of a commitment it is that of a leaf",
    "reason": "of a light it is a condition that holds",
    "regions": "registered, and judged: of a commitment, of a readiness",
    "role": "of an actor, and of a commitment",
    "request": "of a payload it is what was asked for, of an event its code",
    "sources": "of a commitment they are few, and a plain list",
    "statement": "of a payload it is one of progress, else in words",
    "to": "to whom, and up to where",
    "value": "of a label it is a word",
    "waivers": "of an audit they stand beside how things were before them",
    "withdrawals": "of an audit they stand beside how things were before them",
}
"""Why a name has several shapes."""
PAGING = {"first": "Int", "after": "String", "last": "Int", "before": "String"}


def shape_of(field: GraphQLField) -> str:
    """Which type, and whether it is a list: what may be null is said by each type for itself."""
    kind, lists = field.type, 0
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        lists += isinstance(kind, GraphQLList)
        kind = kind.of_type
    return "[" * lists + str(kind)


def connections() -> Iterator[tuple[str, GraphQLField]]:
    """Every field that is paged, by its coordinate."""
    for kind in OBJECTS:
        for name, field in kind.fields.items():
            if shape_of(field).endswith("Connection"):
                yield f"{kind.name}.{name}", field


def test_one_name_has_one_shape() -> None:
    shapes: dict[str, set[str]] = defaultdict(set)
    for kind in OBJECTS:
        for name, field in kind.fields.items():
            if kind.name not in ROOTS:
                shapes[name].add(shape_of(field))
    several = {name for name, found in shapes.items() if len(found) > 1}
    assert several == EXCEPTIONS.keys()


def test_every_list_is_paged_from_both_ends() -> None:
    found = dict(connections())
    assert len(found) > 10
    for coordinate, field in found.items():
        given = {name: str(argument.type) for name, argument in field.args.items()}
        assert given.items() >= PAGING.items(), coordinate
        assert all(not isinstance(field.args[name].default_value, int) for name in PAGING)
        owner = TYPES[shape_of(field)]
        assert isinstance(owner, GraphQLObjectType)
        assert owner.fields.keys() == {"edges", "pageInfo", "totalCount"}


def test_every_scalar_says_where_it_is_specified() -> None:
    own = {
        name: kind.specified_by_url
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLScalarType) and not is_specified_scalar_type(kind)
    }
    assert own.keys() == {"Date", "DateTime", "Hash", "Position"}
    assert all(url and url.startswith("https://www.rfc-editor.org/rfc/") for url in own.values())


def test_filters_name_lists_in_the_plural() -> None:
    for name in ("CommitmentFilter", "EventFilter"):
        fields = TYPES[name].fields  # type: ignore[attr-defined]  # an input's
        lists = {field for field, one in fields.items() if "[" in str(one.type)}
        assert all(field.endswith("s") for field in lists)
