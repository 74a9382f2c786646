"""How much of each part is done (p) and verified (v), for all measures but PERIODIC."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracles.readiness_2.record import Record, Report, Verdict
from tests.oracles.readiness_2.terms import Indicator, Part, indicator, remaining_parts

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class PartDone:
    """What is known of a part: shares from 0 to 1, and whether anything was heard of it."""

    part: Part
    p: Fraction
    v: Fraction
    is_rejected: bool
    has_fallen_back: bool
    was_heard_of: bool


def part_done(record: Record, code: str, part: Part, more: Sequence[Report] = ()) -> PartDone:
    """A part now, or as it were with `more` reports of it."""
    reports = sorted(
        [r for r in record.reports(code) if r.part == part.name] + list(more),
        key=lambda report: report.key,
    )
    verdicts = [v for v in record.verdicts(code) if v.part == part.name]
    last = verdicts[-1] if verdicts else None
    reopening = record.last_reopening(code)
    q = last if last is not None and (reopening is None or last.key > reopening) else None
    report = last_counting(reports)
    c = None if report is None else report.value()
    done_c = ZERO if c is None else part.progress(c)
    is_later = last is not None and _is_report_later(reports, last)
    return PartDone(
        part,
        _claimed(part, c, q, is_later),
        _verified(part, done_c, q, is_later),
        q is not None and q.is_rejection and not is_later,
        last is not None and is_later and done_c < part.progress(last.accepted),
        c is not None or q is not None,
    )


def last_counting(reports: Sequence[Report], before: int | None = None) -> Report | None:
    """The last of reports in effective order that was not retracted (before a position)."""
    counting = [report for report in reports if report.value(before) is not None]
    return counting[-1] if counting else None


def _is_report_later(reports: Sequence[Report], verdict: Verdict) -> bool:
    """Whether the report is the later one, beside a verdict."""
    now, then = last_counting(reports), last_counting(reports, verdict.position)
    value_now = None if now is None else now.value()
    value_then = None if then is None else then.value(verdict.position)
    return (now is not None and now.key > verdict.key) or value_now != value_then


def _claimed(part: Part, c: Fraction | None, q: Verdict | None, is_later: bool) -> Fraction:
    done_c = ZERO if c is None else part.progress(c)
    if q is None or is_later:
        return done_c
    done_q = part.progress(q.accepted)
    return done_q if c is None or q.is_rejection else max(done_c, done_q)


def _verified(part: Part, done_c: Fraction, q: Verdict | None, is_later: bool) -> Fraction:
    if q is None:
        return ZERO
    done_q = part.progress(q.accepted)
    return min(done_q, done_c) if is_later else done_q


def parts_done(record: Record, code: str, measured: Indicator) -> list[PartDone]:
    """Every part of which something remains."""
    return [part_done(record, code, part) for part in remaining_parts(record, code, measured)]


def whole_of(measured: Indicator, shares: Sequence[tuple[Part, Fraction]]) -> Fraction:
    """The share of the whole, from the shares of its parts."""
    if measured.measure == "COUNT":
        way = sum((part.way for part, _ in shares), ZERO)
        return sum((part.way * share for part, share in shares), ZERO) / way
    return mean([share for _, share in shares])


def mean(shares: Sequence[Fraction]) -> Fraction:
    """The plain mean."""
    return sum(shares, ZERO) / len(shares)


def share_done(record: Record, code: str) -> Fraction | None:
    """p of a commitment, for which its indicator is enough; None without one or wholly waived."""
    measured = indicator(record, code)
    if measured is None:
        return None
    done = parts_done(record, code, measured)
    return whole_of(measured, [(d.part, d.p) for d in done]) if done else None


def share_within_reach(record: Record, code: str, measured: Indicator) -> Fraction:
    """u: what p would be if of each part the best open statement were confirmed."""
    shares = []
    for done in parts_done(record, code, measured):
        reports = [r for r in record.reports(code) if r.part == done.part.name]
        last = last_counting(reports)
        statements = [
            statement
            for statement in record.open_statements(code)
            if statement.part == done.part.name and (last is None or statement.key > last.key)
        ]
        confirmed = [part_done(record, code, done.part, [s]).p for s in statements]
        shares.append((done.part, max([done.p, *confirmed])))
    return whole_of(measured, shares)
