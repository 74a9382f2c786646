"""What a commitment's state says, found by going through everything that it holds, every time."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from services.state.commitment import CommitmentState, CommitmentStatus
from services.state.indicator import name_of
from services.state.records import Order, part_named
from services.state.report import Report
from services.state.verdict import VerdictKind

ZERO = Decimal(0)
Turn = tuple[Order, CommitmentStatus]


def counting(state: CommitmentState) -> list[Report]:
    return [report for report in state.reports if not report.retracted]


def waived(state: CommitmentState, part: str | None, until: Order | None = None) -> Decimal:
    granted = [item for item in state.waivers if item.granted]
    return sum(
        (
            item.remainder or ZERO
            for item in granted
            if part in (None, item.part)
            and (until is None or (item.granted and item.granted.order <= until))
        ),
        ZERO,
    )


def claimed_in(state: CommitmentState, part: str | None) -> Decimal | None:
    values = [report.value for report in counting(state) if report.part == part]
    return values[-1] if values else None


def verified_in(
    state: CommitmentState, part: str | None, until: Order | None = None
) -> Decimal | None:
    for verdict in reversed(list(state.verdicts)):
        if until is not None and verdict.order > until:
            continue
        if verdict.kind is VerdictKind.FULFILMENT and part is not None:
            found = {name_of(each): each.target for each in verdict.by_part}
            return found.get(part, ZERO)
        if part_named(verdict.region, verdict.party) == part:
            return verdict.value
    return None


def verified_by(state: CommitmentState, until: Order) -> Decimal:
    parts = state.indicator.breakdown if state.indicator else ()
    if not parts:
        return verified_in(state, None, until) or ZERO
    found = ((verified_in(state, name_of(part), until) or ZERO, part.target) for part in parts)
    return sum((min(value, target or ZERO) for value, target in found), ZERO)


def turns(state: CommitmentState) -> Iterator[Turn]:
    for claim in state.claims:
        yield claim.order, CommitmentStatus.CLAIMED
    for reopening in state.reopened:
        yield reopening.order, CommitmentStatus.REOPENED
    for verdict in state.verdicts:
        if verdict.kind is VerdictKind.REJECTION:
            yield verdict.order, CommitmentStatus.NOT_YET_CONFORMING
        elif verdict.kind is VerdictKind.FULFILMENT:
            yield verdict.order, CommitmentStatus.VERIFIED
    for waiver in state.waivers:
        if waiver.granted and waiver.target is not None:
            order = waiver.granted.order
            if verified_by(state, order) >= waiver.target - waived(state, None, order):
                yield order, CommitmentStatus.VERIFIED


def status(state: CommitmentState) -> CommitmentStatus:
    if state.withdrawn is not None:
        return CommitmentStatus.WITHDRAWN
    target = state.indicator.target if state.indicator else None
    if target is not None and waived(state, None) >= target:
        return CommitmentStatus.CANNOT_BE_FOLLOWED_UP
    phase: CommitmentStatus | None = None
    since: dt.datetime | None = None
    for (moment, _), turn in sorted(turns(state)):
        if phase is not CommitmentStatus.VERIFIED or turn is CommitmentStatus.REOPENED:
            phase, since = turn, moment
    begins_again = phase in (CommitmentStatus.NOT_YET_CONFORMING, CommitmentStatus.REOPENED)
    if begins_again and any(since and item.occurred_at > since for item in counting(state)):
        return CommitmentStatus.IN_PROGRESS
    if phase is not None:
        return phase
    if counting(state) or state.verdicts:
        return CommitmentStatus.IN_PROGRESS
    return CommitmentStatus.READY if state.was_accepted else CommitmentStatus.RECORDED


def claimed_since(state: CommitmentState) -> dt.datetime | None:
    since: dt.datetime | None = None
    for (moment, _), turn in sorted(turns(state)):
        if turn is not CommitmentStatus.CLAIMED:
            since = None
        elif since is None:
            since = moment
    return since


def dependencies(state: CommitmentState) -> tuple[str, ...]:
    waits: dict[str, None] = {}
    for mark in state.dependency_marks:
        if mark.linked:
            waits[mark.on] = None
        else:
            waits.pop(mark.on, None)
    return tuple(waits)


def everything(state: CommitmentState, parts: tuple[str | None, ...]) -> dict[str, Any]:
    """All that is asked of a state, by going through it."""
    reports = counting(state)
    activity = sorted([*reports, *state.verdicts], key=lambda item: item.order)
    last = list(state.verdicts)[-1:]
    rejected = bool(last) and last[0].kind is VerdictKind.REJECTION
    return {
        "status": status(state),
        "claimed_since": claimed_since(state),
        "dependencies": dependencies(state),
        "activity": activity[-1] if activity else None,
        "report": reports[-1] if reports else None,
        "rejected": rejected
        and not any(item.occurred_at > last[0].occurred_at for item in reports),
        "obstacles": tuple(item for item in state.obstacles if item.resolved is None),
        "escalations": tuple(item for item in state.escalations if item.answered_by is None),
        "by part": [
            (claimed_in(state, part), verified_in(state, part), waived(state, part))
            for part in parts
        ],
    }


def asked(state: CommitmentState, parts: tuple[str | None, ...]) -> dict[str, Any]:
    """The same, as the state says it."""
    return {
        "status": state.status,
        "claimed_since": state.claimed_since,
        "dependencies": state.dependencies,
        "activity": state.last_activity,
        "report": state.last_report,
        "rejected": state.is_rejected,
        "obstacles": state.open_obstacles,
        "escalations": state.open_escalations,
        "by part": [
            (state.claimed_in(part), state.verified_in(part), state.waived_in(part))
            for part in parts
        ],
    }
