"""What is answered of one leaf: light, numbers, reasons, parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from tests.oracles.readiness_2.amounts import ONE, ZERO
from tests.oracles.readiness_2.clock import DAY, ratio
from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.standing import Standing
from tests.oracles.readiness_2.terms import deadline

PartLight = tuple[str, str | None]
Condition = tuple[str, bool]


@dataclass(frozen=True)
class Numbers:
    """The figures of an assessable leaf, shares from 0 to 1; u is what is within reach."""

    s: Fraction = ZERO
    p: Fraction = ZERO
    v: Fraction = ZERO
    f: Fraction = ZERO
    planned: Fraction = ZERO
    u: Fraction = ZERO


@dataclass(frozen=True)
class Leaf:
    """A leaf as judged; `light` and `numbers` are None for what has left the sums."""

    light: str | None
    reasons: list[str]
    numbers: Numbers | None = None
    parts: Mapping[str, PartLight] = field(default_factory=dict)
    not_reported: tuple[str, ...] = ()


def window(record: Record) -> tuple[int, int]:
    """(F0, F1): days for which a report stays fresh, and after which it is worth nothing."""
    day = record.day()
    if day is None:
        return 7, 14
    left = record.zone.at(day, "07:00") - record.now
    if left > 14 * DAY:
        return 7, 14
    return (3, 7) if left > 7 * DAY else (1, 3)


def freshness(record: Record, since: datetime) -> Fraction:
    """f by the age of what was last heard."""
    first, last = window(record)
    age = ratio(record.limit() - since, DAY)
    return max(ZERO, ONE - max(ZERO, age - first) / (last - first))


def score(p: Fraction, v: Fraction, f: Fraction, is_blocked: bool) -> Fraction:
    """s: what is verified, and half of what is freshly claimed beyond it."""
    s = v + f * (p - v) / 2
    return max(v, min(s, Fraction(1, 2))) if is_blocked else s


def is_before_start(record: Record, p: Fraction, start: datetime, end: datetime, code: str) -> bool:
    """NOT_STARTED: nothing is expected yet, nothing came, and nothing stands in the way."""
    return p == 0 and record.now < start and record.now <= end and not record.is_blocked(code)


def is_blocked_near_due(record: Record, code: str, end: datetime) -> bool:
    """Whether a HIGH obstacle is open at most three days before the end, or after it."""
    return record.is_blocked(code) and end - record.now <= timedelta(days=3)


def light_of(red: list[Condition], yellow: list[Condition]) -> tuple[str, list[str]]:
    """The light and the reasons, each once, in the order of the conditions."""
    reasons = list(dict.fromkeys(name for name, holds in red + yellow if holds))
    if any(holds for _, holds in red):
        return "RED", reasons
    return ("YELLOW" if reasons else "GREEN"), reasons


def information(record: Record, code: str, standing: Standing) -> list[str]:
    """What is worth knowing of a commitment but makes no light."""
    due, until = deadline(record, code), record.until()
    amended = any(
        event.get(name) is not None
        for event in record.of(code, "CommitmentAmended")
        for name in ("weight", "critical", "kind")
    )
    conditions = [
        ("RESCHEDULED", record.has(code, "DeadlineRescheduled")),
        ("REMAINDER_WAIVED", record.has(code, "RemainderWaived")),
        ("AMENDED", amended),
        ("SUPERSEDED", bool(standing.replaced(code))),
        ("DUE_AFTER_OCCASION", due is not None and until is not None and due.due > until),
        ("STATED_UNCONFIRMED", bool(record.open_statements(code))),
    ]
    return [name for name, holds in conditions if holds]


def obstacles_of(record: Record, code: str, part: str) -> set[str]:
    """The severities of the open obstacles that name a part."""
    return {o["severity"] for o in record.open_obstacles(code) if o.get("part") == part}
