"""What a filter lets through; nobody filters by what they may not see.

An id that names nothing on record is told as that: an empty list would look like an answer.
"""

from collections.abc import Container, Iterable

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

MAX_SEARCH = 100
MOST_SECONDS = 10**10


def known_id(context: Context, kind: str, text: str, known: Container[str]) -> str:
    """The code in an id of a kind that must be on record."""
    (code,) = context.parse(kind, text)
    if code not in known:
        raise unknown(context, text)
    return code


def unknown(context: Context, text: str) -> Exception:
    """The refusal of an id, or a code, that names nothing."""
    return context.error(ErrorCode.BAD_USER_INPUT, "unknown_id", id=text)


def chosen(context: Context, view: OccasionView, wanted: CommitmentFilter) -> list[CommitmentState]:
    """The commitments of a view for which every part of a filter holds."""
    if wanted.regions is not None:
        require(context, FieldClass.SEALED)
    names = _Names(context, view, wanted)
    words = _words(context, wanted.text)
    needs_leaves = wanted.lights is not None or wanted.overdue is not None
    leaves = view.readiness.leaves if needs_leaves else {}
    return [
        state
        for code, state in view.state.commitments.items()
        if _matches(state, wanted, names, words) and _is_lit(leaves.get(code), wanted)
    ]


class _Names:
    """The codes that a filter names; None where it names none of a kind."""

    def __init__(self, context: Context, view: OccasionView, wanted: CommitmentFilter) -> None:
        occasion, directory = view.occasion, view.directory
        self.areas = wanted.areas
        for area in wanted.areas or ():
            if area not in {known.code for known in occasion.areas}:
                raise unknown(context, area)
        self.owners = _codes(context, "party", wanted.owners, directory.parties)
        self.regions = _codes(context, "region", wanted.regions, directory.regions)
        self.rakors = None
        if wanted.rakors is not None:
            self.rakors = [self._rakor(context, view, text) for text in wanted.rakors]

    @staticmethod
    def _rakor(context: Context, view: OccasionView, text: str) -> str:
        in_occasion, code = context.parse("rakor", text)
        if in_occasion != view.occasion.code or code not in view.occasion.rakors:
            raise unknown(context, text)
        return code


def _codes(
    context: Context, kind: str, ids: Iterable[str] | None, known: Container[str]
) -> list[str] | None:
    return None if ids is None else [known_id(context, kind, text, known) for text in ids]


def _words(context: Context, text: str | None) -> tuple[str, ...]:
    """The words that a title must hold; none are wanted without a text."""
    if text is None:
        return ()
    words = words_of(text)
    if not words or len(text) > MAX_SEARCH:
        raise context.error(ErrorCode.BAD_USER_INPUT, "search", most=MAX_SEARCH)
    return words


def _matches(
    state: CommitmentState, wanted: CommitmentFilter, names: _Names, words: tuple[str, ...]
) -> bool:
    recorded = state.recorded
    if recorded is None:
        return False
    return (
        (names.areas is None or recorded.area in names.areas)
        and (names.owners is None or state.owner in names.owners)
        and (names.regions is None or recorded.region in names.regions)
        and (names.rakors is None or recorded.rakor in names.rakors)
        and (wanted.statuses is None or state.status in wanted.statuses)
        and (wanted.critical is None or recorded.critical == wanted.critical)
        and _is_due(state, wanted)
        and holds(recorded.title, words)
    )


def _is_due(state: CommitmentState, wanted: CommitmentFilter) -> bool:
    """Whether it is due within the days that are asked for, both included."""
    if wanted.due_from is None and wanted.due_to is None:
        return True
    due = state.deadline.due if state.deadline else None
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
    occasions = (await context.directory()).occasions
    occasion = None
    if wanted.occasion is not None:
        occasion = known_id(context, "occasion", wanted.occasion, occasions)
    if wanted.commitment is None:
        return occasion, None
    in_occasion, code = context.parse("commitment", wanted.commitment)
    if occasion not in (None, in_occasion):
        raise context.error(ErrorCode.BAD_USER_INPUT, "two_occasions")
    view = await context.view(in_occasion, await context.now())
    if view is None or code not in view.state.commitments:
        raise unknown(context, wanted.commitment)
    return in_occasion, code


async def _actor(context: Context, text: str) -> str:
    """The code of a party that is registered, or that has acted before it was."""
    (code,) = context.parse("party", text)
    if code not in (await context.directory()).parties:
        recorded = context.house.look_up.recorded
        if not await context.read(lambda: recorded.page(EventQuery(party=code), limit=1)):
            raise unknown(context, text)
    return code
