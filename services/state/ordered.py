"""A sequence in order of its keys that never changes: with one item more it is another one.

What did not change is shared between the two. Items lie in chunks, and a chunk may be about as long
as there are chunks: so whatever is done to one item costs about the square root of the length, in
copies of two short tuples. Pure.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import isqrt
from typing import Any, Generic, TypeVar

V = TypeVar("V")
Key = tuple[Any, ...]
"""Compared with the other keys; one that is the beginning of another comes before it."""
Chunk = tuple[tuple[Key, ...], tuple[V, ...]]

SHORTEST = 24
"""How long a chunk may be however few there are."""


class Ordered(Generic[V]):
    """Items by their keys; of equal keys, the one that came last stands last and is found."""

    __slots__ = ("_chunks", "_firsts", "_size")

    def __init__(
        self, chunks: tuple[Chunk[V], ...] = (), firsts: tuple[Key, ...] = (), size: int = 0
    ) -> None:
        self._chunks, self._firsts, self._size = chunks, firsts, size

    @classmethod
    def of(cls, pairs: Iterable[tuple[Key, V]]) -> "Ordered[V]":
        """A sequence of keys and their items, in whatever order they come."""
        ordered = sorted(pairs, key=_key_of)
        length = max(SHORTEST, isqrt(len(ordered)))
        cuts = range(0, len(ordered), length)
        parts = [tuple(zip(*ordered[cut : cut + length], strict=True)) for cut in cuts]
        chunks = tuple((keys, items) for keys, items in parts)
        return cls(chunks, tuple(keys[0] for keys, _ in chunks), len(ordered))

    def put(self, key: Key, item: V) -> "Ordered[V]":
        """The sequence with one item more, after those whose keys are not greater."""
        if not self._chunks:
            return Ordered((((key,), (item,)),), (key,), 1)
        at = self._chunk_of(key)
        keys, items = self._chunks[at]
        place = len(keys) if keys[-1] <= key else bisect_right(keys, key)
        if place == len(keys):
            keys, items = (*keys, key), (*items, item)
        else:
            keys = (*keys[:place], key, *keys[place:])
            items = (*items[:place], item, *items[place:])
        most = SHORTEST + len(self._chunks)
        if len(keys) <= most:
            return self._with(at, ((keys, items),), self._size + 1)
        # Who only adds at one end leaves full chunks behind.
        cut = most if place == most else 1 if place == 0 else most // 2
        halves = (keys[:cut], items[:cut]), (keys[cut:], items[cut:])
        return self._with(at, halves, self._size + 1)

    def set(self, key: Key, item: V) -> "Ordered[V]":
        """The sequence with another item for a key. Raises KeyError where there is none."""
        at, place = self._place_of(key)
        keys, items = self._chunks[at]
        items = (*items[:place], item, *items[place + 1 :])
        return self._with(at, ((keys, items),), self._size)

    def without(self, key: Key) -> "Ordered[V]":
        """The sequence without a key's item. Raises KeyError where there is none."""
        at, place = self._place_of(key)
        keys, items = self._chunks[at]
        keys, items = keys[:place] + keys[place + 1 :], items[:place] + items[place + 1 :]
        return self._with(at, ((keys, items),) if keys else (), self._size - 1)

    def _with(self, at: int, parts: tuple[Chunk[V], ...], size: int) -> "Ordered[V]":
        """Other chunks in the place of one."""
        chunks, firsts = self._chunks, self._firsts
        if len(parts) != 1 or parts[0][0][0] is not firsts[at]:
            firsts = firsts[:at] + tuple(keys[0] for keys, _ in parts) + firsts[at + 1 :]
        return Ordered(chunks[:at] + parts + chunks[at + 1 :], firsts, size)

    def _chunk_of(self, key: Key) -> int:
        """The last chunk that begins at or before a key; else the first."""
        firsts = self._firsts
        if firsts[-1] <= key:
            return len(firsts) - 1
        return (bisect_right(firsts, key) or 1) - 1

    def _place_of(self, key: Key) -> tuple[int, int]:
        if self._chunks:
            at = self._chunk_of(key)
            keys = self._chunks[at][0]
            place = bisect_right(keys, key) - 1
            if place >= 0 and keys[place] == key:
                return at, place
        raise KeyError(key)

    def get(self, key: Key) -> V | None:
        """The item of a key, if there is one."""
        found = self.last_until(key)
        return found[1] if found and found[0] == key else None

    def last_until(self, key: Key) -> tuple[Key, V] | None:
        """The last key that is not greater than this one, and its item."""
        if not self._chunks:
            return None
        keys, items = self._chunks[self._chunk_of(key)]
        place = bisect_right(keys, key) - 1
        return (keys[place], items[place]) if place >= 0 else None

    def first_after(self, key: Key) -> tuple[Key, V] | None:
        """The first key that is greater than this one, and its item."""
        return next(self.after(key), None)

    def after(self, key: Key) -> Iterator[tuple[Key, V]]:
        """Every key that is greater than this one, with its item."""
        if not self._chunks:
            return
        at = self._chunk_of(key)
        keys, items = self._chunks[at]
        place = bisect_right(keys, key)
        yield from zip(keys[place:], items[place:], strict=True)
        for keys, items in self._chunks[at + 1 :]:
            yield from zip(keys, items, strict=True)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[V]:
        for _, items in self._chunks:
            yield from items

    def __reversed__(self) -> Iterator[V]:
        for _, items in reversed(self._chunks):
            yield from reversed(items)


def _key_of(pair: tuple[Key, Any]) -> Key:
    return pair[0]
