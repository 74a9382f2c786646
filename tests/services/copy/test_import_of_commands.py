"""Accepted commands that do not fit the events of an export: import and verification say where."""

import io
from pathlib import Path

import pytest

from events.progress import untold
from events.verify.findings import Finding
from events.verify.flaw import Flaw
from services.copy.export_log import export_log
from services.verify.export import verify_export
from services.verify.verification import Trust
from tests.worlds.copies import fill, refused
from tests.worlds.exports import Lines, changed, event_line
from tests.worlds.world import World


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound export with texts."""
    out = io.BytesIO()
    with World(tmp_path_factory.mktemp("source") / "world") as world:
        export_log(fill(world).log, out, disclosures=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "value"),
    [(0, "OTHER"), (1, "other"), (4, 59), (4, 61), (5, 59), (5, 61), (4, 0)],
)
def test_a_command_that_does_not_fit_its_events(
    good: bytes, tmp_path: Path, part: int, value: object
) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, 60)["commands"][0][part] = value

    assert refused(tmp_path, changed(good, change)) == (Flaw.COMMAND, "60")


def test_a_command_that_is_left_out(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        del event_line(lines, 60)["commands"]

    assert refused(tmp_path, changed(good, change)) == (Flaw.COMMAND, "60")


def test_a_command_twice(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, 60)["commands"] *= 2

    assert refused(tmp_path, changed(good, change)) == (Flaw.COMMAND, "60")


def found(data: bytes, folder: Path) -> set[tuple[Finding, int | None]]:
    """What a verifier finds in an export."""
    file = folder / "export"
    file.write_bytes(data)
    report = verify_export(file, Trust(), untold)
    return {(item.finding, item.position) for item in report.findings.first}


def test_a_verifier_finds_a_command_that_does_not_fit(good: bytes, tmp_path: Path) -> None:
    def forget(lines: Lines) -> None:
        del event_line(lines, 60)["commands"]

    def take_another_key(lines: Lines) -> None:
        event_line(lines, 60)["commands"][0][1] = "other"

    assert found(good, tmp_path) == set()
    for change in (forget, take_another_key):
        assert found(changed(good, change), tmp_path) == {(Finding.COLUMN_MISMATCH, 60)}


def test_a_public_export_says_nothing_of_commands(tmp_path: Path) -> None:
    out = io.BytesIO()
    with World(tmp_path / "world") as world:
        export_log(fill(world).log, out, sealed=False)
    assert found(out.getvalue(), tmp_path) == set()
