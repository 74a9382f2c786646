"""Files that are either the old or the new one after a power cut, never half of each."""

import errno
import fcntl
import glob
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600


def write_durably(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Replace a file: the bytes are on disk under another name before it takes this one.

    Raises OSError; the file is then the old or the new one.
    """
    with new_file(path, replace=True) as file:
        if mode != PRIVATE:
            os.fchmod(file.fileno(), mode)
        file.write(data)


def make_folder(folder: Path) -> None:
    """Make a folder, and what it lies in, so that it is still there after a power cut."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's own list of files durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file for its owner alone, that appears under its name once it is written whole.

    Until then it lies beside its place under another name, and goes if anything fails; what a
    killed process left there goes with the next file of that name. Raises FileExistsError where a
    file stands that may not be replaced, and other OSErrors.
    """
    _require_free(path, replace)
    _take_away_left(path)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(OSError):  # a place without locks: there nothing is taken away either
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(descriptor)
        _take_place(Path(name), path, replace)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _take_place(part: Path, path: Path, replace: bool) -> None:
    """Give a file its name. Of two that may not replace anything, one comes first."""
    if not replace:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:  # a place without links: there a second one may come in between
            _require_free(path, replace)
        else:
            part.unlink()
            return
    part.replace(path)


def _take_away_left(path: Path) -> None:
    """Remove halves of this file that nobody writes any more: who does holds a lock."""
    found = path.parent.glob(f".{glob.escape(path.name)}.{'?' * 8}.part")
    for left in filter(Path.is_file, found):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _require_free(path: Path, replace: bool) -> None:
    if not replace and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
