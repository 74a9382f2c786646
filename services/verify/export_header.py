"""Whether what an export says beside its events' bytes follows from them. Pure."""

import hashlib

from events.export.items import ExportHeader
from events.facts.vocabulary import Dataset
from events.format.canonical_json import canonical_json
from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import RecordedEvent
from events.heads.checkpoint import StoredCheckpoint
from events.verify.erasure_demands import ErasureDemands
from events.verify.findings import Finding, Findings
from events.verify.verify_history import VerifiedLog


class ExportCheck:
    """Takes entries and checkpoints in turn, and says what does not follow from their bytes."""

    def __init__(self, header: ExportHeader, findings: Findings) -> None:
        self._header, self._findings = header, findings
        self._demands = ErasureDemands()
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

    def take(self, entry: LogEntry, event: RecordedEvent | None) -> None:
        """What the line of an event with sealed bytes says beside them."""
        if event is None:
            self._is_whole = False
        if not self._is_whole or event is None:
            return
        position = entry.position
        if set(entry.erased) != self._demands.of(position, event):
            self._mismatch(position, "other texts are noted as erased than it demands")
        for command in entry.commands or ():
            taken = _digest(command)
            if taken in self._taken:
                self._mismatch(position, f"the key {command.key[:64]} was taken before")
            self._taken.add(taken)

    def finish(self, log: VerifiedLog, root: bytes) -> None:
        """Hold the header against what was found out about the log."""
        header = self._header
        if header.root != root:
            detail = "the events lead to another root than the export states"
            self._findings.add(Finding.DAMAGED, None, detail)
        if log.origins and header.origin != log.origins[-1][1]:
            self._mismatch(None, f"the export names itself {header.origin[:80]}")
        if log.origins and log.is_live != (header.dataset is Dataset.LIVE):
            self._mismatch(None, f"the export says that its data are {header.dataset}")
        for key in self._idle.values():
            detail = f"{key} has signed no checkpoint of this export"
            self._findings.add(Finding.BAD_SIGNATURE, None, detail)

    def _mismatch(self, position: int | None, detail: str) -> None:
        self._findings.add(Finding.COLUMN_MISMATCH, position, detail)


def _digest(command: AcceptedCommand) -> bytes:
    """16 bytes that only this party and key have: canonical, so that no two pairs read the same."""
    pair = canonical_json([command.party, command.key])
    return hashlib.blake2b(pair, digest_size=16).digest()
