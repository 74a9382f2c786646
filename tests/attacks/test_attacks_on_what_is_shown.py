"""Attacks on the snapshots: what a server shows of the present begins with them.

Who verifies the database finds any difference; who verifies at the URL finds those that the figures
and totals of the API show.
"""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from events.facts.all import FACT_TYPES
from services.projections.snapshots import snapshot_version
from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import OCCASION, SignedLog
from tests.worlds.program import rakor_here
from tests.worlds.served import Served

COLUMNS = ("occasion", "position", "version", "latest", "bare", "state")
VALUES = (4242, "words", b"\xff")
DRIFT = {"PROJECTION_DRIFT": None}
ROWS = {"an occasion": OCCASION, "the directory": ""}


def rewrite(attacker: Attacker, change: Callable[[Any], object], occasion: str = OCCASION) -> None:
    """Change what a snapshot says, and pack it as a server packs it."""
    packed = attacker.get("snapshots", "state", occasion=occasion)
    said = json.loads(zlib.decompress(packed))
    change(said)
    state = zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 1)
    attacker.set("snapshots", "state", state, occasion=occasion)


def found(said: Any, code: str) -> Any:
    """One commitment of a snapshot."""
    return next(each for each in said["commitments"] if each["code"] == code)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", VALUES)
def test_a_cell_is_changed(short_log: SignedLog, row: str, column: str, value: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("snapshots", column, value, occasion=ROWS[row])
    assert short_log.verify().found == DRIFT


def test_every_column_is_changed_here(untouched_short: SignedLog) -> None:
    with Attacker(untouched_short) as attacker:
        names = [row[1] for row in attacker.run("PRAGMA table_info(snapshots)")]
        rows = {occasion for (occasion,) in attacker.run("SELECT occasion FROM snapshots")}
    assert (tuple(names), rows) == (COLUMNS, set(ROWS.values()))


@pytest.mark.parametrize("row", ROWS)
def test_a_snapshot_that_is_gone_is_not_missed(short_log: SignedLog, row: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.delete("snapshots", occasion=ROWS[row])
    assert short_log.verify().found == {}
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}


@pytest.mark.parametrize("position", [0, 100, 188, 189, 10_000])
@pytest.mark.parametrize("occasion", ["new", OCCASION, ""])
def test_a_snapshot_is_added(short_log: SignedLog, occasion: str, position: int) -> None:
    with Attacker(short_log) as attacker:
        bare, state = attacker.run(
            "SELECT bare, state FROM snapshots WHERE occasion = ?", OCCASION
        )[0]
        place = "occasion = ? AND position = ?"
        attacker.run(f"DELETE FROM snapshots WHERE {place}", occasion, position)
        values = (occasion, position, 4, 0, bare, state)
        attacker.run("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?)", *values)
    assert short_log.verify().found == DRIFT


def test_a_log_without_snapshots_shows_nothing_beside_its_events(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.drop_table("snapshots")
    verdict = short_log.verify()
    assert (verdict.found, "NOTHING_SHOWN" in verdict.remarks) == ({}, True)


def verify_more(attacker: Attacker) -> None:
    """More was verified than the verifier has said."""

    def change(said: Any) -> None:
        rejection = next(v for v in found(said, "D06")["verdicts"] if v["kind"] == "REJECTION")
        assert rejection["value"] == "57"
        rejection["value"] = "60"

    rewrite(attacker, change)


def forget_one(attacker: Attacker) -> None:
    """A commitment that is overdue is not shown."""
    rewrite(attacker, lambda said: said["commitments"].remove(found(said, "D11")))


def forget_the_occasion(attacker: Attacker) -> None:
    """Nothing of the occasion is shown."""
    rewrite(attacker, lambda said: said["occasions"].pop(OCCASION), "")


def add_one(attacker: Attacker) -> None:
    """A commitment is shown that nobody recorded."""
    rewrite(
        attacker,
        lambda said: said["commitments"].append(found(said, "D06") | {"code": "D99"}),
    )


@pytest.mark.parametrize("change", [verify_more, forget_one, forget_the_occasion, add_one])
def test_what_the_api_shows_is_found_at_the_url(
    short_log: SignedLog, change: Callable[[Attacker], None]
) -> None:
    with Attacker(short_log) as attacker:
        change(attacker)
    assert short_log.verify().found == DRIFT
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == DRIFT


@pytest.mark.parametrize(
    "state", ["{}", b"", b"\xff", zlib.compress(b"{}", 1), zlib.compress(b"1", 1)]
)
def test_a_server_folds_anew_what_it_cannot_read(short_log: SignedLog, state: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("snapshots", "state", state, occasion=OCCASION)
    assert short_log.verify().found == DRIFT
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}


def test_what_the_api_does_not_show_is_found_in_the_database_alone(short_log: SignedLog) -> None:
    def change(said: Any) -> None:
        found(said, "D06")["recorded"]["title"] += " dan lain-lain"

    with Attacker(short_log) as attacker:
        rewrite(attacker, change)
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}
    assert short_log.verify().found == DRIFT


@pytest.mark.parametrize(("version", "said"), [(2, "2"), (99, "99"), ("words", "words")])
def test_a_snapshot_of_another_version_is_said_to_be_such(
    short_log: SignedLog, version: object, said: str
) -> None:
    """It is a finding and no remark: who changes what a running server shows could hide it so."""
    with Attacker(short_log) as attacker:
        forget_one(attacker)
        attacker.set("snapshots", "version", version, occasion=OCCASION)
    verdict = short_log.verify()
    assert verdict.found == DRIFT
    (item,) = verdict.report["findings"]
    own = snapshot_version(FACT_TYPES)
    assert f"has version {said}, and this program's is {own}." in item["detail"]
    assert "After an upgrade, start the server once" in item["detail"]


def test_a_snapshot_of_another_version_is_thrown_away_by_the_next_server(
    short_log: SignedLog,
) -> None:
    """Until then nobody can vouch for what is shown from it."""
    with Attacker(short_log) as attacker:
        attacker.set("snapshots", "version", 99, occasion=OCCASION)
        forget_one(attacker)
    assert short_log.verify().found == DRIFT
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}
    assert short_log.verify().found == {}


def test_snapshots_ahead_of_a_log_that_was_cut_off_are_thrown_away(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.run("DELETE FROM events WHERE position >= 180")
        attacker.run("DELETE FROM disclosures WHERE position >= 180")
        attacker.run("DELETE FROM accepted_commands WHERE last_position >= 180")
    assert short_log.verify().found == {"ROLLBACK": 180} | DRIFT
    with Served(short_log) as served:
        assert served.server.house.look_up.head().size == 180
    assert short_log.verify().found == {"ROLLBACK": 180}


def test_a_person_is_told_what_differs(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        forget_one(attacker)
    for language, word in (("EN", "NOT SOUND"), ("ID", "TIDAK UTUH")):
        ended = rakor_here(short_log.folder, "verify", RAKOR_LANGUAGE=language)
        lines = ended.stdout.splitlines()
        assert ended.returncode == 17
        assert lines[0].startswith("PROJECTION_DRIFT -: ")
        assert "[snapshots: " in lines[0]
        assert lines[-1].startswith(f"{word} (PROJECTION_DRIFT)")
