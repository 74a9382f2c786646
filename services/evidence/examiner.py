"""Has files examined by a process of its own, which what it reads cannot take along."""

import json
import os
import subprocess
import sys
from pathlib import Path

from services.evidence.kinds import Examined, Location, Unfit, UnfitFile

PATIENCE = 40
"""Seconds; its own limit of processor time is less."""
PROGRAM = [sys.executable, "-P", "-m", "services.evidence.examine"]
HANDED_ON = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT")
"""Of the environment: none of the keys and tokens that may stand there."""


def examine(file: Path, folder: Path, *, keeps_location: bool) -> Examined:
    """What a file is; what is kept of it lies in the folder. Raises UnfitFile or OSError."""
    wish = "keep" if keeps_location else "remove"
    environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603  # our own program; no shell reads its arguments
            [*PROGRAM, str(file.absolute()), str(folder.absolute()), wish],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnfitFile(Unfit.TOO_MUCH) from None
    if ended.returncode < 0:  # ended by a limit, or by what it read
        raise UnfitFile(Unfit.TOO_MUCH)
    if ended.returncode:
        raise OSError(f"a file was not examined: {ended.stderr[-400:].decode(errors='replace')}")
    said = json.loads(ended.stdout)
    if "unfit" in said:
        raise UnfitFile(Unfit(said["unfit"]))
    return Examined(said["mediaType"], Location(said["location"]), said["hasThumbnail"])
