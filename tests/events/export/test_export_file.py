"""The file of an export: what is written reads back, piece by piece."""

import base64
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.export import lines as export_lines
from events.export.file import read_export
from events.export.items import ExportHeader, UnwritableEntry
from events.export.lines import MalformedExport
from events.facts.vocabulary import Dataset
from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import Disclosure
from events.heads.checkpoint import SignedNote, StoredCheckpoint, sign_head
from events.heads.note_keys import ML_DSA_44, SignerKey
from events.heads.tree_head import TreeHead
from tests.events.export.export_example import (
    EXPORT,
    KEY,
    NEW_KEY,
    ORIGIN,
    ROWS,
    SIGNED_AT,
    SIZE,
    WITNESS,
    a_log,
    log_entry,
    read,
    refused,
    written,
)
from tests.worlds.exports import changed, lines_of, put

# ---- what is written


@pytest.mark.parametrize(("sealed", "texts"), [(True, True), (True, False), (False, False)])
def test_what_is_written_reads_back(sealed: bool, texts: bool) -> None:
    log = a_log(sealed, texts)
    assert read(written(*log)) == log


def test_equal_logs_give_equal_files() -> None:
    assert written(*a_log()) == EXPORT == written(*read(EXPORT))


@given(
    leaf=st.text(),
    sealed=st.text(),
    text=st.tuples(st.text(), st.text(), st.text()),
    number=st.integers(0, 2**53 - 1),
)
@example(leaf='\r\n\u2028\x00\x1f\ufeff"\\', sealed="😀", text=("", "", ""), number=0)
def test_bytes_and_words_of_any_kind_come_back(
    leaf: str, sealed: str, text: tuple[str, str, str], number: int
) -> None:
    one = LogEntry(
        0,
        leaf.encode(),
        sealed.encode(),
        (Disclosure(0, *text),),
        commands=(AcceptedCommand(*text, sealed, number, number),),
    )
    header = ExportHeader(
        ORIGIN, Dataset.DEMO, 1, bytes(32), sealed=True, disclosures=True, erasures=0
    )
    assert read(written(header, [one])) == (header, [one])


def test_anybody_reads_it_with_a_standard_library() -> None:
    raw = gzip.decompress(EXPORT)
    lines = raw.splitlines(keepends=True)
    assert [next(iter(json.loads(line))) for line in lines] == [
        "rakorExport",
        *["key"] * 2,
        *["position"] * 2,
        *["checkpoint"] * 2,
        *["position"] * 2,
        "checkpoint",
        "end",
    ]
    hashes = []
    for line in map(json.loads, lines[3:5] + lines[7:9]):
        hashes.append(hashlib.sha256(b"\x00" + line["leaf"].encode()).digest())
        assert json.loads(line["leaf"])["sealed"] == (
            hashlib.sha256(line["sealed"].encode()).hexdigest()
        )
    pairs = [hashlib.sha256(b"\x01" + hashes[at] + hashes[at + 1]).digest() for at in (0, 2)]
    root = hashlib.sha256(b"\x01" + b"".join(pairs)).digest()
    assert json.loads(lines[5])["checkpoint"].splitlines()[2] == base64.b64encode(pairs[0]).decode()
    assert json.loads(lines[-1])["end"] == {
        "size": SIZE,
        "root": root.hex(),
        "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest(),
    }


def test_a_checkpoint_comes_back_byte_for_byte_with_its_cosignature_beside_it() -> None:
    found = [item for item in read(EXPORT)[1] if isinstance(item, StoredCheckpoint)]
    assert [item.number for item in found] == [0, 1, 2]
    line = lines_of(EXPORT)[5]
    assert str(found[0].signed) == line["checkpoint"]
    assert str(found[0].note) == line["checkpoint"] + line["cosignatures"][0] + "\n"
    assert found[0].note.verify([WITNESS.verifier])


def test_a_signature_with_ml_dsa_fits_in() -> None:
    header, items = a_log()
    key = SignerKey(ORIGIN, ML_DSA_44, bytes(32))
    signed = sign_head(TreeHead(ORIGIN, SIZE, header.root), [KEY, key], 7)
    items.append(StoredCheckpoint(3, signed, SIGNED_AT))
    log = replace(header, keys=(*header.keys, key.verifier)), items
    assert read(written(*log)) == log


@pytest.mark.parametrize("damaged", [{"leaf": b"\xff{}"}, {"sealed": b"[\xc3]"}])
def test_bytes_that_are_no_text_stop_the_export_and_are_named(damaged: dict[str, Any]) -> None:
    header, items = a_log()
    items[1] = replace(log_entry(1), **damaged)
    with pytest.raises(UnwritableEntry) as told:
        written(header, items)
    assert told.value.position == 1


# ---- reading as a stream


class Counted(io.BytesIO):
    """A stream that knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def in_pieces(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Take and uncompress so many bytes at once."""
    monkeypatch.setattr(export_lines, "READ", size)
    monkeypatch.setattr(export_lines, "CHUNK", size)


@pytest.mark.parametrize("chunk", [1, 2, 7, 100])
def test_it_does_not_matter_where_pieces_end(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    in_pieces(monkeypatch, chunk)
    assert read(EXPORT) == a_log()
    refused(EXPORT[:-1])
    refused(EXPORT + b"\x00")


def test_a_line_may_be_as_long_as_the_limit_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = max(map(len, ROWS)) - 1
    for chunk in (50, 1 << 20):
        in_pieces(monkeypatch, chunk)
        monkeypatch.setattr(export_lines, "MAX_LINE", longest)
        assert read(EXPORT) == a_log()
        monkeypatch.setattr(export_lines, "MAX_LINE", longest - 1)
        assert "more than" in refused(EXPORT).reason


def test_a_line_without_end_is_given_up_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    in_pieces(monkeypatch, 1_000)
    monkeypatch.setattr(export_lines, "MAX_LINE", 1_000_000)
    bomb = Counted(gzip.compress(b"".join(ROWS[:3]) + b" " * 100_000_000))
    with pytest.raises(MalformedExport, match="line 4: a line of more than"):
        list(read_export(bomb)[1])
    assert bomb.taken < len(bomb.getvalue()) / 10


def test_events_come_before_the_file_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    in_pieces(monkeypatch, 256)
    stream = Counted(EXPORT)
    header, items = read_export(stream)
    assert (header, isinstance(items, Iterator)) == (a_log()[0], True)
    assert stream.taken < len(EXPORT)
    assert next(items) == log_entry(0)
    assert stream.taken < len(EXPORT)
    assert len(list(items)) == SIZE + 2
    assert stream.taken == len(EXPORT)


def test_what_was_read_before_the_damage_was_given_already() -> None:
    _, items = read_export(io.BytesIO(changed(EXPORT, put(9, leaf=None))))
    found = [next(items) for _ in range(5)]
    assert [item.position for item in found if isinstance(item, LogEntry)] == [0, 1, 2]
    with pytest.raises(MalformedExport, match=r"^line 9: "):
        next(items)


def test_a_note_of_the_file_is_a_note_of_the_specification() -> None:
    for line in lines_of(EXPORT):
        if "checkpoint" in line:
            note = SignedNote.parse(line["checkpoint"])
            assert len(note.verify([KEY.verifier, NEW_KEY.verifier])) == 2
