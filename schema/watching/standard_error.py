"""Standard error, to which a server tells what it does: log lines of every kind.

Whoever reads it may stop reading. A write to a full pipe waits, so while a server runs one thread
alone writes, and what finds no room before it is lost and counted: no request waits for a reader.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TextIO, cast

import structlog

from schema.watching.counters import LINES_LOST

AT_ONCE = 500
"""Texts written together at most."""
PATIENCE_SECONDS = 2.0
"""How long an ending server waits for whoever reads."""


class StandardError:
    """Takes whole lines; what a full disk or pipe does not take is lost, and no work with it.

    `room`: how many texts may wait for a reader; some megabytes.
    """

    def __init__(self, descriptor: int = 2, room: int = 10_000) -> None:
        self._descriptor, self._room = descriptor, room
        self._waiting: SimpleQueue[str | None] | None = None
        self._lost = self._told = 0
        self._counting = Lock()

    def write(self, text: str) -> int:
        """Write it now or, while a server runs, leave it to the thread that writes."""
        waiting = self._waiting
        if waiting is None:
            with suppress(OSError):
                sys.stderr.write(text)
        elif waiting.qsize() < self._room:
            waiting.put(text)
        else:
            self._lose(1)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, where that is no work of the thread's."""
        if self._waiting is None:
            with suppress(OSError):
                sys.stderr.flush()

    @contextmanager
    def by_a_thread(self) -> Iterator[None]:
        """Meanwhile nobody who writes waits. At the end all is written, where somebody reads."""
        self.flush()
        waiting: SimpleQueue[str | None] = SimpleQueue()
        self._waiting = waiting
        writer = Thread(target=self._write_all, args=(waiting,), name="standard-error", daemon=True)
        writer.start()
        try:
            yield
        finally:
            self._waiting = None
            waiting.put(None)
            writer.join(PATIENCE_SECONDS)

    def _write_all(self, waiting: SimpleQueue[str | None]) -> None:
        ended = False
        while not ended:
            texts, ended = _next(waiting)
            count, lost = len(texts), self._lost
            if lost > self._told:
                said = {"event": "lines_lost", "level": "warning", "lines": lost - self._told}
                texts.append(f"{json.dumps(said)}\n")
            rest = "".join(texts).encode(errors="backslashreplace")
            try:
                # Not through `sys.stderr`: it has a lock, for which Python waits at its end.
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
                self._told = lost
            except OSError:
                self._lose(count)

    def _lose(self, lines: int) -> None:
        with self._counting:
            self._lost += lines
        LINES_LOST.inc(lines)


def _next(waiting: SimpleQueue[str | None]) -> tuple[list[str], bool]:
    """What waits, at least one text, and whether that is the end."""
    texts = [waiting.get()]
    with suppress(Empty):
        while texts[-1] is not None and len(texts) < AT_ONCE:
            texts.append(waiting.get_nowait())
    return [text for text in texts if text is not None], texts[-1] is None


standard_error = StandardError()
"""That of this process."""


def configure_logs() -> None:
    """One JSON object a line on standard error; libraries' warnings as they are."""
    stream = cast(TextIO, standard_error)
    logging.basicConfig(level=logging.WARNING, stream=stream, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,  # what each line of a request says
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
