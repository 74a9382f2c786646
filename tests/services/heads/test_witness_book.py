"""What a witness remembers: on disk before it answers, one after the other, never half of it."""

import datetime as dt
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest

from events.heads.note_keys import COSIGNATURE, ML_DSA_44, SignerKey
from events.heads.tree_head import origin_hash
from events.heads.witnessing import CheckpointRefused
from events.log.writer_lock import LogIsBusy
from services.heads.witness_book import WitnessBook, WitnessBookDamaged
from tests.worlds.breakage import full_disk
from tests.worlds.memory_log import NOON, MemoryLog, key_named, witness_key

ROOT = Path(__file__).parents[3]
LOG = MemoryLog()
OTHER = MemoryLog(key_named("log.example/other"))
WITNESS = witness_key(1)
LOGS = [LOG.key.verifier, OTHER.key.verifier]
HASHED = origin_hash(LOG.key.name)


def noon() -> dt.datetime:
    return dt.datetime.fromtimestamp(NOON, dt.UTC)


def opened(folder: Path, signer: SignerKey = WITNESS) -> WitnessBook:
    """The book of a folder, with a clock that stands at noon."""
    return WitnessBook(folder, signer, LOGS, noon)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "house" / "witness"


@pytest.fixture
def book(folder: Path) -> Iterator[WitnessBook]:
    found = opened(folder)
    yield found
    found.close()


def refused(book: WitnessBook, log: MemoryLog, old: int, new: int) -> tuple[int, int | None]:
    """Status and size of a refusal."""
    with pytest.raises(CheckpointRefused) as error:
        book.cosign(log.request(old, new))
    return error.value.status, error.value.size


def test_the_origins_hash_is_sha_256_in_lowercase_hex() -> None:
    assert origin_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("kind", [COSIGNATURE, ML_DSA_44])
def test_a_cosignature_is_of_the_whole_head_at_the_witnesss_time(folder: Path, kind: int) -> None:
    signer = witness_key(1, kind)
    book = opened(folder, signer)
    note = book.cosign(LOG.request(0, 7))
    assert note.head == LOG.head(7)
    assert [found.seconds for found in note.verify([signer.verifier])] == [NOON]
    assert note.signatures == (*LOG.checkpoint(7).signatures, note.signatures[-1])
    book.close()


def test_each_origin_is_remembered_by_itself(book: WitnessBook, folder: Path) -> None:
    book.cosign(LOG.request(0, 7))
    assert refused(book, OTHER, 7, 9) == (409, 0)
    book.cosign(OTHER.request(0, 3))
    latest = book.cosign(LOG.request(7, 9))
    assert len(book) == 2
    assert book.latest(HASHED) == latest
    assert (folder / HASHED).read_bytes() == str(latest).encode()
    assert book.latest(origin_hash("log.example/never-seen")) is None


def test_a_refused_checkpoint_changes_nothing(book: WitnessBook, folder: Path) -> None:
    book.cosign(LOG.request(0, 7))
    before = (folder / HASHED).read_bytes()
    assert refused(book, LOG, 0, 9) == (409, 7)
    assert refused(book, LOG.fork(5), 7, 9) == (422, None)
    assert refused(book, LOG.fork(5), 7, 7) == (422, None)
    assert (folder / HASHED).read_bytes() == before


def test_what_was_cosigned_is_remembered_by_the_next_process(folder: Path) -> None:
    book = opened(folder)
    note = book.cosign(LOG.request(0, 7))
    book.close()
    book = opened(folder)
    assert book.latest(HASHED) == note
    assert refused(book, LOG.fork(3), 0, 6) == (409, 7)
    assert refused(book, LOG.fork(3), 7, 8) == (422, None)
    book.cosign(LOG.request(7, 8))
    book.close()


def test_the_same_head_is_cosigned_again(book: WitnessBook) -> None:
    book.cosign(LOG.request(0, 7))
    assert book.cosign(LOG.request(7, 7)).head == LOG.head(7)


def test_of_many_requests_at_once_each_continues_the_one_before(book: WitnessBook) -> None:
    def grow(number: int) -> list[int]:
        """Push the log on, from wherever the witness says it is."""
        held, cosigned = 0, []
        while held < 60:
            try:
                book.cosign(LOG.request(held, held + 1 + number % 3))
                held += 1 + number % 3
                cosigned.append(held)
            except CheckpointRefused as error:
                assert (error.status, error.size is not None) == (409, True)
                held = error.size or 0
        return cosigned

    with ThreadPoolExecutor(8) as pool:
        sizes = [size for found in pool.map(grow, range(8)) for size in found]
    assert len(sizes) == len(set(sizes)), "a size was cosigned on two ways"
    latest = book.latest(HASHED)
    assert latest is not None
    assert latest.head == LOG.head(max(sizes))


def test_of_two_forks_sent_at_once_one_is_cosigned(folder: Path) -> None:
    for cycle in range(20):
        book = opened(folder / str(cycle))
        book.cosign(LOG.request(0, 5))
        outcomes: list[object] = []
        start = Barrier(2)

        def ask(log: MemoryLog, book: WitnessBook, start: Barrier, outcomes: list[object]) -> None:
            request = log.request(5, 9)
            start.wait()
            try:
                outcomes.append(book.cosign(request).head)
            except CheckpointRefused as error:
                outcomes.append(error.status)

        sides = (LOG, LOG.fork(6))
        threads = [Thread(target=ask, args=(side, book, start, outcomes)) for side in sides]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count(409) == 1
        latest = book.latest(HASHED)
        assert latest is not None
        assert latest.head in outcomes
        book.close()


# --- one process a folder ---


def test_a_second_witness_cannot_use_the_folder(book: WitnessBook, folder: Path) -> None:
    with pytest.raises(LogIsBusy, match=f"pid {os.getpid()}"):
        opened(folder)
    book.close()
    opened(folder).close()


def test_a_closed_book_cosigns_nothing_more(book: WitnessBook, folder: Path) -> None:
    book.close()
    with pytest.raises(OSError, match="stopped"):
        book.cosign(LOG.request(0, 7))
    assert not (folder / HASHED).exists()


# --- damage ---


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("at", ["text", "log's signature", "own signature"])
def test_one_bit_changed_in_its_file_is_an_error_and_no_unknown_origin(
    folder: Path, at: str
) -> None:
    book = opened(folder)
    book.cosign(LOG.request(0, 7))
    book.close()
    path = folder / HASHED
    lines = lines_of(path)
    number, column = {"text": (1, 0), "log's signature": (4, -9), "own signature": (5, -9)}[at]
    bent = bytearray(lines[number])
    bent[column] ^= 1
    path.write_bytes(b"".join((*lines[:number], bytes(bent), *lines[number + 1 :])))
    with pytest.raises(WitnessBookDamaged, match=HASHED):
        opened(folder)
    path.write_bytes(b"".join(lines))
    opened(folder).close()


def test_a_cut_an_empty_and_a_foreign_file_are_errors(folder: Path) -> None:
    book = opened(folder)
    book.cosign(LOG.request(0, 7))
    other = str(book.cosign(OTHER.request(0, 3))).encode()
    book.close()
    path = folder / HASHED
    whole = path.read_bytes()
    for data in (b"", whole[:-1], whole[: whole.index(b"\n\n")], b"\xff" + whole, other):
        path.write_bytes(data)
        with pytest.raises(WitnessBookDamaged, match=HASHED):
            opened(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(WitnessBookDamaged, match=HASHED):
        opened(folder)


def test_a_file_signed_by_nobody_known_is_an_error(folder: Path) -> None:
    book = opened(folder)
    book.cosign(LOG.request(0, 7))
    book.close()
    with pytest.raises(WitnessBookDamaged, match="known key"):
        WitnessBook(folder, witness_key(2), [OTHER.key.verifier], noon)
    # The witness's own signature is enough: a log that is no longer trusted is remembered.
    book = WitnessBook(folder, WITNESS, [OTHER.key.verifier], noon)
    assert len(book) == 1
    book.close()


def test_what_a_killed_writing_left_behind_is_no_checkpoint(folder: Path) -> None:
    book = opened(folder)
    book.cosign(LOG.request(0, 7))
    book.close()
    (folder / f".{HASHED}.12345678.part").write_bytes(b"half of a no")
    book = opened(folder)
    assert book.cosign(LOG.request(7, 8)).head == LOG.head(8)
    book.close()
    assert sorted(path.name for path in folder.iterdir()) == sorted([HASHED, "lock"])


# --- what cannot be kept is not answered ---


def test_on_a_full_disk_nothing_is_cosigned_and_nothing_is_lost(
    book: WitnessBook, folder: Path
) -> None:
    book.cosign(LOG.request(0, 7))
    before = (folder / HASHED).read_bytes()
    with full_disk(), pytest.raises(OSError, match="too large"):
        book.cosign(LOG.request(7, 9))
    assert (folder / HASHED).read_bytes() == before
    assert refused(book, LOG, 9, 9) == (409, 7)
    assert book.cosign(LOG.request(7, 9)).head == LOG.head(9)


@pytest.mark.parametrize("failing", [1, 2])
def test_without_the_disks_word_nothing_is_cosigned(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    book = opened(folder)
    book.cosign(LOG.request(0, 7))
    calls, real = [], os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing:
            raise OSError(errno.EIO, "the disk does not answer")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="does not answer"):
        book.cosign(LOG.request(7, 9))
    assert refused(book, LOG, 9, 9) == (409, 7)
    assert book.cosign(LOG.request(7, 9)).head == LOG.head(9)
    assert len(calls) == failing + 2, "the file and its folder, each time"
    book.close()


PUSHING = """
import sys
from pathlib import Path
from tests.services.heads.test_witness_book import LOG, opened
book = opened(Path(sys.argv[1]))
latest = book.latest(sys.argv[2])
held = latest.head.size if latest else 0
while True:
    held = book.cosign(LOG.request(held, held + 1)).head.size
    print(held, flush=True)
"""


def test_what_was_answered_outlives_kills_at_any_moment(folder: Path) -> None:
    answered = 0
    for cycle in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", PUSHING, str(folder), HASHED],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            for _ in range(5 + 3 * cycle):
                answered = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            answered = max([answered, *map(int, process.stdout.read().split("\n")[:-1])])
        book = opened(folder)
        latest = book.latest(HASHED)
        book.close()
        assert latest is not None
        assert latest.head.size in (answered, answered + 1)
        assert latest.head == LOG.head(latest.head.size)
