"""A signing key in a file of its own, in the form of signed-note, for its owner alone."""

import os
import stat
from pathlib import Path

from events.durable_file import write_durably
from events.heads.note_keys import SEED_BYTES, SignerKey
from events.heads.tree_head import MalformedNote

OTHERS = 0o077


class KeyExposed(Exception):
    """Others than the owner may read or write the key file."""


def new_key(name: str, kind: int) -> SignerKey:
    """A key of a kind that nobody else has."""
    return SignerKey(name, kind, os.urandom(SEED_BYTES))


def keep_key(key: SignerKey, path: Path) -> None:
    """Write a key, mode 600. Raises OSError (FileExistsError: no key is overwritten)."""
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    write_durably(path, f"{key}\n".encode())


def read_key_file(path: Path) -> SignerKey:
    """The key in a file. Raises KeyExposed, MalformedNote or OSError."""
    try:
        return SignerKey.parse(read_private(path).decode())
    except UnicodeDecodeError:
        raise MalformedNote("not a signing key") from None


def read_private(path: Path) -> bytes:
    """What is in a file that its owner alone may read or write. Raises KeyExposed or OSError."""
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & OTHERS:
            raise KeyExposed(str(path))
        return file.read()
