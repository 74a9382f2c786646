"""Exports that no program of ours writes: of another form, or of events that it never records."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from events.export.lines import MalformedExport
from services.copy.export_log import export_log
from services.verify.verification import Trust
from tests.worlds.copies import fill, signing_key
from tests.worlds.exports import (
    Lines,
    changed,
    checkpoints,
    event_line,
    is_imported,
    kinds,
    lines_of,
    packed,
    put,
    sign_anew,
    verified,
)
from tests.worlds.world import World

Change = Callable[[Lines], object]
TRUST = Trust(keys=(signing_key().verifier,))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound export with texts."""
    out = io.BytesIO()
    with World(tmp_path_factory.mktemp("source") / "world") as world:
        export_log(fill(world).log, out, disclosures=True)
    return out.getvalue()


# ---- bytes that fit, and are signed, and could never have been written here


def reopened(lines: Lines) -> None:
    """Let a later event be another opening of the log."""
    line, first = event_line(lines, 331), event_line(lines, 0)
    line["leaf"] = first["leaf"].replace('"position":0', '"position":331')
    line["leaf"] = line["leaf"].replace(
        recorded(first["leaf"]), recorded(event_line(lines, 330)["leaf"])
    )
    line["sealed"] = first["sealed"]
    for name in ("disclosures", "commands"):
        line.pop(name, None)


def recorded(leaf: str) -> str:
    """The recorded time in a leaf, with its name."""
    at = leaf.index('"recordedAt":')
    return leaf[at : leaf.index(",", at)]


def say_more(lines: Lines) -> None:
    line = event_line(lines, 331)
    line["leaf"] = line["leaf"].replace('{"format"', '{"a":1,"format"')


def say_more_in_public(lines: Lines) -> None:
    line = event_line(lines, 331)
    line["leaf"] = line["leaf"].replace('"open":{', '"open":{"a":1,')


@pytest.mark.parametrize("change", [reopened, say_more, say_more_in_public])
def test_what_no_program_of_ours_writes_is_found_and_not_imported(
    good: bytes, tmp_path: Path, change: Change
) -> None:
    lines = lines_of(good)
    change(lines)
    sign_anew(lines, [signing_key()])
    found = kinds(verified(tmp_path, packed(lines), TRUST))
    assert found == {"MALFORMED": 331}
    assert not is_imported(tmp_path, packed(lines))


# ---- files that are no export


def misplace(lines: Lines) -> None:
    line = checkpoints(lines)[1]
    lines.remove(line)
    lines.insert(-1, line)


def cut_off(lines: Lines) -> None:
    index = lines.index(event_line(lines, 300))
    del lines[index:-1]


def drop(lines: Lines) -> None:
    lines.remove(event_line(lines, 50))


REASONS: dict[str, tuple[Change, str]] = {
    "a checkpoint elsewhere": (misplace, "a checkpoint over 256 events, behind 332"),
    "an event missing": (drop, "event 51, where 50 events stand before"),
    "events missing at the end": (cut_off, "the export is not what its header announces"),
    "a smaller size": (put(1, size=300), "more events than the header announces"),
    "a larger size": (put(1, size=400), "the export is not what its header announces"),
    "another number of erasures": (put(1, erasures=0), "not what its header announces"),
    "a key too late": (lambda lines: lines.insert(9, lines[1]), "a key behind the first event"),
    "no sealed bytes after all": (put(1, sealed=False), "texts without sealed bytes"),
    "no texts after all": (put(1, disclosures=False), "another form of line"),
}


@pytest.mark.parametrize("what", REASONS)
def test_a_file_that_is_not_of_the_form_is_no_export_and_it_is_said_why(
    good: bytes, tmp_path: Path, what: str
) -> None:
    change, reason = REASONS[what]
    data = changed(good, change)
    with pytest.raises(MalformedExport, match=reason):
        verified(tmp_path, data, TRUST)
    assert not is_imported(tmp_path, data)


def test_damaged_gzip_is_no_export(good: bytes, tmp_path: Path) -> None:
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    zeros = gzip.compress(b"\0" * (1 << 27))
    for data in (b"", good[:-1], good[:5_000], bytes(flipped), good + b"\0", good + good, zeros):
        with pytest.raises(MalformedExport):
            verified(tmp_path, data, TRUST)
