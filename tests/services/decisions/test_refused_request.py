"""Every refusal to ask for a change, and to grant what was not asked for."""

import pytest

from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import DIVIDED_READY, OWNED, READY, RECORDED, TWO, VERIFIED
from tests.worlds.cast_steer import (
    ASK,
    ASK_DEADLINE,
    ASK_INDICATOR,
    ASK_OWNER,
    DEADLINE_ASKED,
    INDICATOR_ASKED,
    OWNER_ASKED,
    Q1,
)
from tests.worlds.refused import Refused

ASKING = [
    Refused("for nothing", READY, ASK, No.BAD_USER_INPUT, "one_of"),
    Refused(
        "for two things",
        READY,
        ASK_DEADLINE.but(owner="party:DINKES"),
        No.BAD_USER_INPUT,
        "at_most_one",
    ),
    Refused("without a reason", READY, ASK_DEADLINE.but(reason=None), No.REASON_REQUIRED),
    Refused("code taken", DEADLINE_ASKED, ASK_INDICATOR, No.ALREADY_EXISTS),
    Refused(
        "code taken in another case",
        DEADLINE_ASKED,
        ASK_OWNER.but(code="q1"),
        No.ALREADY_EXISTS,
        "spelling",
    ),
    *(
        Refused("closed", VERIFIED, act, No.WRONG_STATUS)
        for act in (ASK_DEADLINE, ASK_INDICATOR, ASK_OWNER)
    ),
    *(
        Refused(
            f"no {variant} to change yet",
            RECORDED,
            act.but(cast.COORDINATOR),
            No.NOT_SPECIFIED,
            variant,
        )
        for act, variant in (
            (ASK_DEADLINE, "deadline"),
            (ASK_INDICATOR, "indicator"),
            (ASK_OWNER, "owner"),
        )
    ),
    Refused(
        "for the same day",
        READY,
        ASK.but(deadline={"due": "2025-08-04"}),
        No.INVALID_DATES,
        "unchanged",
    ),
    Refused(
        "for a day before the start",
        READY,
        ASK.but(deadline={"due": "2025-07-14"}),
        No.INVALID_DATES,
        "due_before_start",
    ),
    Refused(
        "for a day and an offset",
        READY,
        ASK.but(deadline={"due": "2025-08-05", "offset_days": -1}),
        No.BAD_USER_INPUT,
        "at_most_one",
    ),
    Refused("for the same target", READY, ASK.but(indicator={"target": 100}), No.INVALID_QUANTITY),
    Refused("for a target of 0", READY, ASK.but(indicator={"target": 0}), No.INVALID_QUANTITY),
    Refused(
        "for an unknown region",
        DIVIDED_READY,
        ASK.but(indicator={"breakdown": [{"region": "62.05.77", "target": 100}]}),
        No.UNKNOWN_REGION,
    ),
    Refused(
        "for a region twice",
        DIVIDED_READY,
        ASK.but(indicator={"breakdown": [{"region": "62.05.01", "target": 50}] * 2}),
        No.INVALID_REGION,
    ),
    Refused("for its owner", READY, ASK.but(owner="party:KPU"), No.ALREADY_SET),
    Refused("for an unknown owner", READY, ASK.but(owner="party:X"), No.UNKNOWN_PARTY),
    Refused(
        "for an owner that judged it",
        READY.and_(cast.VERIFY_PROGRESS),
        ASK.but(owner="party:INSPEKTORAT"),
        No.SEPARATION_OF_DUTIES,
        "judge",
    ),
]
GRANTING = [
    *(
        Refused("nothing asked", READY, act.but(request=Q1), No.NOT_FOUND)
        for act in (cast.RESCHEDULE, cast.REVISE, cast.REASSIGN, cast_steer.AMEND)
    ),
    Refused(
        "asked of another commitment",
        TWO.and_(ASK_DEADLINE),
        cast_steer.AMEND.but(commitment=cast.D2, request=Q1),
        No.NOT_FOUND,
    ),
    Refused(
        "asked in another occasion",
        DEADLINE_ASKED,
        cast.RESCHEDULE.but(request="request:haji/D1/Q1"),
        No.NOT_FOUND,
    ),
    *(
        Refused(
            "something else was asked",
            history,
            act.but(request=Q1),
            No.BAD_USER_INPUT,
            "request_kind",
        )
        for history, act in (
            (INDICATOR_ASKED, cast.RESCHEDULE),
            (OWNER_ASKED, cast.REVISE),
            (DEADLINE_ASKED, cast.REASSIGN),
        )
    ),
    *(
        Refused(
            "granted already",
            history.and_(cast_steer.AMEND.but(request=Q1)),
            act.but(request=Q1),
            No.WRONG_STATUS,
            "request_granted",
        )
        for history, act in (
            (DEADLINE_ASKED, cast.RESCHEDULE),
            (INDICATOR_ASKED, cast.REVISE),
            (OWNER_ASKED, cast.REASSIGN),
            (DEADLINE_ASKED, cast_steer.AMEND.but(weight=2)),
        )
    ),
    Refused("no owner named", READY, cast.REASSIGN.but(new_owner=None), No.BAD_USER_INPUT),
    Refused(
        "declined since",
        OWNED.and_(ASK_OWNER, cast_steer.DECLINE),
        cast.REASSIGN.but(request=Q1),
        No.NOT_SPECIFIED,
        "owner",
    ),
]
REFUSALS = [*ASKING, *GRANTING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_a_request_that_does_not_add_up_gives_its_reason() -> None:
    parts = [{"region": "62.05.01", "target": 70}]
    DIVIDED_READY.when(ASK.but(indicator={"target": 120, "breakdown": parts})).accepted()
