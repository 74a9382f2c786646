"""A new fact is shown as what it declares, without a word about it anywhere else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from events.facts.all import SHAPES
from events.facts.versions import Shape
from events.facts.vocabulary import Role
from events.format.canonical_bytes import seal
from events.format.recorded_event import Actor, Draft
from events.log.log_queries import append
from schema.api.mutations import Mutation
from schema.api.queries import Query
from schema.api.schema import LedgerSchema
from schema.operation.tell_errors import TellErrors
from schema.types.event import Event
from schema.types.facts import EVENT_TYPES, event_type
from schema.types.scalars import CONFIG
from services.state import commitment_evolve
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, D02, Hall
from tests.worlds.new_fact import SOMEBODY, WordGiven, word_given

OPEN = """
  statedBy { id name } vouchedBy { id } heardBy { code } heardIn { code name } writtenIn { title }
  quotedIn { id } insteadOf { plainId title } beside { kind commitment { plainId } } following
"""
CLOSED = "village { id name } saidBy { id } recording spoken howMany"
BY_PARTY = """
query ($party: ID!) { events(filter: {party: $party}, last: 1) { edges { node {
  ... on WordGiven { %s }
} } } }
"""


AT = "query ($p: Position!) { event(position: $p) { ... on WordGiven { %s } } }"


def with_one_fact_more() -> LedgerSchema:
    """The API of a product that knows the new fact too."""
    types = [*EVENT_TYPES.values(), event_type(WordGiven)]
    return LedgerSchema(
        query=Query, mutation=Mutation, types=types, extensions=[TellErrors], config=CONFIG
    )


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new fact is known in this file alone."""
    monkeypatch.setitem(SHAPES, ("WordGiven", 1), Shape(WordGiven))
    monkeypatch.setattr(Event, "kinds", dict(Event.kinds))
    changes: dict[Any, Any] = commitment_evolve.CHANGES  # it changes no state
    monkeypatch.setitem(changes, WordGiven, lambda *_: {})


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A furnished log of a product that knows one fact more: KPU recorded one in a village."""
    monkeypatch.setattr("schema.app.SCHEMA", with_one_fact_more())
    with Hall(tmp_path) as hall:
        record(hall.furnish(), word_given("62.05.01"))
        yield hall


def record(hall: Hall, fact: WordGiven) -> None:
    """Write the fact as KPU's, about the commitment D01, in a stream of its own."""
    size = hall.size()
    draft = Draft(
        stream=f"word:{size}",
        fact=fact,
        actor=Actor(Role.OWNER, "KPU"),
        occurred_at=hall.time.wall,
        occasion=OCCASION,
        commitment="D01",
    )
    sealed = seal(
        draft,
        position=size,
        stream_version=1,
        recorded_at=hall.time.wall,
        new_salt=lambda: "0" * 32,
    )
    with hall.server.log.writing() as connection:
        append(connection, [sealed], [])
    hall.server.following.forget()  # written behind the recorder's back


def found(hall: Hall, party: str, wanted: str) -> dict[str, Any]:
    """What an auditor is shown of the last event of a party."""
    token = hall.token("AUDITOR", party="BPK")
    answer = hall.data(BY_PARTY % wanted, token, party=f"party:{party}")
    (edge,) = answer["events"]["edges"]
    return dict(edge["node"])


def test_a_new_fact_is_found_by_who_acted_and_shows_what_it_names(heard: Hall) -> None:
    assert found(heard, "KPU", OPEN) == {
        "statedBy": {"id": "party:DINKES", "name": "Institution DINKES"},
        "vouchedBy": None,
        "heardBy": [{"code": "KPU"}, {"code": "KPU-LOG"}],
        "heardIn": {"code": "R1", "name": "Coordination meeting"},
        "writtenIn": {"title": "Minutes of the meeting"},
        "quotedIn": [{"id": f"source:{OCCASION}/S1"}],
        "insteadOf": {"plainId": D02, "title": "Promise D02"},
        "beside": [{"kind": "REFINES", "commitment": {"plainId": D01}}],
        "following": 3,
    }
    assert found(heard, "DINKES", OPEN) == {}  # named in it, but it was not theirs


def test_what_a_new_fact_names_under_seal_is_not_public(heard: Hall) -> None:
    shown = {
        "village": {"id": "region:62.05.01", "name": "Region 62.05.01"},
        "saidBy": {"id": f"person:{SOMEBODY}"},
        "recording": "a1" * 32,
        "spoken": ["Besok.", "Atau lusa."],
        "howMany": 2.5,
    }
    assert found(heard, "KPU", CLOSED) == shown
    asked: dict[str, Any] = {"p": heard.size() - 1}
    answer = heard.ask(AT % CLOSED, asked)
    assert answer["data"]["event"] == dict.fromkeys(shown)
    assert "errors" not in answer
    assert len(answer["extensions"]["withheld"]) == len(shown)
    assert heard.data(AT % OPEN, **asked)["event"]["statedBy"]["id"] == "party:DINKES"


def test_a_quantity_of_a_new_fact_is_public_where_no_region_is_named(heard: Hall) -> None:
    record(heard, word_given())
    assert heard.data(AT % "howMany", p=heard.size() - 1)["event"] == {"howMany": 2.5}


def test_what_may_be_unknown_or_closed_may_be_null() -> None:
    printed = with_one_fact_more().as_str()
    shown = printed.partition("type WordGiven ")[2].partition("\n}")[0]
    types = dict(re.findall(r"^  (\w+): (\S+)$", shown, re.MULTILINE))
    assert {name: types[to_camel(name)] for name in WordGiven.model_fields} == {
        "stated_by": "Party",
        "vouched_by": "Party",
        "heard_by": "[Party!]!",
        "heard_in": "Rakor",
        "written_in": "Source",
        "quoted_in": "[Source!]!",
        "instead_of": "Commitment",
        "beside": "[CommitmentLink!]!",
        "following": "Position!",
        "village": "Region",
        "said_by": "Person",
        "recording": "Hash",
        "how_many": "Float",
        "spoken": "[String!]",
    }
