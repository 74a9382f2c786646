"""A file of evidence that is sent: taken in part by part, examined elsewhere, and kept."""

import asyncio
import errno
import hashlib
import os
import re
import shutil
import tempfile
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events.disk_room import MEBIBYTE, free_bytes
from schema.http.admission import Queue, Rates
from schema.http.graphql_request import Rejected
from schema.identity.who_asks import WhoAsks
from schema.settings import Settings
from schema.types.evidence import file_address, thumbnail_address
from services.commands.evidence import AttachEvidence
from services.evidence.evidence_files import EvidenceFiles, NoRoom, Sent, WasErased
from services.evidence.examiner import examine
from services.evidence.kinds import Location, UnfitFile
from services.permissions import Viewer, may_ever, viewer_on_record
from services.read.look_up import LookUp

AT_ONCE, WAITING, WAIT = 2, 32, 60.0
"""Files that are examined at once, that may wait for it, and how many seconds."""
LOCATION = "location"
"""Parameter of the address: what becomes of the place where a picture was taken."""
REPR_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):")
"""The SHA-256 in a Repr-Digest (RFC 9530, 3); those of other algorithms are not looked at."""
FORMS = ("multipart/", "application/x-www-form-urlencoded", "text/plain")
"""What pages of other addresses can send by themselves, and what is no file."""


class Sending:
    """Takes in files."""

    def __init__(
        self,
        files: EvidenceFiles,
        look_up: Callable[[], LookUp],
        who_asks: WhoAsks,
        settings: Settings,
    ) -> None:
        self._files, self._look_up, self._who_asks = files, look_up, who_asks
        self._most, self._rate = settings.max_evidence, settings.rate_uploads
        self._reserve = settings.disk_reserve * MEBIBYTE
        self._rates = Rates(settings.rate_wait)
        self._examining = Queue(AT_ONCE, 1, WAITING, WAIT)

    async def take(self, request: Request) -> Response:
        """Take in the file that a request brings.

        Raises Rejected, Unauthenticated, ForeignOrigin, TurnedAway, ClientDisconnect or OSError;
        nothing is left of the file then.
        """
        viewer = await self._sender(request)
        keeps_location, digest = _wish(request), _digest(request)
        self._require_file(request)
        client = viewer.person or viewer.party
        if self._rate:
            await asyncio.sleep(self._rates.delay(f"upload {client}", self._rate))
        async with self._folder() as folder:
            received = await self._receive(request, folder / "sent")
            if digest not in (None, received.digest()):
                raise Rejected(400, "error.EVIDENCE.digest", found=received.hexdigest())
            keep = partial(self._keep, folder, viewer.party or "", received.hexdigest())
            await self._examining.enter(client)
            try:
                return await asyncio.to_thread(keep, keeps_location)
            except UnfitFile as error:
                raise Rejected(422, f"error.EVIDENCE.{error.why.value}") from None
            except NoRoom:
                raise Rejected(507, "error.EVIDENCE.room") from None
            except WasErased:
                raise Rejected(409, "error.EVIDENCE.erased") from None
            finally:
                self._examining.leave(client)

    async def _sender(self, request: Request) -> Viewer:
        """Who sends it, and may attach it to something."""
        viewer, _ = await self._who_asks.viewer(request)
        directory = self._look_up().directory()
        viewer = viewer_on_record(viewer, directory)
        if not may_ever(viewer, AttachEvidence) or viewer.party not in directory.parties:
            raise Rejected(403, "error.EVIDENCE.sender")
        return viewer

    def _require_file(self, request: Request) -> None:
        """Refuse what is no file, or too long, before anything of it is read."""
        coding = request.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity"):
            raise Rejected(415, "error.LIMIT.content_encoding", coding=coding[:40])
        if request.headers.get("content-type", "").lower().startswith(FORMS):
            raise Rejected(415, "error.EVIDENCE.form")
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            raise self._too_large()

    def _too_large(self) -> Rejected:
        return Rejected(413, "error.EVIDENCE.size", limit=self._most)

    @asynccontextmanager
    async def _folder(self) -> AsyncIterator[Path]:
        """A folder for one file on its way; gone afterwards, whatever happens."""
        incoming = self._files.incoming
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        if free_bytes(incoming) < self._reserve:  # what is left is the log's
            raise OSError(errno.ENOSPC, "less than RAKOR_DISK_RESERVE is free")
        folder = Path(tempfile.mkdtemp(dir=incoming))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def _receive(self, request: Request, place: Path) -> "hashlib._Hash":
        """Write what comes to a file; its SHA-256."""
        received, size = hashlib.sha256(), 0
        with place.open("xb") as file:
            async for part in request.stream():
                size += len(part)
                if size > self._most:
                    raise self._too_large()
                received.update(part)
                await asyncio.to_thread(file.write, part)
        return received

    def _keep(self, folder: Path, party: str, received: str, keeps_location: bool) -> Response:
        """Examine what has arrived, and keep what is to be kept of it; what that is, in JSON."""
        sent, kept, thumbnail = folder / "sent", folder / "kept", folder / "thumbnail"
        self._files.require_room(party, sent.stat().st_size)
        examined = examine(sent, folder, keeps_location=keeps_location)
        path = kept if kept.exists() else sent
        sha256, size = _on_disk(path), path.stat().st_size
        if examined.has_thumbnail:
            _on_disk(thumbnail)
        self._files.keep(Sent(path, thumbnail, sha256, size, party), examined)
        said = {
            "sha256": sha256,
            "mediaType": examined.media_type,
            "size": size,
            "isLocationRemoved": examined.location is Location.REMOVED,
            "isChanged": sha256 != received,
            "receivedSha256": received,
            "url": file_address(sha256),
            "thumbnailUrl": thumbnail_address(sha256) if examined.has_thumbnail else None,
        }
        return JSONResponse(said, 201, {"Location": file_address(sha256)})


def _wish(request: Request) -> bool:
    """Whether the place where a picture was taken is to be kept."""
    wish = request.query_params.get(LOCATION, "remove")
    if wish not in ("remove", "keep"):
        raise Rejected(400, "error.EVIDENCE.wish")
    return wish == "keep"


def _digest(request: Request) -> bytes | None:
    """The SHA-256 that the sender says the file has."""
    said = request.headers.get("repr-digest")
    if said is None:
        return None
    found = REPR_DIGEST.search(said)
    if found is None:
        raise Rejected(400, "error.EVIDENCE.digest_form")
    return b64decode(found[1])


def _on_disk(path: Path) -> str:
    """See to it that a file is still there after a power cut; its SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        os.fsync(file.fileno())
    return digest.hexdigest()
