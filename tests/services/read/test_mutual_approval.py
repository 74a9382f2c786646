"""Who approves only each other: given a history, which pairs an auditor is shown."""

from dataclasses import replace

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.read.mutual_approval import (
    MutualApprovalKind,
    admitted_each_other,
    approvals,
    only_each_other,
)
from tests.worlds import cast
from tests.worlds.cast import D2, READY, REPORT, VERIFY_PROGRESS
from tests.worlds.cast_admission import (
    FIRST,
    ONE,
    SOMEBODY,
    TWO,
    TWO_ADMINISTRATORS,
    admit,
    admit_viewer,
    end,
)
from tests.worlds.given import Act, History

ANI, BUDI, CITRA = (f"{digit * 8}-2222-4333-8444-555555555555" for digit in "abc")


def by(act: Act, person: str) -> Act:
    """The same act, by a person of the same party."""
    return act.but(replace(act.viewer, person=person))


def pairs(history: History) -> list[tuple[str, str]]:
    """Those who approve only each other."""
    found = only_each_other(approvals(history.events, history.directory.admissions))
    assert {each.kind for each in found} <= {MutualApprovalKind.APPROVE_ONLY_EACH_OTHER}
    return [each.persons for each in found]


def in_turn(history: History) -> History:
    """Budi verifies what Ani reports on D1; on D2 it is the other way round."""
    other = history.and_(
        cast.RECORD.but(code="D2"),
        cast.ASSIGN.but(commitment=D2, owner="party:INSPEKTORAT"),
        cast.SET_DEADLINE.but(commitment=D2),
        cast.DEFINE.but(commitment=D2),
        cast.ACCEPT.but(Viewer((Role.OWNER,), "INSPEKTORAT"), commitment=D2),
    )
    verified = other.and_(by(REPORT, ANI), by(VERIFY_PROGRESS, BUDI))
    reported = REPORT.but(Viewer((Role.OWNER,), "INSPEKTORAT", BUDI), commitment=D2)
    return verified.and_(
        reported, VERIFY_PROGRESS.but(Viewer((Role.VERIFIER,), "KPU", ANI), commitment=D2)
    )


def test_two_who_verify_only_each_others_reports_are_shown_with_where() -> None:
    history = in_turn(READY)
    (pair,) = only_each_other(approvals(history.events))
    assert pair.persons == (ANI, BUDI)
    assert pair.parties == ("KPU", "INSPEKTORAT")
    verdicts = [e.position for e in history.events if e.fact.type_name() == "ProgressVerified"]
    assert pair.positions == tuple(verdicts)


def test_one_way_is_no_pair() -> None:
    assert pairs(READY.and_(by(REPORT, ANI), by(VERIFY_PROGRESS, BUDI))) == []


def test_whoever_also_judged_a_third_is_in_no_pair() -> None:
    history = in_turn(READY).and_(by(REPORT, CITRA), by(VERIFY_PROGRESS, BUDI))
    assert pairs(history) == []


def test_a_verdict_concerns_who_reported_since_the_one_before() -> None:
    history = READY.and_(
        by(REPORT, CITRA),
        by(VERIFY_PROGRESS, cast.PERSON),
        by(REPORT, ANI),
        by(VERIFY_PROGRESS, BUDI),
        by(VERIFY_PROGRESS, BUDI),
    )
    found = approvals(history.events)
    assert [(each.by, set(each.of)) for each in found] == [
        (cast.PERSON, {CITRA}),
        (BUDI, {ANI}),
        (BUDI, {ANI}),
    ]


def test_a_rejection_approves_nothing() -> None:
    history = cast.CLAIMED.and_(by(cast.REJECT, BUDI))
    assert approvals(history.events) == []


def test_what_nobody_in_particular_did_makes_no_pair() -> None:
    nobody = REPORT.but(Viewer((Role.OWNER,), "KPU"))
    assert approvals(READY.and_(nobody, by(VERIFY_PROGRESS, BUDI)).events) == []


@pytest.mark.parametrize(
    ("history", "proposing", "granting"),
    [
        (READY, cast.PROPOSE_WAIVER, cast.WAIVE),
        (READY, cast.ESCALATE, cast.ANSWER),
        (cast.SAID, cast.PROPOSE_REDACTION_HERE, cast.REDACT_HERE),
    ],
    ids=["waiver", "escalation", "redaction"],
)
def test_a_grant_concerns_who_proposed(history: History, proposing: Act, granting: Act) -> None:
    after = history.and_(by(proposing, ANI), by(granting, BUDI))
    assert [(each.by, set(each.of)) for each in approvals(after.events)] == [(BUDI, {ANI})]


def test_a_second_administrator_approves_what_the_first_proposed() -> None:
    proposal = admit(ONE, SOMEBODY, "INSPEKTORAT", Role.VERIFIER)
    history = TWO_ADMINISTRATORS.and_(proposal, proposal.but(TWO))
    found = approvals((), history.directory.admissions)
    assert [(each.by, set(each.of)) for each in found] == [(TWO.person, {ONE.person})]


def test_two_who_let_each_other_in_are_shown_even_when_that_has_ended() -> None:
    one, two = ONE.person or "", TWO.person or ""
    assert admitted_each_other(TWO_ADMINISTRATORS.directory.admissions) == []
    back = TWO_ADMINISTRATORS.and_(admit(TWO, one, "DISKOMINFO", Role.RECORDER))
    ended = back.and_(end(ONE, two, Role.ADMINISTRATOR))
    for history in (back, ended):
        (pair,) = admitted_each_other(history.directory.admissions)
        assert pair.kind is MutualApprovalKind.ADMITTED_EACH_OTHER
        assert pair.persons == tuple(sorted((one, two)))
        assert set(pair.parties) == {"DISKOMINFO", "BAWASLU"}
        assert back.events[-1].position in pair.positions


def test_who_was_only_proposed_was_not_let_in() -> None:
    history = FIRST.and_(admit_viewer(ONE, TWO))
    assert admitted_each_other(history.directory.admissions) == []
