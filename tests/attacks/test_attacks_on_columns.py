"""Attacks on what stands beside the bytes: columns that queries look at, and their types.

Nothing need be kept in hand: the bytes themselves say what must stand there.
"""

import pytest

from tests.attacks.attacker import Attacker, of_null
from tests.attacks.signed_log import BEFORE, SignedLog

PARTY = 29
POSITION = BEFORE + PARTY
OTHERS: dict[str, object] = {
    "type": "PartyRenamed",
    "stream": "party:SETDA/other",
    "stream_version": 7,
    "occasion": "gladi-psu-2025",
    "commitment": "D06",
    "recorded_at": 1_700_000_000_000_000,
    "occurred_at": 1_700_000_000_000_000,
    "late_by": 86_400_000_000,
    "actor_role": "COORDINATOR",
    "actor_party": "KPU",
    "actor_person": None,
}
"""Another value for each column that is no bytes."""
NOT_TEXT = b"\xff\xfe\x00"


@pytest.mark.parametrize("column", OTHERS)
def test_another_value_in_a_column(short_log: SignedLog, column: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", column, OTHERS[column], position=POSITION)
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": POSITION}
    assert column in verdict.report["findings"][0]["detail"]


def test_every_column_of_an_event_is_attacked_here(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        columns = {row[1] for row in attacker.run("PRAGMA table_info(events)")}
    assert columns == OTHERS.keys() | {"position", "leaf", "sealed", "leaf_hash"}


@pytest.mark.parametrize("value", [None, NOT_TEXT, "words", 1.5, 2**62, "\x1b[2J\nSOUND: 189"])
def test_a_column_of_another_type(short_log: SignedLog, value: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("events")
        for at, column in enumerate(OTHERS):
            attacker.set("events", column, value, position=POSITION - at)
    verdict = short_log.verify()
    findings = verdict.report["findings"]
    places = {item["position"] for item in findings if item["finding"] == "COLUMN_MISMATCH"}
    right = {"occasion", "commitment"} if value is None else set()
    assert places == {POSITION - at for at, column in enumerate(OTHERS) if column not in right}
    assert verdict.found == {"COLUMN_MISMATCH": min(places)} | of_null(value)


@pytest.mark.parametrize("column", ["leaf", "sealed", "leaf_hash"])
@pytest.mark.parametrize("value", [None, "words", 5, 1.5, b"", "CAST"])
def test_a_column_of_bytes_that_holds_none(
    short_log: SignedLog, column: str, value: object
) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("events")
        if value == "CAST":  # the same characters, but as a text
            value = attacker.get("events", f"hex({column})", position=POSITION)
            if column != "leaf_hash":
                value = bytes.fromhex(str(value)).decode()
        attacker.set("events", column, value, position=POSITION)
    wanted = "COLUMN_MISMATCH" if column == "leaf_hash" else "MALFORMED"
    assert short_log.verify().found == {"DAMAGED": POSITION, wanted: POSITION}


def test_a_leaf_hash_that_is_not_that_of_the_full_tile(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.set("events", "leaf_hash", b"\x00" * 32, position=199)
    assert log.verify().found == {"COLUMN_MISMATCH": 199}


@pytest.mark.parametrize("column", ["path", "salt", "value"])
@pytest.mark.parametrize("value", [None, NOT_TEXT, "CAST"])
def test_a_text_that_is_none(short_log: SignedLog, column: str, value: object) -> None:
    place = {"position": POSITION, "path": "/reason"}
    with Attacker(short_log) as attacker:
        attacker.loosen("disclosures")
        if value == "CAST":  # the same characters, but as bytes
            value = attacker.get("disclosures", column, **place).encode()
        attacker.set("disclosures", column, value, **place)
    missing = {"DISCLOSURE_MISSING": POSITION} if column == "path" else {}
    assert short_log.verify().found == {"DAMAGED": POSITION} | missing


@pytest.mark.parametrize(
    ("table", "column", "where", "found"),
    [
        ("events", "stream", f"position = {POSITION}", {"COLUMN_MISMATCH": POSITION}),
        ("disclosures", "value", f"position = {POSITION}", {"DAMAGED": POSITION}),
        ("checkpoints", "note", "number = 2", {"MALFORMED": None}),
        ("snapshots", "state", "occasion <> ''", {"PROJECTION_DRIFT": None}),
    ],
)
def test_a_text_in_no_encoding(
    short_log: SignedLog, table: str, column: str, where: str, found: dict[str, int | None]
) -> None:
    with Attacker(short_log) as attacker:
        value = "CAST(x'fffe41' AS TEXT)"
        attacker.run(f"UPDATE {table} SET {column} = {value} WHERE {where}")
    assert short_log.verify().found == found


@pytest.mark.parametrize("position", [2**40, 2**63 - 1, 300])
def test_an_event_far_away_is_found_at_once(short_log: SignedLog, position: int) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", "position", position, position=188)
    verdict = short_log.verify()
    assert (verdict.code, verdict.found["DAMAGED"]) == (10, 188)
    differing = [
        item for item in verdict.report["findings"] if item["finding"] == "COLUMN_MISMATCH"
    ]
    # Its text and its command are left behind, where no event is any more.
    assert {item["position"] for item in differing} == {188, position}


def test_an_event_before_the_first(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", "position", -5, position=188)
    assert short_log.verify().found["DAMAGED"] == -5


@pytest.mark.parametrize(
    "table",
    [
        "events",
        "disclosures",
        "erasures",
        "accepted_commands",
        "tiles",
        "checkpoints",
        "cosignatures",
        "log_keys",
    ],
)
def test_a_table_that_is_gone_is_told(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.drop_table(table)
    ended = short_log.rakor("verify", "--json")
    assert ended.returncode == 1
    assert '"exitCode": 1' in ended.stdout
    assert table in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_what_others_wrote_moves_no_cursor_on_the_terminal(short_log: SignedLog) -> None:
    """A column is shown in one plain line: it cannot say SOUND in the program's place."""
    said = "\x1b[2J\x1b[1;1H\nSOUND: 189 events"
    with Attacker(short_log) as attacker:
        attacker.set("events", "stream", said, position=POSITION)
    ended = short_log.rakor("verify")
    assert ended.returncode == 15
    assert "\x1b" not in ended.stdout + ended.stderr
    assert not [line for line in ended.stdout.splitlines() if line.startswith("SOUND")]
    assert ended.stdout.splitlines()[-1].startswith("NOT SOUND (COLUMN_MISMATCH)")


@pytest.mark.parametrize("command", [("verify",), ("verify", "--json"), ("seed",)])
def test_a_database_of_a_newer_program_takes_a_newer_program(
    short_log: SignedLog, command: tuple[str, ...]
) -> None:
    """Nobody can say that it is sound, or that it is not."""
    with Attacker(short_log) as attacker:
        attacker.run("PRAGMA user_version=99")
    ended = short_log.rakor(*command)
    assert ended.returncode == 1
    assert "schema 99" in ended.stderr
    assert "use a newer program" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ("use a newer program" in ended.stdout) == ("--json" in command)


def test_a_file_that_is_no_database_is_told(short_log: SignedLog) -> None:
    short_log.database.write_bytes(b"SQLite format 3\x00" + b"\x01" * 5000)
    ended = short_log.rakor("verify")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
    short_log.database.unlink()
    assert short_log.rakor("verify").returncode == 1
