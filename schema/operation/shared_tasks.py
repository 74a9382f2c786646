"""Work that many resolvers of one operation ask for, and that is done once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")


class SharedTasks:
    """The tasks of an operation by what they are for. Of one event loop."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[object, ...], asyncio.Task[Any]] = {}

    async def once(self, key: tuple[object, ...], work: Callable[[], Awaitable[T]]) -> T:
        """What work comes to, begun by the first who asks; who leaves ends it for nobody else.

        Raises what the work raises, for each who asks.
        """
        if key not in self._tasks:
            self._tasks[key] = asyncio.ensure_future(work())
        return await asyncio.shield(self._tasks[key])

    def forget(self, *keys: tuple[object, ...]) -> None:
        """Let the work under these keys be done anew by who asks next."""
        for key in keys:
            self._tasks.pop(key, None)
