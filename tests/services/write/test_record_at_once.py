"""A meeting with all its commitments in one act, through the log: one transaction, one receipt."""

from decimal import Decimal
from typing import Any

from events.facts.commitment import CommitmentRecorded
from services.refusals import RefusalCode
from tests.worlds.world import World, refusal_of

DEADLINE = {"due": "2025-08-04", "planned_start": "2025-07-14"}


def row(code: str, **fields: Any) -> dict[str, Any]:
    """A commitment as its source states it, every code in another case than on record."""
    return {
        "code": code,
        "title": f"Promise {code}",
        "kind": "UNDERTAKING",
        "area": "logistics",
        "owner": "party:kpu-log",
        "partners": ["party:dinkes"],
        "deadline": DEADLINE,
        "indicator": {
            "name": "Done",
            "target": 10,
            "unit": "boxes",
            "breakdown": [
                {"party": "party:kpu-log", "target": 6},
                {"party": "party:dinkes", "target": 4},
            ],
        },
        "source": "source:PSU/s1",
        **fields,
    }


def meeting(*rows: dict[str, Any], code: str = "R2", **fields: Any) -> dict[str, Any]:
    """A meeting in which these were promised."""
    held = {"verbatim": "11 Juli 2025", "candidates": ["2025-07-11"], "resolved": "2025-07-11"}
    named: dict[str, Any] = {"code": code, "name": f"Rakor {code}", "held_on": held}
    return {**named, "commitments": list(rows), **fields}


def test_a_whole_meeting_is_written_in_one_transaction_and_answered_again(world: World) -> None:
    asked = meeting(row("M1"), row("M2", parent="commitment:psu/m1"), idempotency_key="whole")
    first = world.secretary("rakorRecord", **asked)
    assert len(first.events) == 1 + 2 * 5
    size = world.head().size
    again = world.secretary("rakorRecord", **asked)
    assert (again.replayed, again.events) == (True, first.events)
    assert world.head().size == size


def test_every_event_has_its_place_in_its_own_stream(world: World) -> None:
    events = world.secretary("rakorRecord", **meeting(row("M1"), row("M2"))).events
    of_m2 = [event for event in events if event.commitment == "M2"]
    assert [event.stream_version for event in of_m2] == [1, 2, 3, 4, 5]
    assert {event.recorded_at for event in events} == {events[0].recorded_at}
    assert world.commitment("M2").version == 5


def test_codes_in_rows_are_found_in_whatever_case_and_stand_as_on_record(world: World) -> None:
    world.secretary("rakorRecord", **meeting(row("M1")))
    state = world.commitment("M1")
    assert (state.owner, state.partners) == ("KPU-LOG", ("DINKES",))
    assert state.indicator is not None
    assert [part.party for part in state.indicator.breakdown] == ["KPU-LOG", "DINKES"]
    assert state.deadline is not None
    assert state.deadline.source == "S1"


def test_a_refused_row_leaves_nothing_behind(world: World) -> None:
    size = world.head().size
    wrong = meeting(row("M1"), row("M2", owner="party:X"), idempotency_key="again")
    refused = refusal_of(lambda: world.secretary("rakorRecord", **wrong))
    assert refused is RefusalCode.UNKNOWN_PARTY
    assert world.head().size == size
    right = meeting(row("M1"), row("M2"), idempotency_key="again")
    assert not world.secretary("rakorRecord", **right).replayed


def test_what_stands_in_another_occasion_is_found_there_in_whatever_case(world: World) -> None:
    world.secretary(
        "occasionDeclare",
        code="HAJI",
        name="Haji",
        day="2025-08-20",
        areas=[{"code": "LOGISTICS", "name": "Logistik"}],
    )
    there = {"occasion": "occasion:HAJI"}
    world.secretary("rakorRecord", **there, **meeting(row("H01", **PLAIN), code="H1"))
    links = [{"kind": "REAFFIRMS", "commitment": "commitment:haji/h01"}]
    asked = meeting(row("M1", links=links), same_as="rakor:haji/h1")
    events = world.secretary("rakorRecord", **asked).events
    fact = events[1].fact
    assert isinstance(fact, CommitmentRecorded)
    assert [each.commitment for each in fact.references] == ["HAJI/H01"]
    occasion = world.occasion().occasion
    assert occasion is not None
    assert occasion.rakors["R2"].same_as == "HAJI/H1"


PLAIN: dict[str, Any] = {
    "owner": None,
    "partners": [],
    "deadline": None,
    "indicator": None,
    "source": None,
}
"""Of a row of which nothing is stated."""


def test_a_statement_is_confirmed_and_corrected_through_the_log(world: World) -> None:
    said = world.secretary(
        "commitmentStateProgress",
        commitment="commitment:psu/D01",
        code="T1",
        stated_by="party:KPU",
        value=40,
        occurred_at="2025-07-11T08:00:00+07:00",
    )
    confirm = {"statement": "statement:PSU/d01/t1"}
    world.wait(days=1).record("statementConfirm", "OWNER", "KPU", **confirm)
    position = said.last.position
    world.record("reportCorrect", "OWNER", "KPU", report=position, value=35, reason="Salah")
    report = world.commitment("D01").last_report
    assert report is not None
    assert (report.position, report.value) == (position, Decimal(35))
    assert report.recorded_at == said.last.recorded_at
