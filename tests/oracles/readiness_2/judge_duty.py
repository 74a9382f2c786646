"""Judge a leaf that is PERIODIC."""

from fractions import Fraction

from tests.oracles.readiness_2.amounts import ONE, ZERO, mean
from tests.oracles.readiness_2.duty import Duty, PartKept
from tests.oracles.readiness_2.leaf import (
    Condition,
    Leaf,
    Numbers,
    PartLight,
    is_before_start,
    is_blocked_near_due,
    light_of,
    obstacles_of,
    score,
    window,
)
from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.terms import Deadline, Indicator, end_of

FEW, NOT_ALL = Fraction(60, 100), Fraction(85, 100)


def judge_duty(record: Record, code: str, due: Deadline, measured: Indicator) -> Leaf:
    """A duty with owner, deadline and indicator, without its information reasons."""
    duty = Duty(record, code, due, measured)
    parts = duty.parts()
    p, v = mean([part.p for part in parts]), mean([part.v for part in parts])
    start = due.start_at(record.zone)
    end = end_of(record, due, measured)
    silent = tuple(duty.not_reported())
    if is_before_start(record, p, start, end, code):
        grey: PartLight = ("GREY", "NOT_STARTED")
        lights = {part.name: grey for part in parts if part.name}
        return Leaf("GREY", ["NOT_STARTED"], Numbers(), lights, silent)
    red = [("BLOCKED_NEAR_DUE", is_blocked_near_due(record, code, end)), _few_kept(p, parts)]
    yellow = [
        _not_all_kept(p, parts),
        ("REOPENED", record.is_reopened(code)),
        ("CLAIM_REJECTED", any(part.is_rejected for part in parts)),
        ("CLAIMED_UNVERIFIED", duty.is_verification_missing(window(record)[1], start)),
        ("OBSTACLE_OPEN", bool(record.open_obstacles(code))),
    ]
    light, reasons = light_of(red, yellow)
    lights = {part.name: _part_light(record, code, part) for part in parts if part.name}
    f = mean([part.f for part in parts])
    s = score(p, v, f, record.is_blocked(code))
    numbers = Numbers(s, p, v, f, ONE if duty.due else ZERO, p)
    return Leaf(light, reasons, numbers, lights, silent)


def _few_kept(p: Fraction, parts: list[PartKept]) -> Condition:
    is_any_due = bool(parts[0].kept)
    return "MISSED_PERIODS", is_any_due and (p < FEW or any(k.last_two_missed for k in parts))


def _not_all_kept(p: Fraction, parts: list[PartKept]) -> Condition:
    is_any_due = bool(parts[0].kept)
    return "MISSED_PERIODS", is_any_due and (p < NOT_ALL or any(k.last_missed for k in parts))


def _part_light(record: Record, code: str, part: PartKept) -> PartLight:
    if _few_kept(part.p, [part])[1]:
        return "RED", "MISSED_PERIODS"
    yellow = [
        _not_all_kept(part.p, [part]),
        ("CLAIM_REJECTED", part.is_rejected),
        ("OBSTACLE_OPEN", bool(obstacles_of(record, code, part.name))),
    ]
    return next((("YELLOW", name) for name, holds in yellow if holds), ("GREEN", None))
