"""What the product answers by rule readiness-2, in the form of the published cases."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from events.format.recorded_event import RecordedEvent
from services.readiness.answer import Figures, Leaf, Readiness, RegionalFigure, rounded
from services.readiness.rules import rule_named
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState
from services.state.time_zones import time_zone

RULE = rule_named("readiness-2")
Answer = dict[str, Any]
SOON = 3


def answered(events: Iterable[RecordedEvent], at: dt.datetime) -> Answer:
    """The whole answer about some events, all of which are known, at a moment."""
    return told(fold_occasion(events, at.astimezone(dt.UTC)), at)


def told(state: OccasionState, at: dt.datetime) -> Answer:
    """The whole answer about a state at a moment."""
    moment = at.astimezone(dt.UTC)
    found = RULE.judge(state, moment)
    parts = {code: RULE.regions_of(state, code, moment) for code in found.leaves}
    return {
        "whole": sums(found.whole),
        "areas": {area: sums(figures) for area, figures in found.areas.items()},
        "leaves": {code: shown(leaf, parts[code], state) for code, leaf in found.leaves.items()},
        "lists": lists(found),
    }


def sums(figures: Figures) -> Answer:
    """The figures of a whole or an area."""
    names = ("score", "verified", "ceiling", "coverage", "confidence", "planned")
    reasons = [[str(reason.code), reason.commitment] for reason in figures.reasons]
    numbers = {name: getattr(figures, name) for name in names}
    return {"light": str(figures.light), **numbers, "reasons": reasons}


def shown(leaf: Leaf, parts: Iterable[RegionalFigure], state: OccasionState) -> Answer:
    """One leaf."""
    completed = leaf.completed_at
    zone = time_zone(state.occasion.time_zone) if state.occasion else None
    return {
        "light": leaf.light and str(leaf.light),
        "s": share(leaf.score),
        "p": share(leaf.claimed),
        "v": share(leaf.verified),
        "f": share(leaf.freshness),
        "planned": share(leaf.planned),
        "reasons": [str(reason.code) for reason in leaf.reasons],
        "completedAt": completed and completed.astimezone(zone).isoformat(),
        "onTime": leaf.on_time,
        "parts": {
            part.region or part.party: [str(part.light), part.reason and str(part.reason.code)]
            for part in parts
        },
    }


def share(number: Fraction | None) -> float | None:
    """A share, as it is shown."""
    return None if number is None else rounded(number, 4)


def lists(found: Readiness) -> Answer:
    """The lists beside the leaves, each sorted."""

    def codes(leaves: Iterable[Leaf]) -> list[str]:
        return sorted(leaf.commitment for leaf in leaves)

    silent = found.not_reported
    return {
        "overdue": codes(found.overdue),
        "blocked": sorted(found.blocked),
        "claimedUnverified": codes(found.claimed_unverified),
        "unassessable": codes(found.unassessable),
        "dueSoon3": codes(found.due_within(SOON)),
        "withdrawn": codes(found.withdrawn),
        "superseded": codes(found.superseded),
        "mentions": codes(found.mentions),
        "notReported": sorted([x.commitment, x.region or x.party or ""] for x in silent),
    }


def named(answer: Any, expected: Any) -> Any:
    """Of an answer, what a case names; lists and the parts of a leaf are told whole."""
    if isinstance(expected, Mapping):
        return {
            key: answer[key] if key == "parts" else named(answer[key], value)
            for key, value in expected.items()
        }
    return answer
