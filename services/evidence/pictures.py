"""Pictures as Pillow reads them: only ever in the process that has limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from services.evidence.containers import heic_without, jpeg_without, png_without, webp_without
from services.evidence.kinds import MEDIA_TYPES, Unfit, UnfitFile

pi_heif.register_heif_opener(thumbnails=False)
# The number of pixels is looked at here, before any of them is read.
Image.MAX_IMAGE_PIXELS = None

EXIF_OF_PICTURE, GPS = 0x8769, 0x8825
KEPT = (0x010F, 0x0110, 0x0112, 0x0132)
"""Maker, model, orientation and time of a picture: what a verifier may ask about …"""
KEPT_OF_PICTURE = (0x9003, 0x9004, 0x9010, 0x9011, 0x9012)
"""… and when it was taken and made, with the offset from UTC."""
LONGEST = 64
"""Characters of a text that is kept of it."""
HEIC_BEGINS = (b"ftypheic", b"ftypheix", b"ftypmif1")
"""A HEIC that is cut off is not known as one."""
IN_XMP = (b"GPSLatitude", b"GPSLongitude", b"GPSPosition", b"GPSDest")


@dataclass(frozen=True)
class Picture:
    """A picture that was read to its end."""

    kind: str
    image: Image.Image
    has_location: bool
    exif: bytes | None
    """What may be kept of what it says; None where it says nothing."""
    said: Sequence[bytes]
    """Of a HEIC: each block of what it says, as it stands in the file."""


def read_picture(data: bytes, most_pixels: int) -> Picture:
    """A whole, still picture of at most so many pixels. Raises UnfitFile or MemoryError."""
    try:
        image = Image.open(BytesIO(data), formats=tuple(MEDIA_TYPES))
    except UnidentifiedImageError:
        raise UnfitFile(Unfit.BROKEN if data[4:12] in HEIC_BEGINS else Unfit.KIND) from None
    except MemoryError:
        raise
    except Exception:  # whatever a decoder says of a file that lies: it cannot be read
        raise UnfitFile(Unfit.BROKEN) from None
    if image.width * image.height > most_pixels:
        raise UnfitFile(Unfit.PIXELS)
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    if kind in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise UnfitFile(Unfit.MOVING)
    try:
        image.load()
        exif = image.getexif()
        return Picture(kind, image, _has_location(image, exif), _less(exif), _blocks(image, kind))
    except MemoryError:
        raise
    except Exception:  # the same
        raise UnfitFile(Unfit.BROKEN) from None


def as_kept(data: bytes, picture: Picture) -> bytes:
    """A picture's file without what it says beside its pixels, but for `KEPT`. Raises UnfitFile."""
    match picture.kind:
        case "JPEG":
            return jpeg_without(data, picture.exif)
        case "PNG":
            return png_without(data, picture.exif)
        case "WEBP":
            return webp_without(data, picture.exif)
        case _:
            return heic_without(data, picture.exif, picture.said)


def thumbnail(picture: Picture, side: int) -> Image.Image:
    """A small picture, upright, of pixels alone."""
    image = picture.image
    image.thumbnail((side, side))
    small = Image.new("RGB", image.size, "white")
    upright = image.convert("RGBA")
    small.paste(upright, mask=upright)
    # Turned by what the picture says: the new one has nothing to say.
    small.getexif()[0x0112] = image.getexif().get(0x0112, 1)
    return ImageOps.exif_transpose(small)


def _has_location(image: Image.Image, exif: Image.Exif) -> bool:
    xmp = [image.info.get("xmp"), image.info.get("XML:com.adobe.xmp")]
    texts = (text.encode() if isinstance(text, str) else text for text in xmp if text)
    return bool(exif.get_ifd(GPS)) or any(mark in text for text in texts for mark in IN_XMP)


def _less(exif: Image.Exif) -> bytes | None:
    if not exif:
        return None
    less = Image.Exif()
    for tag in KEPT:
        if tag in exif and _is_short(exif[tag]):
            less[tag] = exif[tag]
    of_picture, kept = exif.get_ifd(EXIF_OF_PICTURE), less.get_ifd(EXIF_OF_PICTURE)
    for tag in KEPT_OF_PICTURE:
        if tag in of_picture and _is_short(of_picture[tag]):
            kept[tag] = of_picture[tag]
    return less.tobytes() if less or kept else None


def _is_short(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and len(value) <= LONGEST)


def _blocks(image: Image.Image, kind: str) -> Sequence[bytes]:
    if kind != "HEIF":
        return ()
    info = image.info
    found = [info.get("exif"), info.get("xmp"), *(one["data"] for one in info.get("metadata", ()))]
    return [block for block in found if block]
