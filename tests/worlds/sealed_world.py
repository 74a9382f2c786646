"""A world whose head is signed: its key lies in the folder `keys` beside its log."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.log.event_log import EventLog
from events.log.sqlite.event_log import FILE_NAME
from events.progress import untold
from services.heads.prove import Proofs
from services.heads.seal_history import Sealer
from services.heads.signing_keys import KeyFolder
from services.read.log_name import origin_of
from services.verify.database import verify_database
from services.verify.verification import Trust
from tests.worlds.world import World


class SealedWorld(World):
    """A world with a sealer; a key is made for it unless there is one, or `keyless`."""

    def __init__(self, folder: Path, *, keyless: bool = False, **more: Any) -> None:
        super().__init__(folder, **more)
        self.keys_folder = folder / "keys"
        self.keys = KeyFolder(self.keys_folder)
        with self.log.reading() as connection:
            self.origin = origin_of(connection)
        if not keyless and not self.keys.signers(self.origin):
            self.keys.make(self.origin)
        self.sealer = Sealer(self.log, self.keys, lambda: self.time.wall)
        self.proofs = Proofs(self.log)

    def report(self, value: int = 1, **more: Any) -> int:
        """Let the log grow by one event; its position."""
        return self.owner("commitmentReportProgress", "D01", value=value, **more).last.position

    def grow_to(self, size: int) -> None:
        """Let the log grow until it holds so many events."""
        while (now := self.head().size) < size:
            regions = [
                {"code": f"G{position}", "name": "Region", "level": "PROVINCE"}
                for position in range(now, min(size, now + 200))
            ]
            self.secretary("regionRegister", regions=regions)

    def sealed(self) -> SignedNote:
        """Seal the log; the checkpoint that there is now."""
        newest = self.sealer.seal()
        assert newest is not None
        return newest.signed

    def shown(self) -> SignedNote | None:
        """The checkpoint that anyone is shown."""
        stored = self.proofs.checkpoint()
        return stored.signed if stored else None

    def kept(self) -> SignedNote | None:
        """The checkpoint that is kept beside the key."""
        return self.keys.last_signed(self.origin)


def findings(log: EventLog, *kept: SignedNote, keys: Iterable[VerifierKey] = ()) -> list[str]:
    """What a verification of a log finds who kept checkpoints of it; nothing if it is SOUND."""
    report = verify_database(log, Trust(keys=tuple(keys), kept=kept), untold)
    return [f"{item.finding.name} {item.position}: {item.detail}" for item in report.findings.first]


def as_version_1(folder: Path) -> None:
    """Make a log what it was before there was a tree."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        for table in ("tiles", "checkpoints", "cosignatures", "log_keys"):
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version=1")
        database.commit()
