"""Who was let in, and who signed, is in an export too: verified from it alone, and imported."""

import io
from contextlib import closing
from pathlib import Path

from events.log.sqlite.event_log import SqliteEventLog
from events.progress import untold
from services.copy.export_log import export_log
from services.copy.import_log import import_log
from services.verify.export import verify_export
from services.verify.verification import Trust
from tests.worlds.copies import everything
from tests.worlds.court import Court
from tests.worlds.exports import lines_of, packed
from tests.worlds.sealed_world import findings


def test_an_export_holds_signatures_and_what_the_machine_did(tmp_path: Path) -> None:
    with Court(tmp_path / "court") as court:
        court.judge()
        court.sealed()
        out = io.BytesIO()
        export_log(court.log, out, disclosures=True)
        file = tmp_path / "log.rakor"
        file.write_bytes(out.getvalue())
        assert verify_export(file, Trust(), untold).findings.first == []
        with closing(SqliteEventLog(tmp_path / "copy", holder="a test")) as copy:
            import_log(copy, io.BytesIO(out.getvalue()))
            assert everything(copy)["events"] == everything(court.log)["events"]
            assert findings(copy) == []


def test_a_public_export_says_that_it_holds_no_signatures(tmp_path: Path) -> None:
    """Without its sealed bytes an event tells nothing of who signed it, and the report says so."""
    with Court(tmp_path / "court") as court:
        court.judge()
        court.sealed()
        out = io.BytesIO()
        export_log(court.log, out, sealed=False)
    file = tmp_path / "log.rakor"
    file.write_bytes(packed(lines_of(out.getvalue())))
    report = verify_export(file, Trust(), untold)
    assert report.findings.first == []
    assert "NO_SEALED" in report.remarks
