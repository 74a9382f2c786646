"""Attacks on what is remembered of accepted commands: which key is taken, and for which events.

Party, key and span of a command follow from its events. What tells a retry from another command
under the same key, salt and digest, follows from no bytes.
"""

from collections.abc import Callable

import pytest

from tests.attacks.attacker import Attacker, of_null
from tests.attacks.signed_log import SignedLog

Attack = Callable[[Attacker], object]
AT, ALONE = 188, 41
"""Events that are all that their commands wrote; the first of them is the last of the log."""
SEVERAL = (17, 25)
"""The events of one command, which registers districts."""
MISMATCH = "COLUMN_MISMATCH"


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("party", "KPU", AT),
        ("party", None, AT),
        ("party", b"SETDA", AT),
        ("key", "other", AT),
        ("key", b"\xff", AT),
        ("first_position", AT - 1, AT - 1),
        ("first_position", 5, 5),
        ("first_position", 10**9, AT),
        ("first_position", "words", AT),
        ("first_position", None, AT),
        ("last_position", AT - 1, AT),
        ("last_position", AT + 1, AT),
        ("last_position", None, AT),
        ("last_position", 1.5, AT),
    ],
)
def test_a_command_is_remembered_otherwise(
    short_log: SignedLog, column: str, value: object, found: int
) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("accepted_commands")
        attacker.set("accepted_commands", column, value, last_position=AT)
    assert short_log.verify().found == {MISMATCH: found} | of_null(value)


def test_a_command_is_forgotten(short_log: SignedLog) -> None:
    """It could be recorded twice."""
    with Attacker(short_log) as attacker:
        attacker.delete("accepted_commands", last_position=ALONE)
        attacker.delete("accepted_commands", last_position=AT)
    verdict = short_log.verify()
    assert verdict.found == {MISMATCH: ALONE}
    assert [item["position"] for item in verdict.report["findings"]] == [ALONE, AT]


@pytest.mark.parametrize(
    ("first", "last"), [(30, 40), (ALONE, ALONE), (AT, AT), (0, 0), (500, 500), (-1, AT)]
)
def test_a_command_is_made_up(short_log: SignedLog, first: int, last: int) -> None:
    """Its party could never use this key."""
    with Attacker(short_log) as attacker:
        attacker.run("INSERT INTO accepted_commands VALUES ('KPU', 'n', '', '', ?, ?)", first, last)
    assert short_log.verify().found == {MISMATCH: first if 0 <= first <= AT else AT + 1}


def test_two_commands_change_places(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        for new, old in ((-1, ALONE), (ALONE, AT), (AT, -1)):
            attacker.set("accepted_commands", "first_position", new, first_position=old)
            attacker.set("accepted_commands", "last_position", new, last_position=old)
    verdict = short_log.verify()
    assert verdict.found == {MISMATCH: ALONE}
    assert {item["position"] for item in verdict.report["findings"]} == {ALONE, AT}


@pytest.mark.parametrize(("column", "by"), [("last_position", -1), ("first_position", 1)])
def test_a_command_of_several_events_is_cut_short(
    short_log: SignedLog, column: str, by: int
) -> None:
    first, last = SEVERAL
    with Attacker(short_log) as attacker:
        was = attacker.get("accepted_commands", column, first_position=first)
        attacker.set("accepted_commands", column, was + by, last_position=last)
    assert short_log.verify().found == {MISMATCH: first}


def test_all_commands_are_forgotten(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.run("DELETE FROM accepted_commands")
    verdict = log.verify()
    assert verdict.found == {MISMATCH: 1}
    assert verdict.report["counts"][MISMATCH] > 100


def test_what_tells_a_retry_is_not_seen(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.set("accepted_commands", "digest", "other", last_position=ALONE)
        attacker.set("accepted_commands", "salt", "other", last_position=AT)
    assert log.verify().code == 0


def test_they_are_read_in_bounded_portions(log: SignedLog) -> None:
    """However many claim to begin at one event, only so many are looked at."""
    with Attacker(log) as attacker:
        attacker.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
            " INSERT INTO accepted_commands SELECT 'KPU', 'n' || i, '', '', 41, 41 FROM n"
        )
    verdict = log.verify()
    assert verdict.found == {MISMATCH: ALONE}
    assert verdict.report["counts"][MISMATCH] < 5000
