"""Whom to tell of a hole: `/.well-known/security.txt` (RFC 9116)."""

import datetime as dt
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from schema.identity.public_address import PublicAddress

PATH = "/.well-known/security.txt"
GOOD_FOR = dt.timedelta(days=180)
"""Less than the year that RFC 9116, 2.5.5, allows; counted anew each day."""


class SecurityText:
    """Names the contact of the settings, as long as the server runs; nowhere without one."""

    def __init__(
        self, contact: str | None, address: PublicAddress | None, now: Callable[[], dt.datetime]
    ) -> None:
        self._contact, self._address, self._now = contact, address, now

    @property
    def routes(self) -> list[Route]:
        """Where it is served; GET and HEAD."""
        return [Route(PATH, self.text)] if self._contact else []

    async def text(self, request: Request) -> Response:
        """The file."""
        day = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        until = f"{day + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}"
        lines = [f"Contact: {self._contact}", f"Expires: {until}", "Preferred-Languages: id, en"]
        if self._address is not None:
            lines.append(f"Canonical: {self._address.origin}{PATH}")
        kept = {"Cache-Control": "public, max-age=86400"}
        return PlainTextResponse("".join(f"{line}\n" for line in lines), headers=kept)
