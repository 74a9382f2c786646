"""What one operation works with: viewer, language, the two paths, loaders, and its read point.

The clock and ids enter the house here and in the log's own clock, nowhere else.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar, cast

from schema.operation.catalogue import Language
from schema.operation.deadline import Deadline
from schema.operation.documents import Document
from schema.operation.errors import ClientError, ErrorCode
from schema.operation.house import House
from schema.operation.limits import Cost
from schema.operation.loaders import Loaders
from schema.operation.reaching import reaches
from schema.operation.shared_tasks import SharedTasks
from services.ids import EXAMPLES, MalformedId, parse_id
from services.permissions import Viewer
from services.read.directory_view import DirectoryView
from services.read.occasion_view import BareOccasionView, OccasionView
from services.read.read_point import NotYetAvailable, ReadPoint
from services.read.series import SeriesPoint
from services.read.stood_before import Place, StoodBefore
from services.readiness.rules import RULES, UnknownRule
from services.state.directory import Directory
from services.state.records import TextAt

T = TypeVar("T")
NOW = ("now",)
DIRECTORY = ("directory",)
"""What is forgotten after a write."""
LARGE = 100
"""Commitments that are judged in less time than others may be kept waiting."""


async def _nobody_in_the_way() -> None:
    """Without bounds the past is looked into at once."""


@dataclass
class Context:
    """One operation's context."""

    house: House
    viewer: Viewer
    language: Language
    loaders: Loaders
    document: Document
    cost: Cost
    deadline: Deadline = field(default_factory=Deadline)
    enter_past: Callable[[], Awaitable[None]] = _nobody_in_the_way
    """Waits for this operation's turn to look into the past; one call at a time."""
    at: ReadPoint | None = None
    """Where the present of this operation stands; None: at the head, once it is asked for."""
    done: list[tuple[object, ReadPoint | None]] = field(default_factory=list)
    """What the request's mutations came to so far, in their order: payloads, or errors; and where
    the present stood then, where it was asked for."""
    withheld: set[str] = field(default_factory=set)
    """Coordinates of the fields that were asked for and that the viewer may not see."""
    shows_heads: bool = False
    """Whether signed heads are shown, which come without a new position."""
    is_fixed: bool = True
    """Whether everything so far was asked for at a read point that never changes."""
    _mutations: int = 0
    _past: asyncio.Lock = field(default_factory=asyncio.Lock)
    _now: ReadPoint | None = None
    _points: list[ReadPoint] = field(default_factory=list)
    _seen: dict[object, OccasionView] = field(default_factory=dict)
    _tasks: SharedTasks = field(default_factory=SharedTasks)

    async def once(self, record: Callable[[], Awaitable[T]]) -> T:
        """What the next mutation comes to: done once, however often its request is executed.

        So an execution that is given up and begun anew records nothing a second time. Mutations
        of one request follow one another, and each is done before the next begins.
        """
        turn, self._mutations = self._mutations, self._mutations + 1
        if turn == len(self.done):
            try:
                self.done.append((await record(), self._now))
            except Exception as error:
                self.done.append((error, self._now))
        elif (stood := self.done[turn][1]) is not None:
            self._now = stood
            self._points.append(stood)
        found: Any = self.done[turn][0]
        if isinstance(found, Exception):
            raise found
        return cast("T", found)

    def error(self, code: ErrorCode, variant: str = "", **params: object) -> ClientError:
        """An error in the viewer's language, to be raised."""
        return ClientError(code, self.language, variant, **params)

    def parse(self, kind: str, text: str) -> tuple[str, ...]:
        """Key parts of an id of one kind; a pinned one is refused."""
        try:
            return parse_id(kind, text)
        except MalformedId:
            raise self.not_an_id(kind) from None

    def not_an_id(self, kind: str) -> ClientError:
        """The error for what is no id of the kind that is wanted: it says which form that has."""
        return self.error(ErrorCode.BAD_USER_INPUT, "id", form=EXAMPLES[kind])

    async def read(self, look: Callable[[], T]) -> T:
        """Run a blocking read in a thread, if it is still wanted when one is free."""

        def look_if_wanted() -> T:
            self.deadline.check()
            return look()

        return await asyncio.to_thread(look_if_wanted)

    async def _read_once(self, key: tuple[object, ...], look: Callable[[], T]) -> T:
        """A blocking read that is run once, for all who ask."""
        return await self._tasks.once(key, lambda: self.read(look))

    async def now(self) -> ReadPoint:
        """The read point that all root fields without `asOf` share."""
        self.is_fixed = False
        if self._now is None:
            self._now = self.at or (self.house.look_up.now() if self.house.look_up.leads else None)
        if self._now is None:
            self._now = await self._read_once(NOW, self.house.look_up.now)
        self._points.append(self._now)
        return self._now

    def shows_present(self) -> None:
        """Note that something is shown which has no read point, and grows with the log."""
        self.is_fixed = False

    @property
    def may_be_kept(self) -> bool:
        """Whether its answer depends on its key alone, and holds nothing that can be erased."""
        return not (self.shows_heads or self.loaders.have_read_texts)

    @property
    def never_changes(self) -> bool:
        """Whether its answer will be the same for ever."""
        return self.is_fixed and bool(self._points)

    @property
    def points(self) -> list[ReadPoint]:
        """The read points at which the answer stands, by position and minute."""
        # In one order, whichever of them was there first: the answer is the same each time.
        return sorted(dict.fromkeys(self._points), key=lambda at: (at.position, at.minute))

    def forget_now(self) -> None:
        """After a write the present is another one."""
        self._now = self.at = None
        self._tasks.forget(NOW, DIRECTORY)

    async def point(
        self,
        position: int | None,
        known_at: dt.datetime | None,
        effective_at: dt.datetime | None,
    ) -> ReadPoint:
        """An explicit read point."""
        if position is not None and known_at is not None:
            raise self.error(ErrorCode.BAD_USER_INPUT, "as_of")
        asked = position, known_at, effective_at
        look = partial(self.house.look_up.point, *asked, self.at)
        try:
            point = await self._read_once(("point", *asked), look)
        except NotYetAvailable:
            raise self.error(ErrorCode.NOT_YET_AVAILABLE) from None
        self.is_fixed &= known_at is not None or None not in (position, effective_at)
        self.is_fixed &= point.present is None or point.position < point.present.head.position
        self._points.append(point)
        return point

    async def wait_for(self, position: int | None) -> None:
        """Wait until the log holds a position: a client's own write, on any replica."""
        if position is None:
            return
        look = partial(self.read, self.house.look_up.head)
        reached = partial(reaches, position, look)
        if not await self._tasks.once(("reached", position), reached):
            raise self.error(ErrorCode.NOT_YET_AVAILABLE)

    def by_rule(self, point: ReadPoint, rule: str | None) -> ReadPoint:
        """A read point that judges by a rule; None: by each occasion's own."""
        self._require_rule(rule)
        return replace(point, rule=rule)

    def _require_rule(self, rule: str | None) -> None:
        self.is_fixed &= rule is not None
        if rule is not None and rule not in RULES:
            raise self.error(ErrorCode.BAD_USER_INPUT, "rule")

    async def view(self, occasion: str, point: ReadPoint) -> OccasionView | None:
        """An occasion at a read point, read once for the whole operation."""
        self.deadline.check()
        key = (occasion, point)
        try:
            if key not in self._seen and (held := self.house.look_up.at_hand(occasion, point)):
                self._seen[key] = held
            if key in self._seen:
                return self._seen[key]
            see = partial(self._see, occasion, point)
            return await self._tasks.once(("view", *key), see)
        except UnknownRule:
            raise self.error(ErrorCode.BAD_USER_INPUT, "rule") from None

    async def _see(self, occasion: str, point: ReadPoint) -> OccasionView | None:
        see = partial(self.house.look_up.occasion, occasion, point, self.deadline.check)
        if not point.is_pinned:
            return await self.read(see)
        return await self._read_past(see)

    async def _read_past(self, look: Callable[[], T]) -> T:
        async with self._past:  # one at a time: no operation takes all threads for its folds
            await self._enter_past()
            return await self.read(look)

    async def _enter_past(self) -> None:
        await self._tasks.once(("past",), self.enter_past)

    async def series(
        self,
        occasion: str,
        moments: Sequence[dt.datetime],
        rule: str | None,
        as_known_now: bool,
    ) -> list[SeriesPoint]:
        """How ready an occasion was at each of some moments, the earliest first, as known then.

        Or `as_known_now`: then the moments may be ahead.
        """
        self._require_rule(rule)
        last = await (self.now() if as_known_now else self.point(None, moments[-1], None))
        look = partial(self.house.look_up.series, occasion, moments, last.position)
        found = await self._read_past(partial(look, rule, self.deadline.check, as_known_now))
        if not found:
            raise self.error(ErrorCode.NOT_FOUND)
        return found

    async def stood_before(
        self, view: OccasionView, asked: Mapping[dt.datetime, Collection[str]]
    ) -> dict[Place, StoodBefore]:
        """How commitments stood before some minutes; the past is looked into for it."""
        if not asked:
            return {}
        look = partial(self.house.look_up.stood_before, view, asked, self.deadline.check)
        return await self._read_past(look)

    async def text(self, place: TextAt | None) -> str | None:
        """A text; None where there is none, or where it was erased."""
        return await self.loaders.texts.load((place.position, place.path)) if place else None

    async def directory(self) -> Directory:
        """Every party and region on record, read once for the whole operation."""
        if self.house.look_up.leads:
            return self.house.look_up.directory()
        return await self._read_once(DIRECTORY, self.house.look_up.directory)

    async def names(self, point: ReadPoint | None = None) -> DirectoryView:
        """Parties and regions as they are seen from a read point; None: from the present."""
        return DirectoryView(await self.directory(), point or await self.now())

    async def known_view(self, occasion: str, point: ReadPoint) -> OccasionView:
        """An occasion that must be known at a read point."""
        view = await self.view(occasion, point)
        if view is None:
            raise self.error(ErrorCode.NOT_FOUND)
        return view

    async def judged(self, view: OccasionView) -> OccasionView:
        """A view whose readiness is worked out: of a large occasion in a thread, others go on."""
        if len(view.state.commitments) > LARGE:
            await self.read(lambda: view.readiness)
        return view

    async def whole(self, view: BareOccasionView) -> OccasionView:
        """A view with its commitments."""
        found = await self.seen_from(view, view.point)
        if found is None:
            raise self.error(ErrorCode.NOT_FOUND)
        return found

    async def seen_from(self, view: BareOccasionView, point: ReadPoint) -> OccasionView | None:
        """The occasion of a view with its commitments, from a read point; None: unknown there.

        Read, where it must be, for all that ask together.
        """
        if isinstance(view, OccasionView) and view.point == point:
            return view
        if point.is_pinned:
            await self._enter_past()
        return await self.loaders.occasions.load((view.occasion.code, point))
