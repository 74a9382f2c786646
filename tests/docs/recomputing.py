"""docs/recompute_readiness.py in a process of its own, and what a server may show it."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from tests.worlds.program import PATIENCE, ROOT

DOCS = ROOT / "docs"
AGREED, DIFFERENT, NOT_RECOMPUTED = 0, 1, 2


def run(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the script to its end, away from the project."""
    return subprocess.run(
        [sys.executable, str(DOCS / "recompute_readiness.py"), url, *arguments],
        cwd="/",
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def found(url: str, *arguments: str) -> dict[str, Any]:
    """What the script says for a program; its exit code stands in it."""
    ended = run(url, "--json", *arguments)
    said: dict[str, Any] = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (said["exitCode"], "")
    return said


def changed(place: tuple[str | int, ...], value: object) -> Callable[[Any], None]:
    """A change of what the server shows of a readiness."""

    def change(said: Any) -> None:
        part = said["data"]["readiness"]
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = value

    return change
