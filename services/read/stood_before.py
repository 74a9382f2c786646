"""How commitments stood in the minute before something was done to them."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from events.facts.vocabulary import Light
from events.log.event_queries import positions_at
from services.projections.still_wanted import StillWanted, always
from services.projections.walking import walk_states
from services.read.supersession import is_critical
from services.readiness.answer import rounded
from services.readiness.readiness_2_clock import days_of
from services.readiness.rules import Rule, rule_named
from services.state.occasion import OccasionState

MINUTE = dt.timedelta(minutes=1)
INSTANT = dt.timedelta(microseconds=1)

Place = tuple[dt.datetime, str]
"""The minute in which something was done, and the code of the commitment."""


@dataclass(frozen=True, slots=True)
class StoodBefore:
    """How a commitment stood in the minute before something was done to it."""

    light: Light | None
    score: float | None
    is_past_due: bool
    is_critical: bool


def stood_before(
    connection: Connection,
    occasion: str,
    asked: Mapping[dt.datetime, Collection[str]],
    head: int,
    rule: str | None = None,
    wanted: StillWanted = always,
) -> dict[Place, StoodBefore]:
    """How commitments of an occasion stood before some minutes, by minute and code.

    Known is what was recorded before each minute, and effective by the minute before it; judged
    by `rule`, else by the occasion's own. What was recorded within the minute itself had no light
    before it, yet it was past due or critical as it was recorded. Three statements, and three more
    where there is such a one; one judgement for each minute. Raises UnknownRule, and what `wanted`
    raises.
    """
    minutes = sorted(asked)
    if not minutes:
        return {}
    known = [min(at, head) for at in positions_at(connection, [m - INSTANT for m in minutes])]
    places = [(at, minute - MINUTE) for at, minute in zip(known, minutes, strict=True)]
    found: dict[Place, StoodBefore] = {}
    states = walk_states(connection, occasion, places, wanted)
    for minute, state in zip(minutes, states, strict=True):
        if state.occasion is not None:
            wanted()
            judge = rule_named(rule or state.occasion.rule)
            found |= _stood(state, asked[minute], minute, judge)
    unknown = {at: [code for code in asked[at] if (at, code) not in found] for at in minutes}
    just = [minute for minute in minutes if unknown[minute]]
    return found | _just_recorded(connection, occasion, just, unknown, head, wanted)


def _just_recorded(
    connection: Connection,
    occasion: str,
    minutes: list[dt.datetime],
    asked: Mapping[dt.datetime, Collection[str]],
    head: int,
    wanted: StillWanted,
) -> dict[Place, StoodBefore]:
    """What was recorded in the very minute in which something was done to it, by that minute's end.

    Without this, whoever records a promise and has it withdrawn at once leaves no trace of what it
    was.
    """
    if not minutes:
        return {}
    ends = [minute + MINUTE - INSTANT for minute in minutes]
    known = [min(at, head) for at in positions_at(connection, ends)]
    places = [(at, minute) for at, minute in zip(known, minutes, strict=True)]
    found = {}
    for minute, state in zip(
        minutes, walk_states(connection, occasion, places, wanted), strict=True
    ):
        for code in asked[minute]:
            state_of = state.commitments.get(code)
            if state_of is not None and state_of.recorded is not None:
                found[minute, code] = StoodBefore(
                    light=None,
                    score=None,
                    is_past_due=is_past_due(state, code, minute),
                    is_critical=is_critical(code, state, None),
                )
    return found


def _stood(
    state: OccasionState, codes: Collection[str], minute: dt.datetime, rule: Rule
) -> dict[Place, StoodBefore]:
    leaves = rule.judge(state, minute - MINUTE).leaves
    found = {}
    for code in codes:
        known, leaf = state.commitments.get(code), leaves.get(code)
        if known is not None and known.recorded is not None:
            score = leaf.score if leaf else None
            found[minute, code] = StoodBefore(
                light=leaf.light if leaf else None,
                score=None if score is None else rounded(score, 4),
                is_past_due=is_past_due(state, code, minute),
                is_critical=is_critical(code, state, leaf),
            )
    return found


def is_past_due(state: OccasionState, code: str, minute: dt.datetime) -> bool:
    """Whether a minute is after the end of a commitment: its deadline, or the last day judged."""
    known = state.commitments[code]
    plan = days_of(state.occasion).plan(known.deadline, known.indicator) if state.occasion else None
    return plan is not None and minute > plan.end
