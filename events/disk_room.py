"""How much room a disk has."""

import shutil
from pathlib import Path

MEBIBYTE = 2**20


def free_bytes(folder: Path) -> int:
    """How much may still be written there; 0 where that cannot be known."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
