"""Whole answers, kept by all that they depend on: what is asked twice is executed once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from sys import getsizeof

from schema.http.caching import Key

BESIDE = 1_000
"""Bytes that an answer, or a request that is known, takes beside what it is made of, about."""
REQUESTS = 8
"""What part of its memory a store leaves to the requests that are known."""
MAKERS = 2
"""For how many makers one waits at most: each takes no longer than one execution may."""


@dataclass(slots=True)
class Answer:
    """One answer, as it is sent to whoever has its key."""

    status: int
    media_type: str
    body: bytes
    is_kept: bool
    """Whether it may be kept: it holds no text and no error."""
    is_fixed: bool = False
    """Whether it never changes."""
    packed: bytes | None = None
    """The body in gzip, once somebody took it so."""


class KeptAnswers:
    """The answers used last, up to `most` bytes; one maker for each key, the others wait for it.

    Belongs to one event loop.
    """

    def __init__(self, most: int) -> None:
        self.for_requests = most // REQUESTS
        """Bytes that are left to the requests that are known."""
        self._most = most - self.for_requests
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._making: dict[Key, asyncio.Future[Answer | None]] = {}
        self.bytes = 0
        """What the kept answers weigh together."""

    def answers(self) -> list[Answer]:
        """All that are kept, the one used last at the end."""
        return list(self._answers.values())

    def find(self, key: Key) -> Answer | None:
        """The answer of a key, where it is kept: made there, or one that never changes."""
        found = self._answers.get(key)
        if found is None:
            key = key.for_ever
            found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def note_packed(self, key: Key, answer: Answer, packed: bytes) -> None:
        """Keep an answer's body in gzip too, where the answer is kept under this very key."""
        if answer.packed is None and self._answers.get(key) is answer:
            answer.packed = packed
            self.bytes += len(packed)
            self._shrink()

    async def get(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of a key, made if it is not kept.

        Raises what `make` raises. Where another maker failed, it may have been that one's own
        trouble, a client that left: so one who waited makes it. Nobody waits for a third.
        """
        for _ in range(MAKERS):
            if (kept := self.find(key)) is not None:
                return kept
            making = self._making.get(key)
            if making is None:
                return await self._make(key, make)
            made = await asyncio.shield(making)
            if made is not None:
                return made
        return await make()

    async def _make(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        mine = self._making[key] = asyncio.get_running_loop().create_future()
        try:
            answer = await make()
        except BaseException:
            mine.set_result(None)
            raise
        else:
            if answer.is_kept:
                self._keep(key.for_ever if answer.is_fixed else key, answer)
            mine.set_result(answer)
            return answer
        finally:
            del self._making[key]

    def _keep(self, key: Key, answer: Answer) -> None:
        weight = _weight(key, answer)
        if weight > self._most:
            return
        before = self._answers.pop(key, None)
        self.bytes += weight - (0 if before is None else _weight(key, before))
        self._answers[key] = answer
        self._shrink()

    def _shrink(self) -> None:
        while self.bytes > self._most:
            old, gone = self._answers.popitem(last=False)
            self.bytes -= _weight(old, gone)


def _weight(key: Key, answer: Answer) -> int:
    return BESIDE + len(answer.body) + len(answer.packed or b"") + weight_of_key(key)


def weight_of_key(key: Key) -> int:
    """How many bytes the texts of a key take."""
    return getsizeof(key.document) + getsizeof(key.variables)
