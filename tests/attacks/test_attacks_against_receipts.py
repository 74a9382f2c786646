"""Whoever recorded something was told its position and leaf hash: a rewritten history denies it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from events.format.canonical_bytes import leaf_hash
from tests.attacks.attacker import Attacker, Change, rewrite
from tests.attacks.rewritings import REWRITINGS
from tests.attacks.signed_exports import exported
from tests.attacks.signed_log import SignedLog, Verdict
from tests.worlds.served import Served

BEFORE_IT, CHANGED, LAST = 40, 200, 268
"""Positions before what is rewritten, of it, and at the end of the log."""
OTHER = "ab" * 32
PLACES = ("the database", "an export", "a public export", "the URL")


def receipt(log: SignedLog, position: int) -> tuple[str, str, str]:
    """The option that names what was answered to who recorded the event at a position."""
    with Attacker(log) as attacker:
        found = attacker.get("events", "leaf", position=position)
    return "--receipt", str(position), leaf_hash(found).hex()


@contextmanager
def shown(log: SignedLog, place: str, folder: Path) -> Iterator[str]:
    """The log as it is found at one of the places."""
    match place:
        case "the database":
            yield str(log.folder)
        case "the URL":
            with Served(log) as served:
                yield served.url
        case _:
            file = folder / "log.rakor"
            exported(log, file, *(("--public",) if "public" in place else ()))
            yield str(file)


def broken(verdict: Verdict) -> list[str]:
    """What is said of receipts that do not hold."""
    details = [item["detail"] for item in verdict.report["findings"]]
    return [detail for detail in details if detail.startswith("a receipt says")]


@pytest.mark.parametrize("place", PLACES)
def test_receipts_hold_in_a_log_that_nobody_touched(
    log: SignedLog, tmp_path: Path, place: str
) -> None:
    options = [*receipt(log, BEFORE_IT), *receipt(log, 0), *receipt(log, LAST)]
    with shown(log, place, tmp_path) as target:
        verdict = log.verify("--key", log.public_key, *options, target=target)
    assert verdict.found == {}
    assert verdict.report["receiptsHeld"] == [0, BEFORE_IT, LAST]
    assert verdict.report["receiptsUncovered"] == []


@pytest.mark.parametrize("place", PLACES)
@REWRITINGS
def test_what_is_rewritten_and_signed_anew_is_found_by_a_receipt(
    log: SignedLog, tmp_path: Path, change: Change, place: str
) -> None:
    before, of_it = receipt(log, BEFORE_IT), receipt(log, CHANGED)
    rewrite(log, change, has_key=True, has_folder=True)
    _, _, now = receipt(log, CHANGED)
    known = ("--key", log.public_key)
    with shown(log, place, tmp_path) as target:
        assert log.verify(*known, *before, target=target).found == {}
        verdict = log.verify(*known, *before, *of_it, target=target)
    assert verdict.found == {"FORK": CHANGED}
    said = f"a receipt says that the leaf hash is {of_it[2]}, and it is {now}"
    assert broken(verdict) == [said]
    assert verdict.report["receiptsHeld"] == [BEFORE_IT]


@pytest.mark.parametrize("place", PLACES)
def test_of_two_receipts_for_one_position_one_does_not_hold(
    log: SignedLog, tmp_path: Path, place: str
) -> None:
    true = receipt(log, BEFORE_IT)
    false = (*true[:2], OTHER)
    with shown(log, place, tmp_path) as target:
        verdict = log.verify("--key", log.public_key, *true, *false, target=target)
    assert verdict.found == {"FORK": BEFORE_IT}
    assert len(broken(verdict)) == 1
    assert verdict.report["receiptsHeld"] == [BEFORE_IT]


@pytest.mark.parametrize("place", PLACES)
def test_a_receipt_beyond_the_last_signed_head_is_not_covered_yet(
    log: SignedLog, tmp_path: Path, place: str
) -> None:
    late = ("--receipt", "269", OTHER)
    with shown(log, place, tmp_path) as target:
        verdict = log.verify("--key", log.public_key, *late, target=target)
    assert verdict.found == {}
    assert "RECEIPTS_UNCOVERED" in verdict.remarks
    is_covered = verdict.report["coveredSize"] == verdict.report["size"]
    assert ("UNCOVERED" in verdict.remarks) is not is_covered
    assert verdict.report["receiptsUncovered"] == [269]


def test_no_receipt_is_covered_where_no_head_is_signed_with_a_known_key(log: SignedLog) -> None:
    """But one that the leaf denies does not wait for a head."""
    true = receipt(log, BEFORE_IT)
    with Attacker(log) as attacker:
        attacker.run("DELETE FROM checkpoints")
        attacker.run("DELETE FROM log_keys")
    (log.keys / "moved").mkdir()
    for path in log.keys.glob("*.*"):
        path.rename(log.keys / "moved" / path.name)
    verdict = log.verify(*true)
    assert (verdict.found, verdict.report["receiptsUncovered"]) == ({}, [BEFORE_IT])
    assert log.verify(*true[:2], OTHER).found == {"FORK": BEFORE_IT}


def test_a_changed_byte_is_told_as_that_where_the_tree_still_bears_the_receipt_out(
    log: SignedLog,
) -> None:
    true = receipt(log, 199)
    with Attacker(log) as attacker:
        attacker.replace("events", "leaf", "Lembaga 40", "Lembagb 40", position=199)
    verdict = log.verify("--key", log.public_key, *true)
    assert "FORK" not in verdict.found
    assert verdict.found["DAMAGED"] == 199
