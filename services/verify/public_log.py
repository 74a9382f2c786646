"""Reads a log from its public files: C2SP tlog-tiles over HTTP, and what GraphQL shows of it."""

import http.client
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from events.format.log_entry import LogEntry
from events.heads.checkpoint import SignedNote
from events.heads.tree_head import MalformedNote
from events.tree.tiles import WIDTH, Tile, entries_of, hashes_of

TIMEOUT = 30.0
"""Seconds without a byte of a file."""
PATIENCE = 600.0
"""Seconds to wait for the next byte of an answer. A past state takes all events before it, so a
server that needs long for a million of them is not at fault."""
MOST_BYTES = 64 * 1024 * 1024


class CannotFetch(Exception):
    """A public file of the log could not be fetched; the message says which one, and why."""


class NotThere(CannotFetch):
    """The server answers, and does not have it."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """What is verified must come from where it was asked for."""


class PublicLog:
    """A log at a URL. Raises CannotFetch for whatever cannot be fetched."""

    def __init__(self, url: str) -> None:
        try:
            known = urlsplit(url).scheme in ("http", "https")
        except ValueError as error:
            raise CannotFetch(f"{url}: {error}") from error
        if not known:
            raise CannotFetch(f"not an http or https address: {url}")
        self._url = url.removesuffix("/graphql").rstrip("/")
        self._opener = build_opener(_NoRedirects)

    def checkpoint(self) -> SignedNote:
        """The newest signed head."""
        try:
            note = SignedNote.parse(self._get("checkpoint").decode())
            _ = note.head
            return note
        except (MalformedNote, UnicodeDecodeError) as error:
            raise CannotFetch(f"the checkpoint is none: {error}") from error

    def entries(self, size: int) -> Iterator[LogEntry]:
        """The first `size` entries in order, each with the hash that its tile gives."""
        for number in range((size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, size - number * WIDTH)
            try:
                leaves = entries_of(self._file(Tile(None, number, width)))[:width]
            except ValueError as error:
                raise CannotFetch(f"entry bundle {number} is none: {error}") from error
            hashes = self.hashes(0, number, width)
            if not len(leaves) == len(hashes) == width:
                raise CannotFetch(f"tile {number} has not the {width} entries it should have")
            for index, (leaf, own) in enumerate(zip(leaves, hashes, strict=True)):
                yield LogEntry(position=number * WIDTH + index, leaf=leaf, leaf_hash=own)

    def hashes(self, level: int, number: int, width: int = WIDTH) -> list[bytes]:
        """The hashes of a tile."""
        try:
            return hashes_of(self._file(Tile(level, number, width)))[:width]
        except ValueError as error:
            raise CannotFetch(f"tile {level}/{number} is none: {error}") from error

    def ask(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """What GraphQL answers to the public."""
        body = json.dumps({"query": query, "variables": dict(variables)}).encode()
        try:
            answer = json.loads(self._get("graphql", body))
            if answer.get("errors"):
                raise CannotFetch(f"GraphQL answers: {str(answer['errors'][0])[:300]}")
            return dict(answer["data"])
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise CannotFetch(f"GraphQL gives no answer: {error}") from error

    def is_read_only(self) -> bool:
        """Whether the server says that it is read-only; one that does not say counts as writing."""
        try:
            answer = json.loads(self._get("readyz"))
        except (CannotFetch, ValueError):
            return False
        return isinstance(answer, dict) and answer.get("status") == "read-only"

    def _file(self, tile: Tile) -> bytes:
        """A tile; where a partial one is no longer kept, the full one holds it."""
        try:
            return self._get(tile.path)
        except NotThere:
            if tile.is_full:
                raise
            return self._get(Tile(tile.level, tile.index).path)

    def _get(self, path: str, body: bytes | None = None) -> bytes:
        url = f"{self._url}/{path}"
        headers = {"Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = Request(url, body, headers)  # noqa: S310  # http and https only, checked above
        try:
            with self._opener.open(
                request, timeout=TIMEOUT if body is None else PATIENCE
            ) as answer:
                data = bytes(answer.read(MOST_BYTES + 1))
                packed = answer.headers.get("Content-Encoding") == "gzip"
            return _unpacked(data) if packed else data
        except HTTPError as error:
            kind = NotThere if error.code == http.HTTPStatus.NOT_FOUND else CannotFetch
            raise kind(f"{url} answers {error.code}") from error
        except (URLError, http.client.HTTPException, OSError, ValueError, zlib.error) as error:
            raise CannotFetch(f"{url}: {error}") from error


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    found = unpacker.decompress(data, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("more than can be taken in")
    return found
