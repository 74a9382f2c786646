"""Files that a browser loads, from memory: packed once, when they are first asked for."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.http.negotiation import takes_gzip

EDITOR = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'"
    )
}
"""What the query editor, another's work, cannot do without."""
ASK_AGAIN = "no-cache"
"""May be kept, and is asked about each time: an upgrade is seen at once, and costs a 304."""
BEST = 9


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    plain: bytes
    packed: bytes
    tag: str


class Pages:
    """Serves the files of one folder and those made beside them, and no others."""

    def __init__(
        self,
        folder: Path,
        made: Mapping[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._paths = {path.name: path for path in folder.iterdir() if path.is_file()}
        self._files = {name: _packed(name, plain) for name, plain in (made or {}).items()}
        self._headers = headers or {}

    async def file(self, request: Request) -> Response:
        """The file that the path names."""
        return await self.answer(request, str(request.path_params["name"]), "Accept-Encoding")

    async def answer(self, request: Request, name: str, vary: str) -> Response:
        """A file. Raises HTTPException (404) for one that is not there."""
        if name not in self._files:
            if name not in self._paths:
                raise HTTPException(404)
            self._files[name] = await asyncio.to_thread(_read, self._paths[name])
        file = self._files[name]
        packs = takes_gzip(request.headers.get("accept-encoding", ""))
        tag = f'"{file.tag}-gzip"' if packs else f'"{file.tag}"'
        headers = {**self._headers, "Cache-Control": ASK_AGAIN, "Vary": vary, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if packs:
            headers["Content-Encoding"] = "gzip"
        content = file.packed if packs else file.plain
        return Response(content, headers=headers, media_type=file.media_type)


def _read(path: Path) -> _File:
    return _packed(path.name, path.read_bytes())


def _packed(name: str, plain: bytes) -> _File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    tag = hashlib.sha256(plain).hexdigest()[:32]
    return _File(media_type, plain, gzip.compress(plain, BEST, mtime=0), tag)
