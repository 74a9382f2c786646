"""An occasion's day: until when it is judged, and how it is moved or opened."""

import datetime as dt

import pytest

from events.facts.occasion import OccasionDeclared, OccasionRescheduled
from services.readiness.rules import NEWEST, RULES
from services.refusals import RefusalCode as No
from services.state.occasion import Occasion
from tests.worlds import cast
from tests.worlds.cast import DIRECTORY, OCCASION
from tests.worlds.cast_steer import MOVE_OCCASION
from tests.worlds.given import History
from tests.worlds.refused import Refused

SIXTH, THIRTEENTH = dt.date(2025, 8, 6), dt.date(2025, 8, 13)
OPEN = MOVE_OCCASION.but(new_day=None)
OPENED = OCCASION.and_(OPEN)
MOVED = OCCASION.and_(MOVE_OCCASION)


def occasion_of(history: History) -> Occasion:
    occasion = history.occasions["psu"].occasion
    assert occasion is not None
    return occasion


def test_an_occasion_may_be_judged_beyond_its_day() -> None:
    fact = DIRECTORY.when(cast.DECLARE_OCCASION.but(until="2025-08-31")).facts[0]
    assert isinstance(fact, OccasionDeclared)
    assert (fact.day, fact.until) == (SIXTH, dt.date(2025, 8, 31))


@pytest.mark.parametrize("rule", RULES)
def test_an_occasion_may_name_an_older_rule(rule: str) -> None:
    fact = DIRECTORY.when(cast.DECLARE_OCCASION.but(rule=rule)).facts[0]
    assert isinstance(fact, OccasionDeclared)
    assert fact.rule == rule
    assert NEWEST in RULES


def test_the_day_is_moved_as_a_source_says_and_the_first_one_stays_visible() -> None:
    moved = OCCASION.when(MOVE_OCCASION).then(
        OccasionRescheduled(old_day=SIXTH, new_day=THIRTEENTH, until=THIRTEENTH, source="S1")
    )
    occasion = occasion_of(moved)
    assert (occasion.first_day, occasion.day, occasion.until) == (SIXTH, THIRTEENTH, THIRTEENTH)


def test_or_it_is_open_until_another_one_is_named() -> None:
    opened = OCCASION.when(OPEN).then(OccasionRescheduled(old_day=SIXTH, source="S1"))
    assert (occasion_of(opened).day, occasion_of(opened).until) == (None, None)
    opened.when(MOVE_OCCASION.but(old_day=None)).then(
        OccasionRescheduled(new_day=THIRTEENTH, until=THIRTEENTH, source="S1")
    )


def test_until_when_it_is_judged_is_moved_alone_or_stays_while_the_day_is_open() -> None:
    longer = MOVE_OCCASION.but(new_day="2025-08-06", until="2025-08-31")
    assert occasion_of(OCCASION.and_(longer)).until == dt.date(2025, 8, 31)
    assert occasion_of(OCCASION.and_(OPEN.but(until="2025-12-31"))).until == dt.date(2025, 12, 31)


def test_a_coordinator_and_an_administrator_move_it_too_by_a_source() -> None:
    for viewer in (cast.COORDINATOR, cast.ADMINISTRATOR):
        OCCASION.when(MOVE_OCCASION.but(viewer)).accepted()


DECLARING = [
    Refused(
        "judged until before its day",
        DIRECTORY,
        cast.DECLARE_OCCASION.but(until="2025-08-05"),
        No.INVALID_DATES,
        "until_before_day",
    ),
]
MOVING = [
    Refused("without a reason", OCCASION, MOVE_OCCASION.but(reason=None), No.REASON_REQUIRED),
    Refused("without a source", OCCASION, MOVE_OCCASION.but(source=None), No.BAD_USER_INPUT),
    Refused(
        "no source on record", OCCASION, MOVE_OCCASION.but(source="source:psu/S9"), No.NOT_FOUND
    ),
    Refused("old is not current", MOVED, MOVE_OCCASION, No.STALE_VALUE, ""),
    Refused("old unsaid", OCCASION, MOVE_OCCASION.but(old_day=None), No.STALE_VALUE, ""),
    Refused("old said while it is open", OPENED, MOVE_OCCASION, No.STALE_VALUE, "open_day"),
    Refused(
        "judged until before it",
        OCCASION,
        MOVE_OCCASION.but(until="2025-08-12"),
        No.INVALID_DATES,
        "until_before_day",
    ),
    Refused(
        "to where it is",
        OCCASION,
        MOVE_OCCASION.but(new_day="2025-08-06"),
        No.INVALID_DATES,
        "same_day",
    ),
    Refused("open already", OPENED, OPEN.but(old_day=None), No.INVALID_DATES, "same_day"),
    Refused("unknown occasion", OCCASION, MOVE_OCCASION.but(occasion="occasion:x"), No.NOT_FOUND),
    *(
        Refused(f"by {viewer.roles[0]}", OCCASION, MOVE_OCCASION.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.OWNER, cast.VERIFIER, cast.LEADER, cast.AUDITOR)
    ),
]
REFUSALS = [*DECLARING, *MOVING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
