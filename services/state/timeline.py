"""A timeline: records of one kind in effective order, found by what they are tagged with.

Putting one in, wherever it belongs, and finding one costs about the square root of how many there
are; the timeline before stays what it was. Tags and positions are put in order once somebody looks
for one, and from then on kept in order with every record that comes. Pure.
"""

import types
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, get_args, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from services.state.ordered import Ordered
from services.state.records import Moment, Order

M = TypeVar("M", bound=Moment)
NEXT = "\0"
"""Behind a tag: the first string that comes after it."""


class Timeline(Sequence[M]):
    """Immutable. As JSON it is the list of its records, in effective order."""

    __slots__ = ("_by_position", "_by_tag", "_in_order")

    def __init__(
        self,
        in_order: Ordered[M],
        by_tag: Ordered[M] | None = None,
        by_position: Ordered[Order] | None = None,
    ) -> None:
        self._in_order = in_order
        self._by_tag, self._by_position = by_tag, by_position
        """Records by tag and effective order, and the order of each by its position; None until
        somebody looks there."""

    @classmethod
    def of(cls, records: Iterable[M]) -> "Timeline[M]":
        """The timeline of some records, in whatever order they come."""
        return cls(Ordered.of((record.order, record) for record in records))

    def plus(self, record: M) -> "Timeline[M]":
        """The timeline with one more record, in its place."""
        order, by_tag, by_position = record.order, self._by_tag, self._by_position
        if by_tag is not None:
            for tag in record.tags:
                by_tag = by_tag.put((tag, *order), record)
        if by_position is not None:
            by_position = by_position.put((record.position,), order)
        return Timeline(self._in_order.put(order, record), by_tag, by_position)

    def replaced(self, old: M, new: M) -> "Timeline[M]":
        """The timeline with a record in the place of another one of the same order."""
        order, by_tag = old.order, self._by_tag
        if by_tag is not None:
            for tag in old.tags:
                by_tag = by_tag.without((tag, *order))
            for tag in new.tags:
                by_tag = by_tag.put((tag, *order), new)
        return Timeline(self._in_order.set(order, new), by_tag, self._by_position)

    def at(self, position: int) -> M | None:
        """The record of the event at a position, if it is one of these."""
        if self._by_position is None:
            self._by_position = Ordered.of(((record.position,), record.order) for record in self)
        order = self._by_position.get((position,))
        return self._in_order.get(order) if order else None

    @property
    def last(self) -> M | None:
        """The last record."""
        return next(reversed(self._in_order), None)

    def first_after(self, order: Order | None) -> M | None:
        """The first record after a place; after none, the first."""
        found = self._in_order.first_after(order or ())
        return found[1] if found else None

    def last_of(self, tag: str, until: Order | None = None) -> M | None:
        """The last record of a tag, at a place or before it."""
        found = self._tagged().last_until((tag, *until) if until else (tag + NEXT,))
        return found[1] if found and found[0][0] == tag else None

    def first_of(self, tag: str, after: Order | None = None) -> M | None:
        """The first record of a tag, after a place."""
        found = self._tagged().first_after((tag, *(after or ())))
        return found[1] if found and found[0][0] == tag else None

    def all_of(self, tag: str) -> Iterator[M]:
        """The records of a tag, in effective order."""
        for key, record in self._tagged().after((tag,)):
            if key[0] != tag:
                return
            yield record

    def tags(self, beginning: str) -> Iterator[str]:
        """Every tag that begins so, once, by alphabet."""
        index = self._tagged()
        found = index.first_after((beginning,))
        while found and found[0][0].startswith(beginning):
            tag: str = found[0][0]
            yield tag
            found = index.first_after((tag + NEXT,))

    def _tagged(self) -> Ordered[M]:
        if self._by_tag is None:
            self._by_tag = Ordered.of(
                ((tag, *record.order), record) for record in self for tag in record.tags
            )
        return self._by_tag

    # ---- as a sequence

    def __len__(self) -> int:
        return len(self._in_order)

    def __iter__(self) -> Iterator[M]:
        return iter(self._in_order)

    def __reversed__(self) -> Iterator[M]:
        return reversed(self._in_order)

    @overload
    def __getitem__(self, index: int) -> M: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[M, ...]: ...
    def __getitem__(self, index: int | slice) -> M | tuple[M, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Timeline{tuple(self)!r}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        records = handler.generate_schema(types.GenericAlias(tuple, (*get_args(source), ...)))
        return core_schema.no_info_after_validator_function(
            cls.of,
            records,
            serialization=core_schema.plain_serializer_function_ser_schema(
                tuple, return_schema=records
            ),
        )


NEVER: Timeline[Any] = Timeline(Ordered())
"""Nothing of a kind has happened."""


def latest_of(*moments: M | None) -> M | None:
    """The last one in effective order of those that there are."""
    there = [moment for moment in moments if moment is not None]
    return max(there, key=lambda moment: moment.order, default=None)
