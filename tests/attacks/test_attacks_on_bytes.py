"""Attacks on what was recorded: the bytes of leaves, sealed bytes, and texts.

Who holds nothing finds them in the database, at the position, as long as the tree over the old
bytes is there; once that is changed, too, it is the signed heads that do not fit.
"""

import hashlib
from typing import Any

import pytest

from services.commands.erasure import ProposeRedaction, Redact
from tests.attacks.attacker import Attacker, Telling, rewrite
from tests.attacks.signed_log import AUDITOR, BEFORE, LEAVER, OPERATOR, SignedLog
from tests.worlds.served import Served

IN_TILE, AT_EDGE = 40, 105
"""Numbers of two parties: the one is registered under a full tile, the other at the right edge."""
PLACES = pytest.mark.parametrize("party", [IN_TILE, AT_EDGE])


def misname(attacker: Attacker, party: int) -> int:
    """Change one byte of the leaf that registers a party; its position."""
    position = BEFORE + party
    attacker.replace("events", "leaf", f"Lembaga {party}", f"Lembagb {party}", position=position)
    return position


def test_untouched_nothing_is_found(untouched: SignedLog) -> None:
    for options in ((), ("--key", untouched.public_key), untouched.kept(156), untouched.kept(269)):
        verdict = untouched.verify(*options)
        assert (verdict.code, verdict.found) == (0, {})
        assert verdict.report["size"] == 269
    assert untouched.verify().remarks == {"KEYS_FROM_LOG", "UNWITNESSED"}


def test_untouched_nothing_is_found_at_the_url(log: SignedLog) -> None:
    with Served(log) as served:
        verdict = log.verify("--key", log.public_key, *log.kept(219), target=served.url)
    assert (verdict.code, verdict.found) == (0, {})
    assert verdict.remarks == {"UNWITNESSED", "NO_SEALED"}


@PLACES
def test_one_byte_of_a_leaf(log: SignedLog, party: int) -> None:
    with Attacker(log) as attacker:
        position = misname(attacker, party)
    found = {"DAMAGED": position, "COLUMN_MISMATCH": position, "PROJECTION_DRIFT": None}
    assert log.verify().found == found
    assert log.verify(*log.kept(269)).found == found  # it is still the history that was signed


def test_one_byte_of_a_leaf_at_the_url(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        position = misname(attacker, IN_TILE)
    with Served(log) as served:
        assert served.server.house.recorder.read_only is None  # the server does not read old bytes
        assert log.verify(target=served.url).found == {"DAMAGED": position}


def test_one_byte_of_a_leaf_and_its_hash_under_a_full_tile(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        position = misname(attacker, IN_TILE)
        attacker.fix_hash(position)
    assert log.verify().found == {"DAMAGED": position, "PROJECTION_DRIFT": None}


def test_one_byte_of_a_leaf_and_its_hash_at_the_right_edge(log: SignedLog) -> None:
    """There the column is the tree: only signed heads say that it was another one."""
    with Attacker(log) as attacker:
        attacker.fix_hash(misname(attacker, AT_EDGE))
    assert log.verify().found == {"FORK": 269, "PROJECTION_DRIFT": None}


@PLACES
@pytest.mark.parametrize("with_snapshots", [False, True])
def test_one_byte_of_a_leaf_and_the_whole_tree(
    log: SignedLog, party: int, with_snapshots: bool
) -> None:
    with Attacker(log) as attacker:
        attacker.fix_hash(misname(attacker, party))
        attacker.fix_tiles()
        if with_snapshots:
            attacker.fix_snapshots()
    first_head = 219 if party == IN_TILE else 269
    drift = {} if with_snapshots else {"PROJECTION_DRIFT": None}
    assert log.verify().found == {"FORK": first_head} | drift
    with Served(log) as served:
        assert "FORK" in str(served.server.house.recorder.read_only)
        assert log.verify(target=served.url).found == {"FORK": 269}


@PLACES
def test_the_whole_tree_without_signed_heads(log: SignedLog, party: int) -> None:
    """Who deletes the signed heads is found out by whoever kept one, and by the server."""
    with Attacker(log) as attacker:
        attacker.fix_hash(misname(attacker, party))
        attacker.fix_tiles()
        attacker.fix_snapshots()
        attacker.delete("checkpoints")
        attacker.delete("log_keys")
    verdict = log.verify()
    assert (verdict.found, "UNSIGNED" in verdict.remarks) == ({}, True)
    assert log.verify("--key", log.public_key, *log.kept(269)).found == {"FORK": 269}
    with Served(log) as served:
        assert "FORK" in str(served.server.house.recorder.read_only)


@PLACES
def test_one_byte_of_sealed_bytes(log: SignedLog, party: int) -> None:
    position = BEFORE + party
    with Attacker(log) as attacker:
        attacker.replace("events", "sealed", "SETDA", "SETDB", position=position)
    assert log.verify().found == {"DAMAGED": position, "COLUMN_MISMATCH": position}


def test_sealed_bytes_and_the_leaf_that_names_them(log: SignedLog) -> None:
    position = BEFORE + IN_TILE
    with Attacker(log) as attacker:
        old = hashlib.sha256(attacker.get("events", "sealed", position=position)).hexdigest()
        attacker.replace("events", "sealed", "SETDA", "SETDB", position=position)
        new = hashlib.sha256(attacker.get("events", "sealed", position=position)).hexdigest()
        attacker.replace("events", "leaf", old, new, position=position)
        attacker.set("events", "actor_party", "SETDB", position=position)
        attacker.set("accepted_commands", "party", "SETDB", last_position=position)
        attacker.fix_hash(position)
        attacker.fix_tiles()
    assert log.verify().found == {"FORK": 219}


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [("value", "Alasan", "Alasin"), ("salt", None, "0" * 32), ("path", "/reason", "/note")],
)
def test_a_text_that_is_not_the_one_recorded(
    log: SignedLog, column: str, old: str | None, new: str
) -> None:
    place = {"position": BEFORE + IN_TILE, "path": "/reason"}
    with Attacker(log) as attacker:
        if old is None:
            attacker.set("disclosures", column, new, **place)
        else:
            attacker.replace("disclosures", column, old, new, **place)
    missing = {"DISCLOSURE_MISSING": BEFORE + IN_TILE} if column == "path" else {}
    assert log.verify().found == {"DAMAGED": BEFORE + IN_TILE} | missing


def test_a_text_that_is_gone_without_an_event(log: SignedLog) -> None:
    place = {"position": BEFORE + IN_TILE, "path": "/reason"}
    with Attacker(log) as attacker:
        attacker.delete("disclosures", **place)
    assert log.verify().found == {"DISCLOSURE_MISSING": BEFORE + IN_TILE}
    with Attacker(log) as attacker:
        row = (place["position"], place["path"], 168)
        attacker.run("INSERT INTO erasures VALUES (?, ?, ?)", *row)
    found = {"DISCLOSURE_MISSING": BEFORE + IN_TILE, "COLUMN_MISMATCH": BEFORE + IN_TILE}
    assert log.verify().found == found


def test_a_text_that_was_erased_properly_is_not_missed(untouched: SignedLog) -> None:
    """The log holds such erasures: of a text, and of a person's names."""
    with Attacker(untouched) as attacker:
        types = attacker.run("SELECT DISTINCT type FROM events WHERE type LIKE '%Erased'")
        assert types == [("PersonalDataErased",)]
        assert attacker.one("SELECT count(*) FROM erasures") > 2
    assert untouched.verify().found == {}


def test_a_text_that_was_erased_and_is_back(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        position, path = attacker.run("SELECT position, path FROM erasures WHERE path != ?", "")[0]
        attacker.run("INSERT INTO disclosures VALUES (?, ?, '00', 'again')", position, path)
    found = log.verify().found
    assert found == {"DAMAGED": position, "COLUMN_MISMATCH": position}


def test_a_text_beside_no_event(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.run("INSERT INTO disclosures VALUES (5000, '/note', '00', 'words')")
    assert log.verify().found == {"COLUMN_MISMATCH": 269}


def test_an_erasure_that_is_no_longer_noted(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        position = attacker.one("SELECT min(position) FROM erasures")
        attacker.delete("erasures", position=position)
    assert log.verify().found == {"COLUMN_MISMATCH": position}


def test_a_text_that_was_erased_and_is_back_as_it_was(log: SignedLog) -> None:
    """An old copy of the table still has it; the event that erased it tells."""
    place = {"position": BEFORE + IN_TILE, "path": "/reason"}
    with Attacker(log) as attacker:
        query = "SELECT * FROM disclosures WHERE position = ? AND path = ?"
        (row,) = attacker.run(query, *place.values())
    with Served(log) as served:
        recorder = served.server.house.recorder
        asked: dict[str, Any] = {
            "event": place["position"],
            "path": "/reason",
            "legal_basis": "UU 27/2022",
        }
        proposal = ProposeRedaction(idempotency_key="propose", **asked)
        proposed = recorder.record(proposal, AUDITOR).last.position
        recorder.record(Redact(idempotency_key="redact", proposal=proposed), OPERATOR)
    assert log.verify().found == {}
    with Attacker(log) as attacker:
        attacker.run("INSERT INTO disclosures VALUES (?, ?, ?, ?)", *row)
    assert log.verify().found == {"COLUMN_MISMATCH": BEFORE + IN_TILE}
    with Attacker(log) as attacker:
        attacker.delete("erasures", **place)  # and nothing is noted of it
    assert log.verify().found == {"COLUMN_MISMATCH": BEFORE + IN_TILE}


@pytest.mark.parametrize("has_name", [False, True])
def test_names_are_not_erased_in_advance(log: SignedLog, has_name: bool) -> None:
    """An event that erases a person's names speaks of those that stand there by then."""

    def change(told: list[Telling]) -> None:
        later = told[BEFORE + IN_TILE]
        later.sealed[1]["actor"]["person"] = LEAVER.person
        if not has_name:
            later.texts = [text for text in later.texts if text.path != "/actor/name"]

    rewrite(log, change, has_key=True, has_folder=True)
    missing = {} if has_name else {"DISCLOSURE_MISSING": BEFORE + IN_TILE}
    assert log.verify().found == missing
