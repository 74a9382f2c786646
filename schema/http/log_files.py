"""The whole log as static files beside GraphQL: C2SP tlog-checkpoint and tlog-tiles.

Anyone can fetch them, no token is asked for; all but the checkpoint stay the same for ever.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from events.log.event_log import LogUnavailable
from events.tree.tiles import Tile, parse_tile_path
from schema.http.caching import KEPT_BY_NOBODY
from schema.http.compression import compressed
from schema.http.negotiation import takes_gzip
from schema.operation.catalogue import preferred, say
from schema.operation.tell_errors import noted
from services.heads.prove import Proofs

T = TypeVar("T")

IMMUTABLE = "public, max-age=31536000, immutable"
FLEETING = "public, max-age=1"
"""A checkpoint is signed at most each second."""
FOR_EVERY_PAGE = {"Access-Control-Allow-Origin": "*"}
"""What proves the log may be checked from anywhere."""


class LogFiles:
    """Serves a log's checkpoint, tiles and entry bundles.

    They are read in threads of their own: auditors never wait behind what others ask of GraphQL.
    """

    def __init__(self, proofs: Callable[[], Proofs], threads: ThreadPoolExecutor) -> None:
        self._proofs, self._threads = proofs, threads

    @property
    def routes(self) -> list[Route]:
        """Where they are served; GET and HEAD."""
        return [
            Route("/checkpoint", self.checkpoint),
            Route("/tile/{path:path}", self.tile),
        ]

    async def checkpoint(self, request: Request) -> Response:
        """The newest signed head with its cosignatures; 404 in a log without a signing key."""
        try:
            stored = await self._read(self._proofs().checkpoint)
        except LogUnavailable as error:
            return _unavailable(request, error)
        if stored is None:
            return _told(request, 404, "error.NO_CHECKPOINT")
        headers = {"Cache-Control": FLEETING, **FOR_EVERY_PAGE}
        return PlainTextResponse(str(stored.note), headers=headers)

    async def tile(self, request: Request) -> Response:
        """A tile of hashes, or a bundle of entries; 404 for what the log does not reach."""
        tile = parse_tile_path(f"tile/{request.path_params['path']}")
        if tile is None or request.scope["raw_path"] != f"/{tile.path}".encode():
            return _told(request, 404, "error.NO_TILE")
        try:
            data = await self._read(partial(self._proofs().tile, tile))
        except LogUnavailable as error:
            return _unavailable(request, error)
        if data is None:
            return _told(request, 404, "error.NO_TILE")
        return await _file(request, tile, data)

    async def _read(self, look: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, look)


async def _file(request: Request, tile: Tile, data: bytes) -> Response:
    headers = {"Cache-Control": IMMUTABLE, **FOR_EVERY_PAGE}
    if tile.level is None:
        headers["Vary"] = "Accept-Encoding"
        if takes_gzip(request.headers.get("accept-encoding", "")):
            data = await compressed(data)
            headers["Content-Encoding"] = "gzip"
    return Response(data, media_type="application/octet-stream", headers=headers)


def _told(request: Request, status: int, key: str, **params: object) -> Response:
    language = preferred(request.headers.get("accept-language", ""))
    return PlainTextResponse(
        f"{say(language, key, **params)}\n",
        status_code=status,
        headers={"Cache-Control": KEPT_BY_NOBODY, "Vary": "Accept-Language", **FOR_EVERY_PAGE},
    )


def _unavailable(request: Request, error: LogUnavailable) -> Response:
    return _told(request, 503, "error.INTERNAL", id=noted(error))
