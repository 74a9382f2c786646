"""Files as people send them, made for a test: pictures that say where they are of, and worse."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pi_heif
from PIL import Image

pi_heif.register_heif_opener()
PLACE = {1: "S", 2: (2.0, 12.0, 30.0), 3: "E", 4: (113.0, 55.0, 0.0)}
"""GPS of EXIF: in the middle of Barito Utara."""
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="2,12.5S"/></x:xmpmeta>'
TAKEN = "2026:11:20 10:00:00"
HEIC = (Path(__file__).parents[1] / "data" / "evidence_with_location.heic").read_bytes()
"""A HEIC with a place in its EXIF and in its XMP; made with pillow-heif of a drawn picture."""
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n96\n%%EOF\n"
)


def drawn(side: int = 96, colour: int = 0) -> Image.Image:
    """A picture with something on it; another one for each colour."""
    image = Image.new("RGB", (side, side // 2), (colour % 256, colour // 256, 90))
    image.paste((200, 30, 30), (side // 4, side // 8, side // 2, side // 4))
    return image


def picture(
    kind: str = "JPEG", *, place: bool = True, xmp: bytes = b"", colour: int = 0, side: int = 96
) -> bytes:
    """A picture's file: upright by its EXIF only, taken by a camera, at a place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera"
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    if place:
        exif.get_ifd(0x8825).update(PLACE)
    file = BytesIO()
    more = {"xmp": xmp} if xmp and kind != "PNG" else {}
    drawn(side, colour).save(file, kind, exif=exif.tobytes(), **more)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """A picture, read."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says, and holds, so many pixels."""
    packed = zlib.compressobj(9)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    rows = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
