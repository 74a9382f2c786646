"""What a log is called stands in its events; where those hold none, every command says so plainly.

`rakor origin change` begins no log where there is none.
"""

from pathlib import Path

import pytest

from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import SignedLog
from tests.worlds.program import free_port, rakor_here

COMMANDS = {
    "key new": ("key", "new"),
    "serve": ("serve",),
    "seed": ("seed",),
    "origin change": ("origin", "change", "rakor.example/new", "--reason", "Kunci hilang"),
}
OTHER_SHAPE = b'{"open":{"type":"OriginChanged","version":9},"format":1}'
LATER = 170


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("position", [0, LATER])
@pytest.mark.parametrize("leaf", [b"garbage", b"", b"\xff", "words", OTHER_SHAPE])
def test_an_event_that_names_the_log_and_cannot_be_read(
    short_log: SignedLog, command: str, position: int, leaf: object
) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", "leaf", leaf, position=position)
        attacker.set("events", "type", "OriginChanged", position=position)
    ended = short_log.rakor(*COMMANDS[command], RAKOR_PORT=str(free_port()))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The log cannot be opened or reached: bytes were changed: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("folder", ["not-there", "empty"])
def test_a_log_that_is_not_there_gets_no_other_name(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    data = tmp_path / folder
    before = sorted(tmp_path.rglob("*"))
    ended = rakor_here(data, *COMMANDS["origin change"], RAKOR_KEYS=str(tmp_path / "keys"))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"There is no log in {data}. ")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_without_events_gets_no_name_by_a_change_of_it(tmp_path: Path) -> None:
    """A refused import leaves such a one behind."""
    SqliteEventLog(tmp_path, holder="a test").close()
    before = (tmp_path / FILE_NAME).read_bytes()
    ended = rakor_here(tmp_path, *COMMANDS["origin change"])
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1)
    assert "does not say what it is called" in ended.stderr
    assert (tmp_path / FILE_NAME).read_bytes() == before
