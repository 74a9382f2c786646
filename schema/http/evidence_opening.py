"""A file of evidence that is opened: by who may see it, whole or a part of it (RFC 9110)."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from schema.http.graphql_request import Rejected
from schema.identity.who_asks import WhoAsks
from services.evidence.evidence_files import EvidenceFiles
from services.evidence.kinds import THUMBNAIL_TYPE, KeptFile
from services.evidence.store import THUMBNAIL, name_of
from services.permissions import Viewer, may_see_file, viewer_on_record
from services.read.look_up import LookUp

PART = 512 << 10
"""Bytes that are read at a time."""
LARGEST_THUMBNAIL = 1 << 20
STORE_THREADS = 8
RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)
"""One range; what names several is answered with the whole file (RFC 9110, 14.2)."""
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
}


class Opening:
    """Hands out files."""

    def __init__(
        self, files: EvidenceFiles, look_up: Callable[[], LookUp], who_asks: WhoAsks
    ) -> None:
        self._files, self._look_up, self._who_asks = files, look_up, who_asks
        self._threads = ThreadPoolExecutor(STORE_THREADS, "evidence")
        """Of their own: a storage that hangs keeps nobody waiting who reads the record."""

    async def file(self, request: Request) -> Response:
        """A file, or the range of it that is asked for. Raises what `_seen` does, and OSError."""
        file = await self._seen(request)
        tag = f'"{file.sha256}"'
        if _is_known(request, tag):
            return Response(status_code=304, headers={"ETag": tag})
        name = f"evidence-{file.sha256[:12]}.{ENDINGS.get(file.media_type, 'bin')}"
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Disposition": f'attachment; filename="{name}"',
            "ETag": tag,
        }
        asked = _range(request, tag, file.size)
        start, end = asked or (0, file.size)
        if start >= end:
            headers["Content-Range"] = f"bytes */{file.size}"
            return Response(status_code=416, headers=headers)
        headers["Content-Length"] = str(end - start)
        if asked:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
        status = 206 if asked else 200
        if request.method == "HEAD":
            return Response(None, status, headers, file.media_type)
        first = await self._read(name_of(file.sha256), start, min(start + PART, end))
        body = self._rest(file, first, start, end)
        return _Download(body, status, headers, file.media_type)

    async def thumbnail(self, request: Request) -> Response:
        """The thumbnail of a picture. Raises what `_seen` does, and OSError."""
        file = await self._seen(request)
        if not file.has_thumbnail:
            raise Rejected(404, "error.EVIDENCE.unknown")
        tag = f'"{file.sha256}-thumbnail"'
        if _is_known(request, tag):
            return Response(status_code=304, headers={"ETag": tag})
        data = await self._read(name_of(file.sha256, THUMBNAIL), 0, LARGEST_THUMBNAIL)
        disposition = f'attachment; filename="evidence-{file.sha256[:12]}-thumbnail.jpg"'
        headers = {"Content-Disposition": disposition, "ETag": tag}
        return Response(data, 200, headers, THUMBNAIL_TYPE)

    async def _seen(self, request: Request) -> KeptFile:
        """The file that is asked for. Raises Rejected: for who may not see it as if it were none.

        And Unauthenticated.
        """
        viewer, _ = await self._who_asks.viewer(request)
        file = self._files.find(str(request.path_params["sha256"]))
        if file is None or not await self._may_see(viewer, file):
            raise Rejected(404, "error.EVIDENCE.unknown")
        return file

    async def _may_see(self, viewer: Viewer, file: KeptFile) -> bool:
        look_up = self._look_up()
        directory = look_up.directory()
        viewer = viewer_on_record(viewer, directory)
        if not viewer.is_public and viewer.party in file.senders:
            return True  # who has it learns nothing, not even that others have it too
        places = self._files.places(file.sha256)
        now = look_up.now()
        asked = dict.fromkeys((occasion, now) for occasion, _ in places)
        views = await asyncio.to_thread(look_up.occasions, list(asked))
        return any(
            may_see_file(viewer, views[occasion, now].state.commitments[code], directory)
            for occasion, code in places
        )

    async def _read(self, name: str, start: int, end: int) -> bytes:
        loop, read = asyncio.get_running_loop(), self._files.store.read
        return await loop.run_in_executor(self._threads, read, name, start, end)

    async def _rest(
        self, file: KeptFile, first: bytes, start: int, end: int
    ) -> AsyncIterator[bytes]:
        part, at, name = first, start, name_of(file.sha256)
        while part:
            yield part
            at += len(part)
            try:
                part = await self._read(name, at, min(at + PART, end)) if at < end else b""
            except OSError as error:  # erased meanwhile, or the storage is gone
                raise _BrokenOff(file.sha256, str(error)) from None
        if at < end:
            raise _BrokenOff(file.sha256, "it is shorter than it was")


class _BrokenOff(Exception):
    """A file could not be read to its end; with its SHA-256 and why."""


class _Download(StreamingResponse):
    """An answer that is never finished where its file breaks off: its client sees that."""

    async def stream_response(self, send: Send) -> None:
        """Send what there is."""
        try:
            await super().stream_response(send)
        except _BrokenOff as error:
            sha256, reason = error.args
            structlog.get_logger().error("file_broke_off", sha256=sha256, reason=reason)


def _is_known(request: Request, tag: str) -> bool:
    """Whether the client has it; compared weakly (RFC 9110, 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    tags = (one.strip().removeprefix("W/") for one in known.split(","))
    return known.strip() == "*" or tag in tags


def _range(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """From where up to where is asked for; nothing in between where there is no such part.

    None: the whole file.
    """
    found = RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or request.headers.get("if-range", tag) != tag:
        return None
    first, last = found[1], found[2]
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
