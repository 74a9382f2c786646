"""How far a part of a commitment is, as readiness-2 reads its reports and verdicts. Pure.

It is the rule's p, which says too whether enough is done to claim fulfilment. Duties, whose periods
are counted instead, are in `duty.py`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.state.commitment import CommitmentState
from services.state.report import Report
from services.state.verdict import Verdict, VerdictKind

NONE, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a part is, from 0 to 1, and the value that says so."""

    share: Fraction
    value: Decimal | None


def parts_asked_for(state: CommitmentState) -> tuple[str | None, ...]:
    """The parts of which something is asked for still; undivided, the whole as the one part."""
    parts = tuple(state.indicator.parts) if state.indicator else ()
    return tuple(part for part in parts or (None,) if not state.is_left_out(part))


def is_done(state: CommitmentState) -> bool:
    """Whether every part has reached what is asked for of it."""
    return all(standing_of(state, part).share == WHOLE for part in parts_asked_for(state))


def share(state: CommitmentState, part: str | None, value: Decimal | None) -> Fraction:
    """How far a value is on the way from the baseline of a part to what is asked for."""
    target, baseline = state.target_of(part), state.baseline_of(part)
    if target is None or value is None:
        return NONE
    way = Fraction(target - state.waived_in(part)) - Fraction(baseline)
    gone = Fraction(value) - Fraction(baseline)
    return max(NONE, min(WHOLE, gone / way)) if way else NONE


def standing_of(state: CommitmentState, part: str | None) -> Standing:
    """How far a part is by what was reported and accepted of it."""
    report, verdict = state.last_report_in(part), verdict_since_reopening(state, part)
    said = Standing(share(state, part, report.value if report else None), _value(report))
    if verdict is None or is_reported_later(state, part, verdict):
        return said
    value = verdict.value_in(part)
    found = Standing(share(state, part, value), value)
    if report is None or verdict.kind is VerdictKind.REJECTION:
        return found
    return max(said, found, key=lambda standing: standing.share)


def _value(report: Report | None) -> Decimal | None:
    return report.value if report else None


def verdict_since_reopening(state: CommitmentState, part: str | None) -> Verdict | None:
    """The last verdict on a part that is later than the latest reopening."""
    verdict, reopened = state.last_verdict_in(part), state.reopened.last
    if verdict is None or (reopened is not None and verdict.order < reopened.order):
        return None
    return verdict


def is_reported_later(state: CommitmentState, part: str | None, verdict: Verdict) -> bool:
    """Whether the last report of a part is later than a verdict.

    It is so too where what was put right after the verdict was recorded changed its value.
    """
    report = state.last_report_in(part)
    if report is not None and report.order > verdict.order:
        return True
    return _value_known_at(state, part, verdict.position) != _value(report)


def _value_known_at(state: CommitmentState, part: str | None, position: int) -> Decimal | None:
    """The value that would count for a part if nothing had been put right after a position."""
    for report in reversed(state.reports):
        if report.part == part and (value := report.value_at(position)) is not None:
            return value
    return None
