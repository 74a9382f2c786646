"""A month of operation at speed: writes, questions, restarts, rotated lines, backups, prunes.

What is measured is what should not grow: descriptors, threads, the files of the folders, memory,
and each log line. Time plays no part: a day is what is done in it.
"""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.worlds.machine import Machine, restore_elsewhere
from tests.worlds.program import token
from tests.worlds.watched import Watched

REGISTER = """
mutation M($input: PartyRegisterInput!) { partyRegister(input: $input)
  { position userErrors { message } } }
"""
ASKED = (
    "{ occasions { edges { node { id name day } } } }",
    "{ log { size rootHash } }",
    "{ parties(first: 20) { edges { node { code name } } } }",
)
KEPT = 3
"""Backups that stand at the end of a day, at most: older ones are aged, then pruned."""
LONG_AGO = "rakor-20260101T{number:06}Z.age"


@dataclass(frozen=True, slots=True)
class Day:
    """What a server takes at the end of a day, before it is restarted."""

    descriptors: int
    threads: int
    resident: int
    """Bytes."""
    files: int
    """Files below the data, keys and backups together."""
    line: int
    """Bytes of a log line of a request, on average."""


class Month:
    """A machine whose server is restarted each night."""

    def __init__(self, machine: Machine, writes: int) -> None:
        self.machine, self._writes, self._number = machine, writes, 0
        self.days: list[Day] = []

    def day(self) -> None:
        """One day: write and ask, back up while that goes on, measure, restart, prune."""
        given = {
            "RAKOR_KEYS": str(self.machine.keys),
            "RAKOR_ERASURES": str(self.machine.list),
        }
        number = len(self.days)
        with Watched(self.machine.data, **given) as serving:
            bearer = token(self.machine.data, "RECORDER", "SETDA")
            for at in range(self._writes):
                self._write(serving, bearer)
                for query in ASKED:
                    serving.ask(query)
                if at == self._writes // 2:
                    self._back_up(number)
            measured = self._measure(serving.process.pid)
            code, told = serving.end(signal.SIGTERM)
        assert code == 0, told
        lines = [line for line in told.splitlines() if '"event":"request"' in line]
        self.days.append(Day(*measured, sum(map(len, lines)) // len(lines)))

    def _write(self, serving: Watched, bearer: str) -> None:
        self._number += 1
        given = {"code": f"M{self._number}", "name": "Lembaga", "kind": "AGENCY"}
        asked: dict[str, Any] = {"idempotencyKey": f"m-{self._number}", **given}
        answer = serving.ask(REGISTER, bearer, input=asked)["partyRegister"]
        assert answer["userErrors"] == []

    def _back_up(self, number: int) -> None:
        file = self.machine.back_up()
        file.rename(file.with_name(LONG_AGO.format(number=number)))  # as if it were old
        pruned = self.machine.rakor("backup", "prune", str(self.machine.backups))
        assert pruned.returncode == 0, pruned.stderr

    def _measure(self, pid: int) -> tuple[int, int, int, int]:
        process = Path(f"/proc/{pid}")
        pages = int((process / "statm").read_text().split()[1])
        folders = (self.machine.data, self.machine.keys, self.machine.backups)
        files = sum(path.is_file() for folder in folders for path in folder.rglob("*"))
        descriptors = len(list((process / "fd").iterdir()))
        threads = len(list((process / "task").iterdir()))
        return descriptors, threads, pages * os.sysconf("SC_PAGE_SIZE"), files

    def restored(self, into: Path) -> int:
        """Exit code of restoring the newest backup at the end of it all."""
        newest = max(self.machine.backups.iterdir())
        asked = (newest, into, self.machine.identity, "--without-erasures")
        return restore_elsewhere(*asked).returncode
