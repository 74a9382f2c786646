"""Where files of evidence lie: the port, and a folder, which is one such place.

A file is called after the SHA-256 of its bytes, in a folder of the first two digits of it. Beside
it lie what is known of it (`.json`) and, of a picture, a thumbnail (`.thumbnail`).
"""

import re
from pathlib import Path
from typing import Protocol

from events.durable_file import make_folder, sync_folder, write_durably

NAME = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})(\.json|\.thumbnail)?")
ABOUT, THUMBNAIL = ".json", ".thumbnail"
FOLDER = "evidence"
"""Of the files, in that of the data."""
INCOMING = ".incoming"
"""Folder of what has not arrived whole, or is not examined yet."""


def name_of(sha256: str, what: str = "") -> str:
    """How a file is called in its store; or what lies beside it."""
    return f"{sha256[:2]}/{sha256}{what}"


class Store(Protocol):
    """A place for files. All of it raises OSError; what is put there is there whole, or not."""

    def put(self, name: str, file: Path) -> None:
        """Put a file there; the one that is given may be gone then."""
        ...

    def put_bytes(self, name: str, data: bytes) -> None:
        """Put a small file there."""
        ...

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`. Raises FileNotFoundError."""
        ...

    def delete(self, name: str) -> None:
        """Let a file be gone; it may be already."""
        ...

    def sizes(self) -> dict[str, int]:
        """How long each file is that lies there, by name."""
        ...


def take_away(store: Store, sha256: str) -> None:
    """Let a file be gone with all that lies beside it; what is known of it last. Raises OSError."""
    for what in ("", THUMBNAIL, ABOUT):
        store.delete(name_of(sha256, what))


class FolderStore:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, file: Path) -> None:
        """Give a file of the same disk its place; it was written durably."""
        place = self._folder / name
        make_folder(place.parent)
        file.replace(place)
        sync_folder(place.parent)

    def put_bytes(self, name: str, data: bytes) -> None:
        """Write a small file."""
        place = self._folder / name
        make_folder(place.parent)
        write_durably(place, data)

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`. Raises FileNotFoundError."""
        with (self._folder / name).open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def delete(self, name: str) -> None:
        """Remove a file, so that it is still gone after a power cut."""
        place = self._folder / name
        if place.exists():
            place.unlink(missing_ok=True)
            sync_folder(place.parent)

    def sizes(self) -> dict[str, int]:
        """How long each file is, by name; what is called otherwise is none of ours."""
        found = (path for path in self._folder.glob("??/*") if path.is_file())
        named = ((f"{path.parent.name}/{path.name}", path) for path in found)
        return {name: path.stat().st_size for name, path in named if NAME.fullmatch(name)}
