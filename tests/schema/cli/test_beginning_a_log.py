"""A log is begun when somebody says so, never because a folder's name was mistyped."""

import tomllib
from pathlib import Path

import pytest

from tests.worlds.program import ROOT, Serving, rakor, rakor_here, run_anew

SIZE = "{ log { size origin } }"


def test_a_folder_without_a_log_is_not_served_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mistyped"
    ended = rakor_here(folder, "serve")
    assert ended.returncode == 1
    assert str(folder) in ended.stderr and "rakor init" in ended.stderr
    assert not folder.exists()


def test_a_log_is_begun_once_under_its_name_and_then_served(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    begun = rakor(folder, "init", RAKOR_ORIGIN="rakor.example")
    assert (begun.returncode, "rakor.example" in begun.stderr) == (0, True)
    before = {path: path.read_bytes() for path in folder.glob("rakor.sqlite")}
    again = rakor_here(folder, "init", RAKOR_ORIGIN="other.example")
    assert (again.returncode, str(folder) in again.stderr) == (1, True)
    assert {path: path.read_bytes() for path in folder.glob("rakor.sqlite")} == before
    with Serving(folder, run=run_anew, begin=False) as serving:
        assert serving.ask(SIZE)["log"] == {"size": 1, "origin": "rakor.example"}


def test_a_beginning_that_was_killed_before_its_first_event_is_no_log(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "rakor.sqlite").touch()
    assert "rakor init" in rakor_here(folder, "serve").stderr
    assert rakor_here(folder, "init").returncode == 0


@pytest.mark.parametrize("command", [("seed",), ("rehearse", "gladi-psu-2025")])
def test_example_data_begins_the_log_that_it_needs(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert rakor_here(tmp_path / "var", *command).returncode == 0
    assert rakor_here(tmp_path / "var", "init").returncode == 1


def test_the_version_stands_alone_on_standard_output(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = rakor_here(tmp_path / "var", "--version")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == f"rakor-ledger {project['version']}\n"
    assert not (tmp_path / "var").exists()
