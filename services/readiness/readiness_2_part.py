"""How much of each part of a commitment is done by rule readiness-2: all but duties that come back.

Whatever the minute: it follows from what is on record at the read point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Direction, Measure
from services.readiness.exact import mean, total
from services.readiness.readiness_2_clock import ONE, ZERO
from services.state.commitment import CommitmentState
from services.state.commitment_record import NOTHING
from services.state.indicator import Indicator, name_of
from services.state.records import CHANGED, GRANTED, in_part
from services.state.report import Report
from services.state.statement import Statement
from services.state.timeline import latest_of
from services.state.verdict import Verdict, VerdictKind

ONCE_OR_PERIODS = frozenset({Measure.DELIVERABLE, Measure.PERIODIC})
"""Measures whose values say done (1) or not (0), of the whole or of a period."""


@dataclass(frozen=True, slots=True)
class Way:
    """A part of an indicator, or (name None) the undivided whole: from where to where it goes."""

    name: str | None
    baseline: Fraction
    target: Fraction
    """What is asked for, after what was waived."""

    @property
    def length(self) -> Fraction:
        """How far its value is to move."""
        return abs(self.target - self.baseline)

    def progress(self, value: Decimal | None) -> Fraction:
        """How much of the way a value is, from 0 to 1, in either direction; of none, nothing."""
        if value is None:
            return ZERO
        done = (Fraction(value) - self.baseline) / (self.target - self.baseline)
        return ZERO if done < 0 else min(done, ONE)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was last heard of a part."""

    report: Report | None
    """The last one that counts."""
    verdict: Verdict | None
    """The last one, reopened since or not."""
    accepted: Decimal | None
    """What that accepted; None also where it said nothing of this part."""
    is_current: bool
    """Whether it is later than the latest reopening."""
    is_report_later: bool

    @property
    def claimed(self) -> Decimal | None:
        """The value last reported."""
        return self.report.value if self.report else None

    @property
    def q(self) -> Decimal | None:
        """The value that counts as verified."""
        return self.accepted if self.is_current else None


@dataclass(frozen=True, slots=True)
class PartDone:
    """How a part stands, named as the rule names it."""

    way: Way
    heard: Heard
    p: Fraction
    v: Fraction
    is_rejected: bool
    has_fallen_back: bool

    @property
    def was_heard_of(self) -> bool:
        """Whether anything that counts was reported or verified."""
        return self.heard.claimed is not None or self.heard.q is not None

    @property
    def verified(self) -> Decimal | None:
        """The value behind v, in the indicator's unit."""
        x = self.heard
        if x.q is None or not x.is_report_later:
            return x.q
        return x.q if self.way.progress(x.q) <= self.way.progress(x.claimed) else x.claimed


def ways_of(state: CommitmentState) -> list[Way]:
    """The parts of which something remains to be asked; of an undivided commitment, the whole.

    Without an indicator, or wholly waived, there is none.
    """
    x = state.indicator
    if x is None:
        return []
    waived = _waived(state, x)
    if waived is None:
        return []
    if x.measure in ONCE_OR_PERIODS:
        return [Way(name_of(part), ZERO, ONE) for part in x.breakdown] or [Way(None, ZERO, ONE)]
    bounds = [(name_of(part), *_bounds(x, part)) for part in x.breakdown]
    whole = [(None, x.baseline, x.target)]
    ways = (
        Way(name, Fraction(baseline), Fraction((target or NOTHING) - waived.get(name, NOTHING)))
        for name, baseline, target in bounds or whole
    )
    is_reached = [way for way in ways if way.target != way.baseline]
    return [way for way in is_reached if not waived or way.target > way.baseline]


def _bounds(x: Indicator, part: PartTarget) -> tuple[Decimal, Decimal | None]:
    """Where a part begins and where it is to end: of a rate, where the whole does, unless said."""
    if x.measure is Measure.RATE:
        baseline = x.baseline if part.baseline is None else part.baseline
        return baseline, x.target if part.target is None else part.target
    return part.baseline or NOTHING, part.target


def _waived(state: CommitmentState, x: Indicator) -> dict[str | None, Decimal] | None:
    """How much was waived by part; None where it was the whole."""
    granted = list(state.waivers.all_of(GRANTED)) if state.waivers else []
    is_in_parts = x.measure is Measure.COUNT and x.direction is Direction.AT_LEAST
    if granted and (not is_in_parts or any(waiver.whole for waiver in granted)):
        return None
    found: dict[str | None, Decimal] = {}
    for waiver in granted:
        found[waiver.part] = found.get(waiver.part, NOTHING) + (waiver.remainder or NOTHING)
    return found


def is_wholly_waived(state: CommitmentState) -> bool:
    """Whether nothing of it is asked for any more."""
    is_granted = bool(state.waivers) and next(state.waivers.all_of(GRANTED), None) is not None
    return is_granted and state.indicator is not None and not ways_of(state)


class Hearing:
    """Hears what was reported and verified of the parts of one commitment."""

    def __init__(self, state: CommitmentState) -> None:
        self._state = state
        reopening = state.reopened.last
        self._reopened = reopening.order if reopening else None
        self._fulfilled: dict[int, dict[str, Decimal | None]] = {}

    def done(self, way: Way, said: Statement | None = None) -> PartDone:
        """How a part stands, or would stand if a statement about it were confirmed."""
        return done(way, self.heard(way.name, said))

    def heard(self, name: str | None, said: Statement | None = None) -> Heard:
        """What was last heard of a part, or would be if a statement about it were confirmed."""
        state = self._state
        report = as_report(said) if said else state.last_report_in(name)
        verdict = state.verdicts.last_of(in_part(name)) if state.verdicts else None
        if verdict is None:
            return Heard(report, None, None, is_current=False, is_report_later=False)
        changed = state.reports.all_of(CHANGED + in_part(name))
        return self.of(name, report, verdict, changed)

    def of(
        self, name: str | None, report: Report | None, verdict: Verdict, changed: Iterable[Report]
    ) -> Heard:
        """What was heard of a part, of which a report and a verdict are the last ones.

        `changed` are those of its reports that were ever put right.
        """
        return Heard(
            report,
            verdict,
            self.accepted(verdict, name),
            is_current=self._reopened is None or verdict.order > self._reopened,
            is_report_later=is_report_later(report, verdict, changed),
        )

    def accepted(self, verdict: Verdict, name: str | None) -> Decimal | None:
        """What a verdict accepted of a part."""
        if not verdict.by_part or name is None:
            return verdict.value
        known = self._fulfilled.get(verdict.position)
        if known is None:
            known = {name_of(part): part.target for part in verdict.by_part}
            self._fulfilled[verdict.position] = known
        return known.get(name)


def as_report(said: Statement) -> Report:
    """A statement as the report that it would be."""
    return Report(
        position=said.position,
        occurred_at=said.occurred_at,
        value=said.value,
        region=said.region,
        party=said.party,
        reporter=None,
        key=None,
        recorded_at=said.recorded_at,
    )


def is_report_later(report: Report | None, verdict: Verdict, changed: Iterable[Report]) -> bool:
    """Whether the last report of a part is later than its last verdict.

    It is so in effective order, or where what was put right after the verdict was recorded changed
    the value; `changed` are the reports of the part that were ever put right.
    """
    if report is not None and report.order > verdict.order:
        return True
    since = [each for each in changed if each.changed_by[-1] > verdict.position]
    if not since:
        return False
    counted = [each for each in since if each.value_at(verdict.position) is not None]
    then = latest_of(report, *counted)
    before = then.value_at(verdict.position) if then else None
    return before != (report.value if report else None)


def done(way: Way, x: Heard) -> PartDone:
    """How a part stands, from what was last heard of it."""
    c, q = way.progress(x.claimed), way.progress(x.q)
    is_rejection = x.verdict is not None and x.verdict.kind is VerdictKind.REJECTION
    if x.q is None or x.is_report_later:
        p = c
    else:
        p = q if x.claimed is None or is_rejection else max(c, q)
    return PartDone(
        way,
        x,
        p,
        v=min(q, c) if x.is_report_later else q,
        is_rejected=x.q is not None and is_rejection and not x.is_report_later,
        has_fallen_back=x.is_report_later and c < way.progress(x.accepted),
    )


def parts_of(state: CommitmentState) -> list[PartDone]:
    """How every part stands of which something remains to be asked."""
    hearing = Hearing(state)
    return [hearing.done(way) for way in ways_of(state)]


def whole_of(measure: Measure, shares: Sequence[tuple[Way, Fraction]]) -> Fraction:
    """The share of the whole from those of its parts."""
    if len(shares) == 1:
        return shares[0][1]
    if measure is not Measure.COUNT:
        return mean([share for _, share in shares])
    return total(way.length * share for way, share in shares) / total(
        way.length for way, _ in shares
    )


def within_reach(state: CommitmentState, parts: Sequence[PartDone]) -> Fraction | None:
    """u: what p would be if of each part the best of what was only stated were confirmed.

    None where nothing is: it is p.
    """
    said: dict[str | None, list[Statement]] = {}
    for each in state.open_statements if state.statements else ():
        said.setdefault(each.part, []).append(each)
    if not said or state.indicator is None:
        return None
    hearing, best = Hearing(state), []
    for part in parts:
        last = part.heard.report
        later = [
            each for each in said.get(part.way.name, ()) if last is None or each.order > last.order
        ]
        shares = [hearing.done(part.way, each).p for each in later]
        best.append((part.way, max([part.p, *shares])))
    return whole_of(state.indicator.measure, best)
