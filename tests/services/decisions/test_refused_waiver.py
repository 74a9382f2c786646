"""What is refused of waivers: proposing one, and granting it."""

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.services.decisions.test_refused_steer import (
    D1,
    NORTH,
    SAME_PERSON_LEADING,
    SOUTH,
    WAIVED_WHOLE,
)
from tests.worlds import cast, cast_steer
from tests.worlds.cast import (
    DIVIDED_READY,
    OWNED,
    PROPOSED,
    READY,
    TWO,
    VERIFIED,
)
from tests.worlds.refused import Refused

GIVEN_UP = PROPOSED.and_(cast.WAIVE)
LEADING_COORDINATOR = Viewer((Role.LEADER, Role.COORDINATOR), "SEKDA", person=cast.PERSON)
DIVIDED_PROPOSED = DIVIDED_READY.and_(cast.PROPOSE_WAIVER.but(region=NORTH))


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
        "above what is not verified in its region",
        DIVIDED_READY.and_(cast.VERIFY_PROGRESS.but(region=NORTH, value=50)),
        cast.PROPOSE_WAIVER.but(remainder=11, region=NORTH),
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
            ("withdrawn", cast_steer.WITHDRAWN),
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
    Refused(
        "withdrawn",
        PROPOSED.and_(cast_steer.PROPOSE_WITHDRAWAL, cast_steer.GRANT_WITHDRAWAL),
        cast.WAIVE,
        No.WRONG_STATUS,
    ),
    *(
        Refused(f"not by {viewer.roles[0]}", PROPOSED, cast.WAIVE.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.OWNER, cast.COORDINATOR, cast.ADMINISTRATOR)
    ),
]

REFUSALS = [*PROPOSING, *WAIVING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


@pytest.mark.parametrize(("found", "left"), [(30, 70), (99.5, 0.5), (100, 0), (120, 0)])
def test_what_is_left_to_give_up_is_told_and_never_less_than_nothing(
    found: float, left: float
) -> None:
    history = READY.and_(cast.VERIFY_PROGRESS.but(value=found))
    refusal = history.when(cast.PROPOSE_WAIVER.but(remainder=70.5)).then_refused(
        No.INVALID_QUANTITY, "remainder"
    )
    assert refusal.params == {"left": left}
