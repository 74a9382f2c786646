"""Verifies an export, offline: bytes, texts and signed heads, as far as they were handed out."""

from pathlib import Path

from events.export.file import read_export
from events.format.log_entry import LogEntry
from events.progress import Progress
from services.verify.export_header import ExportCheck
from services.verify.public_states import PublicStates
from services.verify.verification import Remark, Trust, Verification, VerificationReport


def verify_export(file: Path, trust: Trust, progress: Progress) -> VerificationReport:
    """Verify an export as it streams by; it is never held as a whole.

    Raises MalformedExport where it is no complete export, OSError where it cannot be read.
    """
    with file.open("rb") as stream:
        header, items = read_export(stream)
        run = Verification(trust, header.keys)
        beside, states = ExportCheck(header, run.findings), PublicStates()
        for item in items:
            if not isinstance(item, LogEntry):
                beside.take_checkpoint(item)
                run.expect(item.note)
                continue
            run.take(item)
            if header.sealed:
                beside.take(item, run.event, run.check.erases)
            else:
                states.take(item.leaf, run)
            progress(run.check.log.size, header.size)
    beside.finish(run.check.log, run.check.root())
    if not header.sealed:
        run.remark(Remark.NO_SEALED)
    elif not header.disclosures:
        run.remark(Remark.NO_TEXTS)
    run.remark(Remark.NOTHING_SHOWN)
    return run.finish()
