"""The file that an export becomes: whole, for its owner alone, or not there at all."""

import os
import signal
from pathlib import Path

import pytest

from events.durable_file import new_file
from services.copy.export_log import export_log
from tests.worlds.breakage import full_disk
from tests.worlds.copies import files_in
from tests.worlds.forked import Forked
from tests.worlds.world import World


def test_a_file_appears_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    with new_file(path, replace=False) as file:
        file.write(b"half")
        file.flush()
        assert not path.exists()
        (beside,) = tmp_path.iterdir()
        assert beside.stat().st_mode & 0o777 == 0o600
        file.write(b" and half")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"half and half", 0o600)
    assert files_in(tmp_path) == {"log.rakor"}


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("old", [None, b"old"])
def test_what_is_interrupted_leaves_the_folder_as_it_was(
    tmp_path: Path, error: type[BaseException], old: bytes | None
) -> None:
    path = tmp_path / "log.rakor"
    if old:
        path.write_bytes(old)
    with pytest.raises(error), new_file(path, replace=True) as file:
        file.write(b"half")
        raise error
    assert files_in(tmp_path) == ({"log.rakor"} if old else set())
    assert not old or path.read_bytes() == old


def test_a_full_disk_leaves_no_file(world: World, tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    with full_disk(), pytest.raises(OSError, match="large"), new_file(path, replace=False) as file:
        export_log(world.log, file)
    assert files_in(tmp_path) == {"world"}


def test_a_file_that_is_there_is_replaced_only_if_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError), new_file(path, replace=False):
        raise AssertionError("nothing is written")
    assert path.read_bytes() == b"old"
    with new_file(path, replace=True) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert files_in(tmp_path) == {"log.rakor"}


def test_a_file_that_came_in_between_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    with pytest.raises(FileExistsError), new_file(path, replace=False) as file:
        file.write(b"mine")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert files_in(tmp_path) == {"log.rakor"}


def test_a_dangling_link_counts_as_there(tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError), new_file(path, replace=False):
        raise AssertionError("nothing is written")


def killed_at_half(path: Path) -> None:
    """What a process of its own does."""
    with new_file(path, replace=True) as file:
        file.write(b"half")
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_process_left_goes_with_the_next_file_of_that_name(tmp_path: Path) -> None:
    for name in ("log.rakor", "[log]*.rakor"):
        path = tmp_path / name
        process = Forked(killed_at_half, path)
        process.communicate(30)
        assert process.returncode == -signal.SIGKILL
        (left,) = tmp_path.iterdir()
        assert left.read_bytes() == b"half"
        with new_file(path, replace=True) as file:
            file.write(b"whole")
        assert files_in(tmp_path) == {name}
        path.unlink()


def test_what_is_still_being_written_and_what_is_of_another_name_stays(tmp_path: Path) -> None:
    path = tmp_path / "log.rakor"
    others = {
        ".log.rakor.notes.part",
        ".log.rakor.part",
        ".log.abcdefgh.part",
        ".log.rakor.12345678",
    }
    for name in others:
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / ".log.rakor.pipe_pip.part")
    with new_file(path, replace=True) as first:
        first.write(b"first")
        with new_file(path, replace=True) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert files_in(tmp_path) == others | {"log.rakor", ".log.rakor.pipe_pip.part"}
