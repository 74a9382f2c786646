"""Every refusal about dependencies, escalations, waivers, reopening, withdrawal, declarations."""

import datetime as dt

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import (
    DIVIDED_READY,
    ESCALATED,
    LINKED,
    OWNED,
    PROPOSED,
    READY,
    REPORTED,
    TWO,
    VERIFIED,
)
from tests.worlds.given import Refused

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
WITHDRAWN = READY.and_(cast.WITHDRAW)
WAIVED_WHOLE = READY.and_(cast.PROPOSE_WAIVER.but(remainder=100), cast.WAIVE)
GIVEN_UP = PROPOSED.and_(cast.WAIVE)
LEADING_COORDINATOR = Viewer((Role.LEADER, Role.COORDINATOR), "SEKDA", person=cast.PERSON)
SAME_PERSON_LEADING = Viewer((Role.LEADER,), "BUPATI", person=cast.PERSON)
SETDA_LEADER = Viewer((Role.LEADER,), "SETDA", person=cast.OTHER_PERSON)
DIVIDED_PROPOSED = DIVIDED_READY.and_(cast.PROPOSE_WAIVER.but(region=NORTH))

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
        for viewer in (cast.COORDINATOR, cast.OWNER, cast.LEADER)
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
PROPOSING = [
    Refused("code taken", PROPOSED, cast.PROPOSE_WAIVER.but(remainder=1), No.ALREADY_EXISTS),
    Refused("without a reason", READY, cast.PROPOSE_WAIVER.but(reason=None), No.REASON_REQUIRED),
    Refused("an empty reason", READY, cast.PROPOSE_WAIVER.but(reason=" "), No.REASON_REQUIRED),
    Refused("no indicator", OWNED, cast.PROPOSE_WAIVER, No.NOT_SPECIFIED, "indicator"),
    *(
        Refused(f"remainder {value}", READY, cast.PROPOSE_WAIVER.but(remainder=value), code)
        for value, code in (
            (0, No.INVALID_QUANTITY),
            (-1, No.INVALID_QUANTITY),
            (100.001, No.INVALID_QUANTITY),
            (0.0001, No.INVALID_QUANTITY),
        )
    ),
    Refused(
        "above what is not verified",
        READY.and_(cast.VERIFY_PROGRESS),
        cast.PROPOSE_WAIVER.but(remainder=70.001),
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused(
        "above what is not waived",
        GIVEN_UP,
        cast.PROPOSE_WAIVER.but(code="W2", remainder=60.001),
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused(
        "above its region's part",
        DIVIDED_READY,
        cast.PROPOSE_WAIVER.but(remainder=60.001, region=NORTH),
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused("no region", DIVIDED_READY, cast.PROPOSE_WAIVER, No.REGION_REQUIRED),
    Refused(
        "another region",
        DIVIDED_READY,
        cast.PROPOSE_WAIVER.but(region="region:62.05"),
        No.INVALID_REGION,
    ),
    Refused("a region, undivided", READY, cast.PROPOSE_WAIVER.but(region=NORTH), No.INVALID_REGION),
    *(
        Refused(told, history, cast.PROPOSE_WAIVER.but(code="W9"), No.WRONG_STATUS)
        for told, history in (
            ("verified", VERIFIED),
            ("withdrawn", WITHDRAWN),
            ("given up", WAIVED_WHOLE),
        )
    ),
    *(
        Refused(
            f"not by {viewer.roles[0]}", READY, cast.PROPOSE_WAIVER.but(viewer), No.NOT_AUTHORISED
        )
        for viewer in (cast.RECORDER, cast.OWNER, cast.LEADER, cast.ADMINISTRATOR)
    ),
]
WAIVING = [
    Refused("nothing proposed", READY, cast.WAIVE, No.APPROVAL_REQUIRED),
    Refused(
        "another code",
        PROPOSED,
        cast.WAIVE.but(waiver=f"waiver:{D1[11:]}/W2"),
        No.APPROVAL_REQUIRED,
    ),
    Refused(
        "proposed for another commitment",
        TWO.and_(cast.PROPOSE_WAIVER),
        cast.WAIVE.but(waiver="waiver:psu/D2/W1"),
        No.APPROVAL_REQUIRED,
    ),
    Refused("unknown commitment", READY, cast.WAIVE.but(waiver="waiver:psu/D2/W1"), No.NOT_FOUND),
    Refused(
        "by the party that proposed it",
        PROPOSED,
        cast.WAIVE.but(Viewer((Role.LEADER,), "SEKDA", person=cast.OTHER_PERSON)),
        No.SEPARATION_OF_DUTIES,
        "proposer",
    ),
    Refused(
        "by the person who proposed it, of another party",
        READY.and_(cast.PROPOSE_WAIVER.but(LEADING_COORDINATOR)),
        cast.WAIVE.but(SAME_PERSON_LEADING),
        No.SEPARATION_OF_DUTIES,
        "proposer",
    ),
    Refused(
        "on behalf of the proposer",
        PROPOSED,
        cast.WAIVE.but(on_behalf_of="party:SEKDA"),
        No.SEPARATION_OF_DUTIES,
        "proposer",
    ),
    Refused(
        "proposed on the leader's behalf",
        READY.and_(cast.PROPOSE_WAIVER.but(on_behalf_of="party:BUPATI")),
        cast.WAIVE,
        No.SEPARATION_OF_DUTIES,
        "proposer",
    ),
    Refused("already granted", GIVEN_UP, cast.WAIVE, No.WRONG_STATUS, "granted"),
    Refused(
        "verified meanwhile",
        PROPOSED.and_(cast.VERIFY_PROGRESS.but(value=61)),
        cast.WAIVE,
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused(
        "another one granted meanwhile",
        PROPOSED.and_(
            cast.PROPOSE_WAIVER.but(code="W2", remainder=61),
            cast.WAIVE.but(waiver="waiver:psu/D1/W2"),
        ),
        cast.WAIVE,
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused(
        "revised meanwhile",
        PROPOSED.and_(cast.REVISE.but(new_target=39)),
        cast.WAIVE,
        No.INVALID_QUANTITY,
        "remainder",
    ),
    Refused(
        "divided meanwhile",
        PROPOSED.and_(cast.REVISE.but(new_target=100, breakdown=cast.DIVIDED)),
        cast.WAIVE,
        No.WRONG_STATUS,
        "divided_anew",
    ),
    Refused(
        "its region gone meanwhile",
        DIVIDED_PROPOSED.and_(cast.REVISE.but(breakdown=[{"region": SOUTH, "target": 120}])),
        cast.WAIVE,
        No.WRONG_STATUS,
        "divided_anew",
    ),
    Refused("withdrawn", PROPOSED.and_(cast.WITHDRAW), cast.WAIVE, No.WRONG_STATUS),
    *(
        Refused(f"not by {viewer.roles[0]}", PROPOSED, cast.WAIVE.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.OWNER, cast.COORDINATOR, cast.ADMINISTRATOR)
    ),
]
TURNING = [
    *(
        Refused(
            f"without a reason ({reason!r})", history, act.but(reason=reason), No.REASON_REQUIRED
        )
        for history, act in ((VERIFIED, cast.REOPEN), (READY, cast.WITHDRAW))
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
        Refused(f"{told}, withdrawn", history, cast.WITHDRAW, No.WRONG_STATUS)
        for told, history in (
            ("in progress", REPORTED),
            ("verified in part", READY.and_(cast.VERIFY_PROGRESS)),
            ("claimed", cast.CLAIMED),
            ("rejected", cast.REJECTED),
            ("verified", VERIFIED),
            ("reopened", VERIFIED.and_(cast.REOPEN)),
            ("withdrawn", WITHDRAWN),
            ("given up", WAIVED_WHOLE),
        )
    ),
    Refused("unknown commitment", READY, cast.REOPEN.but(commitment=D2), No.NOT_FOUND),
    Refused("unknown commitment", READY, cast.WITHDRAW.but(commitment=D2), No.NOT_FOUND),
    *(
        Refused(f"not by {viewer.roles[0]}", history, act.but(viewer), No.NOT_AUTHORISED)
        for history, act in ((VERIFIED, cast.REOPEN), (READY, cast.WITHDRAW))
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
    *(*DEPENDENCIES, *ESCALATIONS, *PROPOSING, *WAIVING),
    *(*TURNING, *DECLARING, *AFTERWARDS),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
