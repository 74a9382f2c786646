"""One execution within its grant: its turn, its time, and a client that may leave."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request

from schema.http.addresses import Addresses, is_of_the_internet
from schema.http.admission import Admission, Client, Lane, Turn, TurnedAway
from schema.operation.catalogue import Language
from schema.operation.deadline import Deadline
from schema.operation.errors import ClientError, ErrorCode
from schema.operation.tell_errors import noted
from schema.settings import DoorSettings
from services.permissions import Viewer

T = TypeVar("T")


class BrokenOff(Exception):
    """An execution that was not ended: its time was over, or its client has left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g} s")
        self.limit = seconds


@dataclass(frozen=True, slots=True)
class Grant:
    """What one execution is given: until when it is wanted, and its way into the past."""

    deadline: Deadline
    turn: Turn
    language: Language

    async def enter_past(self) -> None:
        """Wait for the turn to look into the past. Raises ClientError."""
        try:
            await self.turn.move_to_past()
        except TurnedAway as error:
            code = ErrorCode.OVERLOADED
            raise ClientError(code, self.language, limit=error.limit) from None


class Executions:
    """Runs what must be executed, and never more of it than the settings allow."""

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        self._addresses = Addresses(settings.proxies)
        self.admission = Admission(settings)

    def client(self, host: str | None, viewer: Viewer, lane: Lane) -> Client:
        """For whom something is executed: a person who is signed in, else an address.

        Only who comes over the public internet is slowed: an address of the own network is a proxy
        that nobody named, or the office itself.
        """
        address = self._addresses.client(host)
        if address is None:
            return Client(None)
        person = None if viewer.is_public else viewer.person or viewer.party
        rate = self._settings.rate_public if person is None else self._settings.rate_person
        if person is not None and lane is Lane.WRITE:
            rate = self._settings.rate_mutations
        return Client(person or address, rate if is_of_the_internet(host) else 0)

    async def run(
        self,
        request: Request,
        viewer: Viewer,
        lane: Lane,
        language: Language,
        work: Callable[[Grant], Awaitable[T]],
    ) -> T:
        """Do some work when it is its turn. Raises TurnedAway or BrokenOff, and what it raises.

        A read whose client leaves ends. A mutation goes on: its sender may be in a dead spot, and
        will ask again with the same key.
        """
        client = self.client(request.client.host if request.client else None, viewer, lane)
        leaving = _Leaving(request) if lane is not Lane.WRITE else None
        try:
            turn = await _unless(leaving, self.admission.enter(lane, client))
            if turn is None:
                raise BrokenOff(0)
            deadline = Deadline(self._settings.time_limit, language)
            execution = _Execution(work, Grant(deadline, turn, language))
            return await execution.answer(leaving)
        finally:
            if leaving:
                leaving.end()


class _Leaving:
    """Knows when the client of a request, whose body was read, leaves."""

    def __init__(self, request: Request) -> None:
        self.task = asyncio.ensure_future(self._listen(request))

    async def _listen(self, request: Request) -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    def end(self) -> None:
        """Listen no more."""
        self.task.cancel()


async def _unless(leaving: _Leaving | None, wait: Awaitable[Turn]) -> Turn | None:
    """What was waited for; None where the client has left before."""
    entering = asyncio.ensure_future(wait)
    # One step is enough where there is place: nothing else is set up then.
    await asyncio.sleep(0)
    if leaving and not entering.done():
        await asyncio.wait((entering, leaving.task), return_when=asyncio.FIRST_COMPLETED)
        if not entering.done():
            entering.cancel()
            return None
    return await entering


class _Execution(Generic[T]):
    """Work that has begun. Its turn ends when nothing of it is left, whoever waits for it."""

    def __init__(self, work: Callable[[Grant], Awaitable[T]], grant: Grant) -> None:
        self._grant = grant
        self._task = asyncio.ensure_future(work(grant))
        self._task.add_done_callback(self._ended)
        self._is_left_alone = False

    async def answer(self, leaving: _Leaving | None) -> T:
        """What the work comes to. Raises TurnedAway or BrokenOff, and what it raises."""
        deadline = self._grant.deadline
        ends = (self._task, leaving.task) if leaving else (self._task,)
        await asyncio.wait(ends, timeout=deadline.seconds, return_when=asyncio.FIRST_COMPLETED)
        if not self._task.done():
            self._is_left_alone = True
            deadline.strike()
            self._grant.turn.give_up()
            raise BrokenOff(deadline.seconds)
        result = self._task.result()
        if self._grant.turn.turned_away:
            raise self._grant.turn.turned_away
        if self._was_broken_off:
            raise BrokenOff(deadline.seconds)
        return result

    def _ended(self, task: "asyncio.Future[T]") -> None:
        self._grant.turn.end()
        self._was_broken_off = self._grant.deadline.has_struck
        self._grant.deadline.strike()  # for what it may have left behind in threads
        if self._is_left_alone and not task.cancelled():
            error = task.exception()
            if isinstance(error, Exception):
                noted(error)
