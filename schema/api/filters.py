"""What a filter lets through; nobody filters by what they may not see.

An id that names nothing on record is told as that: an empty list would look like an answer.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

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
from services.state.directory import Directory

MAX_SEARCH = 100
MOST_SECONDS = 10**10


def require_range(context: Context, begin: Any, end: Any) -> None:
    """Refuse what ends before it begins: nothing could lie in it."""
    if begin is not None and end is not None and begin > end:
        raise context.error(ErrorCode.BAD_USER_INPUT, "range")


def known_id(context: Context, directory: Directory, kind: str, text: str) -> str:
    """The code, as it is on record, in an id of a kind that must be there."""
    (code,) = context.parse(kind, text)
    return _known(context, text, directory.spelt(kind, code))


def _known(context: Context, text: str, code: str | None) -> str:
    """A code; where there is none, the id or the code that was given names nothing."""
    if code is None:
        raise context.error(ErrorCode.BAD_USER_INPUT, "unknown_id", id=text)
    return code


def chosen(context: Context, view: OccasionView, wanted: CommitmentFilter) -> list[CommitmentState]:
    """The commitments of a view for which every part of a filter holds."""
    if wanted.regions is not None:
        require(context, FieldClass.SEALED)
    require_range(context, wanted.due_from, wanted.due_to)
    names = _Names(context, view, wanted)
    words = _words(context, wanted.text)
    needs_leaves = wanted.lights is not None or wanted.overdue is not None
    leaves = view.readiness.leaves if needs_leaves else {}
    return [
        state
        for code, state in view.state.commitments.items()
        if _matches(view, state, wanted, names, words) and _is_lit(leaves.get(code), wanted)
    ]


class _Names:
    """The codes that a filter names; None where it names none of a kind."""

    def __init__(self, context: Context, view: OccasionView, wanted: CommitmentFilter) -> None:
        self.areas = _each(wanted.areas, partial(_area, context, view))
        known = partial(known_id, context, view.directory)
        self.owners = _each(wanted.owners, partial(known, "party"))
        self.regions = _each(wanted.regions, partial(known, "region"))
        self.rakors = _each(wanted.rakors, partial(_rakor, context, view))
        self._holder = view.names.holder

    def hold_owner(self, state: CommitmentState) -> bool:
        """Whether the owner is named, as it was assigned or as who stands in its place."""
        if self.owners is None or state.owner is None:
            return self.owners is None
        return state.owner in self.owners or self._holder(state.owner) in self.owners


def _each(given: Iterable[str] | None, code_of: Callable[[str], str]) -> list[str] | None:
    return None if given is None else [code_of(text) for text in given]


def _area(context: Context, view: OccasionView, code: str) -> str:
    spelt = view.occasion.spelt("area", code)
    if spelt is None:
        raise context.error(ErrorCode.BAD_USER_INPUT, "unknown_area", area=code)
    return spelt


def _rakor(context: Context, view: OccasionView, text: str) -> str:
    in_occasion, code = context.parse("rakor", text)
    is_here = view.directory.spelt("occasion", in_occasion) == view.occasion.code
    return _known(context, text, view.occasion.spelt("rakor", code) if is_here else None)


def _words(context: Context, text: str | None) -> tuple[str, ...]:
    """The words that a title must hold; none are wanted without a text."""
    if text is None:
        return ()
    words = words_of(text)
    if not words or len(text) > MAX_SEARCH:
        raise context.error(ErrorCode.BAD_USER_INPUT, "search", most=MAX_SEARCH)
    return words


def _matches(
    view: OccasionView,
    state: CommitmentState,
    wanted: CommitmentFilter,
    names: _Names,
    words: tuple[str, ...],
) -> bool:
    recorded = state.recorded
    if recorded is None:
        return False
    return (
        (names.areas is None or recorded.area in names.areas)
        and names.hold_owner(state)
        and (names.regions is None or recorded.region in names.regions)
        and (names.rakors is None or recorded.rakor in names.rakors)
        and (wanted.statuses is None or view.status_of(state) in wanted.statuses)
        and (wanted.critical is None or view.is_critical(state) == wanted.critical)
        and _is_due(view.due_of(state), wanted)
        and holds(recorded.title, words)
    )


def _is_due(due: dt.date | None, wanted: CommitmentFilter) -> bool:
    """Whether it is due within the days that are asked for, both included."""
    if wanted.due_from is None and wanted.due_to is None:
        return True
    return (
        due is not None
        and (wanted.due_from is None or due >= wanted.due_from)
        and (wanted.due_to is None or due <= wanted.due_to)
    )


def _is_lit(leaf: Leaf | None, wanted: CommitmentFilter) -> bool:
    light: Light | None = leaf.light if leaf else None
    overdue = leaf is not None and leaf.has(ReasonCode.OVERDUE)
    return (wanted.lights is None or light in wanted.lights) and (
        wanted.overdue is None or overdue == wanted.overdue
    )


async def event_query(context: Context, wanted: EventFilter) -> EventQuery:
    """A filter as the log understands it; what is sealed cannot be filtered by PUBLIC."""
    if wanted.party is not None or wanted.role is not None:
        require(context, FieldClass.SEALED)
    late = wanted.late_by_more_than_seconds
    if late is not None and not abs(late) <= MOST_SECONDS:
        raise context.error(ErrorCode.BAD_USER_INPUT, "seconds", most=MOST_SECONDS)
    require_range(context, wanted.recorded_from, wanted.recorded_to)
    require_range(context, wanted.occurred_from, wanted.occurred_to)
    require_range(context, wanted.from_position, wanted.to_position)
    occasion, commitment = await _place(context, wanted)
    return EventQuery(
        occasion=occasion,
        commitment=commitment,
        types=None if wanted.types is None else [NAMES[item.name] for item in wanted.types],
        party=None if wanted.party is None else await _actor(context, wanted.party),
        role=wanted.role.value if wanted.role else None,
        recorded_from=wanted.recorded_from,
        recorded_to=wanted.recorded_to,
        occurred_from=wanted.occurred_from,
        occurred_to=wanted.occurred_to,
        late_by_more_than=late,
        from_position=wanted.from_position,
        to_position=wanted.to_position,
    )


async def _place(context: Context, wanted: EventFilter) -> tuple[str | None, str | None]:
    """Codes of the occasion and the commitment that are named."""
    directory, occasion = await context.directory(), None
    if wanted.occasion is not None:
        occasion = known_id(context, directory, "occasion", wanted.occasion)
    if wanted.commitment is None:
        return occasion, None
    given, code = context.parse("commitment", wanted.commitment)
    in_occasion = _known(context, wanted.commitment, directory.spelt("occasion", given))
    if occasion not in (None, in_occasion):
        raise context.error(ErrorCode.BAD_USER_INPUT, "two_occasions")
    view = await context.known_view(in_occasion, await context.now())
    return in_occasion, _known(context, wanted.commitment, view.state.spelt(code))


async def _actor(context: Context, text: str) -> str:
    """The code of a party that is registered, or that has acted before it was."""
    (code,) = context.parse("party", text)
    if (known := (await context.directory()).spelt("party", code)) is not None:
        return known
    recorded = context.house.look_up.recorded
    has_acted = await context.read(lambda: recorded.page(EventQuery(party=code), limit=1))
    return _known(context, text, code if has_acted else None)
