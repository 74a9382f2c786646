"""For every role and every field that can be asked: whether it may. Nothing is open by oversight.

`tests/data/closed_fields.txt` is the table: each closed field, and to whom it is shown. A field
that is not in it is open to everyone, so who adds one has it shown here, and decides. The other
half, each mutation and who may send it, is `tests/data/open_mutations.txt` (`test_wrong_roles.py`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    visit,
)

from events.facts.vocabulary import Role
from events.log.event_queries import EventQuery
from schema.api.schema import SCHEMA
from tests.schema.api.test_nothing_leaks import QUESTIONS, TYPES, asked_of, everything
from tests.worlds.hall import THE_OCCASION
from tests.worlds.secrets import Vault

SHOWN_TO: dict[str, Callable[[Role], bool]] = {
    "who has a token": lambda role: role is not Role.PUBLIC,
    "AUDITOR": lambda role: role is Role.AUDITOR,
    "AUDITOR, VERIFIER, the owner's kin": lambda role: role in (Role.AUDITOR, Role.VERIFIER),
    "AUDITOR, ADMINISTRATOR": lambda role: role in (Role.AUDITOR, Role.ADMINISTRATOR),
}
BELOW_CLOSED = {Role.PUBLIC: {"Person.name", "Evidence.thumbnailUrl", "Evidence.url"}}
"""What a role does not even come to, for it stands below what is withheld."""
OF_MUTATIONS = ("Mutation", "UserError", "Signing")
"""What only whoever sends a mutation is answered."""
TABLE = Path(__file__).parents[2] / "data" / "closed_fields.txt"
OTHER_PARTY = "BPK"
"""Of nobody whose name stands in the log."""
PROOF, GROWTH = (everything(TYPES[name], 2) for name in ("InclusionProof", "ConsistencyProof"))
ROOTS = {
    "inclusion": f"{{ log {{ inclusionProof(position: 0) {PROOF} }} }}",
    "consistency": f"{{ log {{ consistencyProof(from: 1, to: 2) {GROWTH} }} }}",
    "labels": asked_of("Label", "labels"),
    "admissions": asked_of("Admissions", "admissions", 3),
    "occasions": asked_of("OccasionConnection", "occasions(first: 1)", 2),
    "parties": asked_of("PartyConnection", "parties", 2),
    "regions": asked_of("RegionConnection", "regions", 2),
    "events": asked_of("EventConnection", "events(first: 1)", 2),
    "commitments": asked_of(
        "CommitmentConnection", f'commitments(occasion: "{THE_OCCASION}", first: 1)', 2
    ),
}


@pytest.fixture(scope="module")
def questions(vault: Vault) -> list[str]:
    """Everything that can be asked of a log in which there is something of each kind."""
    recorded = vault.server.house.look_up.recorded.all_events(EventQuery())
    kinds = {event.fact.type_name(): event.position for event in recorded}
    of_events = [asked_of(kind, f"event(position: {at})", 2) for kind, at in kinds.items()]
    through_time = _through_time(vault, kinds["OccasionDeclared"])
    return [*QUESTIONS.values(), *ROOTS.values(), *through_time, *of_events]


def _through_time(vault: Vault, begun: int) -> list[str]:
    """What compares the occasion with itself, since it was declared."""
    now, last = vault.time.wall.isoformat(), vault.size() - 1
    points = f"from: {{position: {begun}}}, to: {{position: {last}}}"
    moments = f'from: "{now}", to: "{now}", points: 1'
    return [
        asked_of("ReadinessComparison", f'compare(occasion: "{THE_OCCASION}", {points})', 3),
        asked_of("ReadinessPoint", f'readinessSeries(occasion: "{THE_OCCASION}", {moments})', 2),
    ]


def table() -> dict[str, str]:
    """Each closed field, and to whom it is shown."""
    lines = TABLE.read_text("utf-8").splitlines()
    return dict(line.split(": ") for line in lines)


class Asked(Visitor):
    """Notes each field that a document asks, by its type."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.found = info, set[str]()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.info.get_parent_type()
        if parent is not None:
            self.found.add(f"{parent.name}.{node.name.value}")


def asked(question: str) -> set[str]:
    info = TypeInfo(SCHEMA._schema)
    visitor = Asked(info)
    visit(parse(question), TypeInfoVisitor(info, visitor))
    return visitor.found


def test_no_field_of_the_schema_is_forgotten(questions: list[str]) -> None:
    every = {
        f"{kind.name}.{name}"
        for kind in TYPES.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        if kind.name not in OF_MUTATIONS and not kind.name.endswith("Payload")
        for name in kind.fields
    }
    assert every - {field for question in questions for field in asked(question)} == set()
    assert set(table()) <= every
    assert set(table().values()) == set(SHOWN_TO)


def test_each_role_sees_what_it_may_and_no_more(vault: Vault, questions: list[str]) -> None:
    """Each question is put in all roles one after another: its plan is then made once."""
    roles = [role for role in Role if role is not Role.SYSTEM]
    tokens = {
        role: None if role is Role.PUBLIC else vault.token(role.value, party=OTHER_PARTY)
        for role in roles
    }
    withheld: dict[Role, set[str]] = {role: set() for role in roles}
    for question in questions:
        for role, token in tokens.items():
            answer = vault.ask(question, {}, token)
            codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
            assert codes <= ({"FORBIDDEN"} if token is None else set()), (role, answer["errors"])
            withheld[role] |= set(answer["extensions"].get("withheld", ()))
    for role in roles:
        closed = {field for field, who in table().items() if not SHOWN_TO[who](role)}
        assert withheld[role] == closed - BELOW_CLOSED.get(role, set()), role
