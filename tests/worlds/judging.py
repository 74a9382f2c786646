"""Histories to be judged: one commitment planned and measured, and what it is worth at a moment."""

import datetime as dt
from typing import Any

from services.readiness.answer import Leaf, Readiness, ReasonCode
from services.readiness.readiness_1 import readiness_1
from services.state.growing_occasion import fold_occasion
from tests.worlds import cast
from tests.worlds.given import Act, History, Step, moment

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
D1, D2 = "commitment:psu/D1", "commitment:psu/D2"


def planned(
    start: str = "2025-07-15",
    due: str = "2025-08-04",
    target: float = 100,
    code: str = "D1",
    **fields: Any,
) -> tuple[Act, ...]:
    """A commitment that is recorded, owned, due and measured."""
    about = f"commitment:psu/{code}"
    return (
        cast.RECORD.but(code=code, **fields),
        cast.ASSIGN.but(commitment=about),
        cast.SET_DEADLINE.but(commitment=about, due=due, planned_start=start),
        cast.DEFINE.but(commitment=about, target=target),
    )


def reported(at: str, value: float, commitment: str = D1, **fields: Any) -> Act:
    """The owner reports, about that moment."""
    return cast.REPORT.but(
        commitment=commitment, value=value, note="x", occurred_at=moment(at), **fields
    )


def verified(at: str, value: float, commitment: str = D1, **fields: Any) -> Act:
    """A verifier finds a value, at that moment."""
    return cast.VERIFY_PROGRESS.but(
        commitment=commitment, value=value, occurred_at=moment(at), **fields
    )


def rejected(at: str, value: float) -> tuple[Act, ...]:
    """A claim is made and rejected, at that moment."""
    at_moment = moment(at)
    return (
        cast.CLAIM_BARE.but(occurred_at=at_moment - MINUTE),
        cast.REJECT.but(accepted_value=value, occurred_at=at_moment),
    )


def hindered(at: str, severity: str = "HIGH", commitment: str = D1, **fields: Any) -> Act:
    """An obstacle is raised, at that moment."""
    return cast.RAISE.but(
        commitment=commitment, severity=severity, occurred_at=moment(at), **fields
    )


def history(*steps: Step) -> History:
    """A history of the occasion, everything observed being recorded on 1 September."""
    return cast.OCCASION.and_(
        *(step for step in steps if _is_decision(step)),
        moment("2025-09-01 00:00"),
        *(step for step in steps if not _is_decision(step)),
    )


def _is_decision(step: Step) -> bool:
    return isinstance(step, Act) and (
        step.command.is_decision or step.command is cast.RECORD.command
    )


def whole(past: History, at: str | dt.datetime) -> Readiness:
    """The occasion's readiness at a moment in the world."""
    when = moment(at) if isinstance(at, str) else at
    events = [event for event in past.events if event.occasion == "psu"]
    return readiness_1(fold_occasion(events, when), when)


def leaf(past: History, at: str | dt.datetime, code: str = "D1") -> Leaf:
    """One commitment as judged at a moment in the world."""
    return whole(past, at).leaves[code]


def codes(judged: Leaf) -> list[ReasonCode]:
    """Why its light is what it is."""
    return [reason.code for reason in judged.reasons]
