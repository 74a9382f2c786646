"""`rakor export` and `rakor import`: the real program, on a real log, beside a real server."""

import gzip
import io
import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from events.export.file import read_export
from events.log.log_queries import is_untouched
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from schema.operation.catalogue import Language, say
from tests.worlds.api import DEMO
from tests.worlds.copies import everything, files_in
from tests.worlds.exports import changed, event_line
from tests.worlds.program import Serving, rakor, rakor_here, rakor_to
from tests.worlds.questions import FIGURES
from tests.worlds.rehearsal import ERASED, played_with_erasures
from tests.worlds.secrets import LEADING_PERSON, Vault

DONE = "Exported to "


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rehearsal, signed, with a text and a person's names erased behind its end."""
    return played_with_erasures(tmp_path_factory.mktemp("played") / "var")


@pytest.fixture(scope="module")
def whole(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of it with texts."""
    file = tmp_path_factory.mktemp("export") / "log.rakor"
    ended = rakor_here(played, "export", "--disclosures", str(file))
    assert ended.returncode == 0, ended.stderr
    return file


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the log of a folder."""
    with closing(SqliteEventLog(folder)) as log:
        return everything(log)


def is_empty(folder: Path) -> bool:
    """Whether the log of a folder, if there is one, holds nothing at all."""
    if not (folder / FILE_NAME).exists():
        return True
    with closing(SqliteEventLog(folder)) as log, log.reading() as connection:
        return is_untouched(connection)


def assert_refused(folder: Path, *arguments: str, **more: str) -> str:
    """The program ends with 1 and one line; what it says."""
    ended = rakor_here(folder, *arguments, **more)
    assert (ended.returncode, ended.stdout) == (1, ""), ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    return ended.stderr.strip()


# ---- there and back


def test_the_rehearsal_comes_back_table_by_table_and_the_last_line_says_so(
    played: Path, whole: Path, tmp_path: Path
) -> None:
    ended = rakor(tmp_path / "copy", "import", str(whole))
    assert ended.returncode == 0, ended.stderr
    before, after = rows(played), rows(tmp_path / "copy")
    root = read_export(io.BytesIO(whole.read_bytes()))[0].root.hex()
    said = ended.stderr.strip().splitlines()[-1]
    assert f"{len(before['events'])} events" in said
    assert f"checkpoints: 3, root {root}" in said
    assert [before[name] for name in ("erasures", "checkpoints", "log_keys", "cosignatures")]
    assert after == before


def test_an_export_of_the_import_is_the_same_file(whole: Path, tmp_path: Path) -> None:
    assert rakor_here(tmp_path / "copy", "import", str(whole)).returncode == 0
    again = tmp_path / "again"
    assert rakor_here(tmp_path / "copy", "export", "--disclosures", str(again)).returncode == 0
    assert again.read_bytes() == whole.read_bytes()


def test_a_log_is_exported_beside_its_server_and_the_copy_answers_the_same(
    played: Path, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {"occasion": DEMO, "asOf": {"knownAt": "2025-08-03T12:30:00+07:00"}}
    file = tmp_path / "log.rakor"
    with Serving(played) as serving:
        ended = rakor(played, "export", str(file))
        assert ended.returncode == 0, ended.stderr
        answer = serving.ask(FIGURES, **asked)
    assert rakor(tmp_path / "copy", "import", str(file)).returncode == 0
    with Serving(tmp_path / "copy") as serving:
        assert serving.ask(FIGURES, **asked) == answer


def test_standard_output_holds_the_export_alone(played: Path, whole: Path, tmp_path: Path) -> None:
    file = tmp_path / "piped"
    with file.open("wb") as out, (tmp_path / "told").open("wb") as told:
        ended = rakor_to(out, played, "export", "--disclosures", "-", told=told)
    assert (ended, file.read_bytes()) == (0, whole.read_bytes())
    assert f"{DONE}standard output: " in (tmp_path / "told").read_text()
    with Path("/dev/full").open("wb") as full:
        assert rakor_to(full, played, "export", "-") == 1


# ---- what is in it


def test_a_file_for_its_owner_alone_and_what_is_left_out_is_said(
    played: Path, tmp_path: Path
) -> None:
    for options, said in (
        (("--public",), "export_without_sealed"),
        ((), "export_without_texts"),
        (("--disclosures",), "export_with_texts"),
    ):
        ended = rakor_here(played, "export", "--force", *options, str(tmp_path / "log.rakor"))
        assert ended.returncode == 0, ended.stderr
        first, last = ended.stderr.strip().splitlines()
        assert first == say(Language.EN, f"cli.{said}")
        assert last.startswith(DONE)
        assert files_in(tmp_path) == {"log.rakor"}
        assert (tmp_path / "log.rakor").stat().st_mode & 0o777 == 0o600


def test_both_languages_say_how_it_ended(played: Path, tmp_path: Path) -> None:
    ended = rakor_here(played, "export", str(tmp_path / "log.rakor"), RAKOR_LANGUAGE="ID")
    assert ended.stderr.strip().splitlines()[-1].startswith("Diekspor ke ")
    copy = tmp_path / "copy"
    ended = rakor_here(copy, "import", str(tmp_path / "log.rakor"), RAKOR_LANGUAGE="ID")
    first, last = ended.stderr.strip().splitlines()
    assert first.startswith("PERHATIAN: ")
    assert last.startswith("Diimpor ke ")


def test_a_public_export_holds_no_secret(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "log.rakor"
    assert rakor_here(vault.settings.data, "export", "--public", str(file)).returncode == 0
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    text = "".join(line for line in lines if "RegionRegistered" not in line)  # a region is public
    assert [secret for secret in vault.never_public() if secret in text] == []
    assert len(lines) == vault.size() + 2


def test_texts_are_in_no_export_that_was_not_asked_for_them(vault: Vault, tmp_path: Path) -> None:
    texts = {row[3] for row in rows(vault.settings.data)["disclosures"]}
    assert len(texts) > 10
    found = {}
    for option in ("--disclosures", "--force"):
        file = tmp_path / f"log{option}"
        assert rakor_here(vault.settings.data, "export", option, str(file)).returncode == 0
        text = gzip.decompress(file.read_bytes()).decode()
        assert LEADING_PERSON in text, "person ids are sealed, and stay"
        found[option] = {secret for secret in texts if secret in text}
    assert found == {"--disclosures": texts, "--force": set()}


def test_erased_texts_are_in_no_export_at_all(played: Path, whole: Path) -> None:
    with gzip.open(whole, "rt", encoding="utf-8") as lines:
        text = lines.read()
    assert [words for words in ERASED if words in text] == []
    with closing(sqlite3.connect(played / FILE_NAME)) as database:
        assert database.execute("SELECT count(*) FROM erasures").fetchone() == (2,)


# ---- what is refused


def test_a_file_that_is_there_is_left_alone_unless_forced(played: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.rakor"
    file.write_text("mine")
    assert str(file) in assert_refused(played, "export", str(file))
    assert file.read_text() == "mine"
    assert rakor_here(played, "export", "--force", str(file)).returncode == 0
    assert read_export(io.BytesIO(file.read_bytes()))
    assert assert_refused(played, "export", str(tmp_path))


def test_what_cannot_be_exported_is_told_and_leaves_no_file(played: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    file = str(out / "log.rakor")
    assert "--public" in assert_refused(played, "export", "--public", "--disclosures", file)
    assert "no log" in assert_refused(tmp_path / "none", "export", file)
    SqliteEventLog(tmp_path / "new", holder="a test").close()
    assert str(tmp_path / "new") in assert_refused(tmp_path / "new", "export", file)
    assert "nowhere" in assert_refused(played, "export", str(out / "nowhere" / "log"))
    assert files_in(out) == set()


def test_a_damaged_log_is_not_exported_and_the_position_is_told(
    whole: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert rakor_here(copy, "import", str(whole)).returncode == 0
    with closing(sqlite3.connect(copy / FILE_NAME)) as attacker:
        attacker.execute("DROP TRIGGER events_no_update")
        attacker.execute("UPDATE events SET leaf = CAST(leaf || ' ' AS BLOB) WHERE position = 7")
        attacker.commit()
    before = files_in(tmp_path)
    assert "position 7:" in assert_refused(copy, "export", str(tmp_path / "log.rakor"))
    assert files_in(tmp_path) == before


def test_only_an_empty_log_takes_an_import(played: Path, whole: Path) -> None:
    before = rows(played)
    assert str(played) in assert_refused(played, "import", str(whole))
    assert rows(played) == before


def test_who_writes_the_log_is_named(whole: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Serving(copy) as serving:
        assert f"pid {serving.process.pid}" in assert_refused(copy, "import", str(whole))


def test_what_is_no_sound_export_is_told_and_leaves_an_empty_log(
    played: Path, whole: Path, tmp_path: Path
) -> None:
    copy, file, data = tmp_path / "copy", tmp_path / "log.rakor", whole.read_bytes()

    def other_text(lines: Any) -> None:
        event_line(lines, 7)["disclosures"] = [["/reason", "5a17", "words"]]

    for content, said in (
        (b"", "line 1:"),
        (b"not an export", "line 1:"),
        (data[:-9], "line "),
        (data + b"\x00", "line "),
        (changed(data, other_text), "position 7:"),
    ):
        file.write_bytes(content)
        assert said in assert_refused(copy, "import", str(file))
        assert is_empty(copy)
    file.unlink()
    assert rakor_here(played, "export", "--public", str(file)).returncode == 0
    assert "--public" in assert_refused(copy, "import", str(file))
    assert str(tmp_path / "none") in assert_refused(copy, "import", str(tmp_path / "none"))
    assert str(tmp_path) in assert_refused(copy, "import", str(tmp_path))
    assert is_empty(copy)
    assert rakor_here(copy, "import", str(whole)).returncode == 0
    assert rows(copy) == rows(played)


# ---- interrupted


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("old", [None, b"old"])
def test_an_export_that_is_told_to_end_leaves_nothing_half_done(
    played: Path, tmp_path: Path, how: signal.Signals, old: bytes | None
) -> None:
    file, seen = tmp_path / "log.rakor", set[str]()
    if old:
        file.write_bytes(old)

    def interrupt(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM disclosures" in statement:
            seen.update(files_in(tmp_path))
            os.kill(os.getpid(), how)

    # A shell that runs the tests in the background has interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", interrupt)
    try:
        ended = rakor_here(played, "export", "--force", "--disclosures", str(file))
    finally:
        signal.signal(signal.SIGINT, before)
        sqlalchemy.event.remove(sqlalchemy.Engine, "before_cursor_execute", interrupt)
    assert ended.returncode == 130
    assert seen - {"log.rakor"}, "it had begun to write"
    assert files_in(tmp_path) == ({"log.rakor"} if old else set())
    assert not old or file.read_bytes() == old


@pytest.mark.parametrize(
    ("options", "sealed", "disclosures"),
    [((), True, False), (("--public",), False, False), (("--disclosures",), True, True)],
)
def test_the_first_line_says_what_is_left_out(
    tmp_path: Path, options: tuple[str, ...], sealed: bool, disclosures: bool
) -> None:
    folder, file = tmp_path / "var", tmp_path / "log.rakor"
    assert rakor_here(folder, "init").returncode == 0
    told = rakor_here(folder, "export", *options, str(file)).stderr
    with gzip.open(file) as stream:
        first = json.loads(stream.readline())
    assert (first["sealed"], first["disclosures"]) == (sealed, disclosures)
    assert told.startswith("Left out: ") != disclosures
