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

from schema.http.board import SCREENS
from schema.identity.public_address import PublicAddress

MOST = 600
"""Signs of an address: what a telephone still reads from a printed page."""
PLACE = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
KEPT = "public, max-age=86400"
"""An address is always drawn alike."""


class AddressCodes:
    """Draws no address but that of a screen at the public address, whatever host a client names."""

    def __init__(self, address: PublicAddress | None, threads: ThreadPoolExecutor) -> None:
        self._address, self._threads = address, threads
        self._screens = [compile_path(screen)[0] for screen in SCREENS]

    @property
    def routes(self) -> list[Route]:
        """Where they are served; GET and HEAD."""
        return [Route("/qr", self.code)]

    async def code(self, request: Request) -> Response:
        """The code of an address. Raises HTTPException (404) where it is none of a screen."""
        place = request.query_params.get("to", "")
        if self._address is None or not self._is_here(place):
            raise HTTPException(404)
        loop = asyncio.get_running_loop()
        drawn = await loop.run_in_executor(self._threads, picture, self._address.origin + place)
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": KEPT})

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
