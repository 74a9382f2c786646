"""Verifies an export, offline: bytes, texts and signed heads, as far as they were handed out."""

from pathlib import Path

from events.export_file import read_export
from events.log_entry import LogEntry
from events.progress import Progress
from services.verification import Remark, Report, Trust, Verification


def verify_export(file: Path, trust: Trust, progress: Progress) -> Report:
    """Verify an export as it streams by, in bounded memory.

    Raises MalformedExport where it is no complete export, OSError where it cannot be read.
    """
    with file.open("rb") as stream:
        header, items = read_export(stream)
        run = Verification(trust, header.keys)
        if not header.sealed:
            run.remark(Remark.NO_SEALED)
        if not header.disclosures:
            run.remark(Remark.NO_TEXTS)
        run.remark(Remark.NOTHING_SHOWN)
        for item in items:
            if isinstance(item, LogEntry):
                run.take(item)
                progress(run.check.log.size, header.size)
            else:
                run.expect(item.note)
    return run.finish()
