"""Attacks on the order, by who has the database and no key: cut off, cut out, swap, back-date.

What was signed is found without anything in hand, for as long as the signed heads lie beside it. If
they are taken away, too, it takes one that was kept: by an auditor, or by the server itself, which
keeps its last one beside the key.
"""

from tests.attacks.attacker import Attacker, Change, Telling, rewrite
from tests.attacks.rewritings import REWRITINGS, change_one, drop_one
from tests.attacks.signed_log import SignedLog
from tests.worlds.served import Served, refuses


def test_the_last_events_are_dropped(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.drop_from(260)
    assert log.verify().found == {"ROLLBACK": 260}
    with Served(log) as served:
        assert "ROLLBACK" in str(served.server.house.recorder.read_only)
        # Whole bundles are served up to 256, the next one should hold 13 entries and has 4.
        assert log.verify(target=served.url).found == {"ROLLBACK": 256}


def test_the_last_events_are_dropped_with_their_signed_heads(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.drop_from(260, checkpoints=True)
    assert log.verify().found == {}  # nothing in hand: nothing is found
    assert log.verify(*log.kept(219)).found == {}
    assert log.verify(*log.kept(269)).found == {"ROLLBACK": 260}
    with Served(log) as served:
        assert "ROLLBACK" in str(served.server.house.recorder.read_only)
        assert log.verify(target=served.url).found == {}
        assert log.verify(*log.kept(269), target=served.url).found == {"ROLLBACK": 219}


def test_a_tile_is_dropped_with_the_events_under_it(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.drop_from(250)
    assert log.verify().found == {"ROLLBACK": 250}


def test_one_in_the_middle_is_dropped(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.delete("events", position=200)
        attacker.delete("disclosures", position=200)
    assert log.verify().found == {"DAMAGED": 200, "PROJECTION_DRIFT": None}


def test_the_texts_of_one_that_was_dropped_are_told_of_at_their_place(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.delete("events", position=200)
    found = {"DAMAGED": 200, "COLUMN_MISMATCH": 200, "PROJECTION_DRIFT": None}
    assert log.verify().found == found


def test_one_in_the_middle_is_dropped_and_the_rest_moved_up(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        for table in ("events", "disclosures"):
            attacker.delete(table, position=200)
            for position in range(201, 269):
                attacker.set(table, "position", position - 1, position=position)
        attacker.fix_tiles()
    found = log.verify().found
    assert found.pop("ROLLBACK") == 268
    assert found == {
        "FORK": 219,
        "DAMAGED": 200,
        "COLUMN_MISMATCH": 200,
        "PROJECTION_DRIFT": None,
    }


def test_two_rows_are_swapped(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        for table in ("events", "disclosures"):
            for old, new in ((200, -1), (210, 200), (-1, 210)):
                attacker.set(table, "position", new, position=old)
    order = {"PROJECTION_DRIFT": None}  # the directory lists parties as they were recorded
    assert log.verify().found == {"DAMAGED": 200, "CLOCK": 201, "COLUMN_MISMATCH": 200} | order


@REWRITINGS
def test_everything_is_rewritten_without_the_key(log: SignedLog, change: Change) -> None:
    rewrite(log, change, has_key=False)
    rollback = {"ROLLBACK": 268} if change is drop_one else {}
    assert log.verify().found == {"FORK": 219} | rollback
    assert log.verify(*log.kept(269)).found == {"FORK": 219} | rollback
    assert refuses(log) == ("ROLLBACK" if change is drop_one else "FORK")


@REWRITINGS
def test_everything_is_rewritten_and_the_heads_are_taken_away(
    log: SignedLog, change: Change
) -> None:
    rewrite(log, change, has_key=False)
    with Attacker(log) as attacker:
        attacker.delete("checkpoints")
        attacker.delete("log_keys")
    verdict = log.verify("--key", log.public_key)
    assert (verdict.found, "UNSIGNED" in verdict.remarks) == ({}, True)
    assert log.verify("--key", log.public_key, *log.kept(219)).found == {"FORK": 219}
    assert refuses(log) == ("ROLLBACK" if change is drop_one else "FORK")


def test_what_lies_before_the_change_tells_nothing_of_it(log: SignedLog) -> None:
    """A kept checkpoint speaks of the events that it covers, and of no others."""
    rewrite(log, change_one, has_key=True)
    assert log.verify("--key", log.public_key, *log.kept(169)).found == {}


def test_one_is_inserted_at_the_end_after_the_last_signed_head(log: SignedLog) -> None:
    """It cannot be found: nobody holds a head that says what came there, or that nothing did."""
    rewrite(log, lambda told: told.append(told[-1].again("P9999")), has_key=False)
    verdict = log.verify("--key", log.public_key, *log.kept(269))
    assert (verdict.found, verdict.report["size"]) == ({}, 270)
    assert refuses(log) == ""


def test_one_is_inserted_at_the_end_with_a_time_before_the_last(log: SignedLog) -> None:
    def append(told: list[Telling]) -> None:
        told.append(told[-1].again("P9999"))
        told[-1].leaf["recordedAt"] = told[210].leaf["recordedAt"]

    rewrite(log, append, has_key=False)
    assert log.verify().found == {"CLOCK": 269}
    with Served(log) as served:
        served.seal()
        assert log.verify(target=served.url).found == {"CLOCK": 269}
