"""Recording at once: a commitment with all that its source states, a meeting with all its own."""

import datetime as dt
from typing import Any

import pytest

from events.facts.commitment import CommitmentRecorded, Link, LinkElsewhere
from events.facts.deadline import DeadlineSet
from events.facts.fact import Fact
from events.facts.indicator import IndicatorDefined
from events.facts.owner import OwnerAssigned, PartnersNamed
from events.facts.rakor import ParticipantRecorded, RakorRecorded
from events.facts.vocabulary import DeadlineBasis, LinkKind, Role
from services.commands.deadline import SetDeadline
from services.commands.indicator import DefineIndicator
from services.commands.owner import AssignOwner
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OCCASION, READY, RECORDED
from tests.worlds.cast_course import DINKES, KPU, NAME_PARTNERS
from tests.worlds.cast_register import ELSEWHERE
from tests.worlds.given import Act, moment
from tests.worlds.refused import Refused

SOURCE = "source:psu/S1"
DEADLINE = {"due": "2025-08-04", "plannedStart": "2025-07-15"}
INDICATOR = {"name": "Surat suara", "target": 100, "unit": "lembar"}
WHOLE = cast.RECORD.but(
    owner=KPU, deadline=DEADLINE, indicator=INDICATOR, partners=[DINKES], source=SOURCE
)
HELD = {"verbatim": "10 Juli 2025", "candidates": ["2025-07-10"], "resolved": "2025-07-10"}


def row(code: str, **fields: Any) -> dict[str, Any]:
    """One commitment of a meeting."""
    return {"code": code, "title": f"Janji {code}", "kind": "UNDERTAKING", "area": "LOG", **fields}


def meeting(*rows: dict[str, Any], **fields: Any) -> Act:
    """A meeting with what was promised in it."""
    return cast.RECORD_RAKOR.but(
        code="R2", name="Rakor kedua", held_on=HELD, commitments=list(rows), **fields
    )


STATED = row(
    "C1", owner=KPU, deadline=DEADLINE, indicator=INDICATOR, partners=[DINKES], source=SOURCE
)


def kinds(facts: tuple[Fact, ...]) -> list[type[Fact]]:
    return [type(fact) for fact in facts]


def test_one_act_records_the_same_facts_as_one_by_one() -> None:
    at_once = OCCASION.when(WHOLE).facts
    steps = (
        cast.RECORD,
        cast.on_d1(cast.RECORDER, AssignOwner, owner=KPU, source=SOURCE),
        cast.on_d1(cast.RECORDER, SetDeadline, **DEADLINE, source=SOURCE),
        cast.on_d1(cast.RECORDER, DefineIndicator, **INDICATOR, source=SOURCE),
        NAME_PARTNERS,
    )
    one_by_one = OCCASION.and_(*steps).events[len(OCCASION.events) :]
    assert kinds(at_once) == [
        CommitmentRecorded,
        OwnerAssigned,
        DeadlineSet,
        IndicatorDefined,
        PartnersNamed,
    ]
    assert list(at_once) == [event.fact for event in one_by_one]


def test_what_was_recorded_at_once_stands_as_if_it_had_been_one_by_one() -> None:
    history = OCCASION.and_(WHOLE)
    state = history.commitment()
    assert (state.owner, state.partners, state.version) == ("KPU", ("DINKES",), 5)
    assert state.deadline is not None
    assert (state.deadline.basis, state.deadline.source) == (DeadlineBasis.STATED, "S1")
    assert {event.key for event in history.events[-5:]} == {history.events[-1].key}
    assert {event.actor.role for event in history.events[-5:]} == {Role.RECORDER}
    history.when(cast.ACCEPT).accepted()


def test_each_of_them_may_be_left_out() -> None:
    owned = cast.RECORD.but(owner=KPU, source=SOURCE)
    assert kinds(OCCASION.when(owned).facts) == [CommitmentRecorded, OwnerAssigned]
    anchored = cast.RECORD.but(deadline={"offsetDays": -7}, source=SOURCE)
    _, deadline = OCCASION.when(anchored).facts
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.offset_days, deadline.deadline_basis) == (-7, DeadlineBasis.ANCHORED)
    assert kinds(OCCASION.when(cast.RECORD).facts) == [CommitmentRecorded]


def test_a_source_of_which_nothing_more_is_told_is_one_that_reports_the_promise() -> None:
    for sources in ([], [SOURCE]):
        alone = cast.RECORD.but(sources=sources, source=SOURCE, condition="bila ada anggaran")
        (fact,) = OCCASION.when(alone).facts
        assert isinstance(fact, CommitmentRecorded)
        assert fact.sources == ("S1",)
    OCCASION.when(cast.RECORD.but(source="source:psu/S9")).then_refused(No.NOT_FOUND)
    whole = OCCASION.when(WHOLE).facts[0]
    assert isinstance(whole, CommitmentRecorded)
    assert whole.sources == ()


def test_work_begins_on_the_day_of_the_meeting_if_nobody_says_when() -> None:
    act = meeting(row("C1", deadline={"due": "2025-08-04"}, source=SOURCE))
    deadline = OCCASION.and_(moment("2025-07-20 08:00")).when(act).facts[-1]
    assert isinstance(deadline, DeadlineSet)
    assert deadline.planned_start == dt.date(2025, 7, 10)


def test_all_of_it_may_look_back_to_the_day_of_the_meeting() -> None:
    held, before = moment("2025-07-10 08:30"), moment("2025-07-09 23:59")
    act = meeting(STATED)
    history = OCCASION.and_(moment("2025-07-20 08:00"))
    events = history.and_(act.but(occurred_at=held)).events[-5:]
    assert {event.occurred_at for event in events} == {held}
    refused = history.when(act.but(occurred_at=before))
    assert refused.then_refused(No.INVALID_DATES, "before_rakor").field == ("occurredAt",)


def test_what_a_source_states_was_not_so_before_the_meeting_whatever_it_states() -> None:
    before = OCCASION.and_(moment("2025-07-20 08:00")).when(
        meeting(row("C1", partners=[DINKES], source=SOURCE)).but(
            occurred_at=moment("2025-07-09 23:59")
        )
    )
    before.then_refused(No.INVALID_DATES, "before_rakor")


def test_a_condition_is_kept_as_it_was_stated() -> None:
    (fact,) = OCCASION.when(cast.RECORD.but(condition="bila anggaran tersedia")).facts
    assert isinstance(fact, CommitmentRecorded)
    assert fact.condition == "bila anggaran tersedia"
    cast.OCCASION.when(cast.RECORD.but(condition="x" * 301)).then_refused(No.TOO_LARGE, "text")


def test_a_decision_is_recorded_as_such() -> None:
    (fact,) = OCCASION.when(cast.RECORD.but(kind="DECISION")).facts
    assert isinstance(fact, CommitmentRecorded)
    assert fact.commitment_kind.value == "DECISION"


def test_a_link_to_another_occasion_is_a_reference_only() -> None:
    links = [
        {"kind": "SUPERSEDES", "commitment": cast.D1},
        {"kind": "REAFFIRMS", "commitment": "commitment:haji/h01"},
    ]
    history = ELSEWHERE.and_(cast.RECORD)
    after = history.when(cast.RECORD.but(code="D2", links=links)).accepted()
    fact = after.events[-1].fact
    assert isinstance(fact, CommitmentRecorded)
    assert fact.links == (Link(kind=LinkKind.SUPERSEDES, commitment="D1"),)
    assert fact.references == (LinkElsewhere(kind=LinkKind.REAFFIRMS, commitment="haji/H01"),)
    assert after.commitment("D2").linked(LinkKind.REAFFIRMS) == ()


def test_a_meeting_is_recorded_with_all_that_was_promised_in_it() -> None:
    facts = OCCASION.when(meeting(row("U", role="UMBRELLA"), STATED)).facts
    assert kinds(facts) == [
        RakorRecorded,
        ParticipantRecorded,
        CommitmentRecorded,
        CommitmentRecorded,
        OwnerAssigned,
        DeadlineSet,
        IndicatorDefined,
        PartnersNamed,
    ]
    assert isinstance(facts[2], CommitmentRecorded)
    assert facts[2].rakor == "R2"


def test_each_row_sees_the_ones_before_it() -> None:
    above = row("C2", parent="commitment:psu/U")
    refines = row("C3", links=[{"kind": "REFINES", "commitment": "commitment:psu/C2"}])
    history = OCCASION.when(meeting(row("U"), above, refines)).accepted()
    second = history.commitment("C2").recorded
    assert second is not None
    assert second.parent == "U"
    assert history.commitment("C3").linked(LinkKind.REFINES) == ("C2",)
    refusal = OCCASION.when(meeting(above, row("U"))).then_refused(No.NOT_FOUND)
    assert refusal.field == ("commitments", "0", "parent")


def test_two_hundred_commitments_fit_into_one_meeting() -> None:
    rows = [{**STATED, "code": f"C{n}"} for n in range(200)]
    history = OCCASION.when(meeting(*rows)).accepted()
    assert len(history.events) - len(OCCASION.events) == 2 + 200 * 5
    OCCASION.when(meeting(*rows, row("C200"))).then_refused(No.TOO_LARGE, "list")


ALONE: list[tuple[dict[str, Any], No, tuple[str, ...]]] = [
    ({"owner": "party:X"}, No.UNKNOWN_PARTY, ("owner",)),
    ({"source": None}, No.NOT_AUTHORISED, ("source",)),
    ({"source": "source:psu/S9"}, No.NOT_FOUND, ("source",)),
    ({"partners": [DINKES, DINKES]}, No.BAD_USER_INPUT, ("partners",)),
    ({"partners": [DINKES, "party:X"]}, No.UNKNOWN_PARTY, ("partners", "1")),
    ({"partners": [KPU]}, No.ALREADY_SET, ("partners", "0")),
    ({"deadline": {**DEADLINE, "due": "2025-07-14"}}, No.INVALID_DATES, ("deadline", "due")),
    ({"deadline": {"offsetDays": -60}}, No.INVALID_DATES, ("deadline", "offsetDays")),
    ({"indicator": {**INDICATOR, "target": 0}}, No.INVALID_QUANTITY, ("indicator", "target")),
    (
        {"indicator": {**INDICATOR, "breakdown": [{"region": "63", "target": 100}]}},
        No.UNKNOWN_REGION,
        ("indicator", "breakdown"),
    ),
    (
        {"indicator": {**INDICATOR, "breakdown": [{"region": "62.05.01", "target": 90}]}},
        No.BREAKDOWN_MISMATCH,
        ("indicator", "breakdown"),
    ),
    (
        {"indicator": {**INDICATOR, "breakdown": [{"region": "62.05.01", "target": 50}] * 2}},
        No.INVALID_REGION,
        ("indicator", "breakdown"),
    ),
    ({"committedBy": [KPU, "party:X"]}, No.UNKNOWN_PARTY, ("committedBy", "1")),
    ({"sources": [SOURCE, "source:psu/S9"]}, No.NOT_FOUND, ("sources", "1")),
    (
        {"links": [{"kind": "REFINES", "commitment": "commitment:psu/D9"}]},
        No.NOT_FOUND,
        ("links", "0", "commitment"),
    ),
    ({"area": "X"}, No.UNKNOWN_AREA, ("area",)),
    ({"weight": 0}, No.INVALID_QUANTITY, ("weight",)),
]


REFUSALS = [
    *(Refused(field[0], OCCASION, WHOLE.but(**wrong), code) for wrong, code, field in ALONE),
    *(
        Refused(field[0], OCCASION, meeting({**STATED, **wrong}), code)
        for wrong, code, field in ALONE
    ),
    Refused(
        "under a promise that is judged for itself",
        READY,
        meeting(row("C1", parent=cast.D1)),
        No.WRONG_STATUS,
        "parent_judged",
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


@pytest.mark.parametrize(("wrong", "code", "field"), ALONE, ids=str)
def test_a_refusal_names_the_field_and_in_a_meeting_the_row_too(
    wrong: dict[str, Any], code: No, field: tuple[str, ...]
) -> None:
    alone = WHOLE.but(**wrong)
    first = OCCASION.when(alone).then_refused(code)
    assert first.field[: len(field)] == field
    in_a_row = OCCASION.when(meeting(row("C0"), {**STATED, **wrong})).then_refused(code)
    assert in_a_row.field == ("commitments", "1", *first.field)
    assert (in_a_row.variant, in_a_row.params) == (first.variant, first.params)


def test_a_malformed_row_is_named_too() -> None:
    wrong = {**STATED, "deadline": {**DEADLINE, "due": "besok"}}
    refusal = OCCASION.when(meeting(row("C0"), wrong)).then_refused(No.BAD_USER_INPUT, "date")
    assert refusal.field == ("commitments", "1", "deadline", "due")


def test_a_code_that_stands_twice_is_refused_in_its_second_row() -> None:
    for taken, variant in (("C0", ""), ("c0", "spelling")):
        refusal = OCCASION.when(meeting(row("C0"), row(taken))).then_refused(
            No.ALREADY_EXISTS, variant
        )
        assert refusal.field == ("commitments", "1", "code")
    refusal = RECORDED.when(meeting(row("D1"))).then_refused(No.ALREADY_EXISTS)
    assert refusal.field == ("commitments", "0", "code")


def test_nothing_is_recorded_where_one_row_is_refused() -> None:
    outcome = OCCASION.when(meeting(STATED, {**STATED, "code": "C2", "owner": "party:X"}))
    outcome.then_refused(No.UNKNOWN_PARTY)
    assert outcome.history == OCCASION


def test_indicators_of_one_meeting_have_so_many_parts_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.decisions.rakor.MOST_PARTS", 3)
    halves = [{"region": f"62.05.0{n}", "target": 50} for n in (1, 2)]
    parted = {"owner": KPU, "indicator": {**INDICATOR, "breakdown": halves}, "source": SOURCE}
    OCCASION.when(meeting(row("C1", **parted), row("C2"))).accepted()
    both = OCCASION.when(meeting(row("C1", **parted), row("C2", **parted)))
    refusal = both.then_refused(No.TOO_LARGE, "parts")
    assert (refusal.field, refusal.params) == (("commitments",), {"limit": 3})
