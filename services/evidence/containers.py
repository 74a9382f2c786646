"""Pictures without what they say beside their pixels: the parts of each container, gone through.

Nothing is decoded and encoded anew, so no pixel changes. What is kept stands in a list: whatever
else a file holds, also behind its end, is left out. Pure.
"""

import zlib
from collections.abc import Iterable, Iterator

from services.evidence.kinds import Unfit, UnfitFile

EXIF = b"Exif\0\0"
BARE_TIFF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
"""A TIFF header and a directory of nothing."""

# ---- JPEG (ITU-T T.81)

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
APP0, APP2, APP14 = 0xE0, 0xE2, 0xEE
ICC = b"ICC_PROFILE\0"
STUFFED = frozenset({0x00, *range(0xD0, 0xD8)})
"""What follows 0xFF inside a scan, and is no marker that ends it."""


def jpeg_without(data: bytes, exif: bytes | None) -> bytes:
    """A JPEG with its tables, scans and colour profile, and `exif` instead of what it said.

    It ends at the end of its first picture. Raises UnfitFile.
    """
    out, at = bytearray(data[:2]), 2
    if exif is not None:
        out += b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    while True:
        at = data.find(b"\xff", at)
        while 0 <= at < len(data) - 1 and data[at + 1] == 0xFF:
            at += 1
        if at < 0 or (at + 4 > len(data) and data[at + 1 : at + 2] != b"\xd9"):
            raise UnfitFile(Unfit.BROKEN)
        marker = data[at + 1]
        if marker == EOI:
            return bytes(out + b"\xff\xd9")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise UnfitFile(Unfit.BROKEN)
        if marker == SOS:
            end = _scan_end(data, end)
        if _is_kept(marker, data[at + 4 : at + 16]):
            out += data[at:end]
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker after a scan's compressed bytes stands."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] in STUFFED:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at
    raise UnfitFile(Unfit.BROKEN)


def _is_kept(marker: int, begin: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return (
            (marker == APP0 and begin.startswith(b"JFIF\0"))
            or (marker == APP2 and begin.startswith(ICC))
            or (marker == APP14 and begin.startswith(b"Adobe"))
        )
    return marker != 0xFE  # a comment


# ---- PNG (ISO/IEC 15948)

PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP".split())


def png_without(data: bytes, exif: bytes | None) -> bytes:
    """A PNG with its picture and colours, and `exif` instead of what it said. Raises UnfitFile."""
    out = bytearray(PNG_BEGIN)
    for kind, chunk in _png_chunks(data):
        if kind == b"IDAT" and exif is not None:
            body = b"eXIf" + exif.removeprefix(EXIF)
            check = zlib.crc32(body).to_bytes(4, "big")
            out += (len(body) - 4).to_bytes(4, "big") + body + check
            exif = None
        if kind in PNG_KEPT:
            out += chunk
        if kind == b"IEND":
            return bytes(out)
    raise UnfitFile(Unfit.BROKEN)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_BEGIN)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            raise UnfitFile(Unfit.BROKEN)
        yield data[at + 4 : at + 8], data[at:end]
        at = end


# ---- WebP (RFC 9649)

WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
HAS_ICC, HAS_ALPHA, HAS_EXIF = 0x20, 0x10, 0x08


def webp_without(data: bytes, exif: bytes | None) -> bytes:
    """A WebP with its picture and colours, and `exif` instead of what it said. Raises UnfitFile."""
    out, has_header = bytearray(b"WEBP"), False
    for kind, content in _riff_chunks(data):
        body = content
        if kind == b"VP8X" and len(body) == 10:
            has_header = True
            flags = body[0] & (HAS_ICC | HAS_ALPHA) | (HAS_EXIF if exif is not None else 0)
            body = bytes([flags]) + body[1:]
        if kind in WEBP_KEPT:
            out += _riff_chunk(kind, body)
    if exif is not None and has_header:  # without that header no metadata can have been there
        out += _riff_chunk(b"EXIF", exif.removeprefix(EXIF))
    return b"RIFF" + len(out).to_bytes(4, "little") + bytes(out)


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, last = 12, 8 + int.from_bytes(data[4:8], "little")
    if last > len(data) + 1:
        raise UnfitFile(Unfit.BROKEN)
    while at + 8 <= last:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise UnfitFile(Unfit.BROKEN)
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


# ---- HEIC (ISO/IEC 23008-12, 14496-12): its parts point at each other, so none may move

HEIC_KEPT = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip"})


def heic_without(data: bytes, exif: bytes | None, said: Iterable[bytes]) -> bytes:
    """A HEIC of the same length, in which `exif` or nothing stands where it `said` something.

    Raises UnfitFile where what it said does not stand in it in one piece.
    """
    out = bytearray(data)
    for what in said:
        tiff = what.removeprefix(EXIF)
        at = out.find(tiff)
        if not tiff or at < 0:
            raise UnfitFile(Unfit.LOCATION)
        while at >= 0:
            out[at : at + len(tiff)] = _instead(tiff, exif)
            at = out.find(tiff, at + len(tiff))
    for kind, at, end in _boxes(data):
        if kind not in HEIC_KEPT:
            out[at : at + 4] = b"free"
            out[at + 4 : end] = bytes(end - at - 4)
    return bytes(out)


def _instead(tiff: bytes, exif: bytes | None) -> bytes:
    if tiff[:4] not in (b"II*\0", b"MM\0*"):
        return b" " * len(tiff)
    less = (exif or b"").removeprefix(EXIF)
    if not less or len(less) > len(tiff):
        less = BARE_TIFF
    if len(less) > len(tiff):
        raise UnfitFile(Unfit.LOCATION)
    return less.ljust(len(tiff), b"\0")


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The outermost boxes: kind, where the kind stands, where the box ends."""
    at = 0
    while at < len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data):
            raise UnfitFile(Unfit.BROKEN)
        yield data[at + 4 : at + 8], at + 4, at + size
        at += size
