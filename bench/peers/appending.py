"""How a peer is told to append, in a process of its own: a line for each load, its seconds back."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

from bench.callers import together

ROOT = Path(__file__).parent.parent.parent


def obey(append: Callable[[int, int], object]) -> None:
    """Carry out each line of standard input, `[callers, each]`, and say how long it took."""
    for line in sys.stdin:
        callers, each = json.loads(line)
        print(together(callers, each, append), flush=True)


class Appender:
    """A peer that appends as it is told, if its package is installed."""

    def __init__(self, module: str, folder: Path, size: int) -> None:
        """`size`: the bytes of each event."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"bench.peers.{module}", str(folder), str(size)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def seconds(self, callers: int, each: int) -> float:
        """How long so many callers take for so many appends each."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps([callers, each])}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise SystemExit("a peer of the bench failed: see above")
        return float(said)


def is_installed(package: str) -> bool:
    """Whether a peer's package is there."""
    return importlib.util.find_spec(package) is not None
