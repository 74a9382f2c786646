"""Addresses of the board as QR codes, so that paper leads back to what was printed."""

import asyncio
import io
import re
from concurrent.futures import ThreadPoolExecutor

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, compile_path

from schema.http.board import HEADERS, SCREENS

MOST = 600
"""Signs of an address: what a telephone still reads from a printed page."""
HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
PLACE = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
KEPT = "public, max-age=86400"
"""An address is always drawn alike."""


class AddressCodes:
    """Draws no address but that of a screen here: nobody lends this server's name to another."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self._screens = [compile_path(screen)[0] for screen in SCREENS]

    @property
    def routes(self) -> list[Route]:
        """Where they are served; GET and HEAD."""
        return [Route("/qr", self.code)]

    async def code(self, request: Request) -> Response:
        """The code of an address. Raises HTTPException (404) where it is none of a screen.

        The browser says the scheme: a proxy may have taken TLS off on the way.
        """
        scheme, place = (request.query_params.get(name, "") for name in ("scheme", "to"))
        host = request.headers.get("host", "")
        if scheme not in ("http", "https") or not HOST.fullmatch(host) or not self._is_here(place):
            raise HTTPException(404)
        loop = asyncio.get_running_loop()
        drawn = await loop.run_in_executor(self._threads, picture, f"{scheme}://{host}{place}")
        return Response(
            drawn, media_type="image/svg+xml", headers={**HEADERS, "Cache-Control": KEPT}
        )

    def _is_here(self, place: str) -> bool:
        if len(place) > MOST or not PLACE.fullmatch(place):
            return False
        path = place.partition("?")[0]
        return any(screen.fullmatch(path) for screen in self._screens)


def picture(address: str) -> bytes:
    """A QR code that survives a crease (level M), as SVG in black on white with its quiet zone."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(
        out, kind="svg", xmldecl=False, nl=False, dark="#000", light="#fff", border=4
    )
    return out.getvalue()
