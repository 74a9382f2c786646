"""Every refusal about what was said in the room."""

import pytest

from events.facts.vocabulary import Role
from services.commands.indicator import DefineIndicator
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OWNED, READY, SET_DEADLINE, VERIFIED
from tests.worlds.cast_course import CONFIRM, DENY, KPU, SHARED, STATE, STATED
from tests.worlds.cast_register import ELSEWHERE
from tests.worlds.persons import person_of
from tests.worlds.refused import Refused

BEFORE = OWNED.and_(STATE, SET_DEADLINE)
"""It was said before there was an indicator."""
DELIVERED = BEFORE.and_(
    cast.on_d1(cast.COORDINATOR, DefineIndicator, name="SK", measure="DELIVERABLE")
)
DIVIDED = BEFORE.and_(cast.DEFINE_DIVIDED)
DONE = STATED.and_(cast.REPORT_ALL, cast.ATTACH, cast.CLAIM, cast.VERIFY_FULFILMENT)
JUDGED = STATED.and_(cast.VERIFY_PROGRESS)
JUDGE = Viewer((Role.OWNER,), "KPU", person_of("INSPEKTORAT"))

REFUSALS = [
    Refused("code taken", STATED, STATE, No.ALREADY_EXISTS),
    Refused("negative", READY, STATE.but(value=-1), No.INVALID_QUANTITY, "negative"),
    Refused("far beyond the target", READY, STATE.but(value=201), No.INVALID_QUANTITY),
    Refused("unknown party", READY, STATE.but(stated_by="party:X"), No.UNKNOWN_PARTY),
    Refused("no part", SHARED, STATE, No.REGION_REQUIRED, "party"),
    Refused("a part, undivided", READY, STATE.but(party=KPU), No.INVALID_REGION, "undivided"),
    Refused("closed", VERIFIED, STATE, No.WRONG_STATUS),
    Refused("unknown source", READY, STATE.but(source="source:psu/S9"), No.NOT_FOUND),
    Refused(
        "a source of another occasion",
        ELSEWHERE.and_(cast.RECORD),
        STATE.but(source="source:haji/HS1"),
        No.NOT_FOUND,
    ),
    Refused("unknown", READY, CONFIRM, No.NOT_FOUND),
    Refused("unknown", READY, DENY, No.NOT_FOUND),
    Refused("confirmed", STATED.and_(CONFIRM), CONFIRM, No.WRONG_STATUS, "stated"),
    Refused("denied", STATED.and_(DENY), DENY, No.WRONG_STATUS, "stated"),
    Refused("closed", DONE, CONFIRM, No.WRONG_STATUS),
    Refused("without a reason", STATED, DENY.but(reason=" "), No.REASON_REQUIRED),
    Refused("measured otherwise", DELIVERED, CONFIRM, No.INVALID_QUANTITY, "deliverable"),
    Refused("divided since", DIVIDED, CONFIRM, No.INVALID_REGION, "stated"),
    *(
        Refused("by a judge", JUDGED, answer.but(JUDGE), No.SEPARATION_OF_DUTIES, "verified")
        for answer in (CONFIRM, DENY)
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
