"""A machine with all that a backup must hold: a signed log, accounts, evidence, erasures."""

import hashlib
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Self
from uuid import uuid4

from events.facts.vocabulary import Dataset, Role
from events.log.event_queries import EventQuery, read_events
from events.log.sqlite.event_log import SqliteEventLog
from schema.open_server import Server, open_server
from schema.settings import Settings
from services.accounts.admit import add_account
from services.accounts.sqlite_book import sqlite_book
from services.commands.all import COMMAND_BY_MUTATION
from services.evidence.evidence_files import Sent
from services.evidence.kinds import Examined, Location
from services.permissions import Viewer
from tests.events.log.entries import contents
from tests.services.write.erasing import AUDITOR, BASIS, OPERATOR, OWNER, PERSON, report
from tests.worlds.office import MONDAY
from tests.worlds.program import rakor_here
from tests.worlds.world import World, commitment_id

PHOTO = b"\xff\xd8 a photo of stacked ballot boxes"
PHOTO_NAME = hashlib.sha256(PHOTO).hexdigest()
PHOTO_PLACE = Path("evidence", PHOTO_NAME[:2], PHOTO_NAME)
BOTH = ("Siti Aminah", "Budi Santoso")


class Machine:
    """Its data, its keys, where its backups go, and the operator's offline key."""

    def __init__(self, root: Path) -> None:
        self.data, self.keys = root / "data", root / "keys"
        self.backups, self.identity = root / "backups", root / "identity.txt"
        self.list = root / "apart" / "erasures.jsonl"
        self.public_half = ""
        self._acts = 0

    def furnish(self) -> Self:
        """Two texts and a name on record, a key, two people who may sign in, one photo."""
        with World(self.data, dataset=Dataset.LIVE) as world:
            report(world)
            report(world, note="kedua")
        assert self.rakor("key", "new").returncode == 0
        with closing(sqlite_book(self.data)) as book:
            for person, name in zip((PERSON, str(uuid4())), BOTH, strict=True):
                add_account(book, MONDAY, person, name, "DINKES", [Role.OWNER], is_vouched=True)
        photo = self.data / PHOTO_PLACE
        photo.parent.mkdir(parents=True)
        photo.write_bytes(PHOTO)
        self.backups.mkdir()
        made = self.rakor("backup", "key")
        self.identity.write_text(made.stdout)
        self.public_half = next(word for word in made.stderr.split() if word.startswith("age1"))
        self.server().close()  # its end is when the head is signed
        return self

    def rakor(self, *arguments: str, **more: str) -> "CompletedProcess[str]":
        """Run `rakor` on this machine."""
        given = {"RAKOR_KEYS": str(self.keys), "RAKOR_ERASURES": str(self.list)}
        return rakor_here(self.data, *arguments, **{**given, **more})

    def server(self, *, keeps_files: bool = False) -> Server:
        """The program's own server over the data, in this process."""
        settings = Settings(data=self.data, keys=self.keys, erasures=self.list)
        return open_server(settings, "a test", keeps_files=keeps_files)

    def act(self, server: Server, viewer: Viewer, mutation: str, **fields: Any) -> int:
        """Record something; its position."""
        self._acts += 1
        given = {"idempotency_key": f"machine-{self._acts}", **fields}
        command = COMMAND_BY_MUTATION[mutation].model_validate(given)
        return server.house.recorder.record(command, viewer).last.position

    def grow(self) -> None:
        """One more report, and a signed head over it."""
        server = self.server()
        asked = {"commitment": commitment_id("D01"), "value": 40 + self._acts}
        self.act(server, OWNER, "commitmentReportProgress", **asked)
        server.close()

    def erase(self) -> None:
        """Two people of two parties erase the first text, and an administrator the name."""
        said = next(event for event in events_in(self.data) if event.actor.person == PERSON)
        asked = {"event": said.position, "path": "/note", "legal_basis": BASIS}
        server = self.server()
        proposal = self.act(server, AUDITOR, "textProposeRedaction", **asked)
        self.act(server, OPERATOR, "textRedact", proposal=proposal)
        person = {"person": f"person:{PERSON}", "reason": "Permintaan"}
        self.act(server, OPERATOR, "personErase", **person)
        server.close()

    def attach_photo(self) -> int:
        """Send the photo and attach it; where it stands."""
        server = self.server(keeps_files=True)
        sent = self.data.parent / "sent"
        sent.write_bytes(PHOTO)
        assert server.house.files is not None
        server.house.files.keep(
            Sent(sent, sent, PHOTO_NAME, len(PHOTO), "KPU-LOG"),
            Examined("image/jpeg", Location.NONE, has_thumbnail=False),
        )
        position = self.act(
            server,
            OWNER,
            "commitmentAttachEvidence",
            commitment=commitment_id("D01"),
            sha256=PHOTO_NAME,
            media_type="image/jpeg",
            size=len(PHOTO),
        )
        server.close()
        return position

    def erase_photo(self, position: int) -> None:
        """Two people of two parties erase the photo."""
        server = self.server(keeps_files=True)
        asked = {"event": position, "path": "/file", "legal_basis": BASIS}
        proposal = self.act(server, AUDITOR, "textProposeRedaction", **asked)
        self.act(server, OPERATOR, "textRedact", proposal=proposal)
        server.close()

    def back_up(self) -> Path:
        """A backup."""
        before = set(self.backups.iterdir())
        made = self.rakor("backup", str(self.backups), RAKOR_BACKUP_TO=self.public_half)
        assert made.returncode == 0, made.stderr
        (file,) = set(self.backups.iterdir()) - before
        # Its name is that of the second, in which a test may make another one.
        return file.rename(self.backups / f"taken-{len(before)}.age")

    def restore(self, file: Path, into: Path, *more: str) -> "CompletedProcess[str]":
        """Restore a backup where neither data nor keys nor settings of this machine are."""
        return restore_elsewhere(file, into, self.identity, *more)


def restore_elsewhere(
    file: Path, into: Path, identity: Path, *more: str, **given: str
) -> "CompletedProcess[str]":
    """Run `rakor restore` where nothing else is known."""
    asked = ("restore", str(file), "--into", str(into), "--identity", str(identity))
    return rakor_here(into.parent / "nothing", *asked, *more, **given)


def events_in(folder: Path) -> list[Any]:
    """The events of a log."""
    with closing(SqliteEventLog(folder)) as log, log.reading() as connection:
        return list(read_events(connection, EventQuery()))


def contents_in(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a log."""
    with closing(SqliteEventLog(folder)) as log:
        return contents(log)


def people_in(folder: Path) -> dict[str, bool]:
    """Who has an account, and whether a link is out."""
    with closing(sqlite_book(folder)) as book, book.reading() as rows:
        return {account.name: account.link is not None for account in rows.all()}
