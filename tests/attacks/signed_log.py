"""A signed log to be attacked: the rehearsal and what came after, and what an auditor kept of it.

    log = signed.copy(tmp_path)
    with Attacker(log) as attacker:
        attacker.flip("leaf", 40)
    assert log.verify().found == {"DAMAGED": 40}

The keys lie outside the data folder, as they should: who writes to the database has no key yet.
"""

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.facts.vocabulary import Dataset, Role
from events.log.log_clock import system_time
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.verify.findings import Finding
from services.commands.all import COMMAND_BY_MUTATION
from services.heads.seal_history import Sealer
from services.heads.signing_keys import KeyFolder
from services.permissions import Viewer
from services.write.open_log import open_log
from services.write.record import Recorder
from services.write.record_batch import Recorded
from services.write.script import Line, RehearsalClock, play, read_script
from tests.worlds.api import scenario
from tests.worlds.persons import person_of
from tests.worlds.program import rakor_here
from tests.worlds.shown import write_snapshots

ORIGIN = "rakor.example/demo"
OCCASION = "gladi-psu-2025"
SECRETARY = Viewer((Role.RECORDER,), "SETDA", "11111111-1111-4111-8111-111111111111", "Siti")
LEAVER = Viewer((Role.RECORDER,), "SETDA", "22222222-2222-4222-8222-222222222222", "Darto")
AUDITOR = Viewer((Role.AUDITOR,), "INSPEKTORAT")
OPERATOR = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", person_of("DISKOMINFO"))
EXIT_CODES = {finding.name: finding.value for finding in Finding}
BEFORE = 159
"""Party P10 is registered at position 169, and so on."""


@dataclass(frozen=True)
class Verdict:
    """What `rakor verify` has said."""

    code: int
    found: dict[str, int | None]
    """Each kind of finding with the first position at which it was found."""
    remarks: set[str]
    report: dict[str, Any]

    @classmethod
    def parse(cls, code: int, said: str) -> "Verdict":
        """The verdict in a JSON report; the exit code must be that of the gravest finding."""
        report = json.loads(said)
        found: dict[str, int | None] = {}
        for item in report["findings"]:
            name, position = item["finding"], item["position"]
            known = [place for place in (found.get(name), position) if place is not None]
            found[name] = min(known, default=None)
        assert found.keys() == report["counts"].keys()
        gravest = next((finding.value for finding in Finding if finding.name in found), 0)
        assert (report["exitCode"], report["ok"]) == (code, not code) == (gravest, not gravest)
        return cls(code, found, set(report["remarks"]), report)


@dataclass(frozen=True)
class SignedLog:
    """A log's folder, the folder of its keys, and the checkpoints that an auditor kept."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where the database lies."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The database itself."""
        return self.folder / FILE_NAME

    @property
    def backup(self) -> Path:
        """A copy of the database as it was at the last but one checkpoint that was kept."""
        return self.root / "backup.sqlite"

    @property
    def keys(self) -> Path:
        """Where the signing keys lie, and beside them the last head that was signed."""
        return self.root / "keys"

    @property
    def public_key(self) -> str:
        """The verifier key that an auditor had by another way."""
        (key,) = KeyFolder(self.keys).signers(ORIGIN)
        return str(key.verifier)

    def kept(self, size: int) -> tuple[str, str]:
        """The option that names the checkpoint which the auditor kept at a size."""
        return "--against", str(self.root / f"{size}.checkpoint")

    @property
    def kept_sizes(self) -> list[int]:
        """The sizes at which the auditor kept a checkpoint."""
        return sorted(int(path.stem) for path in self.root.glob("*.checkpoint"))

    def restore_backup(self) -> None:
        """Put the copy in the place of the database."""
        shutil.copy(self.backup, self.database)

    def copy(self, folder: Path) -> "SignedLog":
        """A copy of everything, to be attacked."""
        return SignedLog(Path(shutil.copytree(self.root, folder / "attacked")))

    def rakor(self, *arguments: str, **more: str) -> Any:
        """Run `rakor` over the log."""
        return rakor_here(self.folder, *arguments, RAKOR_KEYS=str(self.keys), **more)

    def verify(self, *options: str, target: str | None = None) -> Verdict:
        """What `rakor verify` finds in the database, or at another place."""
        ended = self.rakor("verify", "--json", *options, target or str(self.folder))
        return Verdict.parse(ended.returncode, ended.stdout)


class TickingClock(RehearsalClock):
    """Stands where the script says; once that is played, each look takes a second."""

    tick = dt.timedelta()

    def now(self) -> dt.datetime:
        """The moment."""
        self.at += self.tick
        return self.at


def on_own_motion(lines: list[Line]) -> list[Line]:
    """The script with nothing asked for: what attackers aim at stays at its position."""
    return [
        line.model_copy(
            update={
                "input": {name: given for name, given in line.input.items() if name != "request"}
            }
        )
        for line in lines
        if line.mutation != "commitmentRequestChange"
    ]


class Builder:
    """Makes a signed log, without a server."""

    def __init__(self, root: Path) -> None:
        self._log = SignedLog(root)
        KeyFolder(self._log.keys).make(ORIGIN)
        lines = on_own_motion(read_script(scenario()))
        assert lines[0].at is not None
        self.clock = TickingClock(lines[0].at)
        self._events = SqliteEventLog(self._log.folder, holder="a test")
        open_log(self._events, self.clock, ORIGIN, Dataset.DEMO)
        self._recorder = Recorder(self._events, self.clock, Dataset.DEMO)
        self._sealer = Sealer(self._events, KeyFolder(self._log.keys), system_time)
        assert not [one for one in play(lines, self._recorder, self.clock) if one.is_surprise]
        self.clock.tick = dt.timedelta(seconds=1)
        self._keys = 0

    def send(self, viewer: Viewer, mutation: str, **fields: Any) -> "Future[Recorded]":
        """Ask for something to be recorded."""
        self._keys += 1
        command = COMMAND_BY_MUTATION[mutation].model_validate(
            {"idempotency_key": f"more-{self._keys}"} | fields
        )
        return self._recorder.submit(command, viewer)

    def parties(self, numbers: Iterable[int], viewer: Viewer = SECRETARY) -> None:
        """Register parties, each with a text: the reason."""
        asked = [
            self.send(
                viewer,
                "partyRegister",
                code=f"P{number}",
                name=f"Lembaga {number}",
                kind="AGENCY",
                reason=f"Alasan {number}",
            )
            for number in numbers
        ]
        for answer in asked:
            answer.result()

    def erase(self, position: int) -> None:
        """Erase the reason of an event and the name of the person who has left, as it is right."""
        place = {"event": position, "path": "/reason", "legal_basis": "UU 27/2022"}
        proposal = self.send(AUDITOR, "textProposeRedaction", **place).result().last.position
        self.send(OPERATOR, "textRedact", proposal=proposal).result()
        erased = {"person": f"person:{LEAVER.person}", "reason": "Diminta"}
        self.send(OPERATOR, "personErase", **erased).result()

    def back_up(self) -> None:
        """Copy the database, as an operator does from time to time."""
        with (
            closing(sqlite3.connect(self._log.database)) as now,
            closing(sqlite3.connect(self._log.backup)) as copy,
        ):
            now.backup(copy)

    def keep(self) -> int:
        """Sign the head, and keep it as an auditor does; the size."""
        signed = self._sealer.seal()
        assert signed
        path = self._log.root / f"{signed.signed.head.size}.checkpoint"
        path.write_text(str(signed.note), "utf-8")
        return signed.signed.head.size

    def finish(self) -> SignedLog:
        """The log, closed."""
        self._recorder.close()
        write_snapshots(self._events)
        self._events.close()
        return self._log


def build(root: Path, *, more: int) -> SignedLog:
    """A signed log of the rehearsal, proper erasures, and `more` events."""
    builder = Builder(root)
    rehearsed = builder.keep()
    builder.parties(range(10), LEAVER)
    builder.erase(rehearsed + 3)
    builder.keep()
    builder.parties(range(10, 10 + more // 2))
    builder.keep()
    builder.back_up()
    builder.parties(range(10 + more // 2, 10 + more))
    builder.keep()
    return builder.finish()
