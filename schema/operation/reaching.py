"""Waiting until the log holds a position: a client's own write, on any replica."""

import asyncio
from collections.abc import Awaitable, Callable

from events.log.log_queries import Head

WAIT_FOR_POSITION = 2.0
"""Seconds that a read waits for `atLeast`."""
POLL = 0.02


async def reaches(position: int, head: Callable[[], Awaitable[Head]]) -> bool:
    """Whether the log holds a position, now or before long. `head`: asks how far it goes."""
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT_FOR_POSITION
    while (await head()).position < position:
        if loop.time() > end:
            return False
        await asyncio.sleep(POLL)
    return True
