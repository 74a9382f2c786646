"""What was missed stays missed, and who eases a promise has no part in it."""

import datetime as dt
from dataclasses import replace

import pytest

from events.facts.deadline import DeadlineRescheduled, DeadlineRescheduledV1
from events.facts.vocabulary import DeadlineBasis, Role
from services.commands.indicator import DefineIndicator
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment_evolve import evolve_commitment
from tests.worlds import cast
from tests.worlds.cast import OWNED
from tests.worlds.cast_course import PARTNERED
from tests.worlds.cast_steer import MOVE_OCCASION, PERIODIC
from tests.worlds.given import History, moment
from tests.worlds.persons import person_of
from tests.worlds.refused import Refused

DAILY = cast.on_d1(cast.COORDINATOR, DefineIndicator, **PERIODIC)
WITH_THE_DAY = cast.SET_DEADLINE.but(
    due=None, offset_days=0, planned_start="2025-07-15", basis="ANCHORED"
)
MISSED = OWNED.and_(WITH_THE_DAY, DAILY, cast.ACCEPT, moment("2025-07-20 09:00"))
"""A duty of every day up to the occasion's: five days of it are over, and none was kept."""


@pytest.mark.parametrize("day", ["2025-07-18", "2025-07-01", "1900-01-01"])
def test_a_day_is_not_moved_to_before_what_was_due(day: str) -> None:
    refusal = MISSED.when(MOVE_OCCASION.but(new_day=day, until="2025-08-06"))
    assert refusal.then_refused(No.INVALID_DATES, "periods_due").field == ("newDay",)


@pytest.mark.parametrize("day", ["2025-07-19", "2025-08-13", None])
def test_a_day_that_leaves_what_was_due_may_be_moved(day: str | None) -> None:
    MISSED.when(MOVE_OCCASION.but(new_day=day)).accepted()


def basis_of(history: History) -> DeadlineBasis | None:
    deadline = history.commitment().deadline
    return deadline.basis if deadline else None


def test_another_day_is_agreed_or_stated_by_the_source_that_says_so() -> None:
    stated = OWNED.and_(cast.SET_DEADLINE.but(basis="STATED"))
    assert basis_of(stated) is DeadlineBasis.STATED
    assert basis_of(stated.and_(cast.RESCHEDULE)) is DeadlineBasis.AGREED
    by_source = stated.and_(cast.RESCHEDULE.but(source="source:psu/S1"))
    assert basis_of(by_source) is DeadlineBasis.STATED
    assert by_source.commitment().deadlines[0].due == dt.date(2025, 8, 4)


def test_a_deadline_that_was_moved_in_an_older_log_keeps_the_basis_it_was_shown_with() -> None:
    stated = OWNED.and_(cast.SET_DEADLINE.but(basis="STATED"))
    event = stated.and_(cast.RESCHEDULE).last(DeadlineRescheduled)
    moved = {"old_due": dt.date(2025, 8, 4), "new_due": dt.date(2025, 8, 5)}
    then = DeadlineRescheduledV1(**moved, requested_by="KPU", approved_by="SEKDA")
    state = evolve_commitment(stated.commitment(), replace(event, earlier=then))
    assert state.deadline is not None
    assert (state.deadline.due, state.deadline.basis) == (moved["new_due"], DeadlineBasis.STATED)


def test_a_partner_grants_no_waiver() -> None:
    proposed = PARTNERED.and_(cast.PROPOSE_WAIVER)
    partner = cast.WAIVE.but(Viewer((Role.LEADER,), "DINKES", person_of("BUPATI")))
    Refused("partner", proposed, partner, No.SEPARATION_OF_DUTIES, "eased").check()
