"""One line of JSON for each request and each write, for whoever watches a server.

A line says who, what and how long; never an input, a token or the text of a query. It is written
without structlog's chain: a known request is answered in a few microseconds, and its line must
cost no more than the answer.
"""

import json
from collections.abc import Callable
from typing import Any

import structlog

from events.log.log_clock import system_time
from services.permissions import Viewer

REQUEST_ID = b"x-request-id"
"""The header in which an answer bears the id of its request."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class Lines:
    """Where the lines go; nowhere, until a server says otherwise."""

    def __init__(self) -> None:
        self.write: Callable[[str], object] | None = None

    def tell(
        self, event: str, viewer: Viewer | None, request: str | None = None, **said: Any
    ) -> None:
        """Write one line, in the name of who asked. `request`: its id; omitted: that of now."""
        if self.write is None:
            return
        known = viewer is not None and not viewer.is_public
        line = {
            "event": event,
            "level": "info",
            "timestamp": system_time().isoformat(),
            **said,
            "request_id": request or request_id(),
            "person": viewer.person if viewer and known else None,
            "role": ",".join(role.value for role in viewer.roles) if viewer and known else None,
        }
        self.write(f"{_encode(line)}\n")


lines = Lines()
"""The lines of this process, as it has one standard error."""


def request_id() -> str | None:
    """The id of the request that is being answered, where it was given one."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return None if found is None else str(found)
