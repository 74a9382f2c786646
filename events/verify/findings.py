"""What a verification can find, each with an exit code of its own. Pure."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from events.verify.flaw import Flaw


class Finding(Enum):
    """What is wrong, gravest first; the value is the exit code of `rakor verify`."""

    FORK = 12
    """Another history than one whose head was signed: something was rewritten."""
    ROLLBACK = 13
    """The log ends before a head that was signed: something was cut off."""
    DAMAGED = 10
    """Bytes are not those that the tree, the leaf or the position says; or an entry is missing."""
    BAD_SIGNATURE = 14
    """A checkpoint is not signed by a known key, or the signature does not fit."""
    BAD_ASSERTION = 20
    """An act does not bear the signature of the person in whose name it stands."""
    MALFORMED = 11
    """Bytes that are no event of the published format."""
    COLUMN_MISMATCH = 15
    """What the database says beside the bytes differs from them."""
    DISCLOSURE_MISSING = 16
    """A text is gone, and no event says that it was erased."""
    EVIDENCE_CHANGED = 21
    """A file of evidence holds other bytes than those whose hash is on record."""
    EVIDENCE_MISSING = 22
    """A file of evidence was kept, and is gone, and no event says that it was erased."""
    EVIDENCE_NOT_ERASED = 23
    """A file of evidence, or its thumbnail, was erased, and is still there."""
    PROJECTION_DRIFT = 17
    """What is shown differs from what follows from the bytes."""
    CLOCK = 18
    """Recorded times run backwards, or contradict those of witnesses."""
    NEEDS_UPGRADE = 19
    """An event of a shape that this program does not know: only its bytes could be checked."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: how grave, where, in plain words, and what exactly is wrong if it has a name."""

    finding: Finding
    position: int | None
    detail: str
    flaw: Flaw | None = None


class Findings:
    """Collects findings: all are counted, the first of each kind are kept in full."""

    def __init__(self, keep: int = 20) -> None:
        self._keep = keep
        self.first: list[Found] = []
        self.counts: Counter[Finding] = Counter()

    def add(
        self, finding: Finding, position: int | None, detail: str, flaw: Flaw | None = None
    ) -> None:
        """Note a finding."""
        self.note(Found(finding, position, detail, flaw))

    def note(self, found: Found) -> None:
        """Note a finding that may say more than others."""
        self.counts[found.finding] += 1
        if self.counts[found.finding] <= self._keep:
            self.first.append(found)

    @property
    def gravest(self) -> Finding | None:
        """The gravest kind that was found; None where all is well."""
        return next((finding for finding in Finding if self.counts[finding]), None)
