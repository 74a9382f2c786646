"""Attacks on what makes the log provable: tiles, signed heads, and the keys that signed them."""

import datetime as dt

import pytest

from events.format.columns import DAY, EPOCH, FIRST, LAST, micros
from events.heads.checkpoint import SignedNote, sign_head
from schema.types.scalars import local
from services.heads.signing_keys import KeyFolder
from tests.attacks.attacker import Attacker, of_null
from tests.attacks.signed_log import ORIGIN, SignedLog
from tests.worlds.served import Served, refuses

HASHES = 256 * 32


def changed(data: bytes, at: int) -> bytes:
    """The same bytes but for one bit."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("number", [0, 1])
def test_a_hash_in_a_tile(long_log: SignedLog, number: int) -> None:
    place = {"level": 0, "number": number}
    with Attacker(long_log) as attacker:
        hashes = attacker.get("tiles", "hashes", **place)
        attacker.set("tiles", "hashes", changed(hashes, 57 * 32), **place)
    found = {"DAMAGED": number * 256 + 57}
    assert long_log.verify().found == found
    assert long_log.verify(*long_log.kept(669)).found == found
    with Served(long_log) as served:
        assert long_log.verify(target=served.url).found == found


@pytest.mark.parametrize("number", [0, 1])
def test_the_root_of_a_tile(long_log: SignedLog, number: int) -> None:
    place = {"level": 0, "number": number}
    with Attacker(long_log) as attacker:
        root = attacker.get("tiles", "root", **place)
        attacker.set("tiles", "root", changed(root, 0), **place)
    assert long_log.verify().found == {"DAMAGED": number * 256}
    assert refuses(long_log) == "FORK"  # the server computes its head from it


@pytest.mark.parametrize("column", ["level", "number"])
@pytest.mark.parametrize("value", [7, -1, "words", 2**62])
def test_a_tile_in_another_place(log: SignedLog, column: str, value: object) -> None:
    with Attacker(log) as attacker:
        attacker.set("tiles", column, value, number=0)
    assert log.verify().found == {"DAMAGED": 0}


def test_a_tile_that_is_gone(long_log: SignedLog) -> None:
    with Attacker(long_log) as attacker:
        attacker.delete("tiles", number=1)
    assert long_log.verify().found == {"DAMAGED": 256}


@pytest.mark.parametrize("place", [(0, 1), (0, 99), (1, 0), (3, 0), (-1, 0), (0, -1), (9, 5)])
def test_a_tile_beyond_the_log(log: SignedLog, place: tuple[int, int]) -> None:
    """The tree would grow into it; the right edge is read from it at once."""
    with Attacker(log) as attacker:
        attacker.insert_tile(*place, b"\x07" * HASHES, b"\x07" * 32)
    at_edge = place == (0, 1)
    assert log.verify().found == {"DAMAGED": 256 if at_edge else 269}
    if at_edge:
        assert refuses(log) == "FORK"


@pytest.mark.parametrize("column", ["hashes", "root"])
@pytest.mark.parametrize("value", [None, "words", 5, b"", b"\x07" * 33, b"\x07" * (HASHES + 32)])
def test_a_tile_that_is_none(log: SignedLog, column: str, value: object) -> None:
    with Attacker(log) as attacker:
        attacker.loosen("tiles")
        attacker.set("tiles", column, value, number=0)
    assert log.verify().found == {"DAMAGED": 0}
    if column == "root":  # what the server computes its head from
        assert refuses(log) in ("FORK", "UNAVAILABLE")


def edit(log: SignedLog, number: int, old: str, new: str) -> None:
    with Attacker(log) as attacker:
        attacker.replace("checkpoints", "note", old, new, number=number)


def test_the_root_in_a_signed_head(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        notes = [attacker.get("checkpoints", "note", number=number) for number in (2, 3)]
    one, other = (note.split("\n")[2] for note in notes)
    edit(short_log, 2, one, other)
    assert short_log.verify().found == {"BAD_SIGNATURE": 179}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("\n179\n", "\n178\n", {"BAD_SIGNATURE": 178, "COLUMN_MISMATCH": 178}),
        ("\n179\n", "\n0179\n", {"MALFORMED": None}),
        ("\n179\n", "\n-1\n", {"MALFORMED": None}),
        (f"{ORIGIN}\n", "rakor.example/other\n", {"BAD_SIGNATURE": 179}),
        (f"— {ORIGIN} ", "— rakor.example/other ", {"BAD_SIGNATURE": 179}),
        ("— ", "- ", {"MALFORMED": None}),
        ("\n\n", "\n", {"MALFORMED": None}),
        ("\n\n", "\nmore\n\n", {"BAD_SIGNATURE": 179}),
        ("\n", "\r\n", {"MALFORMED": None}),
    ],
)
def test_the_note_of_a_signed_head(
    short_log: SignedLog, old: str, new: str, found: dict[str, int | None]
) -> None:
    edit(short_log, 2, old, new)
    assert short_log.verify().found == found
    assert short_log.verify("--key", short_log.public_key).found == found


def test_a_signature_with_one_bit_changed(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        note = SignedNote.parse(attacker.get("checkpoints", "note", number=3))
        (made,) = note.signatures
        wrong = type(made)(made.name, made.key_id, changed(made.value, 40))
        text = str(SignedNote(note.text, (wrong,)))
        attacker.set("checkpoints", "note", text, number=3)
    assert short_log.verify().found == {"BAD_SIGNATURE": 189}
    with Served(short_log) as served:
        assert short_log.verify(target=served.url).found == {"BAD_SIGNATURE": 189}


@pytest.mark.parametrize("value", [None, b"words", "", "words", 5])
def test_a_signed_head_that_is_none(short_log: SignedLog, value: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("checkpoints")
        attacker.set("checkpoints", "note", value, number=3)
    assert short_log.verify().found == {"MALFORMED": None} | of_null(value)
    assert refuses(short_log) == "UNAVAILABLE"
    ended = short_log.rakor("seed")
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1)


@pytest.mark.parametrize("column", ["size", "signed_at"])
@pytest.mark.parametrize("value", [None, "words", 2**62, -(2**63), b"\xff"])
def test_the_columns_of_a_signed_head(short_log: SignedLog, column: str, value: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("checkpoints")
        attacker.set("checkpoints", column, value, number=2)
    assert short_log.verify().found == {"COLUMN_MISMATCH": 179} | of_null(value)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Jakarta"])
@pytest.mark.parametrize("edge", [FIRST, LAST])
def test_a_time_of_signing_is_one_in_every_zone(short_log: SignedLog, edge: int, zone: str) -> None:
    assert micros(local(EPOCH + dt.timedelta(microseconds=edge), zone)) == edge
    with Attacker(short_log) as attacker:
        attacker.set("checkpoints", "signed_at", edge, number=3)
    assert short_log.verify().found == {}


@pytest.mark.parametrize("value", [FIRST - 1, LAST + 1, LAST + micros(EPOCH + DAY)])
def test_a_time_of_signing_at_the_end_of_all_times(short_log: SignedLog, value: int) -> None:
    """In local time it could not be shown."""
    with Attacker(short_log) as attacker:
        attacker.set("checkpoints", "signed_at", value, number=3)
    assert short_log.verify().found == {"COLUMN_MISMATCH": 189}
    assert refuses(short_log) == "UNAVAILABLE"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_signed_head_in_the_middle_is_gone(short_log: SignedLog, number: int) -> None:
    with Attacker(short_log) as attacker:
        attacker.delete("checkpoints", number=number)
    assert short_log.verify().found == {"COLUMN_MISMATCH": None}


def test_the_last_signed_head_is_gone(short_log: SignedLog) -> None:
    """Nothing in the database tells of it; the server has it beside the key, and signs again."""
    with Attacker(short_log) as attacker:
        attacker.delete("checkpoints", number=3)
    assert short_log.verify().found == {}
    with Served(short_log) as served:
        served.seal()
        newest = served.server.house.proofs.checkpoint()
    assert newest
    assert newest.signed.head.size == 189
    assert short_log.verify(*short_log.kept(189)).found == {}


def test_a_key_that_has_signed_nothing_is_added(short_log: SignedLog) -> None:
    fake = KeyFolder(short_log.root / "fake").make(ORIGIN).verifier
    with Attacker(short_log) as attacker:
        attacker.run("INSERT INTO log_keys VALUES (?)", str(fake))
    for options in ((), ("--key", short_log.public_key)):
        verdict = short_log.verify(*options)
        assert verdict.found == {"BAD_SIGNATURE": None}
        assert str(fake) in verdict.report["findings"][0]["detail"]


@pytest.mark.parametrize("value", ["words", b"words", None, 5, "a+b", "a+00000000+AQ=="])
def test_a_key_that_is_none(short_log: SignedLog, value: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("log_keys")
        attacker.set("log_keys", "key", value)
    found = {"MALFORMED": None} | of_null(value)
    assert short_log.verify().found == {"BAD_SIGNATURE": 156} | found
    assert short_log.verify("--key", short_log.public_key).found == found


def test_a_head_of_the_true_history_is_signed_with_another_key(short_log: SignedLog) -> None:
    """Who brings no key believes those of the short_log; who brings one does not."""
    fake = KeyFolder(short_log.root / "fake").make(ORIGIN)
    with Attacker(short_log) as attacker:
        head = SignedNote.parse(attacker.get("checkpoints", "note", number=3)).head
        note = sign_head(head, [fake], 0)
        attacker.run("INSERT INTO checkpoints VALUES (4, 189, ?, 0)", str(note))
        attacker.run("INSERT INTO log_keys VALUES (?)", str(fake.verifier))
    verdict = short_log.verify()
    assert (verdict.found, "KEYS_FROM_LOG" in verdict.remarks) == ({}, True)
    assert short_log.verify("--key", short_log.public_key).found == {"BAD_SIGNATURE": 189}


@pytest.mark.parametrize("line", ["words", b"words", "— witness.example AAAA", None])
def test_a_cosignature_that_is_none(short_log: SignedLog, line: object) -> None:
    with Attacker(short_log) as attacker:
        attacker.loosen("cosignatures")
        attacker.run("INSERT INTO cosignatures VALUES (3, ?)", line)
        attacker.run("INSERT INTO cosignatures VALUES (99, ?)", line)
    assert short_log.verify().found == {"MALFORMED": None} | of_null(line)


@pytest.mark.parametrize("text", ["", "words", "a\n1\nAA==\n\n— a AAAAAAA=\n"])
def test_what_the_auditor_brings_must_be_a_checkpoint(short_log: SignedLog, text: str) -> None:
    path = short_log.root / "kept"
    path.write_text(text)
    ended = short_log.rakor("verify", "--against", str(path))
    assert (ended.returncode, ended.stdout, "Traceback" in ended.stderr) == (1, "", False)


def test_what_the_auditor_kept_is_demanded_though_nobody_knows_its_key(
    short_log: SignedLog,
) -> None:
    other = KeyFolder(short_log.root / "fake").make(ORIGIN).verifier
    found = short_log.verify("--key", str(other), *short_log.kept(189)).found
    assert found == {"BAD_SIGNATURE": 156}
