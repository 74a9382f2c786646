"""Attacks on the register: what is shown now, and follows from the events.

Who verifies the database finds any difference; who verifies at the URL finds those that the figures
and totals of the API show.
"""

from collections.abc import Callable

import pytest

from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import OCCASION, SignedLog
from tests.worlds.program import rakor_here
from tests.worlds.served import Served

TABLES = (
    "register_head",
    "register_parties",
    "register_regions",
    "register_erased_persons",
    "register_occasions",
    "register_commitments",
    "register_words",
)
ADDED = {
    "register_head": "(1, 3, 669)",
    "register_parties": "('NEW', 5, '{}')",
    "register_regions": "('99', 5, '{}')",
    "register_erased_persons": "('33333333-1111-4111-8111-111111111111', 5)",
    "register_occasions": "('new', 5, 5, '{}')",
    "register_commitments": f"('{OCCASION}', 'D99', 5, '{{}}')",
    "register_words": f"('korupsi', '{OCCASION}', 'D06')",
}
COLUMNS = [
    (table, column)
    for table, columns in {
        "register_head": ("id", "version", "size"),
        "register_parties": ("code", "position", "state"),
        "register_regions": ("code", "position", "state"),
        "register_erased_persons": ("code", "position"),
        "register_occasions": ("code", "position", "last_position", "state"),
        "register_commitments": ("occasion", "code", "position", "state"),
        "register_words": ("word", "occasion", "code"),
    }.items()
    for column in columns
]
VALUES = (4242, "words", b"\xff")
DRIFT = {"PROJECTION_DRIFT": None}


def first_row(attacker: Attacker, table: str) -> int:
    """Names a row of a table."""
    return int(attacker.one(f"SELECT min(rowid) FROM {table}"))  # noqa: S608 -- our own tables


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_cell_is_changed(short_log: SignedLog, table: str, column: str) -> None:
    with Attacker(short_log) as attacker:
        value = VALUES[COLUMNS.index((table, column)) % len(VALUES)]
        attacker.set(table, column, value, rowid=first_row(attacker, table))
    assert short_log.verify().found == DRIFT


def test_every_cell_is_changed_here(untouched_short: SignedLog) -> None:
    with Attacker(untouched_short) as attacker:
        tables = attacker.run("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {name for (name,) in tables if name.startswith("register")}
        found = {
            (name, row[1]) for name in names for row in attacker.run(f"PRAGMA table_info({name})")
        }
    assert (names, found) == (set(TABLES), set(COLUMNS))


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_deleted(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.delete(table, rowid=first_row(attacker, table))
    assert short_log.verify().found == DRIFT


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_added(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.run(f"INSERT INTO {table} VALUES {ADDED[table]}")  # noqa: S608 -- our own tables
    assert short_log.verify().found == DRIFT


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_dropped(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.drop_table(table)
    verdict = short_log.verify()
    assert verdict.found == DRIFT
    assert table in verdict.report["findings"][0]["detail"]


def test_a_log_that_no_server_has_opened_shows_nothing(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        for table in TABLES:
            attacker.drop_table(table)
    verdict = short_log.verify()
    assert (verdict.found, "NOTHING_SHOWN" in verdict.remarks) == ({}, True)


def verify_more(attacker: Attacker) -> None:
    """More was verified than the verifier has said."""
    old, new = '"kind":"REJECTION","value":"57"', '"kind":"REJECTION","value":"60"'
    attacker.replace("register_commitments", "state", old, new, code="D06")


def forget_one(attacker: Attacker) -> None:
    """A commitment that is overdue is not shown."""
    attacker.delete("register_commitments", code="D11")


def forget_the_occasion(attacker: Attacker) -> None:
    """Nothing of the occasion is shown."""
    attacker.delete("register_occasions", code=OCCASION)


def add_one(attacker: Attacker) -> None:
    """A commitment is shown that nobody recorded."""
    state = attacker.get("register_commitments", "state", code="D06").replace("D06", "D99")
    attacker.run("INSERT INTO register_commitments VALUES (?, 'D99', 9, ?)", OCCASION, state)


def break_one(attacker: Attacker) -> None:
    """A commitment that the server cannot even read."""
    attacker.set("register_commitments", "state", "{}", code="D06")


@pytest.mark.parametrize(
    "change", [verify_more, forget_one, forget_the_occasion, add_one, break_one]
)
def test_what_the_api_shows_is_found_at_the_url(
    short_log: SignedLog, change: Callable[[Attacker], None]
) -> None:
    with Attacker(short_log) as attacker:
        change(attacker)
    assert short_log.verify().found == DRIFT
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == DRIFT


def test_what_the_api_does_not_show_is_found_in_the_database_alone(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.delete("register_words", code="D06")
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}
    assert short_log.verify().found == DRIFT


@pytest.mark.parametrize(("version", "said"), [(2, "2"), (99, "99"), ("words", "words")])
def test_a_register_of_another_version_is_said_to_be_such(
    short_log: SignedLog, version: object, said: str
) -> None:
    """It is a finding and no remark: who changes what a running server shows could hide it so."""
    with Attacker(short_log) as attacker:
        forget_one(attacker)
        attacker.set("register_head", "version", version)
    verdict = short_log.verify()
    assert verdict.found == DRIFT
    (item,) = verdict.report["findings"]
    assert f"its version is {said}, and this program's 3" in item["detail"]
    assert "After an upgrade, start the server once" in item["detail"]


def test_a_register_of_another_version_is_built_anew_by_the_next_server(
    short_log: SignedLog,
) -> None:
    """Until then nobody can vouch for what is shown from it."""
    with Attacker(short_log) as attacker:
        attacker.set("register_head", "version", 99)
        forget_one(attacker)
    assert short_log.verify().found == DRIFT
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}
    assert short_log.verify().found == {}


def test_a_register_ahead_of_a_log_that_was_cut_off_is_built_anew(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.run("DELETE FROM events WHERE position >= 180")
        attacker.run("DELETE FROM disclosures WHERE position >= 180")
        attacker.run("DELETE FROM accepted_commands WHERE last_position >= 180")
    assert short_log.verify().found == {"ROLLBACK": 180} | DRIFT
    with Served(short_log) as served:
        assert served.server.house.look_up.is_current()
    assert short_log.verify().found == {"ROLLBACK": 180}


def test_a_person_is_told_what_differs(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        forget_one(attacker)
    for language, word in (("EN", "NOT SOUND"), ("ID", "TIDAK UTUH")):
        ended = rakor_here(short_log.folder, "verify", RAKOR_LANGUAGE=language)
        lines = ended.stdout.splitlines()
        assert ended.returncode == 17
        assert lines[0].startswith("PROJECTION_DRIFT -: ")
        assert "[register_commitments: " in lines[0]
        assert lines[-1].startswith(f"{word} (PROJECTION_DRIFT)")
