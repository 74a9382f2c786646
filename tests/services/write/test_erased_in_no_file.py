"""What was erased stands in no file of the log, whatever came between."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from events.log.log_queries import read_texts
from events.log.sqlite.event_log import FILE_NAME
from tests.services.write.erasing import (
    AUDITOR,
    BASIS,
    KEPT,
    NAME,
    OPERATOR,
    OWNER,
    REPORT,
    SECRET,
    erase,
    erasures,
    files_with,
    first_report,
    redact,
    report,
    send,
)
from tests.worlds.replay import assert_sound
from tests.worlds.world import World, commitment_id


def test_what_was_said_stands_in_a_file_until_it_is_erased(said: World) -> None:
    assert files_with(said.folder, SECRET)
    assert files_with(said.folder, NAME)


def test_a_redacted_text_stands_in_no_file(said: World) -> None:
    redact(said, first_report(said))
    assert files_with(said.folder, SECRET) == []
    assert files_with(said.folder, KEPT) != []


def test_an_erased_name_stands_in_no_file(said: World) -> None:
    erase(said)
    assert files_with(said.folder, NAME) == []


def test_many_erased_texts_stand_in_no_file_large_ones_too(said: World) -> None:
    secrets = [f"rahasia-nomor-{n}-" + "x" * 3900 for n in range(30)]
    events = [report(said, value=n, note=words) for n, words in enumerate(secrets)]
    for event in events:
        redact(said, event)
    for number in range(30):
        assert files_with(said.folder, f"rahasia-nomor-{number}-") == []


def test_a_text_erased_in_the_batch_in_which_it_was_said_stands_in_no_file(said: World) -> None:
    event, words = said.head().size, SECRET * 2
    basis = {"event": event, "path": "/note", "legal_basis": BASIS}
    with said.log.writing():
        asked = [
            send(said, OWNER, REPORT, commitment=commitment_id("D01"), value=7, note=words),
            send(said, AUDITOR, "textProposeRedaction", **basis),
            send(said, OPERATOR, "textRedact", proposal=event + 1),
        ]
    assert [answer.result().last.position for answer in asked] == [event, event + 1, event + 2]
    assert files_with(said.folder, words) == []
    assert erasures(said) == [(event, "/note", event + 2)]
    assert_sound(said)


def test_a_reader_that_held_the_log_holds_the_words_only_while_it_reads(said: World) -> None:
    event = first_report(said)
    with said.log.reading() as reader:
        before = read_texts(reader, [(event, "/note")])
        redact(said, event)
        assert read_texts(reader, [(event, "/note")]) == before == {(event, "/note"): SECRET}
        assert not said.log.forget_erased()
    assert said.log.forget_erased()
    assert files_with(said.folder, SECRET) == []


def test_an_erasure_that_a_stranger_held_up_is_completed_without_a_further_command(
    said: World,
) -> None:
    with closing(sqlite3.connect(said.folder / FILE_NAME, isolation_level=None)) as stranger:
        stranger.execute("PRAGMA query_only=ON")
        stranger.execute("BEGIN")
        stranger.execute("SELECT count(*) FROM events").fetchone()
        erase(said)
        assert not said.recorder.forgotten.is_set()
        stranger.execute("COMMIT")
    said.recorder.forgotten.wait()
    assert files_with(said.folder, NAME) == []


def test_what_a_process_left_behind_when_it_died_is_emptied_by_the_next(
    said: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(said.log, "forget_erased", lambda: True)
    redact(said, first_report(said))
    assert files_with(said.folder, SECRET) != []
    folder = Path(shutil.copytree(said.folder, tmp_path / "left behind"))
    with World(folder):
        assert files_with(folder, SECRET) == []
