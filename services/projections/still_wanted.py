"""Long reads ask now and then whether anybody still waits for them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

StillWanted = Callable[[], None]
"""Raises, whatever the caller likes, once a read is not wanted any more."""
EVERY = 64
"""How many events are read between two questions: some milliseconds of work."""


def always() -> None:
    """For reads that are always wanted."""


def while_wanted(items: Iterable[T], still_wanted: StillWanted) -> Iterator[T]:
    """The same items, as long as they are wanted."""
    for number, item in enumerate(items):
        if number % EVERY == 0:
            still_wanted()
        yield item
