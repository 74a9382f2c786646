"""What is swept beside everything else, and tried again."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from threading import Event

from services.evidence.evidence_files import Bounds, EvidenceFiles, Sent
from services.evidence.kinds import Examined, Location, Standing
from services.evidence.on_record import EvidenceOnRecord
from services.evidence.store import ABOUT, INCOMING, FolderStore, name_of
from services.evidence.sweeping import SweepThread

START = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
PATIENCE = 30.0
PICTURE, OTHER = "b" * 64, "c" * 64


class Stubborn(FolderStore):
    """A folder from which at first nothing can be taken away."""

    tries = 3

    def delete(self, name: str) -> None:
        if self.tries:
            self.tries -= 1
            raise OSError("stuck")
        super().delete(name)


class Slow(FolderStore):
    """A folder into which a second file comes slowly: meanwhile something else happens."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.is_coming, self.goes_on = Event(), Event()

    def put(self, name: str, file: Path) -> None:
        if name == name_of(OTHER):
            self.is_coming.set()
            assert self.goes_on.wait(PATIENCE)
        super().put(name, file)


def test_a_file_is_there_until_it_is_swept(tmp_path: Path) -> None:
    """Else it could come again in between, and be taken away with what was old."""
    now, asked = [START], Event()

    def tell() -> dt.datetime:
        asked.set()
        return now[0]

    store, bounds = Slow(tmp_path), Bounds(10_000, dt.timedelta(hours=24))
    files = EvidenceFiles(store, tmp_path / INCOMING, EvidenceOnRecord(), bounds, tell)

    def send(sha256: str) -> None:
        sent = Path(mkdtemp(dir=tmp_path)) / "sent"
        sent.write_bytes(b"a file")
        pdf = Examined("application/pdf", Location.NONE, has_thumbnail=False)
        files.keep(Sent(sent, sent, sha256, 6, "KPU"), pdf)

    send(PICTURE)
    now[0] += dt.timedelta(hours=25)
    with ThreadPoolExecutor(2) as both:
        sending = both.submit(send, OTHER)
        assert store.is_coming.wait(PATIENCE)
        asked.clear()
        sweeping = both.submit(files.sweep)
        assert asked.wait(PATIENCE)
        time.sleep(0.1)
        assert files.standing(PICTURE) is Standing.KEPT
        store.goes_on.set()
        sending.result()
        sweeping.result()
    assert files.standing(PICTURE) is Standing.ABSENT
    assert set(store.sizes()) == {name_of(OTHER), name_of(OTHER, ABOUT)}


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
