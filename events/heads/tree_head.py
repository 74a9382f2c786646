"""What a checkpoint states (C2SP tlog-checkpoint): origin, size and root of a log. Pure."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from events.tree.merkle_tree import HASH_BYTES, POSITION

NAME = re.compile(r"[^\s+\x00-\x1f\x7f\ud800-\udfff]+")
NAME_BYTES = 255
"""How many bytes of a key's name, and of a log's origin, an ML-DSA cosignature can hold."""


class MalformedNote(Exception):
    """Bytes that are no signed note, no key, or no checkpoint."""


def is_name(text: str) -> bool:
    """Whether a text can name a key: no spaces, no plus sign, at most 255 bytes of UTF-8.

    An origin that is read need only not be empty: the format asks for no more.
    """
    return bool(NAME.fullmatch(text)) and len(text.encode()) <= NAME_BYTES


def origin_hash(origin: str) -> str:
    """How an origin is named in files and urls (tlog-witness): its SHA-256 in hex."""
    return hashlib.sha256(origin.encode()).hexdigest()


def from_base64(text: str) -> bytes:
    """Strict standard base64: one spelling for each value. Raises MalformedNote."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedNote("not base64") from None
    if to_base64(data) != text:
        raise MalformedNote("not base64 as it is usually written")
    return data


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The origin of a log, its size, and the root over so many leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "TreeHead":
        """The head in a note's text; further lines are extensions. Raises MalformedNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise MalformedNote("not a checkpoint")
        root = from_base64(lines[2])
        if not POSITION.fullmatch(lines[1]) or len(root) != HASH_BYTES:
            raise MalformedNote("not a checkpoint")
        return cls(lines[0], int(lines[1]), root)
