"""A history that somebody made up, whole and with its own root: it must be one of this log's."""

import datetime as dt
import io
import json
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from events.export.file import write_export
from events.export.items import ExportHeader
from events.facts.commitment import CommitmentAccepted, CommitmentRecorded
from events.facts.log import LogOpened
from events.facts.occasion import Area, OccasionDeclared
from events.facts.party import PartyRegistered
from events.facts.rakor import ParticipantRecorded, RakorRecorded, StatedDate
from events.facts.vocabulary import CommitmentKind, CommitmentRole, Dataset, PartyKind, Role
from events.format.canonical_bytes import leaf_hash, seal
from events.format.canonical_json import canonical_json
from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import SYSTEM, Actor, Draft
from events.log.sqlite.event_log import SqliteEventLog
from events.tree.merkle_tree import Frontier
from events.verify.flaw import Flaw
from services.copy.import_log import import_log
from services.verify.verification import Trust
from tests.worlds.copies import refused
from tests.worlds.exports import kinds, verified
from tests.worlds.world import ORIGIN, START

DECLARED = OccasionDeclared(
    code="psu",
    name="PSU",
    day=dt.date(2025, 8, 6),
    until=dt.date(2025, 8, 6),
    time_zone="Asia/Jakarta",
    areas=(Area(code="A", name="A"),),
    rule="readiness-1",
)
MET = RakorRecorded(code="R1", name="R", held_on=StatedDate(verbatim="kemarin", candidates=()))
RECORDED = CommitmentRecorded(
    rakor="R1",
    code="D01",
    title="D",
    commitment_kind=CommitmentKind.UNDERTAKING,
    commitment_role=CommitmentRole.LEAF,
    area="A",
    weight=Decimal(1),
    critical=False,
    committed_by=(),
    sources=(),
    links=(),
)


def forged(*entries: LogEntry) -> bytes:
    """An export of events that somebody made up, with the root over them."""
    tree, out = Frontier(), io.BytesIO()
    for entry in entries:
        tree.push(leaf_hash(entry.leaf))
    header = ExportHeader(ORIGIN, Dataset.DEMO, tree.size, tree.root(), True, True, 0)
    write_export(out, header, entries)
    return out.getvalue()


def made(position: int, version: int = 1, seconds: int = 0, **changes: Any) -> LogEntry:
    """An event: the first one opens the log."""
    opening = LogOpened(origin=ORIGIN, dataset=Dataset.DEMO, format=1)
    party = PartyRegistered(code=f"P{position}", name="Party", party_kind=PartyKind.AGENCY)
    at = START + dt.timedelta(seconds=seconds or position)
    fields: dict[str, Any] = {
        "stream": "log" if position == 0 else f"party:P{position}",
        "fact": opening if position == 0 else party,
        "actor": SYSTEM,
        "occurred_at": at,
    }
    sealed = seal(
        Draft(**(fields | changes)),
        position=position,
        stream_version=version,
        recorded_at=at,
        new_salt=lambda: "5a17" * 8,
    )
    return LogEntry(position, sealed.leaf, sealed.sealed, sealed.disclosures, commands=())


def with_bytes(position: int, change: Callable[[dict[str, Any]], bytes]) -> LogEntry:
    """An event whose leaf is written anew."""
    good = made(position)
    return LogEntry(position, change(json.loads(good.leaf)), good.sealed, (), commands=())


def test_made_up_events_are_imported_where_nothing_is_wrong_with_them(tmp_path: Path) -> None:
    with closing(SqliteEventLog(tmp_path, holder="rakor import")) as log:
        assert import_log(log, io.BytesIO(forged(made(0), made(1), made(2)))).header.size == 3


UNSOUND: dict[str, tuple[Flaw, LogEntry]] = {
    "a time that runs backwards": (Flaw.ORDER, made(2, seconds=-5)),
    "a stream that skips a version": (Flaw.ORDER, made(2, version=2)),
    "a stream that repeats a version": (Flaw.ORDER, made(2, stream="party:P1")),
    "an event of a newer version": (
        Flaw.EVENT,
        with_bytes(2, lambda leaf: canonical_json({**leaf, "format": 3})),
    ),
    "an event of an unknown type": (
        Flaw.EVENT,
        with_bytes(2, lambda leaf: canonical_json({**leaf, "open": {**leaf["open"], "type": "X"}})),
    ),
    "spaces in a leaf": (
        Flaw.EVENT,
        with_bytes(2, lambda leaf: canonical_json(leaf).replace(b"{", b"{ ", 1)),
    ),
    "a name twice in a leaf": (
        Flaw.EVENT,
        with_bytes(2, lambda leaf: canonical_json(leaf).replace(b"{", b'{"format":1,', 1)),
    ),
    "a leaf that is too large": (
        Flaw.EVENT,
        with_bytes(2, lambda leaf: canonical_json({"a": "x" * 65_535, **leaf})),
    ),
    "something behind the digest": (
        Flaw.SEALED,
        with_bytes(2, lambda leaf: canonical_json({**leaf, "zzz": 1})),
    ),
    "a time outside the calendar": (
        Flaw.EVENT,
        with_bytes(
            2,
            lambda leaf: canonical_json({**leaf, "recordedAt": "0001-01-01T00:00:00.000000+23:59"}),
        ),
    ),
    "no JSON": (Flaw.SEALED, with_bytes(2, lambda leaf: b"{")),
}


@pytest.mark.parametrize("unsound", UNSOUND)
def test_a_history_that_could_not_have_been_written_here(tmp_path: Path, unsound: str) -> None:
    flaw, entry = UNSOUND[unsound]
    assert refused(tmp_path, forged(made(0), made(1), entry)) == (flaw, "2")


def test_an_event_that_nothing_before_it_leads_to(tmp_path: Path) -> None:
    joined = ParticipantRecorded(rakor="never held", party="P1")
    streams: dict[str, Any] = {"stream": "occasion:psu", "occasion": "psu"}
    entries = (made(1, fact=DECLARED, **streams), made(2, 2, fact=joined, **streams))
    assert refused(tmp_path, forged(made(0), *entries)) == (Flaw.EVENT, "2")


@pytest.mark.parametrize(
    ("occasion", "commitment"),
    [("psu", "never recorded"), ("never declared", None), ("never declared", "D01")],
)
def test_an_event_about_what_was_never_recorded(
    tmp_path: Path, occasion: str, commitment: str | None
) -> None:
    """It is malformed to a verifier, too, who reads the same file."""
    places: dict[str, Any] = {"stream": "x", "occasion": occasion, "commitment": commitment}
    fact = CommitmentAccepted() if commitment else MET
    declared = made(1, fact=DECLARED, stream="occasion:psu", occasion="psu")
    data = forged(made(0), declared, made(2, fact=fact, **places))
    assert refused(tmp_path, data) == (Flaw.EVENT, "2")
    assert kinds(verified(tmp_path, data, Trust())) == {"MALFORMED": 2}


def test_an_occasion_or_a_commitment_recorded_under_another_name(tmp_path: Path) -> None:
    declared = made(1, fact=DECLARED, stream="occasion:psu", occasion="psu")
    renamed = made(1, fact=DECLARED, stream="occasion:other", occasion="other")
    recorded = made(2, fact=RECORDED, stream="x", occasion="psu", commitment="D02")
    for data, position in (
        (forged(made(0), renamed), 1),
        (forged(made(0), declared, recorded), 2),
    ):
        assert refused(tmp_path, data) == (Flaw.EVENT, str(position))
        assert kinds(verified(tmp_path, data, Trust())) == {"MALFORMED": position}


def test_a_log_that_is_not_opened(tmp_path: Path) -> None:
    party = PartyRegistered(code="P", name="Party", party_kind=PartyKind.AGENCY)
    assert refused(tmp_path, forged(made(0, fact=party))) == (Flaw.OPENING, "0")


def test_a_key_that_was_taken_long_before(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"key": "k", "actor": Actor(Role.RECORDER, "P")}
    entries = [
        made(position, **(asked if position in (1, 1_500) else {})) for position in range(1_501)
    ]
    for at in (1, 1_500):
        command = AcceptedCommand("P", "k", "5a17", "d16e57", at, at)
        entries[at] = LogEntry(at, entries[at].leaf, entries[at].sealed, (), commands=(command,))
    assert refused(tmp_path, forged(*entries)) == (Flaw.COMMAND, "1500")
