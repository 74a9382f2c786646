"""What may be evidence, and what is said of a file that may not. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

PDF = "application/pdf"
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
"""By the name of a picture's format as Pillow knows it; whatever stands here may be evidence."""
MOST_PIXELS = 50_000_000
THUMBNAIL_TYPE = "image/jpeg"
THUMBNAIL_SIDE = 320


class Location(StrEnum):
    """What became of the place at which a picture says that it was taken."""

    NONE = "NONE"
    """It said none, or none was looked for, as in a PDF."""
    REMOVED = "REMOVED"
    KEPT = "KEPT"
    """As who sent it asked."""


class Unfit(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    KIND = "kind"
    """None of the kinds that may be evidence, by its content."""
    BROKEN = "broken"
    """It says that it is one, and cannot be read to its end."""
    MOVING = "moving"
    PIXELS = "pixels"
    LOCATION = "location"
    """The place where it was taken cannot be taken out."""
    TOO_MUCH = "too_much"
    """Reading it takes more memory or time than it may."""


class UnfitFile(Exception):
    """A file that is not taken."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be."""

    media_type: str
    location: Location
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept, under the SHA-256 of its bytes."""

    sha256: str
    media_type: str
    size: int
    location: Location
    has_thumbnail: bool
    party: str | None
    """Whose share of the room it takes: of who sent it first."""
    kept_at: dt.datetime
    """When it came; it is swept a while later if nobody attaches it."""
    senders: frozenset[str] = frozenset()
    """Every party that has sent it, and so has it: only these may attach it."""


class Standing(StrEnum):
    """What became of a file that is named by its SHA-256."""

    KEPT = "KEPT"
    ABSENT = "ABSENT"
    ERASED = "ERASED"
