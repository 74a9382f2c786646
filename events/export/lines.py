"""Numbered lines in one gzip member, with the hash over them: what an export is made of. Pure.

zlib is used directly: `gzip` reads on across members, and past zeros that were put at the end.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

MAX_LINE = 1 << 26
"""Bytes of the longest line: the names of a person who acted in two million events fit in it."""
GZIP = 31
"""zlib's `wbits` for a gzip member, its checksum verified."""
LEVEL = 4
"""Half of an export is hashes and salts, which no level makes smaller."""
READ, CHUNK = 1 << 16, 1 << 20
"""Bytes that are taken from a stream at once, and uncompressed at once."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class MalformedExport(Exception):
    """A file that is no complete export: in which line (from 1), and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


class LineWriter:
    """JSON objects on their way into a stream. Equal lines give equal bytes, with equal zlibs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._deflate = stream, zlib.compressobj(LEVEL, wbits=GZIP)
        self._sha256 = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the lines so far, before compression."""
        return self._sha256.hexdigest()

    def write(self, fields: dict[str, Any]) -> None:
        """One more line."""
        line = _encode(fields).encode() + b"\n"
        self._sha256.update(line)
        self._stream.write(self._deflate.compress(line))

    def finish(self) -> None:
        """Write what is left; the stream stays open."""
        self._stream.write(self._deflate.flush())


class LineReader:
    """Iterates over the lines of a stream, without their newlines, in bounded memory.

    Raises MalformedExport where the compressed stream is damaged, cut off, or followed by anything.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._inflate = stream, zlib.decompressobj(wbits=GZIP)
        self._sha256 = hashlib.sha256()
        self.number = 0
        """Of the line at hand, from 1."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 of all lines before the one at hand."""
        return self._sha256.hexdigest()

    def refusal(self, reason: str) -> MalformedExport:
        """What to raise about the line at hand."""
        return MalformedExport(self.number, reason)

    def __iter__(self) -> Iterator[bytes]:
        begun: list[bytes] = []
        for piece in self._pieces():
            *ends, rest = piece.split(b"\n")
            for end in ends:
                line = b"".join((*begun, end)) if begun else end
                begun.clear()
                self.number += 1
                _limit(self.number, len(line))
                yield line
                self._sha256.update(line)
                self._sha256.update(b"\n")
            if rest:
                begun.append(rest)
                _limit(self.number + 1, sum(map(len, begun)))
        self.number += 1
        if begun:
            raise self.refusal("the line does not end")

    def _pieces(self) -> Iterator[bytes]:
        """The uncompressed bytes, at most CHUNK at a time."""
        try:
            while not self._inflate.eof:
                data = self._inflate.unconsumed_tail or self._stream.read(READ)
                piece = self._inflate.decompress(data, CHUNK)
                if not (data or piece):
                    raise MalformedExport(self.number + 1, "the file is cut off")
                yield piece
        except zlib.error as error:
            raise MalformedExport(self.number + 1, f"not sound gzip: {error}") from None
        if self._inflate.unused_data or self._stream.read(1):
            raise MalformedExport(self.number + 1, "something follows the compressed lines")


def _limit(number: int, length: int) -> None:
    if length > MAX_LINE:
        raise MalformedExport(number, f"a line of more than {MAX_LINE} bytes")
