"""Other histories to which rule `readiness-2` answers the same."""

from collections.abc import Callable
from datetime import UTC
from fractions import Fraction
from random import Random
from typing import Any

from tests.oracles.readiness_2.answer import answer
from tests.oracles.readiness_2.clock import instant, minute
from tests.oracles.readiness_2.record import ABOUT_ANOTHER, Event, History

VERDICTS = ("ProgressVerified", "ClaimRejected", "FulfilmentVerified")


def _with(history: History, events: list[Any]) -> History:
    return {**history, "events": events}


def _renumbered(history: History, events: list[Event], step: int) -> History:
    """These events in this order of recording, with positions `step` apart."""
    positions = {event["position"]: step * number for number, event in enumerate(events, 1)}
    moved = [dict(event) | {"position": positions[event["position"]]} for event in events]
    for event in moved:
        if "corrects" in event:
            event["corrects"] = positions[event["corrects"]]
    return _with(history, moved)


def without_what_comes_later(history: History, at: str) -> History:
    """Only what is effective at a moment, and what was found of that at any time."""
    now = minute(instant(at))
    stays = [e for e in history["events"] if minute(instant(e["occurredAt"])) <= now]
    return _with(history, stays)


def in_another_order_of_telling(history: History, chance: Random) -> History:
    """The same events, listed in any order."""
    return _with(history, chance.sample(history["events"], len(history["events"])))


def with_gaps(history: History) -> History:
    """The same order of recording, other positions."""
    return _renumbered(history, history["events"], 7)


def with_commitments_apart(history: History) -> History:
    """Of what was recorded at one time, another order between commitments, the same within one."""
    events = sorted(
        history["events"],
        key=lambda e: (instant(e["recordedAt"]), _reversed(e.get("commitment") or "")),
    )
    return _renumbered(history, events, 1)


def _reversed(code: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in code)


def in_universal_time(history: History) -> History:
    """All times told in UTC."""

    def told(event: Event) -> dict[str, Any]:
        times = {name: event[name] for name in ("occurredAt", "recordedAt")}
        return dict(event) | {n: instant(t).astimezone(UTC).isoformat() for n, t in times.items()}

    return _with(history, [told(event) for event in history["events"]])


def with_statements_answered_at_once(history: History) -> History:
    """What was confirmed reported instead, what was denied never said."""
    answers = {
        (e["commitment"], e["code"]): e["type"]
        for e in history["events"]
        if e["type"] in ("StatementConfirmed", "StatementDenied")
    }
    events = []
    for event in history["events"]:
        answer = answers.get((event.get("commitment"), event.get("code")))
        if event["type"] == "ProgressStated" and answer == "StatementConfirmed":
            events.append(dict(event) | {"type": "ProgressReported"})
        elif answer is None or event["type"] not in ("ProgressStated", *ABOUT_ANOTHER):
            events.append(event)
    return _with(history, events)


def with_reports_right_at_once(history: History) -> History:
    """Reports as they were corrected or retracted, where no verdict came before that."""
    changes: dict[int, list[Event]] = {}
    judged: dict[str, int] = {}
    for event in history["events"]:
        if event["type"] in VERDICTS:
            judged.setdefault(event["commitment"], event["position"])
        if "corrects" in event:
            changes.setdefault(event["corrects"], []).append(event)
    early = {
        position: all_of_it
        for position, all_of_it in changes.items()
        if max(e["position"] for e in all_of_it)
        < judged.get(all_of_it[0]["commitment"], len(history["events"]) + 1)
    }
    events = []
    for event in history["events"]:
        last = early.get(event["position"], [event])[-1]
        if event.get("corrects") in early or last["type"] == "ReportRetracted" != event["type"]:
            continue
        events.append(dict(event) | ({"value": last["value"]} if "value" in last else {}))
    return _with(history, events)


def with_heavier_weights(history: History) -> History:
    """All weights three times what they were."""
    return _with(
        history,
        [
            dict(e) | ({"weight": str(float(3 * Fraction(e["weight"])))} if "weight" in e else {})
            for e in history["events"]
        ],
    )


def with_more_talk(history: History) -> History:
    """An assurance more, and none of the facts that say nothing of progress."""
    silent = ("PartnersNamed", "FulfilmentClaimed")
    first = history["events"][0]
    assurance = dict(first) | {
        "type": "CommitmentRecorded",
        "commitment": "Z99",
        "position": len(history["events"]) + 1,
        "kind": "ASSURANCE",
        "weight": "40",
        "critical": True,
        "parent": None,
        "links": [],
    }
    return _with(history, [e for e in history["events"] if e["type"] not in silent] + [assurance])


def without_reports_of_what_does_not_count(history: History, at: str) -> History:
    """No reports of what has left the sums or waits to enter them."""
    gone = {c for c, leaf in answer(history, at)["leaves"].items() if leaf["light"] is None}
    reports = ("ProgressReported", "ReportCorrected", "ReportRetracted")
    return _with(
        history,
        [
            event
            for event in history["events"]
            if event["type"] not in reports or event["commitment"] not in gone
        ],
    )


SAME: dict[str, Callable[[History, str, Random], History]] = {
    "what comes later is not known": lambda h, at, _: without_what_comes_later(h, at),
    "the order of telling is free": lambda h, _, chance: in_another_order_of_telling(h, chance),
    "positions may have gaps": lambda h, _, __: with_gaps(h),
    "commitments are recorded apart": lambda h, _, __: with_commitments_apart(h),
    "times are instants": lambda h, _, __: in_universal_time(h),
    "a confirmed statement is a report": lambda h, _, __: with_statements_answered_at_once(h),
    "a corrected report was right": lambda h, _, __: with_reports_right_at_once(h),
    "weights are relative": lambda h, _, __: with_heavier_weights(h),
    "what has left is silent": lambda h, at, _: without_reports_of_what_does_not_count(h, at),
    "talk counts for nothing": lambda h, _, __: with_more_talk(h),
}
