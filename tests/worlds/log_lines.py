"""What the server's log says meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs


@contextmanager
def told() -> Iterator[list[dict[str, Any]]]:
    """The lines that are written meanwhile, each with what all lines of its request say."""
    with capture_logs(processors=[merge_contextvars]) as lines:
        yield lines  # type: ignore[misc]  # mappings that can be written to are dictionaries here
