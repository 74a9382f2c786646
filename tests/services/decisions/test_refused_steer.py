"""Every refusal about dependencies, escalations, waivers, reopening, withdrawal, declarations."""

import datetime as dt

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import (
    ESCALATED,
    LINKED,
    READY,
    RECORDED,
    REPORTED,
    TWO,
    VERIFIED,
)
from tests.worlds.cast_steer import WITHDRAWN
from tests.worlds.refused import Refused

D1, D2, D3 = cast.D1, cast.D2, cast.D3
NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
SECOND = dt.timedelta(seconds=1)
THREE = TWO.and_(cast.RECORD.but(code="D3"), cast.ASSIGN.but(commitment=D3))
CHAIN = THREE.and_(cast.LINK, cast.LINK.but(commitment=D2, on=D3))
"""D1 waits for D2, D2 for D3."""
ELSEWHERE = TWO.and_(
    cast.DECLARE_OCCASION.but(code="haji"),
    cast.RECORD_RAKOR.but(occasion="occasion:haji"),
    cast.RECORD.but(rakor="rakor:haji/R1"),
)
RELEASED = LINKED.and_(LINKED.now + 60 * SECOND, cast.RELEASE)
WAIVED_WHOLE = READY.and_(cast.PROPOSE_WAIVER.but(remainder=100), cast.WAIVE)
SAME_PERSON_LEADING = Viewer((Role.LEADER,), "BUPATI", person=cast.PERSON)
SETDA_LEADER = Viewer((Role.LEADER,), "SETDA", person=cast.OTHER_PERSON)

DEPENDENCIES = [
    Refused("on itself", TWO, cast.LINK.but(on=D1), No.CIRCULAR_DEPENDENCY),
    Refused("of two", LINKED, cast.LINK.but(commitment=D2, on=D1), No.CIRCULAR_DEPENDENCY),
    Refused("of three", CHAIN, cast.LINK.but(commitment=D3, on=D1), No.CIRCULAR_DEPENDENCY),
    Refused("already linked", LINKED, cast.LINK, No.ALREADY_EXISTS, "dependency"),
    Refused("unknown", READY, cast.LINK, No.NOT_FOUND),
    Refused("unknown occasion", TWO, cast.LINK.but(on="commitment:x/D2"), No.NOT_FOUND),
    Refused("another occasion", ELSEWHERE, cast.LINK.but(on="commitment:haji/D1"), No.NOT_FOUND),
    Refused("no stranger links", TWO, cast.LINK.but(cast.OTHER_OWNER), No.NOT_AUTHORISED),
    Refused("no party below links", TWO, cast.LINK.but(cast.BELOW_OWNER), No.NOT_AUTHORISED),
    Refused("no coordinator links", TWO, cast.LINK.but(cast.COORDINATOR), No.NOT_AUTHORISED),
    Refused(
        "linked before the release",
        RELEASED,
        cast.LINK.but(occurred_at=RELEASED.now - SECOND),
        No.INVALID_DATES,
        "before_last",
    ),
    Refused("not linked", TWO, cast.RELEASE, No.NOT_FOUND, "dependency"),
    Refused("released already", RELEASED, cast.RELEASE, No.NOT_FOUND, "dependency"),
    Refused("the other way round", LINKED, cast.RELEASE.but(commitment=D2, on=D1), No.NOT_FOUND),
    Refused("another occasion", ELSEWHERE, cast.RELEASE.but(on="commitment:haji/D2"), No.NOT_FOUND),
    Refused("no stranger releases", LINKED, cast.RELEASE.but(cast.OTHER_OWNER), No.NOT_AUTHORISED),
    Refused(
        "released before it was linked",
        LINKED,
        cast.RELEASE.but(occurred_at=LINKED.now - SECOND),
        No.INVALID_DATES,
        "before_last",
    ),
]
ESCALATIONS = [
    Refused("code taken", ESCALATED, cast.ESCALATE, No.ALREADY_EXISTS),
    Refused("unknown party", READY, cast.ESCALATE.but(to="party:X"), No.UNKNOWN_PARTY),
    Refused("unknown commitment", READY, cast.ESCALATE.but(commitment=D2), No.NOT_FOUND),
    Refused("without a question", READY, cast.ESCALATE.but(question=" "), No.BAD_USER_INPUT),
    *(
        Refused(f"level {level}", READY, cast.ESCALATE.but(level=level), No.BAD_USER_INPUT)
        for level in (0, 10, -1, 1.5, "x")
    ),
    *(
        Refused(f"not by {viewer.roles[0]}", READY, cast.ESCALATE.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.COORDINATOR, cast.OTHER_OWNER, cast.LEADER)
    ),
    Refused("unknown escalation", READY, cast.ANSWER, No.NOT_FOUND),
    Refused(
        "of another commitment",
        TWO.and_(cast.ESCALATE),
        cast.ANSWER.but(escalation="escalation:psu/D2/E1"),
        No.NOT_FOUND,
    ),
    Refused(
        "a leader who was not asked",
        ESCALATED,
        cast.ANSWER.but(SETDA_LEADER),
        No.NOT_AUTHORISED,
        "not_asked",
    ),
    Refused(
        "a leader above who was not asked",
        READY.and_(cast.ESCALATE.but(to="party:KPU")),
        cast.ANSWER.but(Viewer((Role.LEADER,), "KPU-PROV")),
        No.NOT_AUTHORISED,
        "not_asked",
    ),
    Refused(
        "on behalf of the party that was asked",
        ESCALATED,
        cast.ANSWER.but(SETDA_LEADER, on_behalf_of="party:BUPATI"),
        No.NOT_AUTHORISED,
        "not_asked",
    ),
    Refused(
        "a coordinator of the party that was asked",
        ESCALATED,
        cast.ANSWER.but(Viewer((Role.COORDINATOR,), "BUPATI")),
        No.NOT_AUTHORISED,
    ),
    Refused(
        "the party that asked itself",
        READY.and_(cast.ESCALATE.but(to="party:SETDA")),
        cast.ANSWER.but(SETDA_LEADER),
        No.SEPARATION_OF_DUTIES,
        "asked_itself",
    ),
    Refused(
        "the person who asked, of another party",
        ESCALATED,
        cast.ANSWER.but(SAME_PERSON_LEADING),
        No.SEPARATION_OF_DUTIES,
        "asked_itself",
    ),
    Refused(
        "the party for which it was asked",
        READY.and_(cast.ESCALATE.but(on_behalf_of="party:BUPATI")),
        cast.ANSWER,
        No.SEPARATION_OF_DUTIES,
        "asked_itself",
    ),
    Refused("already answered", ESCALATED.and_(cast.ANSWER), cast.ANSWER, No.WRONG_STATUS),
    Refused("without a decision", ESCALATED, cast.ANSWER.but(decision="\n"), No.BAD_USER_INPUT),
]
TURNING = [
    *(
        Refused(
            f"without a reason ({reason!r})", history, act.but(reason=reason), No.REASON_REQUIRED
        )
        for history, act in ((VERIFIED, cast.REOPEN), (RECORDED, cast.WITHDRAW))
        for reason in (None, " ")
    ),
    *(
        Refused(f"{told}, reopened", history, cast.REOPEN, No.WRONG_STATUS)
        for told, history in (
            ("ready", READY),
            ("in progress", REPORTED),
            ("claimed", cast.CLAIMED),
            ("rejected", cast.REJECTED),
            ("withdrawn", WITHDRAWN),
            ("given up", WAIVED_WHOLE),
            ("already reopened", VERIFIED.and_(cast.REOPEN)),
        )
    ),
    *(
        Refused(f"{told}, withdrawn alone", history, cast.WITHDRAW, No.APPROVAL_REQUIRED)
        for told, history in (
            ("ready", READY),
            ("in progress", REPORTED),
            ("verified in part", READY.and_(cast.VERIFY_PROGRESS)),
            ("claimed", cast.CLAIMED),
            ("rejected", cast.REJECTED),
            ("verified", VERIFIED),
            ("reopened", VERIFIED.and_(cast.REOPEN)),
        )
    ),
    *(
        Refused(f"{told}, withdrawn", history, cast.WITHDRAW, No.WRONG_STATUS)
        for told, history in (("withdrawn", WITHDRAWN), ("given up", WAIVED_WHOLE))
    ),
    Refused("unknown commitment", READY, cast.REOPEN.but(commitment=D2), No.NOT_FOUND),
    Refused("unknown commitment", READY, cast.WITHDRAW.but(commitment=D2), No.NOT_FOUND),
    *(
        Refused(f"not by {viewer.roles[0]}", history, act.but(viewer), No.NOT_AUTHORISED)
        for history, act in ((VERIFIED, cast.REOPEN), (RECORDED, cast.WITHDRAW))
        for viewer in (cast.RECORDER, cast.OWNER, cast.LEADER, cast.VERIFIER)
    ),
]
DECLARING = [
    Refused("unknown occasion", READY, cast.DECLARE.but(occasion="occasion:x"), No.NOT_FOUND),
    Refused("nothing said", READY, cast.DECLARE.but(statement=" "), No.BAD_USER_INPUT),
    Refused("no such light", READY, cast.DECLARE.but(light="BLUE"), No.BAD_USER_INPUT),
    Refused("by a coordinator", READY, cast.DECLARE.but(cast.COORDINATOR), No.NOT_AUTHORISED),
]
AFTERWARDS = [
    Refused(told, history, act, No.WRONG_STATUS)
    for told, history in (("withdrawn", WITHDRAWN), ("given up", WAIVED_WHOLE))
    for act in (
        *(cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast.ACCEPT),
        *(cast.REVISE, cast.RESCHEDULE, cast.REASSIGN),
        *(cast.REPORT, cast.CLAIM_BARE, cast.VERIFY_PROGRESS),
    )
] + [Refused("withdrawn", WITHDRAWN, act, No.WRONG_STATUS) for act in (cast.ATTACH, cast.RAISE)]
REFUSALS = [
    *(*DEPENDENCIES, *ESCALATIONS),
    *(*TURNING, *DECLARING, *AFTERWARDS),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
