"""What is swept beside everything else, and tried again."""

import datetime as dt
import time
from pathlib import Path

from services.evidence.evidence_files import Bounds, EvidenceFiles, Sent
from services.evidence.kinds import Examined, Location, Standing
from services.evidence.on_record import EvidenceOnRecord
from services.evidence.store import INCOMING, FolderStore
from services.evidence.sweeping import SweepThread

START = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
PATIENCE = 30.0
PICTURE = "b" * 64


class Stubborn(FolderStore):
    """A folder from which at first nothing can be taken away."""

    tries = 3

    def delete(self, name: str) -> None:
        if self.tries:
            self.tries -= 1
            raise OSError("stuck")
        super().delete(name)


def test_what_cannot_be_taken_away_at_first_is_gone_in_the_end(tmp_path: Path) -> None:
    now = [START]
    store, bounds = Stubborn(tmp_path), Bounds(10_000, dt.timedelta(hours=24))
    files = EvidenceFiles(store, tmp_path / INCOMING, EvidenceOnRecord(), bounds, lambda: now[0])
    (tmp_path / "sent").write_bytes(b"a file")
    sent = Sent(tmp_path / "sent", tmp_path / "none", PICTURE, 6, "KPU")
    files.keep(sent, Examined("application/pdf", Location.NONE, has_thumbnail=False))
    assert len(store.sizes()) == 2
    now[0] += dt.timedelta(hours=25)
    sweeping = SweepThread(files, every=0.0, again=0.01)
    try:
        end = time.monotonic() + PATIENCE
        while (store.sizes() or not files.settled.is_set()) and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        sweeping.close()
    assert store.sizes() == {}
    assert files.standing(PICTURE) is Standing.ABSENT
