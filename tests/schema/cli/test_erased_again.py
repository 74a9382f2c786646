"""What was erased after a backup was made is erased again when it is restored."""

import json
from pathlib import Path

from tests.services.write.erasing import NAME, SECRET
from tests.worlds.machine import BOTH, PHOTO_PLACE, Machine, contents_in, events_in, people_in
from tests.worlds.program import rakor_here

NONE = "--without-erasures"


def test_what_was_erased_after_the_backup_is_erased_again(machine: Machine, tmp_path: Path) -> None:
    file, into = machine.back_up(), tmp_path / "data"
    machine.erase()
    assert machine.rakor("account", "remove", BOTH[1]).returncode == 0
    listed = [json.loads(line) for line in machine.list.read_text().splitlines()]
    assert [sorted(set(line) - {"recorded_at", "event"}) for line in listed] == [
        ["held_by", "path", "position"],
        ["person"],
        ["account"],
    ]
    assert NAME not in machine.list.read_text() and SECRET not in machine.list.read_text()
    size = len(events_in(tmp_path / "machine" / "data")) - 3

    done = machine.restore(file, into, "--erasures", str(machine.list))
    assert done.returncode == 0, done.stderr
    assert "Erased again" in done.stderr
    assert holding(into, NAME) == holding(into, SECRET) == []
    assert people_in(into) == {BOTH[0]: False}
    added = [type(event.fact).__name__ for event in events_in(into)[size:]]
    assert added == ["TextRedactionProposed", "TextRedacted", "PersonalDataErased"]
    assert rakor_here(into, "verify").returncode == 0

    brought_back = tmp_path / "careless"
    assert machine.restore(file, brought_back, NONE).returncode == 0
    assert holding(brought_back, SECRET) != []  # or the test above would prove nothing


def test_a_file_that_was_erased_after_the_backup_is_gone_again(
    machine: Machine, tmp_path: Path
) -> None:
    position, into = machine.attach_photo(), tmp_path / "data"
    file = machine.back_up()
    machine.erase_photo(position)
    assert not (machine.data / PHOTO_PLACE).exists()

    assert machine.restore(file, into, "--erasures", str(machine.list)).returncode == 0
    assert not (into / PHOTO_PLACE).exists()
    assert type(events_in(into)[-1].fact).__name__ == "TextRedacted"
    assert rakor_here(into, "verify").returncode == 0

    brought_back = tmp_path / "careless"
    assert machine.restore(file, brought_back, NONE).returncode == 0
    assert (brought_back / PHOTO_PLACE).exists()  # or the test above would prove nothing

    once = machine.back_up()
    assert machine.restore(once, tmp_path / "once", "--erasures", str(machine.list)).returncode == 0
    assert len(events_in(tmp_path / "once")) == len(events_in(machine.data))


def test_what_was_erased_again_is_not_once_more_after_the_next_restore(
    machine: Machine, tmp_path: Path
) -> None:
    position = machine.attach_photo()
    file = machine.back_up()
    machine.erase()
    machine.erase_photo(position)
    once, backups = tmp_path / "once", tmp_path / "backups"
    assert machine.restore(file, once, "--erasures", str(machine.list)).returncode == 0
    backups.mkdir()
    made = rakor_here(once, "backup", str(backups), RAKOR_BACKUP_TO=machine.public_half)
    assert made.returncode == 0, made.stderr
    (newer,) = backups.iterdir()
    again = tmp_path / "again"
    done = machine.restore(newer, again, "--erasures", str(machine.list))
    assert (done.returncode, "Erased again" in done.stderr) == (0, False), done.stderr
    assert contents_in(again)["events"] == contents_in(once)["events"]


def test_what_was_erased_before_the_backup_is_not_erased_twice(
    machine: Machine, tmp_path: Path
) -> None:
    machine.erase()
    file, into = machine.back_up(), tmp_path / "data"
    done = machine.restore(file, into, "--erasures", str(machine.list))
    assert (done.returncode, "Erased again" in done.stderr) == (0, False)
    assert contents_in(into)["events"] == contents_in(machine.data)["events"]


def test_an_erasure_that_a_killed_server_did_not_list_is_listed_at_the_next_start(
    machine: Machine,
) -> None:
    machine.erase()
    whole = machine.list.read_text()
    machine.list.write_text(whole.splitlines(keepends=True)[0])
    machine.server().close()
    assert machine.list.read_text() == whole
    machine.server().close()
    assert machine.list.read_text() == whole


def test_a_list_must_be_given_or_be_said_not_to_exist(
    backed_up: tuple[Machine, Path], tmp_path: Path
) -> None:
    machine, file = backed_up
    for more in ((), (NONE, "--erasures", str(machine.list))):
        done = machine.restore(file, tmp_path / "data", *more)
        assert (done.returncode, "--without-erasures" in done.stderr) == (1, True)
    (tmp_path / "list").write_text('{"recorded_at": "x", "nonsense": 1}\n')
    for name in ("list", "missing"):
        done = machine.restore(file, tmp_path / "data", "--erasures", str(tmp_path / name))
        assert (done.returncode, name in done.stderr) == (1, True)
    assert not (tmp_path / "data").exists()


def holding(folder: Path, words: str) -> list[str]:
    """Files below a folder in which some words can be read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if words.encode() in path.read_bytes()]
