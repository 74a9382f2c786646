"""Puts defects into a copy of the project, one by one, and asks its tests.

The copy holds what git knows and what it does not ignore, also what is not committed yet; the
project itself is only read.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.defects.kinds import Defect


class Verdict(Enum):
    """What the tests said to a defect."""

    FOUND = "found"
    OUT_OF_TIME = "out of time"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Placed:
    """A defect and the file that it goes into, named from the project's root."""

    file: str
    defect: Defect


def copy_project(root: Path, copy: Path) -> None:
    """Copy what belongs to the project into a folder that is not there yet."""
    listed = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)


def tests_of(root: Path, file: str) -> list[str]:
    """The tests in the same room as a file: those of its folder, or of the nearest above it."""
    folder = Path(file).parent
    while not (root / "tests" / folder).is_dir():
        folder = folder.parent
    return [str(Path("tests") / folder)]


class Trial:
    """A copy of the project, and the tests that are asked about each defect, stage by stage."""

    def __init__(self, copy: Path, limit: float, further: Sequence[Sequence[str]] = ()) -> None:
        """`limit` is in seconds, for each stage; `further` are the stages after the room's own."""
        self._copy, self._limit, self._further = copy, limit, further

    def sound(self, files: Iterable[str], own: Sequence[str] = ()) -> bool:
        """Whether every test passes that is asked about these files, without any defect."""
        stages = {tuple(stage) for file in files for stage in self._stages(file, own)}
        return all(self._passes(stage) for stage in sorted(stages))

    def try_out(self, placed: Placed, own: Sequence[str] = ()) -> Verdict:
        """Put a defect in, ask the tests, and take it out again."""
        path = self._copy / placed.file
        source = path.read_bytes()
        path.write_bytes(placed.defect.put_into(source))
        try:
            for stage in self._stages(placed.file, own):
                if not self._passes(stage):
                    return Verdict.FOUND
        except subprocess.TimeoutExpired:
            return Verdict.OUT_OF_TIME
        finally:
            path.write_bytes(source)
        return Verdict.SURVIVED

    def _stages(self, file: str, own: Sequence[str]) -> list[Sequence[str]]:
        return [own or tests_of(self._copy, file), *self._further]

    def _passes(self, asked: Sequence[str]) -> bool:
        """Whether these tests pass. Raises TimeoutExpired; whatever they started is ended too."""
        # Compiled files know a source by size and second, which a defect may not change.
        environment = {
            **os.environ,
            "PYTHONPATH": str(self._copy),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        words = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        words.append("--hypothesis-profile=defects")
        with subprocess.Popen(
            [*words, *asked],
            cwd=self._copy,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                return process.wait(self._limit) == 0
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
