"""Who is executed when: so many at once, so many waiting, and nobody takes the whole queue.

What needs no execution (kept answers, files of the log, whether the server is alive) passes by.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from events.log.log_clock import elapsed_time
from schema.settings import DoorSettings

MINUTE = 60.0
REMEMBERED = 10_000
"""How many clients a rate remembers; who was not heard of for longest is forgotten first."""
COME_AGAIN = 1
"""Seconds after which one who was turned away may come again."""


class Lane(StrEnum):
    """What is executed beside what, without waiting for it."""

    PRESENT = "PRESENT"
    PAST = "PAST"
    WRITE = "WRITE"


class TurnedAway(Exception):
    """A request that is not executed now.

    `is_too_often`: by the client's own doing, not by how much there is to do. `limit`: how many are
    executed at once, or in a minute. `after`: seconds after which it may come again.
    """

    def __init__(self, limit: int, after: int, *, is_too_often: bool = False) -> None:
        super().__init__(f"limit {limit}, come again after {after} s")
        self.limit, self.after, self.is_too_often = limit, after, is_too_often


@dataclass(frozen=True, slots=True)
class Client:
    """For whom something is executed."""

    key: str | None
    """A person, or an address; None: one of many of whom nothing is known."""
    rate: int = 0
    """How many executions a minute; 0: as many as it likes."""


@dataclass(eq=False, slots=True)
class _Waiting:
    client: str | None
    turn: "asyncio.Future[None]"


class Queue:
    """So many at once; of one client, `share` of them. Fair: whoever has least goes first."""

    def __init__(self, at_once: int, share: float, length: int, wait: float) -> None:
        self._at_once, self._length, self._wait = at_once, length, wait
        self._each = max(1, int(at_once * share))
        self._running: Counter[str | None] = Counter()
        self._waiting: list[_Waiting] = []

    @property
    def running(self) -> int:
        """How many are executed now."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    async def enter(self, client: str | None) -> None:
        """Wait for a turn. Raises TurnedAway; whoever enters must leave."""
        if self._may_run(client):
            self._running[client] += 1
            return
        self._make_room_for(client)
        loop = asyncio.get_running_loop()
        mine = _Waiting(client, loop.create_future())
        self._waiting.append(mine)
        timer = loop.call_later(self._wait, self._turn_away, mine)
        try:
            await mine.turn
        except asyncio.CancelledError:
            if mine in self._waiting:
                self._waiting.remove(mine)
            elif not mine.turn.cancelled() and mine.turn.exception() is None:
                self.leave(client)  # it was given a turn in the same moment
            raise
        finally:
            timer.cancel()

    def leave(self, client: str | None) -> None:
        """Give the turn to who waits."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        able = [item for item in self._waiting if self._may_run(item.client)]
        if able:
            waiting = Counter(item.client for item in self._waiting)
            following = min(
                able, key=lambda item: (self._running[item.client], waiting[item.client])
            )
            self._waiting.remove(following)
            self._running[following.client] += 1
            following.turn.set_result(None)

    def _may_run(self, client: str | None) -> bool:
        has_share = client is None or self._running[client] < self._each
        return has_share and self.running < self._at_once

    def _make_room_for(self, client: str | None) -> None:
        """In a full queue, the client that has most in it loses what it sent last."""
        if self.waiting < self._length:
            return
        waiting = Counter(item.client for item in self._waiting)
        most, count = waiting.most_common(1)[0] if waiting else (client, 0)
        if waiting[client] + 1 >= count:
            raise TurnedAway(self._at_once, COME_AGAIN)
        self._turn_away(next(item for item in reversed(self._waiting) if item.client == most))

    def _turn_away(self, waiting: _Waiting) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
            waiting.turn.set_exception(TurnedAway(self._at_once, COME_AGAIN))


class Rates:
    """Slows clients down to so many executions a minute, of which all may come at once."""

    def __init__(self, wait: float, clock: Callable[[], float] = elapsed_time) -> None:
        self._wait, self._clock = wait, clock
        self._paid_until: OrderedDict[str, float] = OrderedDict()

    def delay(self, client: str, rate: int) -> float:
        """Count one more; seconds that it must wait. Raises TurnedAway, and then counts nothing."""
        now = self._clock()
        paid = max(self._paid_until.get(client, now), now) + MINUTE / rate
        delay = max(0.0, paid - now - MINUTE)
        if delay > self._wait:
            raise TurnedAway(rate, ceil(delay), is_too_often=True)
        self._paid_until[client] = paid
        self._paid_until.move_to_end(client)
        if len(self._paid_until) > REMEMBERED:
            self._paid_until.popitem(last=False)
        return delay


class Turn:
    """One execution's place among the others. End it when nothing of it is left."""

    def __init__(self, queues: dict[Lane, Queue], lane: Lane, client: str | None) -> None:
        self._queues, self._client = queues, client
        self._lane: Lane | None = lane
        self._has_ended = False
        self._moving: asyncio.Task[None] | None = None
        self.turned_away: TurnedAway | None = None
        """Why it could not go on in the lane of the past."""

    async def move_to_past(self) -> None:
        """Go on among those that look into the past, and free the place among the others.

        Does nothing where it is there already, or writes. Raises TurnedAway. One call at a time.
        """
        if self.turned_away:
            raise self.turned_away
        if self._lane is not Lane.PRESENT:
            return
        self._leave()
        self._moving = asyncio.ensure_future(self._queues[Lane.PAST].enter(self._client))
        try:
            await asyncio.wait((self._moving,))
        finally:
            self._moving.cancel()
        if self._moving.cancelled():
            raise TurnedAway(0, COME_AGAIN)
        error = self._moving.exception()
        if isinstance(error, TurnedAway):
            self.turned_away = error
        self._moving.result()
        self._lane = Lane.PAST
        if self._has_ended:  # meanwhile
            self._leave()

    def give_up(self) -> None:
        """Wait no more for the lane of the past: who does is turned away."""
        if self._moving:
            self._moving.cancel()

    def end(self) -> None:
        """Give the place to the next one."""
        self._has_ended = True
        self._leave()

    def _leave(self) -> None:
        if self._lane:
            self._queues[self._lane].leave(self._client)
        self._lane = None


class Admission:
    """Lets executions in, each in its lane."""

    def __init__(self, settings: DoorSettings) -> None:
        at_once = {
            Lane.PRESENT: settings.reads_at_once,
            Lane.PAST: settings.past_reads_at_once,
            Lane.WRITE: settings.writes_at_once,
        }
        self.queues = {
            lane: Queue(count, settings.share, settings.queue, settings.queue_time)
            for lane, count in at_once.items()
        }
        self._rates = Rates(settings.rate_wait)

    async def enter(self, lane: Lane, client: Client) -> Turn:
        """Wait for a turn, first for the client's own rate. Raises TurnedAway."""
        if client.key is not None and client.rate:
            kind = "write" if lane is Lane.WRITE else "read"
            delay = self._rates.delay(f"{kind} {client.key}", client.rate)
            if delay:
                await asyncio.sleep(delay)
        await self.queues[lane].enter(client.key)
        return Turn(self.queues, lane, client.key)
