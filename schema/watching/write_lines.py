"""Watches what is recorded: one line and a few counts for each command, whatever became of it."""

from time import perf_counter
from types import TracebackType
from typing import Self

from schema.operation.errors import ClientError
from schema.watching.counters import REFUSALS, WRITE_SECONDS, WRITES
from schema.watching.lines import lines
from services.permissions import Viewer
from services.refusals import Refusal
from services.write.record_batch import Recorded


class WriteLine:
    """One command, from its input to its outcome. An error that ends it is its outcome too."""

    def __init__(self, mutation: str, viewer: Viewer) -> None:
        self._mutation, self._viewer, self._begun = mutation, viewer, perf_counter()
        self._outcome, self._code = "failed", ""
        self._last: int | None = None
        self._count = 0

    def note(self, outcome: Recorded | Refusal) -> None:
        """What became of it."""
        if isinstance(outcome, Refusal):
            self._outcome, self._code = "refused", outcome.code.value
            return
        self._outcome = "replayed" if outcome.replayed else "recorded"
        self._last, self._count = outcome.last.position, len(outcome.events)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        seconds = perf_counter() - self._begun
        if error is not None:
            code = (error.extensions or {}).get("code") if isinstance(error, ClientError) else None
            self._outcome, self._code = "failed", str(code or type(error).__name__)
        WRITES.labels(self._outcome).inc()
        WRITE_SECONDS.observe(seconds)
        if self._outcome == "refused":
            REFUSALS.labels(self._code).inc()
        lines.tell(
            "write",
            self._viewer,
            mutation=self._mutation,
            outcome=self._outcome,
            code=self._code or None,
            position=self._last,
            events=self._count,
            ms=round(seconds * 1000, 2),
        )
