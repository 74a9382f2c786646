"""Whether what an export says beside its events' bytes follows from them. Pure."""

import hashlib

from events.export.items import ExportHeader
from events.facts.vocabulary import Dataset
from events.format.canonical_json import canonical_json
from events.format.log_entry import AcceptedCommand, LogEntry, TextPlace
from events.format.recorded_event import RecordedEvent
from events.heads.checkpoint import StoredCheckpoint
from events.verify.findings import Finding, Findings
from events.verify.flaw import Flaw
from events.verify.verify_history import VerifiedLog


class ExportCheck:
    """Takes entries and checkpoints as they come, and says what their bytes do not bear out."""

    def __init__(self, header: ExportHeader, findings: Findings) -> None:
        self._header, self._findings = header, findings
        self._taken: set[bytes] = set()
        """Digests of party and key of each accepted command: there may be millions."""
        self._is_whole = True
        """Whether every event so far could be read."""
        self._idle = {(key.name, key.id): key for key in header.keys}
        """Keys that have signed nothing so far."""

    def take_checkpoint(self, item: StoredCheckpoint) -> None:
        """Note whose signature is under a checkpoint."""
        for each in item.signed.signatures:
            self._idle.pop((each.name, each.key_id), None)

    def take(self, entry: LogEntry, event: RecordedEvent | None, erases: set[TextPlace]) -> None:
        """What the line of an event with sealed bytes says beside them.

        `erases` are the texts that went because of the event.
        """
        if event is None:
            self._is_whole = False
        if not self._is_whole or event is None:
            return
        position = entry.position
        if set(entry.erased) != erases:
            detail = "other texts are noted as erased than it demands"
            self._mismatch(position, detail, Flaw.ERASURE)
        for command in entry.commands or ():
            taken = _digest(command)
            if taken in self._taken:
                self._mismatch(
                    position, f"the key {command.key[:64]} was taken before", Flaw.COMMAND
                )
            self._taken.add(taken)

    def finish(self, log: VerifiedLog, root: bytes) -> None:
        """Hold the header against what was found out about the log."""
        header = self._header
        if header.root != root:
            detail = "the events lead to another root than the export states"
            self._findings.add(Finding.DAMAGED, None, detail, Flaw.ROOT)
        if log.origins and header.origin != log.origins[-1][1]:
            self._mismatch(None, f"the export names itself {header.origin[:80]}", Flaw.OPENING)
        if log.origins and log.is_live != (header.dataset is Dataset.LIVE):
            detail = f"the export says that its data are {header.dataset}"
            self._mismatch(None, detail, Flaw.OPENING)
        for key in self._idle.values():
            detail = f"{key} has signed no checkpoint of this export"
            self._findings.add(Finding.BAD_SIGNATURE, None, detail, Flaw.KEY)

    def _mismatch(self, position: int | None, detail: str, flaw: Flaw) -> None:
        self._findings.add(Finding.COLUMN_MISMATCH, position, detail, flaw)


def _digest(command: AcceptedCommand) -> bytes:
    """16 bytes that only this party and key have: canonical, so that no two pairs read the same."""
    pair = canonical_json([command.party, command.key])
    return hashlib.blake2b(pair, digest_size=16).digest()
