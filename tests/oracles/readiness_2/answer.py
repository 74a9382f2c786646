"""The whole answer of rule `readiness-2` about a history, at a moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.oracles.readiness_2.clock import DAY, instant
from tests.oracles.readiness_2.judge_amount import AmountJudge
from tests.oracles.readiness_2.judge_duty import judge_duty
from tests.oracles.readiness_2.leaf import Leaf, information
from tests.oracles.readiness_2.moments import completed_at, is_on_time
from tests.oracles.readiness_2.record import History, Record
from tests.oracles.readiness_2.standing import Standing
from tests.oracles.readiness_2.terms import deadline, end_of, has_owner, indicator
from tests.oracles.readiness_2.whole import Weighed, rounded, summed, withdrawn_of_late

NUMBERS = ("s", "p", "v", "f", "planned")


def answer(history: History, at: str) -> dict[str, Any]:
    """What the rule answers at an RFC 3339 time, by all that is known: whole, areas, leaves, lists.

    Shares have four decimals, figures of the whole and of areas one.
    """
    record = Record(history, instant(at))
    standing = Standing(record)
    judged = {code: judge(record, standing, code) for code in standing.leaves()}
    weighed = [
        Weighed(code, leaf, standing.weight(code), standing.critical(code))
        for code, leaf in judged.items()
    ]
    tainted = withdrawn_of_late(record, standing)
    whole = summed(weighed, bool(tainted))
    whole["reasons"] += [["WITHDRAWN", code] for code in sorted(standing.withdrawn())]
    return {
        "whole": whole,
        "areas": {
            area: summed(
                [w for w in weighed if standing.about[w.code].area == area],
                any(standing.about[code].area == area for code in tainted),
            )
            for area in history["occasion"]["areas"]
        },
        "leaves": {
            **{code: _shown_leaf(record, code, leaf) for code, leaf in judged.items()},
            **{code: _set_aside(record, standing, code) for code in standing.set_aside()},
        },
        "lists": _lists(record, standing, judged),
    }


def judge(record: Record, standing: Standing, code: str) -> Leaf:
    """A leaf that counts, with its information reasons."""
    leaf = _judge_by_measure(record, standing, code)
    reasons = leaf.reasons + information(record, code, standing)
    return Leaf(leaf.light, reasons, leaf.numbers, leaf.parts, leaf.not_reported)


def _judge_by_measure(record: Record, standing: Standing, code: str) -> Leaf:
    if standing.is_condition_open(code):
        return Leaf("GREY", ["CONDITION_OPEN"])
    due, measured = deadline(record, code), indicator(record, code)
    if due is None or measured is None or not has_owner(record, code):
        return Leaf("GREY", ["NOT_ASSESSABLE"])
    if measured.measure == "PERIODIC":
        return judge_duty(record, code, due, measured)
    return AmountJudge(record, code, standing.about[code], due, measured).judge()


def _shown_leaf(record: Record, code: str, leaf: Leaf) -> dict[str, Any]:
    complete = completed_at(record, code)
    numbers = leaf.numbers
    return {
        "light": leaf.light,
        **{n: None if numbers is None else rounded(getattr(numbers, n), 4) for n in NUMBERS},
        "reasons": leaf.reasons,
        "completedAt": None if complete is None else record.zone.shown(complete),
        "onTime": is_on_time(record, code),
        "parts": {part: list(light) for part, light in sorted(leaf.parts.items())},
    }


def _set_aside(record: Record, standing: Standing, code: str) -> dict[str, Any]:
    return {
        "light": None,
        **dict.fromkeys(NUMBERS),
        "reasons": information(record, code, standing),
        "completedAt": None,
        "onTime": None,
        "parts": {},
    }


def _lists(record: Record, standing: Standing, judged: dict[str, Leaf]) -> dict[str, Any]:
    def having(*reasons: str) -> list[str]:
        return sorted(code for code, leaf in judged.items() if {*reasons} & {*leaf.reasons})

    def being(holds: Callable[[str], bool]) -> list[str]:
        return sorted(code for code in judged if holds(code))

    red = {code for code, leaf in judged.items() if leaf.light == "RED"}
    soon = record.now + 3 * DAY
    return {
        "overdue": having("OVERDUE"),
        "blocked": being(lambda c: record.is_blocked(c) or bool(red & depends_on(record, c))),
        "claimedUnverified": having("CLAIMED_UNVERIFIED"),
        "unassessable": having("NOT_ASSESSABLE", "CONDITION_OPEN"),
        "dueSoon3": being(lambda c: _is_due_by(record, c, judged[c], soon)),
        "withdrawn": sorted(standing.withdrawn()),
        "superseded": sorted(standing.superseded()),
        "mentions": sorted(standing.mentions()),
        "notReported": sorted(
            [code, part] for code, leaf in judged.items() for part in leaf.not_reported
        ),
    }


def depends_on(record: Record, code: str) -> set[str]:
    """What a commitment depends on now."""
    found: set[str] = set()
    for event in record.of(code, "DependencyLinked", "DependencyReleased"):
        found = found - {event["on"]}
        if event["type"] == "DependencyLinked":
            found.add(event["on"])
    return found


def _is_due_by(record: Record, code: str, leaf: Leaf, soon: datetime) -> bool:
    due = deadline(record, code)
    if due is None or (leaf.numbers is not None and leaf.numbers.p == 1):
        return False
    return record.now <= end_of(record, due, indicator(record, code)) <= soon
