"""What a filter lets through; nobody filters by what they may not see."""

from dataclasses import replace

import strawberry

from events.facts.fact import FieldClass
from events.facts.vocabulary import Light
from events.log.event_queries import EventQuery
from schema.api.inputs import CommitmentFilter, EventFilter
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import require
from schema.types.event import NAMES
from services.projections.words import holds, words_of
from services.read.occasion_view import OccasionView
from services.readiness.answer import Leaf, ReasonCode
from services.state.commitment import CommitmentState
from services.state.key_on_record import key_on_record

MAX_SEARCH = 100
MOST_SECONDS = 10**10


def chosen(context: Context, view: OccasionView, wanted: CommitmentFilter) -> list[CommitmentState]:
    """The commitments of a view for which every part of a filter holds."""
    if wanted.region is not None:
        require(context, FieldClass.SEALED)
    wanted = _on_record(context, view, wanted)
    words = _words(context, wanted.text)
    needs_leaves = wanted.light is not None or wanted.overdue is not None
    leaves = view.readiness.leaves if needs_leaves else {}
    return [
        state
        for code, state in view.state.commitments.items()
        if _matches(state, wanted, words) and _is_lit(leaves.get(code), wanted)
    ]


def _on_record(context: Context, view: OccasionView, wanted: CommitmentFilter) -> CommitmentFilter:
    """The filter with its codes as they are on record."""
    spelt = view.directory.spelt
    owners = [context.parse("party", item)[0] for item in wanted.owner or ()]
    owner = [strawberry.ID(spelt("party", code) or code) for code in owners]
    return replace(
        wanted,
        owner=None if wanted.owner is None else owner,
        region=wanted.region and [spelt("region", code) or code for code in wanted.region],
        area=wanted.area and [view.occasion.spelt("area", code) or code for code in wanted.area],
    )


def _words(context: Context, text: str | None) -> tuple[str, ...]:
    """The words that a title must hold; none are wanted without a text."""
    if text is None:
        return ()
    words = words_of(text)
    if not words or len(text) > MAX_SEARCH:
        raise context.error(ErrorCode.BAD_USER_INPUT, "search", most=MAX_SEARCH)
    return words


def _matches(state: CommitmentState, wanted: CommitmentFilter, words: tuple[str, ...]) -> bool:
    recorded = state.recorded
    if recorded is None:
        return False
    return (
        (wanted.area is None or recorded.area in wanted.area)
        and (wanted.owner is None or state.owner in wanted.owner)
        and (wanted.region is None or recorded.region in wanted.region)
        and (wanted.status is None or state.status in wanted.status)
        and (wanted.critical is None or recorded.critical == wanted.critical)
        and holds(recorded.title, words)
    )


def _is_lit(leaf: Leaf | None, wanted: CommitmentFilter) -> bool:
    light: Light | None = leaf.light if leaf else None
    overdue = leaf is not None and leaf.has(ReasonCode.OVERDUE)
    return (wanted.light is None or light in wanted.light) and (
        wanted.overdue is None or overdue == wanted.overdue
    )


async def event_query(context: Context, wanted: EventFilter) -> EventQuery:
    """A filter as the log understands it; what is sealed cannot be filtered by PUBLIC."""
    if wanted.party is not None or wanted.role is not None:
        require(context, FieldClass.SEALED)
    late = wanted.late_by_more_than_seconds
    if late is not None and not abs(late) <= MOST_SECONDS:
        raise context.error(ErrorCode.BAD_USER_INPUT, "seconds", most=MOST_SECONDS)
    occasion_code = await _code(context, "occasion", wanted.occasion)
    commitment_code = None
    if wanted.commitment is not None:
        key = context.parse("commitment", wanted.commitment)
        view = await context.view(key[0], await context.now())
        known = view.state if view else None
        in_occasion, commitment_code = key_on_record(
            "commitment", key, await context.directory(), known
        )
        if occasion_code not in (None, in_occasion):
            raise context.error(ErrorCode.BAD_USER_INPUT, "two_occasions")
        occasion_code = in_occasion
    return EventQuery(
        occasion=occasion_code,
        commitment=commitment_code,
        types=None if wanted.types is None else [NAMES[item.name] for item in wanted.types],
        party=await _code(context, "party", wanted.party),
        role=wanted.role.value if wanted.role else None,
        recorded_from=wanted.recorded_from,
        recorded_to=wanted.recorded_to,
        occurred_from=wanted.occurred_from,
        occurred_to=wanted.occurred_to,
        late_by_more_than=late,
        from_position=wanted.from_position,
        to_position=wanted.to_position,
    )


async def _code(context: Context, kind: str, given: str | None) -> str | None:
    """The code in an id, as it is on record."""
    if given is None:
        return None
    return key_on_record(kind, context.parse(kind, given), await context.directory())[0]
