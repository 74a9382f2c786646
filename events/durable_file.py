"""Files that are either the old or the new one after a power cut, never half of each."""

import os
from pathlib import Path

PRIVATE = 0o600


def write_durably(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Replace a file: the bytes are on disk under another name before it takes this one.

    One writer at a time for each path. Raises OSError; the file is then the old or the new one.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    # What a killed process of the same number left behind; in a container it is the same each time.
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's own list of files durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
