"""What stands in a backup: a tar of members in a fixed order, inside a file of age.

`backup.json` first; then the export of the whole log (docs/export-1.md) in parts `log/00000000` …;
then `accounts.sqlite`, where there are accounts; then the evidence files; last `end.json`, without
which a backup is incomplete. No signing key, and nothing of the folder of the keys, is in it.
"""

import io
import json
import re
import tarfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from services.evidence.store import FOLDER, NAME

FORMAT = 1
HEAD, END = "backup.json", "end.json"
ACCOUNTS = "accounts.sqlite"
LOG, EVIDENCE = "log/", f"{FOLDER}/"
EVIDENCE_NAME = re.compile(EVIDENCE + NAME.pattern)
PART = 4 << 20
"""Bytes of the export in one member: its whole size is not known before it is written."""
MOST_JSON = 1 << 16
MODE = 0o600


class MalformedBackup(Exception):
    """This is no backup of this program, or not a whole one."""


class BackupWriter:
    """Writes members into a stream, one after another."""

    def __init__(self, stream: BinaryIO) -> None:
        self._tar = tarfile.TarFile.open(fileobj=stream, mode="w|")  # closed by close
        self.members = 0

    def add(self, name: str, data: bytes) -> None:
        """A member from its bytes."""
        self.add_file(name, len(data), io.BytesIO(data))

    def add_file(self, name: str, size: int, file: BinaryIO) -> None:
        """A member of a size, read from a file. Raises OSError."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, MODE
        self._tar.addfile(member, file)
        self.members += 1

    def close(self) -> None:
        """End it."""
        self._tar.close()


class ExportParts(io.RawIOBase):
    """Takes an export as it is written, and adds it to a backup part by part."""

    def __init__(self, backup: BackupWriter) -> None:
        self._backup, self._waiting, self._count = backup, bytearray(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self._waiting += data
        while len(self._waiting) >= PART:
            self._add(bytes(self._waiting[:PART]))
            del self._waiting[:PART]
        return len(data)

    def finish(self) -> None:
        """Add what is left."""
        self._add(bytes(self._waiting))
        self._waiting.clear()

    def _add(self, data: bytes) -> None:
        self._backup.add(f"{LOG}{self._count:08}", data)
        self._count += 1


class BackupReader:
    """Reads the members of a backup in their order. Raises MalformedBackup."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._tar = tarfile.TarFile.open(fileobj=stream, mode="r|")  # a stream
        except tarfile.TarError as error:
            raise MalformedBackup(str(error)) from None
        self.members = 0
        self._next: tarfile.TarInfo | None = None

    def peek(self) -> str:
        """The name of the member that comes next; empty at the end."""
        if self._next is None:
            try:
                self._next = self._tar.next()
            except tarfile.TarError as error:
                raise MalformedBackup(str(error)) from None
            if self._next is not None and not self._next.isreg():
                raise MalformedBackup("a member that is no file")
        return "" if self._next is None else self._next.name

    def open(self) -> tuple[int, BinaryIO]:
        """Size and content of the member that comes next, to be read before the one after it."""
        self.peek()
        member, self._next = self._next, None
        if member is None:
            raise MalformedBackup("it ends before its end")
        self.members += 1
        content = self._tar.extractfile(member)
        if content is None:
            raise MalformedBackup("a member without content")
        return member.size, content  # type: ignore[return-value]  # it reads as one

    def json(self, name: str) -> dict[str, Any]:
        """The member of a name that must come next."""
        if self.peek() != name:
            raise MalformedBackup(f"no {name} in its place")
        size, content = self.open()
        if size > MOST_JSON:
            raise MalformedBackup(f"{name} is too long")
        try:
            found = json.loads(content.read())
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise MalformedBackup(f"{name} cannot be read")
        return found


class ExportOf(io.RawIOBase):
    """The export in a backup, as one stream: ends where the next member is no part of it."""

    def __init__(self, backup: BackupReader) -> None:
        self._pieces = _pieces(backup)
        self._left = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, target: Any) -> int:
        """Give some bytes; none at the end."""
        if not self._left:
            self._left = next(self._pieces, b"")
        count = min(len(target), len(self._left))
        target[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _pieces(backup: BackupReader) -> Iterator[bytes]:
    number = 0
    while backup.peek() == f"{LOG}{number:08}":
        size, content = backup.open()
        if size > PART:
            raise MalformedBackup("a part of the log is too long")
        yield content.read()
        number += 1
