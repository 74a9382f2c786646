"""What a document can reach is computed before it is executed, and in time that is linear in it."""

import random
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from schema.api.schema import SCHEMA
from schema.operation.cost import Costing, Walk
from schema.operation.counting import Counting
from schema.operation.documents import Documents
from schema.operation.fragments import innermost_first
from schema.operation.limits import Limits
from schema.operation.measures import measure
from schema.operation.sizes import OBJECT_WEIGHTS, POINT_WEIGHT, SIZES, WEIGHTS, size_of
from tests.schema.operation.documents_at_random import Documents as AtRandom
from tests.schema.operation.naive_cost import Naive
from tests.worlds.questions import FIGURES, OPEN_READINESS, WHOLE_READINESS

CORE = SCHEMA._schema
WIDE = Limits(tokens=5_000, root_fields=100, cost=10**9)
OCCASION = 'occasion: "occasion:o"'


def cost(text: str, **variables: Any) -> int:
    """The cost of a valid document."""
    document = Documents(CORE, 0).get(text, None, WIDE)
    assert document.errors == ()
    return document.cost(variables)


def coordinates() -> set[str]:
    """Every field of the schema that is a list of objects."""
    return {
        f"{name}.{field}"
        for name, kind in CORE.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        for field, declared in kind.fields.items()
        if is_list_type(get_nullable_type(declared.type))
        and is_composite_type(get_named_type(declared.type))
    }


def owner(name: str) -> GraphQLObjectType | GraphQLInterfaceType:
    """A type with fields, by its name."""
    kind = CORE.type_map[name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    return kind


@pytest.mark.parametrize("coordinate", sorted(coordinates()))
def test_every_list_of_objects_has_a_declared_size(coordinate: str) -> None:
    name, _, field = coordinate.partition(".")
    assert size_of(owner(name), field)


def test_nothing_is_declared_that_is_not_in_the_schema() -> None:
    by_suffix = {f"*{end}.{field}" for end in ("Connection", "Payload") for field in FIELDS}
    assert set(SIZES) - coordinates() - by_suffix == set()
    for coordinate in WEIGHTS:
        name, _, field = coordinate.partition(".")
        assert field in owner(name).fields
    assert set(OBJECT_WEIGHTS) <= set(CORE.type_map)


FIELDS = ("edges", "events", "userErrors")


@given(st.randoms(use_true_random=False), st.sampled_from([None, 0, 1, 50, 1_000, -3]))
def test_the_cost_is_that_of_the_document_unfolded(chance: random.Random, n: int | None) -> None:
    document = parse(AtRandom(CORE, chance).make())
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    walk = Walk(CORE, innermost_first(document), {"n": measure(n)} if n is not None else {})
    assert walk.of(operation) == Naive(CORE, document, n).cost()


@pytest.mark.parametrize("deep", [1, 10, 100])
def test_each_selection_is_looked_at_once_however_often_it_is_spread(deep: int) -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(deep))
    document = parse(f"{{ ...F0 }} {chain} fragment F{deep} on Query {{ viewer {{ roles }} }}")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    fragments = innermost_first(document)
    counting, walk = Counting(fragments), Walk(CORE, fragments, {})
    assert counting.of(operation).root_fields == 2**deep
    assert walk.of(operation) == 2**deep * 2
    assert counting.visited == walk.visited == 2 * deep + 3


def test_a_chain_of_fragments_is_ordered_however_long_it_is() -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(3_000))
    assert len(innermost_first(parse(chain))) == 3_000
    assert next(iter(innermost_first(parse(chain)))) == "F2999"


def test_pages_multiply() -> None:
    inner = "history(first: %s) { edges { cursor } }"
    outer = f"{{ commitments({OCCASION}, first: %s) {{ edges {{ node {{ {inner} }} }} }} }}"
    small, wide, deep = cost(outer % (1, 1)), cost(outer % (100, 1)), cost(outer % (100, 100))
    one = (wide - small) / 99
    assert deep - wide == 100 * 99
    assert one == 1 + 1 + 20 + 1 + 1  # node, history and what it weighs, edges, one cursor


@pytest.mark.parametrize(
    ("asked", "entries"),
    [
        ("", 20),
        ("(first: null)", 20),
        ("(first: 0)", 0),
        ("(first: 7)", 7),
        ("(last: 8)", 8),
        ("(first: 1000)", 100),
        ("(first: $n)", 20),
        ("(first: $five)", 5),
    ],
)
def test_a_page_is_as_long_as_it_is_asked_for(asked: str, entries: int) -> None:
    text = f"query ($n: Int, $five: Int = 5) {{ events{asked} {{ edges {{ cursor }} }} }}"
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    costing = Costing(CORE, operation, {})
    assert costing.requested({}) == 302 + entries


@pytest.mark.parametrize(
    ("value", "entries"),
    [(None, 20), (3, 3), (3.0, 3), (101, 100), (-1, 0), ("x", 100), ([1], 100), (10**400, 100)],
)
def test_a_variable_is_a_page_of_its_value(value: object, entries: int) -> None:
    text = "query ($n: Int) { events(first: $n) { edges { cursor } } }"
    asked = cost(text, n=value) - (2 if isinstance(value, list) else 0)  # a list weighs by itself
    assert asked == 302 + entries


def test_of_several_kinds_an_object_is_the_dearest_one() -> None:
    text = "{ node(id: 1) { id %s } }"
    party, region = "... on Party { name kind }", "... on Region { name level code }"
    assert cost(text % (party + region)) == cost(text % region) == cost(text % party) + 1


AT = "2025-08-01T00:00:00Z"
KINDS = {"p": "Position", "at": "AsOf"}


def test_each_point_of_the_past_is_paid_once() -> None:
    def past(*points: str) -> int:
        roots = " ".join(
            f"a{n}: readiness({OCCASION}, asOf: {point}) {{ score }}"
            for n, point in enumerate(points)
        )
        declared = [f"${n}: {kind}" for n, kind in KINDS.items() if f"${n}" in roots]
        query = f"query ({', '.join(declared)})" if declared else "query"
        return cost(f"{query} {{ {roots} }}", p=7, at={"position": 7})

    once = past("{position: 7}")
    each = once - past("{}")
    assert each == past("$at") - past("null") == POINT_WEIGHT
    assert past("{position: 7}", "{position: 7}", "$at", "{position: $p}") == once + 3 * 302
    assert past("{position: 7}", "{position: 8}") == once + 302 + POINT_WEIGHT
    assert past(f'{{knownAt: "{AT}"}}', f'{{effectiveAt: "{AT}"}}') == once + 302 + POINT_WEIGHT


def test_a_pinned_id_is_a_point_of_the_past() -> None:
    text = "query ($id: ID!) { node(id: $id) { id } }"
    pinned = "commitment:o/D1@7,2025-08-01T00:00Z"
    assert cost(text, id=pinned) == cost(text, id="commitment:o/D1") + POINT_WEIGHT
    two = "query ($id: ID!, $other: ID!) { a: node(id: $id) { id } b: node(id: $other) { id } }"
    same = cost(two, id=pinned, other="commitment:o/D2@7,2025-08-01T00:00Z")
    assert same == 2 * cost(text, id="commitment:o/D1") + POINT_WEIGHT


def test_long_lists_in_arguments_are_paid() -> None:
    text = (
        f"query ($w: CommitmentFilter) {{ commitments({OCCASION}, filter: $w) {{ __typename }} }}"
    )
    assert cost(text, w={"owner": ["a"] * 500}) == cost(text) + 1_000
    literal = text.replace("filter: $w", f"filter: {{owners: [{'1 ' * 500}]}}")
    assert cost(literal.replace("($w: CommitmentFilter)", "")) == cost(text) + 1_000


@pytest.mark.parametrize("screen", [OPEN_READINESS, WHOLE_READINESS, FIGURES])
def test_a_home_screen_is_within_the_limit_at_any_point(screen: str) -> None:
    past = {"occasion": "occasion:o", "asOf": {"position": 90}}
    assert cost(screen, **past) <= Limits().cost


def test_what_tools_ask_of_the_schema_is_within_all_limits() -> None:
    text = get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    document = Documents(CORE, 0).get(text, None, Limits())
    assert document.errors == ()
    assert document.counts.depth == Limits().depth
    assert document.cost({}) <= Limits().cost
