"""The store of answers: within its bytes, one maker a key, and nobody's trouble is another's."""

import asyncio
import datetime as dt
from sys import getsizeof
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.http.caching import key_of
from schema.http.kept_answers import Answer, KeptAnswers
from schema.http.known_requests import ANSWERED, KnownRequests
from schema.operation.catalogue import Language
from services.permissions import PUBLIC
from services.read.read_point import ReadPoint


class AKey:
    """As much of a key as the store looks at."""

    document = variables = ""

    def __init__(self, number: int) -> None:
        self.number = number

    @property
    def for_ever(self) -> "AKey":
        return AKey(~self.number)

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AKey) and other.number == self.number


@given(
    asked=st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=40),
    room=st.integers(0, 9_000),
)
@settings(max_examples=60)
def test_the_store_stays_within_its_bytes(asked: list[tuple[int, bool]], room: int) -> None:
    async def run() -> None:
        store = KeptAnswers(room)
        for number, is_kept in asked:
            key: Any = AKey(number)

            async def make(number: int = number, is_kept: bool = is_kept) -> Answer:
                return Answer(200, "x", b"x" * (number * 700), is_kept)

            assert len((await store.get(key, make)).body) == number * 700
            if (kept := store.find(key)) is not None and number % 2:
                store.note_packed(key, kept, b"p" * (number * 300))
            assert store.bytes + store.for_requests <= room
            assert store.bytes == sum(
                1_000 + len(each.body) + len(each.packed or b"") + 2 * getsizeof("")
                for each in store.answers()
            )

    asyncio.run(run())


def test_one_makes_and_the_others_wait() -> None:
    async def run() -> None:
        store, made = KeptAnswers(1 << 20), 0
        key: Any = AKey(1)

        async def make() -> Answer:
            nonlocal made
            made += 1
            await asyncio.sleep(0.01)
            return Answer(200, "x", b"x", is_kept=False)

        answers = await asyncio.gather(*(store.get(key, make) for _ in range(50)))
        assert made == 1
        assert len({id(answer) for answer in answers}) == 1

    asyncio.run(run())


def test_a_maker_who_fails_or_leaves_takes_nobody_along() -> None:
    async def run() -> None:
        store = KeptAnswers(1 << 20)
        key: Any = AKey(1)
        other: Any = AKey(2)
        makers: list[str] = []

        async def fail() -> Answer:
            makers.append("fails")
            await asyncio.sleep(0.01)
            raise ValueError("left")

        async def make() -> Answer:
            makers.append("makes")
            return Answer(200, "x", b"x", is_kept=True)

        first = asyncio.ensure_future(store.get(key, fail))
        await asyncio.sleep(0)
        waiting = [asyncio.ensure_future(store.get(key, make)) for _ in range(3)]
        with pytest.raises(ValueError, match="left"):
            await first
        assert {answer.body for answer in await asyncio.gather(*waiting)} == {b"x"}
        assert makers == ["fails", "makes"]
        again = asyncio.ensure_future(store.get(other, fail))
        await asyncio.sleep(0)
        again.cancel()
        assert (await store.get(other, make)).body == b"x"

    asyncio.run(run())


def test_nobody_waits_for_a_third_maker() -> None:
    async def run() -> None:
        store = KeptAnswers(1 << 20)
        key: Any = AKey(1)
        made = at_once = most = 0

        async def fail() -> Answer:
            nonlocal made, at_once, most
            made, at_once = made + 1, at_once + 1
            most = max(most, at_once)
            await asyncio.sleep(0.01)
            at_once -= 1
            raise ValueError("too late")

        asked = [asyncio.ensure_future(store.get(key, fail)) for _ in range(20)]
        ended = await asyncio.gather(*asked, return_exceptions=True)
        assert {str(error) for error in ended} == {"too late"}
        assert (made, most) == (20, 20 - 2)

    asyncio.run(run())


@given(
    asked=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20_000)), max_size=30),
    room=st.integers(0, 400_000),
)
@settings(max_examples=40)
def test_requests_are_known_within_their_bytes(asked: list[tuple[int, int]], room: int) -> None:
    """However long they are, and their documents: a share of the store's room is theirs."""

    async def run() -> None:
        store = KeptAnswers(room)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope[ANSWERED] = key_of(scope["query_string"].decode(), None, {}, WHO, STANDS)

        known = KnownRequests(app, no_log, store, "Accept")
        for number, length in asked:
            query = str(number).encode() * length
            headers = [(b"accept", b"a" * number * 500)]
            scope = {"type": "http", "path": "/graphql", "method": "GET", "headers": headers}
            await known({**scope, "query_string": query}, nothing, nothing)
            held = [
                sum(len(part) for part in raw if part) + len(one.key.document)
                for raw, one in known._known.items()
            ]
            assert sum(held) + 1_000 * len(held) <= known.bytes <= store.for_requests
            assert known.bytes >= 0
            if 2 * (length + 5_000) + 2_000 < store.for_requests and length <= 16 << 10:
                assert held

    asyncio.run(run())


WHO = Language.ID, "application/json", PUBLIC
STANDS = "log", ReadPoint(1, None, dt.datetime(2025, 7, 1, tzinfo=dt.UTC)), 0


nothing: Any = None
"""To receive from, and to send to: the application of the test does neither."""


def no_log() -> Any:
    """Nobody who leads: so every request goes on to the application."""
    return SimpleNamespace(leads=False)
