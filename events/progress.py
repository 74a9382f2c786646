"""How long pieces of work say how far they have come."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


def untold(_done: int, _whole: int) -> None:
    """The progress of work that nobody watches."""
