"""What counts of an admission is decided by the rules, whoever wrote it: an insider counts not."""

import datetime as dt

import pytest

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.fact import Fact
from events.facts.vocabulary import Role
from events.format.recorded_event import SYSTEM, Actor, RecordedEvent
from services.state.admission import Admissions, Objection

A, B, C, D = (f"{digit * 8}-2222-4333-8444-555555555555" for digit in "abcd")
NOON = dt.datetime(2025, 7, 10, 5, 0, tzinfo=dt.UTC)


def administrator(person: str | None, party: str = "DISKOMINFO") -> Actor:
    """Somebody whom an event names as its administrator."""
    return Actor(Role.ADMINISTRATOR, party, person)


def admitted(person: str, role: Role, party: str = "KPU", key: str | None = None) -> PersonAdmitted:
    """The fact."""
    return PersonAdmitted(person=person, party=party, role=role, public_key=key, rp_id=None)


def written(*events: tuple[Actor, Fact]) -> Admissions:
    """What follows from events that somebody put into a log, allowed or not; KPU is kin of PPK."""
    known = Admissions()
    for position, (actor, fact) in enumerate(events):
        event = RecordedEvent(position, "s", 1, fact, actor, NOON, NOON, b"")
        known.follow(event, lambda one, other: one == other or {one, other} == {"KPU", "PPK"})
    return known


FIRST = SYSTEM, admitted(A, Role.ADMINISTRATOR, "DISKOMINFO")
SECOND = (
    (SYSTEM, admitted(B, Role.ADMINISTRATOR, "BAWASLU")),
    (administrator(A), admitted(B, Role.ADMINISTRATOR, "BAWASLU")),
)


def test_two_who_were_let_in_let_a_third_in() -> None:
    asked = admitted(C, Role.LEADER)
    known = written(FIRST, *SECOND, (administrator(A), asked), (administrator(B), asked))
    assert known.admits(C, Role.LEADER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (administrator(C), administrator(D)),
        (administrator(A), administrator(D)),
        (administrator(A), administrator(A)),
        (administrator(A), administrator(None)),
        (administrator(None), administrator(None)),
        (SYSTEM, SYSTEM),
        (SYSTEM, administrator(D)),
        (Actor(Role.ADMINISTRATOR), administrator(A)),
    ],
    ids=str,
)
def test_no_others_do_whatever_stands_there(one: Actor, other: Actor) -> None:
    asked = admitted("e" * 8 + A[8:], Role.LEADER)
    known = written(FIRST, (one, asked), (other, asked))
    assert not known.admits(asked.person, Role.LEADER)


def test_what_breaks_a_rule_stays_on_record_and_says_which() -> None:
    known = written(
        FIRST,
        (administrator(C), admitted(D, Role.OWNER)),
        (administrator(A), admitted(A, Role.OWNER)),
        (administrator(A, "PPK"), admitted(D, Role.VERIFIER)),
    )
    assert [each.objection for each in known] == [
        None,
        Objection.NOT_ADMITTED,
        Objection.ONESELF,
        Objection.KIN,
    ]
    assert [each.is_in_force for each in known] == [True, False, False, False]


def test_the_machine_makes_one_administrator_alone_and_no_more() -> None:
    known = written(FIRST, (SYSTEM, admitted(C, Role.ADMINISTRATOR)))
    assert known.admits(A, Role.ADMINISTRATOR)
    assert not known.admits(C, Role.ADMINISTRATOR)


def test_an_end_by_whom_nobody_let_in_ends_nothing() -> None:
    ended = AdmissionEnded(person=A, role=Role.ADMINISTRATOR)
    for actor in (administrator(C), administrator(None)):
        assert written(FIRST, (actor, ended)).admits(A, Role.ADMINISTRATOR)
    assert not written(FIRST, (administrator(A), ended)).admits(A, Role.ADMINISTRATOR)


def test_a_fingerprint_is_that_of_the_bytes_and_there_is_none_of_what_is_no_key() -> None:
    known = written(FIRST, (administrator(A), admitted(C, Role.OWNER, key="AQID")))
    assert [each.fingerprint for each in known] == [
        None,
        "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81",
    ]
    strange = written((administrator(A), admitted(C, Role.OWNER, key="AQI=")))
    assert [each.fingerprint for each in strange] == [None]
