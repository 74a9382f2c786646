"""Bytes that are no event, or none that this program knows; all signed, by who holds the key.

Nothing need be kept in hand: the published format says what an event looks like.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from events.format.canonical_json import canonical_json
from services.readiness.readiness_1 import readiness_1, whole_1
from services.readiness.readiness_1_regions import regions_1
from services.readiness.rules import RULES, Rule
from tests.attacks.attacker import Attacker
from tests.attacks.signed_exports import FORMS, IN_ALL_FORMS, exported
from tests.attacks.signed_log import BEFORE, OCCASION, SignedLog
from tests.worlds.program import free_port, rakor_here
from tests.worlds.served import Served

POSITION = BEFORE + 20
REPORT = 118
"""The position of a report of progress, with a value: 48."""

Edit = Callable[[dict[str, Any]], None]


def write(
    short_log: SignedLog, edit: Edit, position: int = POSITION, *, sealed: bool = False
) -> None:
    """Change the object of a leaf (or of sealed bytes), and write it in canonical form."""
    with Attacker(short_log) as attacker:
        leaf = json.loads(attacker.get("events", "leaf", position=position))
        closed = json.loads(attacker.get("events", "sealed", position=position))
        edit(closed[1] if sealed else leaf)
        hidden = canonical_json(closed)
        if sealed:
            leaf["sealed"] = hashlib.sha256(hidden).hexdigest()
        attacker.write(position, canonical_json(leaf), hidden)


def set_in(name: str, value: object) -> Edit:
    """Set a field of the open object."""
    return lambda leaf: leaf["open"].update({name: value})


def set_outer(name: str, value: object) -> Edit:
    """Set a field beside the open object; in sealed bytes: one of its fields."""
    return lambda leaf: leaf.update({name: value})


UNKNOWN: dict[str, Edit] = {
    "type": set_in("type", "PartyDissolved"),
    "version": set_in("version", 2),
    "version 0": set_in("version", 0),
    "version 99": set_in("version", 99),
    "format": set_outer("format", 3),
}
OPEN: dict[str, Edit] = {
    "another field of a leaf": set_outer("note", "words"),
    "a field too few": lambda leaf: leaf.pop("recordedAt"),
    "another open field": set_in("more", "words"),
    "null for a field that is not there": set_in("parent", None),
    "null for the occasion": set_in("occasion", None),
    "an occasion that is no string": set_in("occasion", ["gladi"]),
    "a sealed field in the open": set_in("reason", "0" * 64),
    "a required field too few": lambda leaf: leaf["open"].pop("name"),
    "a number for a text": set_in("name", 5),
    "true for a version": set_in("version", True),
    "true for a format": set_outer("format", True),
    "the format of a signed event, and no signature": set_outer("format", 2),
    "a position that is a string": set_outer("position", str(POSITION)),
    "a time with an offset": set_outer("recordedAt", "2026-08-05T23:44:23.000000+07:00"),
    "a time without microseconds": set_outer("recordedAt", "2026-08-05T23:44:23Z"),
    "no time": set_outer("recordedAt", 1),
    "a leaf of more than 65,535 bytes": set_in("name", "x" * 65_535),
    "a second opening": set_in("type", "LogOpened"),
    "open fields that are none": set_outer("open", ["type"]),
    "an unknown word of a vocabulary": set_in("partyKind", "KINGDOM"),
}
SEALED: dict[str, Edit] = {
    "another sealed field": set_outer("more", "words"),
    "null for a field that is not there": set_outer("correlation", None),
    "an open field that is sealed": set_outer("parent", "KPU"),
    "a stream that is no string": set_outer("stream", ["party"]),
    "a stream that is missing": lambda closed: closed.pop("stream"),
    "a party that is no string": lambda closed: closed["actor"].update({"party": 5}),
    "an actor with another field": lambda closed: closed["actor"].update({"rank": "5"}),
    "an actor in an unknown role": lambda closed: closed["actor"].update({"role": "KING"}),
    "a cause that is no position": set_outer("causation", "5"),
    "a version that is no number": set_outer("streamVersion", True),
    "a version out of order": set_outer("streamVersion", 2),
    "a reason that is no digest": set_outer("reason", 5),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_event_of_an_unknown_shape_stops_projections_alone(
    short_log: SignedLog, what: str
) -> None:
    write(short_log, UNKNOWN[what])
    verdict = short_log.verify()
    assert verdict.found == {"NEEDS_UPGRADE": POSITION}
    assert (verdict.report["size"], verdict.report["checkpoints"]) == (189, 4)
    with Served(short_log) as served:
        # The head that was signed before is kept beside the key: the server only reads.
        assert short_log.verify(target=served.url).found == {"NEEDS_UPGRADE": POSITION}


@pytest.mark.parametrize("language", ["ID", "EN"])
def test_a_server_that_must_know_it_does_not_start_and_says_why(
    short_log: SignedLog, language: str
) -> None:
    write(short_log, UNKNOWN["version"])
    with Attacker(short_log) as attacker:
        attacker.run("UPDATE snapshots SET version = 0")  # as an older program finds it: another's
    ended = short_log.rakor("serve", RAKOR_PORT=str(free_port()), RAKOR_LANGUAGE=language)
    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    words = {"ID": "Pasang program terbaru.", "EN": "Install the newest program."}
    assert line.startswith("NEEDS_UPGRADE: ")
    assert f"(event {POSITION}: PartyRegistered version 2 of format 1 is not known" in line
    assert words[language] in line


@IN_ALL_FORMS
def test_an_event_of_an_unknown_shape_is_exported_and_verified_but_not_imported(
    short_log: SignedLog, tmp_path: Path, form: str
) -> None:
    write(short_log, UNKNOWN["version"])
    file = tmp_path / "log.rakor"
    exported(short_log, file, *FORMS[form])
    assert short_log.verify(target=str(file)).found == {"NEEDS_UPGRADE": POSITION}
    ended = rakor_here(tmp_path / "copy", "import", str(file))
    assert ended.returncode == 1
    assert form == "public" or "is not known to this program" in ended.stderr


def test_the_tree_is_verified_beyond_an_unknown_event(short_log: SignedLog) -> None:
    write(short_log, UNKNOWN["type"])
    with Attacker(short_log) as attacker:
        attacker.replace("events", "leaf", "Lembaga 5", "Lembagb 5", position=161)
        attacker.replace("events", "leaf", "Lembaga 25", "Lembagb 25", position=184)
    found = {"NEEDS_UPGRADE": POSITION, "DAMAGED": 161, "COLUMN_MISMATCH": 161}
    assert short_log.verify().found == found


@pytest.mark.parametrize("what", OPEN)
def test_a_leaf_that_is_no_event(short_log: SignedLog, what: str) -> None:
    write(short_log, OPEN[what])
    is_elsewhere = what == "a position that is a string"
    assert short_log.verify().found == {"MALFORMED": POSITION} | (
        {"DAMAGED": POSITION} if is_elsewhere else {}
    )


@pytest.mark.parametrize("what", SEALED)
def test_sealed_bytes_that_are_no_event(short_log: SignedLog, what: str) -> None:
    write(short_log, SEALED[what], sealed=True)
    more = {}
    if what == "a version out of order":
        more = {"COLUMN_MISMATCH": POSITION}
    assert short_log.verify().found == {"MALFORMED": POSITION} | more


RAW: dict[str, tuple[bytes, bytes]] = {
    "a space": (b'"format":1', b'"format": 1'),
    "a newline at the end": (b'"}', b'"}\n'),
    "a key that stands there twice": (b'{"format":1', b'{"format":1,"format":1'),
    "keys in another order": (b'"partyKind":"AGENCY","type"', b'"type"'),
    "a float": (b'"version":1', b'"version":1.0'),
    "an exponent": (b'"version":1', b'"version":1e0'),
    "no number": (b'"version":1', b'"version":NaN'),
    "a number beyond 2^53": (b'"version":1', b'"version":9007199254740993'),
    "another escape": (b"Lembaga", b"Lemb\\u0061ga"),
    "a lone surrogate": (b"Lembaga", b"Lembag\\ud800"),
    "no UTF-8": (b"Lembaga", b"Lembag\xff"),
    "half of it": (b'"partyKind":"AGENCY"', b""),
    "a byte order mark": (b'{"format"', b'\xef\xbb\xbf{"format"'),
    "too deep": (b'"AGENCY"', b"[" * 50_000),
}


@pytest.mark.parametrize("what", RAW)
def test_bytes_in_another_spelling(short_log: SignedLog, what: str) -> None:
    old, new = RAW[what]
    with Attacker(short_log) as attacker:
        leaf = attacker.get("events", "leaf", position=POSITION)
        assert old in leaf
        attacker.write(POSITION, leaf.replace(old, new))
    assert short_log.verify().found == {"MALFORMED": POSITION}


@pytest.mark.parametrize(
    "sealed", [b"", b"{}", b"[]", b'["00",{}]', b"null", b"\xff", b"[[" * 9_000]
)
def test_sealed_bytes_in_another_spelling(short_log: SignedLog, sealed: bytes) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", "sealed", sealed, position=POSITION)
    assert short_log.verify().found == {"DAMAGED": POSITION, "MALFORMED": POSITION}


def test_an_event_that_says_another_position(short_log: SignedLog) -> None:
    write(short_log, set_outer("position", 7))
    found = {"DAMAGED": POSITION, "COLUMN_MISMATCH": POSITION, "PROJECTION_DRIFT": None}
    assert short_log.verify().found == found


@pytest.mark.parametrize("value", ["48.0", "048", "4.8e1", "-48", "48.1234567", 48])
def test_a_quantity_in_another_spelling(short_log: SignedLog, value: object) -> None:
    write(short_log, set_in("value", value), REPORT)
    assert short_log.verify().found == {"MALFORMED": REPORT}


@pytest.mark.parametrize("what", ["another open field", "a time with an offset", "no time"])
def test_a_leaf_that_is_no_event_is_found_at_the_url(short_log: SignedLog, what: str) -> None:
    write(short_log, OPEN[what])
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {"MALFORMED": POSITION}


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [("rule", "readiness-99", "NEEDS_UPGRADE"), ("timeZone", "Mars/Olympus", "MALFORMED")],
)
def test_an_occasion_that_cannot_be_judged(
    short_log: SignedLog, field: str, value: str, found: str
) -> None:
    """By an unknown rule, or in no time zone: then there are no figures to be held against."""
    with Attacker(short_log) as attacker:
        position = attacker.one("SELECT position FROM events WHERE type = 'OccasionDeclared'")
    write(short_log, set_in(field, value), position)
    with Attacker(short_log) as attacker:
        attacker.fix_snapshots()
    assert short_log.verify().found == {}
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {found: position}


def test_an_occasion_is_held_against_the_rule_that_it_names(
    short_log: SignedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server and the verifier know a second rule, which always judges for the same moment."""
    opening = dt.datetime(2025, 8, 6, tzinfo=dt.UTC)
    still = Rule(
        "readiness-still",
        lambda state, _: readiness_1(state, opening),
        whole_1,
        regions_1,
        RULES["readiness-1"].roll_up,
    )
    monkeypatch.setitem(RULES, still.name, still)
    with Attacker(short_log) as attacker:
        position = attacker.one("SELECT position FROM events WHERE type = 'OccasionDeclared'")
    write(short_log, set_in("rule", still.name), position)
    with Attacker(short_log) as attacker:
        attacker.fix_snapshots()
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {}
        look_up = served.server.house.look_up
        points = [replace(look_up.now(), rule=rule) for rule in RULES]
        views = [look_up.occasion(OCCASION, point) for point in points]
    assert len({view.readiness.whole.score for view in views if view}) == len(RULES)
