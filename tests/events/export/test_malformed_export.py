"""Whatever is not exactly an export is refused, and the line is named."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from events.export.lines import MalformedExport
from events.heads.note_keys import ED25519, SignerKey
from tests.events.export.export_example import (
    EXPORT,
    ORIGIN,
    ROWS,
    a_log,
    checkpoint,
    read,
    refused,
    written,
)
from tests.worlds.exports import Lines, changed, event_line, lines_of, put


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    for length in range(len(EXPORT)):
        refused(EXPORT[:length])


def test_a_file_that_ends_between_two_lines_is_refused() -> None:
    rows = gzip.decompress(EXPORT).splitlines(keepends=True)
    for count in range(len(rows)):
        assert refused(gzip.compress(b"".join(rows[:count]))).line == count + 1
    assert read(gzip.compress(b"".join(rows))) == a_log()


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_is_refused_or_changes_nothing(bit: int) -> None:
    kept = 0
    for at in range(len(EXPORT)):
        data = bytearray(EXPORT)
        data[at] ^= 1 << bit
        try:
            assert read(bytes(data)) == a_log()
            kept += 1
        except MalformedExport:
            continue
    assert kept < 10, "only what gzip keeps of time and system, and the rest of a last byte"


def test_nothing_may_follow() -> None:
    for more in (b"\x00", b"\n", b"more", EXPORT, gzip.compress(b""), gzip.compress(b"\n")):
        assert "follows" in refused(EXPORT + more).reason


def test_what_is_no_export_at_all_is_refused_at_its_first_line() -> None:
    for data in (b"", b"{}", b"\x1f\x8b", gzip.compress(b""), gzip.compress(b"\n")):
        assert refused(data).line == 1


def moved(number: int, to: int) -> Callable[[Lines], object]:
    return lambda lines: lines.insert(to - 1, lines.pop(number - 1))


def gone(number: int) -> Callable[[Lines], object]:
    return lambda lines: lines.pop(number - 1)


def doubled(number: int) -> Callable[[Lines], object]:
    return lambda lines: lines.insert(number, lines[number - 1])


NOTE = str(checkpoint(0, 2, bytes(32)).signed)
END: dict[str, Any] = lines_of(EXPORT)[-1]["end"]
COMMAND = ["KPU", "k", "", "", 1, 1]
WRONG: dict[str, tuple[int, Callable[[Lines], object]]] = {
    "another version": (1, put(1, rakorExport=2)),
    "a version that is no number": (1, put(1, rakorExport=True)),
    "no version": (1, put(1, rakorExport=None)),
    "an unknown name in the header": (1, put(1, more=1)),
    "a header without its root": (1, put(1, root=None)),
    "a root that is no hash": (1, put(1, root="AB" * 32)),
    "another data set": (1, put(1, dataset="TEST")),
    "an origin that is no name": (1, put(1, origin="two words")),
    "an empty log": (1, put(1, size=0)),
    "a size that is no integer": (1, put(1, size=4.0)),
    "a negative size": (1, put(1, size=-4)),
    "a size beyond all numbers": (1, put(1, size=2**53)),
    "a flag that is a number": (1, put(1, sealed=1)),
    "texts without sealed bytes": (1, put(1, sealed=False)),
    "no header": (1, gone(1)),
    "two headers": (2, doubled(1)),
    "a key that is none": (2, put(2, key="x+12345678+AAAA")),
    "a key that is a number": (2, put(2, key=7)),
    "a key twice": (3, doubled(2)),
    "a key with more beside it": (2, put(2, more=1)),
    "a key behind the first event": (4, moved(2, 4)),
    "an event twice": (5, doubled(4)),
    "an event missing": (5, gone(5)),
    "two events exchanged": (4, moved(5, 4)),
    "an event more": (10, lambda lines: lines.insert(9, event_line(lines, 3) | {"position": 4})),
    "a position that is a text": (4, put(4, position="0")),
    "a leaf that is missing": (4, put(4, leaf=None)),
    "a leaf that is an object": (4, put(4, leaf={})),
    "a leaf with half a character": (4, put(4, leaf="\ud800")),
    "sealed bytes that are missing": (4, put(4, sealed=None)),
    "an unknown name in an event": (4, put(4, more=[])),
    "texts that are no list": (5, put(5, disclosures={})),
    "a text without its salt": (5, put(5, disclosures=[["/comment", "words"]])),
    "a text with half a character": (5, put(5, disclosures=[["/comment", "5a17", "\udfff"]])),
    "a text twice": (5, put(5, disclosures=[["/comment", "5a17", "words"]] * 2)),
    "an erasure of what comes later": (5, put(5, erased=[[2, "/comment"]])),
    "an erasure without a path": (5, put(5, erased=[[0]])),
    "an erasure twice": (9, put(9, erased=[[0, "/comment"]] * 2)),
    "a command of five parts": (5, put(5, commands=[COMMAND[:5]])),
    "a command without a party": (5, put(5, commands=[[None, *COMMAND[1:]]])),
    "a command at no position": (5, put(5, commands=[[*COMMAND[:5], "1"]])),
    "fewer erasures than announced": (11, put(9, erased=None)),
    "more erasures than announced": (11, put(5, erased=[[0, "/reason"]])),
    "a checkpoint of another size": (4, moved(6, 4)),
    "a checkpoint too late": (8, moved(6, 8)),
    "a checkpoint that is no note": (6, put(6, checkpoint="rakor.example\n2\n")),
    "a note that is no checkpoint": (6, put(6, checkpoint=NOTE.replace("\n2\n", "\n02\n"))),
    "a checkpoint without its time": (6, put(6, signedAt=None)),
    "a time without its zone": (6, put(6, signedAt="2025-07-12T03:04:05.000678")),
    "a time before all times": (6, put(6, signedAt="0001-01-01T00:00:00.000000+23:59")),
    "a time that is after all times somewhere": (
        6,
        put(6, signedAt="9999-12-31T23:59:59.999999Z"),
    ),
    "a time that is before all times somewhere": (
        6,
        put(6, signedAt="0001-01-01T00:00:00.000000Z"),
    ),
    "a cosignature that is none": (6, put(6, cosignatures=["— w AAAA="])),
    "a cosignature twice": (
        6,
        lambda lines: lines[5]["cosignatures"].append(*lines[5]["cosignatures"]),
    ),
    "an end of another size": (11, put(11, end=END | {"size": 3})),
    "an end of another root": (11, put(11, end=END | {"root": "ab" * 32})),
    "an end with more in it": (11, put(11, end=END | {"more": 1})),
    "a header of another root": (11, put(1, root="ab" * 32)),
    "a header of a larger log": (11, put(1, size=5)),
    "a header of a smaller log": (9, put(1, size=3)),
    "an unknown line": (4, lambda lines: lines.insert(3, {"note": "hello"})),
    "an empty object": (4, lambda lines: lines.insert(3, {})),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_line_that_is_not_of_the_form_is_refused_and_named(wrong: str) -> None:
    line, change = WRONG[wrong]
    assert refused(changed(EXPORT, change)).line == line


def test_a_line_behind_the_last_one_is_refused() -> None:
    raw = gzip.decompress(EXPORT)
    for more in (raw.splitlines()[-1] + b"\n", b"\n", b"{}\n"):
        assert refused(gzip.compress(raw + more)).line == 12


def test_a_public_export_holds_nothing_that_is_not_public() -> None:
    public, whole = written(*a_log(sealed=False, texts=False)), lines_of(EXPORT)
    for name in ("sealed", "disclosures", "erased", "commands"):
        value = next(line[name] for line in reversed(whole) if name in line)
        assert refused(changed(public, put(4, **{name: value}))).line == 4
    assert refused(changed(public, put(1, erasures=1))).line == 1


def test_an_export_without_texts_holds_none() -> None:
    without = written(*a_log(texts=False))
    texts = lines_of(EXPORT)[4]["disclosures"]
    assert refused(changed(without, put(5, disclosures=texts))).line == 5


def test_another_hash_over_the_lines_is_refused() -> None:
    raw = gzip.decompress(EXPORT)
    other = raw.replace(b'"KPU"', b'"KPX"', 1)
    assert "hash" in refused(gzip.compress(other)).reason


RAW: dict[str, bytes] = {
    "no JSON": b"{\n",
    "a list": b"[1]\n",
    "a number": b"1\n",
    "an empty line": b"\n",
    "a name twice": ROWS[3].replace(b'{"position":0,', b'{"position":1,"position":0,'),
    "a byte order mark": b"\xef\xbb\xbf" + ROWS[3],
    "no UTF-8": ROWS[3].replace(b"psu", b"ps\xff"),
    "UTF-16": ROWS[3].decode().encode("utf-16"),
    "no number": ROWS[3].replace(b'"position":0', b'"position":NaN'),
    "a number without end": ROWS[3].replace(b'"position":0', b'"position":1' + b"0" * 5_000),
    "too deep": b"[" * 100_000 + b"\n",
    "a raw control character": ROWS[3].replace(b"psu", b"p\x01u"),
}


@pytest.mark.parametrize("wrong", RAW)
def test_a_line_that_is_no_strict_json_is_refused(wrong: str) -> None:
    assert RAW[wrong] != ROWS[3]
    data = gzip.compress(b"".join([*ROWS[:3], RAW[wrong], *ROWS[4:]]))
    assert refused(data).line == 4


def test_more_keys_than_a_log_can_have_are_refused() -> None:
    keys = [SignerKey(ORIGIN, ED25519, number.to_bytes(32, "big")) for number in range(1_001)]
    header, items = a_log()
    many = written(replace(header, keys=tuple(key.verifier for key in keys[:1_000])), items)
    assert len(read(many)[0].keys) == 1_000
    more = {"key": str(keys[1_000].verifier)}
    assert refused(changed(many, lambda lines: lines.insert(1_001, more))).line == 1_002
