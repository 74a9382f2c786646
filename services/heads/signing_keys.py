"""The folder of signing keys, outside the database: each key, and the last head signed with it.

A key is a file of mode 600 in the form of signed-note. Beside it stands, for each origin, the last
checkpoint that was signed: what a log must still hold before anything more is signed.
"""

from pathlib import Path

from events.durable_file import write_durably
from events.heads.checkpoint import SignedNote
from events.heads.note_keys import ED25519, ML_DSA_44, SignerKey
from events.heads.tree_head import MalformedNote, origin_hash
from services.heads.key_file import KeyExposed, keep_key, new_key, read_key_file


class KeyRefused(Exception):
    """A key file that must not or cannot be used; the message names the file and what to do."""


class KeyFolder:
    """The signing keys of a log. Two keys of one name sign together: that is a rotation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signers(self, origin: str) -> list[SignerKey]:
        """The keys that sign under an origin, the Ed25519 ones first. Raises KeyRefused."""
        keys = [_read(path) for path in sorted(self._folder.glob("*.key"))]
        own = [key for key in keys if key.name == origin]
        return sorted(own, key=lambda key: (key.kind, key.verifier.id))

    def names(self) -> set[str]:
        """The origins that there are keys for. Raises KeyRefused."""
        return {_read(path).name for path in self._folder.glob("*.key")}

    def last_used(self) -> str | None:
        """The origin under which something was signed last; None if nothing ever was.

        Its key need not be there any more. Raises KeyRefused.
        """
        used = sorted(self._folder.glob("*.last-checkpoint"), key=_changed_at)
        return _read_note(used[-1]).head.origin if used else None

    def make(self, origin: str, *, post_quantum: bool = False) -> SignerKey:
        """Make a key and keep it, mode 600. Raises OSError."""
        kind = ML_DSA_44 if post_quantum else ED25519
        key = new_key(origin, kind)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keep_key(key, self._folder / f"{key.verifier.id.hex()}.key")
        return key

    def last_signed(self, origin: str) -> SignedNote | None:
        """The last checkpoint signed under an origin. Raises KeyRefused if it cannot be read."""
        path = self._last(origin)
        if not path.exists():
            return None
        note = _read_note(path)
        if note.head.origin != origin:
            raise KeyRefused(f"{path}: a checkpoint of {note.head.origin}, not of {origin}")
        return note

    def remembered(self) -> list[SignedNote]:
        """The last checkpoint signed under each origin. Raises KeyRefused."""
        return [_read_note(path) for path in sorted(self._folder.glob("*.last-checkpoint"))]

    def remember(self, note: SignedNote) -> None:
        """Keep a checkpoint as the last one signed under its origin. Raises OSError."""
        write_durably(self._last(note.head.origin), str(note).encode())

    def _last(self, origin: str) -> Path:
        return self._folder / f"{origin_hash(origin)[:16]}.last-checkpoint"


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns


def _read_note(path: Path) -> SignedNote:
    """A checkpoint in a file. Raises KeyRefused."""
    try:
        note = SignedNote.parse(path.read_text("utf-8"))
        _ = note.head
    except (OSError, UnicodeDecodeError, MalformedNote) as error:
        raise KeyRefused(f"{path}: {error}") from error
    return note


def _read(path: Path) -> SignerKey:
    try:
        return read_key_file(path)
    except KeyExposed as error:
        raise KeyRefused(f"{path}: others may read it; chmod 600") from error
    except (OSError, MalformedNote) as error:
        raise KeyRefused(f"{path}: {error}") from error
