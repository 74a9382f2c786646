"""Verifies files of evidence against the hashes that the log holds."""

import hashlib

from events.format.canonical_bytes import UnreadableEvent
from events.log.event_log import EventLog
from events.progress import Progress
from events.verify.findings import Finding, Findings
from services.evidence.on_record import EvidenceOnRecord
from services.evidence.store import ABOUT, THUMBNAIL, Store, name_of
from services.read.evidence_on_record import evidence_on_record
from services.verify.verification import FilesVerified

PART = 1 << 20


def verify_files(
    log: EventLog, store: Store, findings: Findings, progress: Progress
) -> FilesVerified | None:
    """Hold each file against its hash; None where the log cannot be read to its end.

    Raises OSError where the store cannot be read, and LogUnavailable.
    """
    try:
        with log.reading() as connection:
            on_record = evidence_on_record(connection)
    except UnreadableEvent:
        return None
    sizes, sound, absent = store.sizes(), 0, 0
    left = on_record.attached.keys() - on_record.erased.keys()
    _find_not_erased(on_record, sizes, findings)
    for done, sha256 in enumerate(sorted(left), start=1):
        position, name = on_record.attached[sha256][0].position, name_of(sha256)
        if name in sizes and _hash(store, name, sizes[name]) == sha256:
            sound += 1
        elif name in sizes:
            detail = f"the file {sha256} holds other bytes"
            findings.add(Finding.EVIDENCE_CHANGED, position, detail)
        elif name_of(sha256, ABOUT) in sizes:
            detail = f"the file {sha256} was kept, and is gone"
            findings.add(Finding.EVIDENCE_MISSING, position, detail)
        else:
            absent += 1
        progress(done, len(left))
    return FilesVerified(sound, absent, len(on_record.erased))


def _find_not_erased(
    on_record: EvidenceOnRecord, sizes: dict[str, int], findings: Findings
) -> None:
    for sha256, position in on_record.erased.items():
        for what in ("", THUMBNAIL):
            if name_of(sha256, what) in sizes:
                detail = f"{name_of(sha256, what)} was erased, and is still there"
                findings.add(Finding.EVIDENCE_NOT_ERASED, position, detail)


def _hash(store: Store, name: str, size: int) -> str:
    digest = hashlib.sha256()
    for start in range(0, size, PART):
        digest.update(store.read(name, start, min(start + PART, size)))
    return digest.hexdigest()
