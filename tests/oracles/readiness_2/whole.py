"""The whole and each area: sums over leaves, their light and their reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracles.readiness_2.amounts import ZERO
from tests.oracles.readiness_2.clock import DAY, instant, minute
from tests.oracles.readiness_2.leaf import Leaf, Numbers
from tests.oracles.readiness_2.record import Event, Record
from tests.oracles.readiness_2.standing import Standing
from tests.oracles.readiness_2.terms import deadline, end_of, indicator

LIGHTS = ("RED", "YELLOW", "GREY")


@dataclass(frozen=True)
class Weighed:
    """A leaf with what it weighs in the sums."""

    code: str
    leaf: Leaf
    weight: Fraction
    critical: bool

    @property
    def numbers(self) -> Numbers:
        """Its numbers, all 0 where it is not assessable."""
        return self.leaf.numbers or Numbers()


def rounded(value: Fraction, decimals: int) -> float:
    """Half up, once, at the end."""
    scale = 10**decimals
    return float(Fraction((value * scale + Fraction(1, 2)).__floor__(), scale))


def summed(leaves: Sequence[Weighed], is_tainted: bool) -> dict[str, Any]:
    """Light, figures and reasons of some leaves; `is_tainted`: by what was withdrawn of late."""
    everything = sum((w.weight for w in leaves), ZERO)
    assessable = [w for w in leaves if w.leaf.numbers is not None]
    assessed = sum((w.weight for w in assessable), ZERO)

    def figure(of: Callable[[Numbers], Fraction], rest: Fraction = ZERO) -> float:
        total = sum((w.weight * of(w.numbers) for w in assessable), rest)
        return rounded(100 * total / everything if everything else ZERO, 1)

    return {
        "light": _light(leaves, assessed, is_tainted),
        "score": figure(lambda n: n.s),
        "verified": figure(lambda n: n.v),
        "ceiling": figure(lambda n: n.u, everything - assessed) if leaves else 100.0,
        "coverage": figure(lambda n: Fraction(1)),
        "confidence": figure(lambda n: n.f * n.v / n.p if n.p else ZERO),
        "planned": figure(lambda n: n.planned),
        "reasons": [[w.leaf.reasons[0], w.code] for w in sorted(leaves, key=_urgency) if _bad(w)],
    }


def _bad(weighed: Weighed) -> bool:
    return weighed.leaf.light in LIGHTS


def _urgency(weighed: Weighed) -> tuple[int, bool, Fraction, str]:
    light = LIGHTS.index(weighed.leaf.light or "") if _bad(weighed) else len(LIGHTS)
    return light, not weighed.critical, -weighed.weight, weighed.code


def _light(leaves: Sequence[Weighed], assessed: Fraction, is_tainted: bool) -> str:
    lights = {w.leaf.light for w in leaves}
    red = [w for w in leaves if w.leaf.light == "RED"]
    if lights <= {"GREY"}:
        return "GREY"
    if any(w.critical for w in red) or 3 * sum((w.weight for w in red), ZERO) >= assessed:
        return "RED"
    return "GREEN" if lights == {"GREEN"} and not is_tainted else "YELLOW"


def withdrawn_of_late(record: Record, standing: Standing) -> set[str]:
    """What was withdrawn within the last 14 days and was critical, or past due, when it was."""
    return {
        code
        for code in standing.withdrawn()
        for event in record.of(code, "CommitmentWithdrawn")
        if record.now - instant(event["occurredAt"]) <= 14 * DAY and _was_grave(record, event)
    }


def _was_grave(record: Record, withdrawal: Event) -> bool:
    code = withdrawal["commitment"]
    then = record.without(withdrawal).read_at(minute(instant(withdrawal["occurredAt"])))
    due = deadline(then, code)
    is_past = due is not None and then.now > end_of(then, due, indicator(then, code))
    return is_past or (code in then.codes and Standing(then).critical(code))
