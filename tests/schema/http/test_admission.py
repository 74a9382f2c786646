"""Who is executed when: bounded, fair, and slowed before anybody is refused."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from events.facts.vocabulary import Role
from schema.http.addresses import Addresses
from schema.http.admission import REMEMBERED, Admission, Client, Lane, Queue, Rates, TurnedAway
from schema.http.execution import Executions
from schema.settings import Settings
from services.permissions import PUBLIC, Viewer

NOBODY = Client(None)
LONG = 60.0


class Room:
    """Clients in a queue, who come one after another."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.came: list[asyncio.Task[None]] = []
        self.inside: list[str] = []

    async def come(self, client: str) -> "asyncio.Task[None]":
        """Somebody comes, and waits if need be."""
        task = asyncio.ensure_future(self._enter(client))
        self.came.append(task)
        await settle()
        return task

    async def _enter(self, client: str) -> None:
        await self.queue.enter(client)
        self.inside.append(client)

    async def go(self, client: str) -> None:
        """One of a client's executions ends."""
        self.inside.remove(client)
        self.queue.leave(client)
        await settle()


async def settle() -> None:
    """Let all that can happen at once happen."""
    for _ in range(5):
        await asyncio.sleep(0)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_so_many_are_executed_at_once_and_the_next_follows() -> None:
    async def story() -> None:
        room = Room(Queue(2, 1, 10, LONG))
        for client in "abc":
            await room.come(client)
        assert (room.inside, room.queue.waiting) == (["a", "b"], 1)
        await room.go("a")
        assert (room.inside, room.queue.waiting) == (["b", "c"], 0)

    run(story())


def test_one_client_has_its_share_and_no_more_however_much_is_free() -> None:
    async def story() -> None:
        room = Room(Queue(4, 0.5, 10, LONG))
        for _ in range(4):
            await room.come("greedy")
        assert room.inside == ["greedy"] * 2
        await room.come("other")  # who came last is let in first
        assert room.inside == ["greedy", "greedy", "other"]
        await room.go("greedy")
        assert room.inside == ["greedy", "other", "greedy"]

    run(story())


def test_who_has_least_goes_first() -> None:
    async def story() -> None:
        room = Room(Queue(3, 1, 10, LONG))
        for client in ("a", "a", "b", "a", "a", "c"):
            await room.come(client)
        await room.go("b")
        assert room.inside == ["a", "a", "c"]

    run(story())


def test_in_a_full_queue_the_client_that_has_most_loses_its_last() -> None:
    async def story() -> None:
        room = Room(Queue(1, 1, 3, LONG))
        _, first, second, third = [await room.come("greedy") for _ in range(4)]
        fifth = await room.come("greedy")
        assert isinstance(fifth.exception(), TurnedAway)
        await room.come("other")
        assert isinstance(third.exception(), TurnedAway)
        assert not (first.done() or second.done())
        await room.go("greedy")
        assert room.inside == ["other"]

    run(story())


def test_who_waits_too_long_is_told_when_to_come_again() -> None:
    async def story() -> None:
        queue = Queue(1, 1, 5, 0.01)
        await queue.enter("a")
        with pytest.raises(TurnedAway) as told:
            await queue.enter("b")
        assert (told.value.limit, told.value.after, told.value.is_too_often) == (1, 1, False)
        assert queue.waiting == 0

    run(story())


def test_without_a_queue_nobody_waits() -> None:
    async def story() -> None:
        queue = Queue(1, 1, 0, LONG)
        await queue.enter("a")
        with pytest.raises(TurnedAway):
            await queue.enter("b")

    run(story())


@pytest.mark.parametrize("is_let_in_meanwhile", [False, True])
def test_who_gives_up_waiting_leaves_nothing_behind(is_let_in_meanwhile: bool) -> None:
    async def story() -> None:
        room = Room(Queue(1, 1, 5, LONG))
        await room.come("a")
        waiting = await room.come("b")
        if is_let_in_meanwhile:
            room.queue.leave("a")
        waiting.cancel()
        await settle()
        assert (room.queue.running, room.queue.waiting) == (int(not is_let_in_meanwhile), 0)

    run(story())


def bounded(**settings: Any) -> Admission:
    return Admission(Settings(**settings))


def test_the_past_has_a_lane_of_its_own() -> None:
    async def story() -> None:
        admission = bounded(reads_at_once=1, past_reads_at_once=1, queue=0)
        turn = await admission.enter(Lane.PRESENT, NOBODY)
        with pytest.raises(TurnedAway):
            await admission.enter(Lane.PRESENT, NOBODY)
        await turn.move_to_past()
        await turn.move_to_past()  # is there already
        other = await admission.enter(Lane.PRESENT, NOBODY)  # its place is free
        with pytest.raises(TurnedAway):
            await other.move_to_past()
        with pytest.raises(TurnedAway):
            await other.move_to_past()  # and is told so again
        for each in (turn, other, turn):
            each.end()
        assert [queue.running for queue in admission.queues.values()] == [0, 0, 0]

    run(story())


def test_what_ends_while_it_waits_for_the_past_takes_no_place_there() -> None:
    async def story() -> None:
        admission = bounded(past_reads_at_once=1)
        first, second = [await admission.enter(Lane.PRESENT, NOBODY) for _ in range(2)]
        await first.move_to_past()
        moving = asyncio.ensure_future(second.move_to_past())
        await settle()
        second.end()
        first.end()
        await moving
        assert admission.queues[Lane.PAST].running == 0

    run(story())


def test_a_mutation_stays_in_its_lane() -> None:
    async def story() -> None:
        admission = bounded()
        turn = await admission.enter(Lane.WRITE, NOBODY)
        await turn.move_to_past()
        assert [queue.running for queue in admission.queues.values()] == [0, 0, 1]
        turn.end()

    run(story())


# ---- rates


class Clock:
    """A clock that stands still."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_more_than_a_minute_s_worth_is_slowed_and_at_last_refused() -> None:
    clock = Clock()
    rates = Rates(3, clock)
    assert [rates.delay("a", 60) for _ in range(63)] == pytest.approx([0.0] * 60 + [1, 2, 3])
    with pytest.raises(TurnedAway) as told:
        rates.delay("a", 60)
    assert (told.value.limit, told.value.after, told.value.is_too_often) == (60, 4, True)
    assert rates.delay("b", 60) == 0  # another client is not slowed by that
    clock.now = 10
    assert [rates.delay("a", 60) for _ in range(8)] == pytest.approx([0.0] * 7 + [1])
    clock.now = 1_000
    assert [rates.delay("a", 60) for _ in range(60)] == [0.0] * 60


def test_a_rate_remembers_only_so_many_clients() -> None:
    rates = Rates(0, Clock())
    rates.delay("first", 1)
    with pytest.raises(TurnedAway):
        rates.delay("first", 1)
    for number in range(REMEMBERED):
        rates.delay(str(number), 1)
    assert rates.delay("first", 1) == 0


def test_a_slowed_client_is_executed_later_and_another_at_once() -> None:
    async def story() -> None:
        admission = bounded(rate_wait=LONG)
        slow = Client("a", 600)
        for _ in range(600):
            (await admission.enter(Lane.PRESENT, slow)).end()
        waiting = asyncio.ensure_future(admission.enter(Lane.PRESENT, slow))
        (await admission.enter(Lane.PRESENT, Client("b", 600))).end()
        (await admission.enter(Lane.WRITE, slow)).end()  # what it writes is counted apart
        assert not waiting.done()
        (await waiting).end()

    run(story())


# ---- who is who

PERSON = Viewer((Role.OWNER,), "DINKES", "5a0d3a52-6c0e-4f53-9d35-6a3b8a0c9d10")


@pytest.mark.parametrize(
    ("host", "viewer", "lane", "wanted"),
    [
        ("127.0.0.1", PUBLIC, Lane.PRESENT, Client(None)),  # a proxy that speaks for many
        ("127.0.0.1", PERSON, Lane.PRESENT, Client(None)),
        ("testclient", PUBLIC, Lane.PRESENT, Client(None)),
        (None, PUBLIC, Lane.PRESENT, Client(None)),
        ("10.0.0.9", PUBLIC, Lane.PRESENT, Client("10.0.0.9", 0)),  # the office itself
        ("8.8.8.8", PUBLIC, Lane.PRESENT, Client("8.8.8.8", 60)),
        ("8.8.8.8", PUBLIC, Lane.WRITE, Client("8.8.8.8", 60)),
        ("::ffff:8.8.8.8", PUBLIC, Lane.PRESENT, Client("8.8.8.8", 60)),
        ("2001:4860:4860::8888", PUBLIC, Lane.PRESENT, Client("2001:4860:4860::/64", 60)),
        ("8.8.8.8", PERSON, Lane.PRESENT, Client(PERSON.person, 300)),
        ("8.8.8.8", PERSON, Lane.WRITE, Client(PERSON.person, 120)),
        ("8.8.8.8", Viewer((Role.OWNER,), "DINKES"), Lane.WRITE, Client("DINKES", 120)),
        ("8.8.8.8", Viewer((Role.OWNER,), None), Lane.WRITE, Client("8.8.8.8", 60)),
    ],
)
def test_a_client_is_a_person_or_else_an_address(
    host: str | None, viewer: Viewer, lane: Lane, wanted: Client
) -> None:
    assert Executions(Settings()).client(host, viewer, lane) == wanted


def test_proxies_are_named_by_address_or_network() -> None:
    addresses = Addresses("10.1.0.0/16, ::1 ,")
    assert [addresses.client(host) for host in ("10.1.2.3", "::1")] == [None, None]
    assert addresses.client("10.2.0.1") == "10.2.0.1"
