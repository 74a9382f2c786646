"""Every field of every object that can be asked for: a plan writes what graphql-core writes."""

from graphql import (
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from events.facts.all import FACT_TYPES, event_type_name
from schema.api.schema import SCHEMA
from schema.plans.plans import Outcome
from tests.schema.plans.twins import Twins
from tests.worlds.hall import THE_OCCASION
from tests.worlds.secrets import D05, RAKOR, Vault

CORE = SCHEMA._schema
GIVEN = {
    "Query.readiness": f'(occasion: "{THE_OCCASION}")',
    "Query.commitments": f'(occasion: "{THE_OCCASION}")',
    "Query.audit": f'(occasion: "{THE_OCCASION}")',
    "Query.changes": f'(occasion: "{THE_OCCASION}", first: 10)',
    "Query.compare": f'(occasion: "{THE_OCCASION}", from: {{position: 30}})',
    "Query.occasion": f'(id: "{THE_OCCASION}")',
    "Query.commitment": f'(id: "{D05}")',
    "Query.rakor": f'(id: "{RAKOR}")',
    "Query.event": "(position: 20)",
    "Query.node": f'(id: "{D05}")',
    "Log.inclusionProof": "(position: 3)",
    "Log.consistencyProof": "(from: 3)",
}
"""Arguments of fields that need some, or of which much would be told."""
OF_D05 = f'commitment(id: "{D05}")'
FULL = {
    "Party": (OF_D05, "owner"),
    "Escalation": (OF_D05, "escalations"),
    "Source": (f'occasion(id: "{THE_OCCASION}")', "sources", "edges", "node"),
}
"""Ways to types where the shortest leads to nothing in this log."""
UNSIGNED = {"Checkpoint", "InclusionProof", "ConsistencyProof"}
"""What a log has only once it is signed."""


def asked(kind: GraphQLObjectType) -> dict[str, str]:
    """The fields of a type that can be asked for, each with its arguments."""
    return {
        field: f"{field}{GIVEN.get(f'{kind.name}.{field}', '')}"
        for field, declared in kind.fields.items()
        if f"{kind.name}.{field}" in GIVEN
        or not any(map(is_required_argument, declared.args.values()))
    }


def ways() -> dict[str, tuple[str, ...]]:
    """To each object type the shortest way from the query, field by field."""
    query = CORE.query_type
    assert query is not None
    found: dict[str, tuple[str, ...]] = {query.name: ()}
    waiting = [query]
    for kind in waiting:
        for field, text in asked(kind).items():
            below = get_named_type(kind.fields[field].type)
            if isinstance(below, GraphQLObjectType) and below.name not in found:
                found[below.name] = (*found[kind.name], text)
                waiting.append(below)
    return found | FULL


def fields_of(kind: GraphQLObjectType) -> str:
    """All fields of a type; of what is below them only what it is."""
    told = []
    for field, text in asked(kind).items():
        below = get_named_type(kind.fields[field].type)
        told.append(text if is_leaf_type(below) else f"{text} {{ __typename }}")
    return " ".join(told)


def queries(vault: Vault) -> dict[str, str]:
    """A query for all fields of each type."""
    found = {}
    for name, way in ways().items():
        kind = CORE.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        if way and name not in UNSIGNED:
            found[name] = "{ " + " { ".join((*way, fields_of(kind))) + " }" * (len(way) + 1)
    for fact in FACT_TYPES:
        kind = CORE.type_map[fact.type_name()]
        assert isinstance(kind, GraphQLObjectType)
        position = vault.positions.get(event_type_name(fact), 0)
        shown = f"... on {kind.name} {{ {fields_of(kind)} }}"
        found[kind.name] = f"{{ event(position: {position}) {{ {shown} }} }}"
    return found


def test_a_plan_writes_every_field_of_every_type(vault: Vault) -> None:
    twins, every = Twins(vault), queries(vault)
    token = vault.token("AUDITOR", party="BPK")
    assert len(every) > 70
    for name, query in every.items():
        assert twins.must_agree(query, {}, token) in (Outcome.NEW, Outcome.WRITTEN), name
        assert twins.must_agree(query, {}, token) is Outcome.WRITTEN, name


def test_a_plan_withholds_what_graphql_core_withholds(vault: Vault) -> None:
    twins, told = Twins(vault), set()
    for name, query in queries(vault).items():
        twins.must_agree(query)
        outcome, one, _ = twins.ask(query)
        twins.must_agree(query)
        if b'"errors"' not in one.body:  # else a root field or a node was refused as a whole
            assert outcome is Outcome.WRITTEN, name
            told |= set(one.said["extensions"].get("withheld", ()))
    assert {"ProgressReported.note", "Discrepancy.readings", "DeclarationCheck.by"} <= told
    assert len(told) > 100
