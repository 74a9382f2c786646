"""Every refusal to name who answers for a commitment, or to decline it."""

import pytest

from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import CLAIMED, OWNED, READY, RECORDED, REPORTED, SPECIFIED, VERIFIED
from tests.worlds.cast_steer import ASSIGN_STATED, DECLINE, NAME_PARTNERS, PARTNERED
from tests.worlds.refused import Refused

JUDGED = READY.and_(cast.VERIFY_PROGRESS)
ASSIGNING = [
    Refused(
        "by a recorder without a source",
        RECORDED,
        cast.ASSIGN.but(cast.RECORDER),
        No.NOT_AUTHORISED,
        "as_given",
    ),
    Refused(
        "by no source on record",
        RECORDED,
        ASSIGN_STATED.but(source="source:psu/S9"),
        No.NOT_FOUND,
    ),
    Refused(
        "by a source of another occasion",
        RECORDED,
        ASSIGN_STATED.but(source="source:haji/S1"),
        No.NOT_FOUND,
    ),
    Refused("owned already", OWNED, ASSIGN_STATED, No.ALREADY_SET),
]
DECLINING = [
    Refused("without a reason", OWNED, DECLINE.but(reason=" "), No.REASON_REQUIRED),
    *(
        Refused(told, history, DECLINE, No.WRONG_STATUS)
        for told, history in (
            ("accepted", READY),
            ("reported, not accepted", SPECIFIED.and_(cast.REPORT)),
            ("in progress", REPORTED),
            ("claimed", CLAIMED),
            ("verified", VERIFIED),
        )
    ),
    Refused("by a stranger", OWNED, DECLINE.but(cast.OTHER_OWNER), No.NOT_AUTHORISED),
    Refused("by a party below", OWNED, DECLINE.but(cast.BELOW_OWNER), No.NOT_AUTHORISED),
    Refused("by a coordinator", OWNED, DECLINE.but(cast.COORDINATOR), No.NOT_AUTHORISED),
]
PARTNERS = [
    Refused("unknown party", READY, NAME_PARTNERS.but(parties=["party:X"]), No.UNKNOWN_PARTY),
    Refused(
        "named twice",
        READY,
        NAME_PARTNERS.but(parties=["party:DINKES", "party:DINKES"]),
        No.BAD_USER_INPUT,
        "twice",
    ),
    Refused(
        "the owner itself",
        READY,
        NAME_PARTNERS.but(parties=["party:DINKES", "party:KPU"]),
        No.ALREADY_SET,
        "owner",
    ),
    Refused("the same as they are", PARTNERED, NAME_PARTNERS, No.ALREADY_SET, ""),
    Refused(
        "who judged it",
        JUDGED,
        NAME_PARTNERS.but(parties=["party:INSPEKTORAT"]),
        No.SEPARATION_OF_DUTIES,
        "judge",
    ),
    Refused("closed", VERIFIED, NAME_PARTNERS, No.WRONG_STATUS),
    Refused("withdrawn", cast_steer.WITHDRAWN, NAME_PARTNERS, No.WRONG_STATUS),
    Refused("by the owner", READY, NAME_PARTNERS.but(cast.OWNER), No.NOT_AUTHORISED),
    Refused("by a recorder", READY, NAME_PARTNERS.but(cast.RECORDER), No.NOT_AUTHORISED),
    Refused(
        "too many",
        READY,
        NAME_PARTNERS.but(parties=["party:DINKES"] * 201),
        No.TOO_LARGE,
        "list",
    ),
]
REFUSALS = [*ASSIGNING, *DECLINING, *PARTNERS]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_a_refusal_names_which_of_the_partners_it_is() -> None:
    two = NAME_PARTNERS.but(parties=["party:DINKES", "party:X"])
    assert READY.when(two).then_refused(No.UNKNOWN_PARTY).field == ("parties", "1")
