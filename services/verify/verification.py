"""What every verification has in common, whatever it reads: whom to trust, and what comes out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from events.format.log_entry import LogEntry
from events.format.recorded_event import RecordedEvent
from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.heads.witness_policy import WitnessPolicy
from events.tree.tiles import FilledTile, GrowingTiles
from events.verify.expected_head import Holder, expected_head
from events.verify.findings import Finding, Findings
from events.verify.receipts import Receipt, ReceiptsDue
from events.verify.verify_history import HistoryCheck, VerifiedLog
from services.state.replay import REPLAY_ERRORS, Replay
from services.verify.signed_acts import SignedActs


class Remark(StrEnum):
    """What a reader must know of a verification beside its findings."""

    KEYS_FROM_LOG = "KEYS_FROM_LOG"
    """No key was given: those that the log itself shows were believed."""
    UNSIGNED = "UNSIGNED"
    """There is no signed head: only the log's agreement with itself could be checked."""
    UNWITNESSED = "UNWITNESSED"
    """Not all of it is under a head that witnesses have cosigned as the auditor's policy asks."""
    NO_SEALED = "NO_SEALED"
    """Only what is public was there to be checked."""
    NO_TEXTS = "NO_TEXTS"
    """Texts were not handed out."""
    REGIONS_SEALED = "REGIONS_SEALED"
    """Values of regions are sealed: what depends on them could not be computed again."""
    NOTHING_SHOWN = "NOTHING_SHOWN"
    """Projections were rebuilt, but there was nothing shown to compare them with."""
    WITNESS_SILENT = "WITNESS_SILENT"
    """Not every witness of the auditor's policy could be asked what it holds."""
    READ_ONLY = "READ_ONLY"
    """The server says that it adds nothing: it does not hold what it had signed."""
    UNCOVERED = "UNCOVERED"
    """The newest events are under no signed head: nothing yet holds the operator to them."""
    RECEIPTS_UNCOVERED = "RECEIPTS_UNCOVERED"
    """Receipts lie beyond the last signed head: they are not covered yet."""
    ORIGIN_CHANGED = "ORIGIN_CHANGED"
    """The log itself says that it left a signed history behind."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What an auditor brings along; nothing of it comes from the log."""

    keys: tuple[VerifierKey, ...] = ()
    policy: WitnessPolicy | None = None
    kept: tuple[SignedNote, ...] = ()
    """Checkpoints from earlier."""
    remembered: tuple[SignedNote, ...] = ()
    """What the server keeps beside its keys; it counts for a database of the same name."""
    receipts: tuple[Receipt, ...] = ()
    """What clients were answered when they recorded something."""

    @property
    def log_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that may sign the log's heads: those given, and those that the policy names."""
        named = (item.key for item in self.policy.logs) if self.policy else ()
        return tuple(dict.fromkeys((*self.keys, *named)))


@dataclass(frozen=True, slots=True)
class FilesVerified:
    """What came of it, beside findings."""

    sound: int
    """Files that are those whose hashes are on record."""
    absent: int
    """Hashes on record of which no file was ever kept here: of scripts, or of before."""
    erased: int


@dataclass
class VerificationReport:
    """The outcome of a verification."""

    findings: Findings
    log: VerifiedLog
    root: bytes
    remarks: list[Remark] = field(default_factory=list)
    receipts: Sequence[Receipt] = ()
    """Receipts that hold under a signed head."""
    uncovered: Sequence[Receipt] = ()
    """Receipts of which nothing can be said yet: no signed head covers them."""
    files: FilesVerified | None = None
    """What came of the files of evidence; None where they were not at hand."""

    @property
    def exit_code(self) -> int:
        """0, or the code of the gravest finding."""
        gravest = self.findings.gravest
        return gravest.value if gravest else 0


def _do_nothing(_: Replay) -> None:
    """Where nothing stands beside the events, there is nothing to hold against the states."""


class Verification:
    """One run: entries go in in order, with the heads that were signed; a report comes out."""

    def __init__(self, trust: Trust, shown_keys: Iterable[VerifierKey] = ()) -> None:
        self.findings = Findings()
        self.remarks: list[Remark] = []
        self._trust = trust
        self._keys = trust.log_keys or tuple(shown_keys)
        if not trust.log_keys:
            self.remark(Remark.KEYS_FROM_LOG)
        self.check = HistoryCheck(self.findings)
        self.event: RecordedEvent | None = None
        """What the last entry holds, where it is whole and everything of it is there."""
        self.replay: Replay | None = Replay()
        self.receipts = ReceiptsDue(self.findings, trust.receipts)
        self.on_replayed: Callable[[Replay], None] = _do_nothing
        """Told the states after each entry that was replayed."""
        self._signed_acts = SignedActs()
        self._tiles = GrowingTiles()
        self._signed = False
        for note in trust.kept:
            self.expect(note, Holder.AUDITOR)

    def remark(self, remark: Remark) -> None:
        """Note something that a reader must know."""
        if remark not in self.remarks:
            self.remarks.append(remark)

    def expect(self, note: SignedNote, holder: Holder = Holder.LOG) -> None:
        """Demand that the history holds what a checkpoint says."""
        policy = self._trust.policy
        head = expected_head(note, self._keys, policy, self.findings, holder=holder)
        if head is not None:
            self._signed = self._signed or holder is Holder.LOG
            self.check.expect(head)

    def take(self, entry: LogEntry) -> list[FilledTile]:
        """Check an entry and replay it; the tiles that it fills, for a comparison."""
        event = self.event = self.check.take(entry)
        recorded = () if entry.leaf_hash is None else (entry.leaf_hash,)
        self.receipts.take(entry.position, self.check.own_hash, recorded)
        if event is None:
            self.replay = None
        elif self.replay is not None:
            for detail in self._signed_acts.take(event, self.replay.directory):
                self.findings.add(Finding.BAD_ASSERTION, event.position, detail)
            try:
                self.replay.follow(event)
            except REPLAY_ERRORS as error:
                detail = f"cannot be replayed: {type(error).__name__}"
                self.findings.add(Finding.MALFORMED, event.position, detail)
                self.replay = None
            else:
                self.on_replayed(self.replay)
        return self._tiles.push(self.check.own_hash)

    def compare_tile(self, tile: FilledTile, stored: Sequence[bytes]) -> None:
        """Hold a tile that the entries fill against the one that is stored.

        Where an entry under it is not what was recorded, that was said, and the tile must differ.
        """
        if stored == tile.hashes or self.check.is_changed_since(tile.first_position):
            return
        differing = (at for at, own in enumerate(tile.hashes) if stored[at : at + 1] != [own])
        position = tile.first_position + next(differing) * tile.leaves_of_hash
        detail = f"tile {tile.number} of level {tile.level} is not that of the entries"
        self.findings.add(Finding.DAMAGED, position, detail)

    def drift(self, detail: str) -> None:
        """Note that something shown does not follow from the bytes."""
        self.findings.add(Finding.PROJECTION_DRIFT, None, detail)

    def finish(self) -> VerificationReport:
        """The report."""
        log = self.check.finish()
        if not self._signed:
            self.remark(Remark.UNSIGNED)
        if log.witnessed < max(log.size, 1):
            self.remark(Remark.UNWITNESSED)
        if log.abandoned:
            self.remark(Remark.ORIGIN_CHANGED)
        covered = log.covered
        if 0 < covered < log.size:
            self.remark(Remark.UNCOVERED)
        held, uncovered = self.receipts.held(covered), self.receipts.uncovered(covered)
        if uncovered:
            self.remark(Remark.RECEIPTS_UNCOVERED)
        return VerificationReport(
            self.findings, log, self.check.root(), self.remarks, held, uncovered
        )
