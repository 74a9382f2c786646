"""A backup is restored on another machine, whole or not at all."""

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.signed_log import SECRETARY
from tests.services.write.erasing import NAME, SECRET
from tests.worlds.machine import (
    BOTH,
    PHOTO,
    PHOTO_PLACE,
    Machine,
    contents_in,
    events_in,
    people_in,
    restore_elsewhere,
)
from tests.worlds.program import PATIENCE, RAKOR, Serving, environment, rakor_here

NONE = "--without-erasures"


def test_on_another_machine_everything_is_there_but_the_keys(
    backed_up: tuple[Machine, Path], tmp_path: Path
) -> None:
    machine, file = backed_up
    into = tmp_path / "elsewhere" / "data"
    done = machine.restore(file, into, NONE)
    assert done.returncode == 0, done.stderr
    assert "SOUND" in done.stderr and "rakor origin change" in done.stderr
    before, after = contents_in(machine.data), contents_in(into)
    assert after.keys() == before.keys()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert people_in(machine.data) == dict.fromkeys(BOTH, True)
    assert people_in(into) == dict.fromkeys(BOTH, False)  # links that were out are void
    assert (into / PHOTO_PLACE).read_bytes() == PHOTO
    assert not list(into.rglob("*.key")) and not (into / "keys").exists()
    assert into.stat().st_mode & 0o077 == 0
    assert [path.name for path in into.parent.iterdir()] == ["data"]
    verified = rakor_here(into, "verify")
    assert verified.returncode == 0, verified.stdout
    with Serving(into, begin=False) as serving:
        assert serving.ask("{ log { size } }")["log"]["size"] == len(before["events"])


def test_nothing_of_log_accounts_or_keys_can_be_read_in_the_file(
    backed_up: tuple[Machine, Path],
) -> None:
    machine, file = backed_up
    data = file.read_bytes()
    (key,) = machine.keys.glob("*.key")
    words = [NAME, SECRET, "Siti", "rakorBackup", PHOTO.decode("latin-1"), key.read_text().strip()]
    assert data.startswith(b"age-encryption.org/v1\n")
    assert [word for word in words if word.encode("latin-1") in data] == []
    assert file.stat().st_mode & 0o077 == 0


def test_with_the_keys_the_restored_log_goes_on_signing_where_it_was(
    backed_up: tuple[Machine, Path], tmp_path: Path
) -> None:
    machine, file = backed_up
    keys = shutil.copytree(machine.keys, tmp_path / "keys")
    into = tmp_path / "data"
    done = restore_elsewhere(file, into, machine.identity, NONE, RAKOR_KEYS=str(keys))
    assert "Nothing that was signed is missing" in done.stderr
    with Serving(into, begin=False, RAKOR_KEYS=str(keys)) as serving:
        assert serving.get("/readyz")[1]["status"] == "ready"


def test_a_backup_that_lies_behind_what_was_signed_says_so_and_what_to_do(
    machine: Machine, tmp_path: Path
) -> None:
    file, into = machine.back_up(), tmp_path / "data"
    machine.grow()
    given = {"RAKOR_KEYS": str(machine.keys)}
    done = restore_elsewhere(file, into, machine.identity, NONE, **given)
    assert (done.returncode, "rakor origin change" in done.stderr) == (0, True)
    assert "ATTENTION" in done.stderr
    with Serving(into, begin=False, RAKOR_KEYS=str(machine.keys)) as serving:
        assert serving.get("/readyz")[1]["status"] == "read-only"
    changed = rakor_here(
        into, "origin", "change", "baru.example", "--reason", "Disk rusak", **given
    )
    assert changed.returncode == 0, changed.stderr
    with Serving(into, begin=False, RAKOR_KEYS=str(machine.keys)) as serving:
        assert serving.get("/readyz")[1]["status"] == "ready"


def flip(at: float) -> Callable[[bytes], bytes]:
    """One bit, so far into the file."""

    def flipped(data: bytes) -> bytes:
        place = min(int(len(data) * at), len(data) - 1)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return flipped


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut in its head": lambda data: data[:60],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut of its last byte": lambda data: data[:-1],
    "one bit in its head": flip(0.0),
    "one bit in the middle": flip(0.5),
    "one bit at its end": flip(1.0),
    "something behind it": lambda data: data + b"x",
    "no backup": lambda data: b"PK\x03\x04" + data,
}


@pytest.mark.parametrize("damage", DAMAGE, ids=str)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    backed_up: tuple[Machine, Path], tmp_path: Path, damage: str
) -> None:
    machine, file = backed_up
    bad = tmp_path / "bad.age"
    bad.write_bytes(DAMAGE[damage](file.read_bytes()))
    done = machine.restore(bad, tmp_path / "to" / "data", NONE)
    assert (done.returncode, "Nothing was restored" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "to").iterdir()) == []


def test_another_key_opens_nothing(backed_up: tuple[Machine, Path], tmp_path: Path) -> None:
    _, file = backed_up
    other = tmp_path / "other.txt"
    other.write_text(rakor_here(tmp_path / "x", "backup", "key").stdout)
    done = restore_elsewhere(file, tmp_path / "data", other, NONE)
    assert (done.returncode, "another key" in done.stderr) == (1, True)
    other.write_text("AGE-SECRET-KEY-1NONSENSE")
    done = restore_elsewhere(file, tmp_path / "data", other, NONE)
    assert (done.returncode, "NONSENSE" in done.stderr) == (1, False)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_holds_anything_is_left_as_it_is(
    backed_up: tuple[Machine, Path], tmp_path: Path
) -> None:
    machine, file = backed_up
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "note").write_text("mine")
    done = machine.restore(file, tmp_path / "data", NONE)
    assert (done.returncode, "not empty" in done.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["note"]
    (tmp_path / "data" / "note").unlink()
    assert machine.restore(file, tmp_path / "data", NONE).returncode == 0


def test_a_restore_that_was_killed_is_done_again_from_the_beginning(
    backed_up: tuple[Machine, Path], tmp_path: Path
) -> None:
    machine, file = backed_up
    pipe, into = tmp_path / "slow", tmp_path / "data"
    subprocess.run(["mkfifo", str(pipe)], check=True)  # noqa: S607  # as every system has it
    asked = ("restore", str(pipe), "--into", str(into), "--identity", str(machine.identity), NONE)
    process = subprocess.Popen([*RAKOR, *asked], env=environment(tmp_path / "x"), cwd=tmp_path)
    with pipe.open("wb") as stream:
        stream.write(file.read_bytes()[:-100])
        stream.flush()
        end = time.monotonic() + PATIENCE
        while not list(tmp_path.glob(".data.restoring/rakor.sqlite")):
            assert time.monotonic() < end and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not into.exists()
    assert machine.restore(file, into, NONE).returncode == 0
    assert list(tmp_path.glob(".*.restoring")) == []
    assert len(events_in(into)) == len(events_in(machine.data))


def test_backups_are_whole_while_two_writers_write(machine: Machine, tmp_path: Path) -> None:
    server, stop = machine.server(), threading.Event()

    def write(writer: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            given = {"code": f"{writer}{number}", "name": "Lembaga", "kind": "AGENCY"}
            key = f"{writer}-{number}"
            machine.act(server, SECRETARY, "partyRegister", idempotency_key=key, **given)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("X", "Y")]
    for thread in writers:
        thread.start()
    try:
        grown = len(events_in(machine.data)) + 20
        while len(events_in(machine.data)) < grown:
            time.sleep(0.01)
        file = machine.back_up()
    finally:
        stop.set()
        for thread in writers:
            thread.join()
        server.close()
    into = tmp_path / "data"
    assert machine.restore(file, into, NONE).returncode == 0
    held, all_of_it = events_in(into), events_in(machine.data)
    assert grown <= len(held) < len(all_of_it)
    assert [event.leaf_hash for event in held] == [e.leaf_hash for e in all_of_it[: len(held)]]


def test_old_backups_are_pruned_and_the_newest_stays(tmp_path: Path) -> None:
    for name in ("rakor-20200101T000000Z.age", "rakor-20200201T000000Z.age", "other.age"):
        (tmp_path / name).write_bytes(b"x")
    listed = rakor_here(tmp_path / "x", "backup", "list", str(tmp_path))
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()] == [
        "rakor-20200201T000000Z.age",
        "rakor-20200101T000000Z.age",
    ]
    assert rakor_here(tmp_path / "x", "backup", "prune", str(tmp_path)).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "other.age",
        "rakor-20200201T000000Z.age",
    ]


def test_no_backup_is_written_that_nobody_could_open(machine: Machine) -> None:
    refused = machine.rakor("backup", str(machine.backups))
    assert (refused.returncode, "rakor backup key" in refused.stderr) == (1, True)
    refused = machine.rakor("backup", str(machine.backups), "--to", "age1nonsense")
    assert (refused.returncode, "age1…" in refused.stderr) == (1, True)
    refused = machine.rakor("backup", str(machine.backups), RAKOR_BACKUP_TO="age1nonsense")
    assert (refused.returncode, "RAKOR_BACKUP_TO: age1nonsense is" in refused.stderr) == (1, True)
    missing = machine.rakor("backup", str(machine.backups / "none"), "--to", machine.public_half)
    assert (missing.returncode, "none" in missing.stderr) == (1, True)
    assert len(list(machine.backups.iterdir())) == 1
