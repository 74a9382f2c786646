"""What it is like when a fact has changed: reports of progress, as if theirs were version 2.

In version 1, which nobody ever recorded, the value had another name, somebody had asked for the
report, and a remark was a text of its own. Version 2 is the shape that reports have today.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from events.facts.all import SHAPES
from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Regional, Sealed, Text
from events.facts.reference import RegionCode
from events.facts.report import ProgressReported
from events.facts.versions import shapes_of
from events.facts.vocabulary import Role
from events.format.canonical_bytes import read_event, seal
from events.format.recorded_event import Actor, Draft, SealedEvent
from events.log.log_queries import append, read_head, stream_version
from events.log.sqlite.event_log import SqliteEventLog
from services.write.open_log import new_salt
from tests.worlds.furniture import OCCASION, OWNERS


class ProgressReportedV1(Earlier):
    """Version 1."""

    amount: Regional[Decimal]
    region: Sealed[RegionCode | None] = None
    requested_by: Open[str]
    note: Erasable[FreeText | None] = None
    remark: Erasable[FreeText | None] = None


def upcast(shape: type[ProgressReported], earlier: ProgressReportedV1) -> ProgressReported:
    """The report as it is said today."""
    return shape(value=earlier.amount, region=earlier.region, note=earlier.note)


def publish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reports have both versions, in the closed union of all facts."""
    monkeypatch.setattr(ProgressReported, "version", 2)
    monkeypatch.setattr(ProgressReported, "earlier", ProgressReportedV1)
    monkeypatch.setattr(ProgressReported, "upcast", classmethod(upcast))
    for place, shape in shapes_of(ProgressReported).items():
        monkeypatch.setitem(SHAPES, place, shape)


EARLIER_EXAMPLE = ProgressReportedV1(
    amount=Decimal("12.345"),
    region="62.05.01",
    requested_by="KPU",
    note=Text(value="twelve"),
    remark=Text(value="by telephone"),
)
EXAMPLES: dict[str, Fact] = {
    "ProgressReported": EARLIER_EXAMPLE,
    "ProgressReported version 2": ProgressReported(
        value=Decimal("12.345"), region="62.05.01", note=Text(value="twelve")
    ),
}
"""The same report in both versions: their golden bytes are in GOLDEN."""
GOLDEN = Path(__file__).parents[1] / "data" / "golden_changed_report.json"


PUBLIC = ProgressReportedV1(
    amount=Decimal(40),
    requested_by="KPU",
    note=Text(value="40"),
    remark=Text(value="by telephone"),
)
OF_A_REGION = ProgressReportedV1(amount=Decimal(3), region="62.05.01", requested_by="KPU")
"""What may be said of D01, and of D02, which is divided by region."""


def report_as_before(folder: Path, reports: Sequence[tuple[str, ProgressReportedV1]]) -> None:
    """Add reports of version 1 to the log of a world that is closed, by commitment."""
    log = SqliteEventLog(folder, holder="an earlier program")
    try:
        with log.writing() as connection:
            for code, fact in reports:
                head, stream = read_head(connection), f"commitment:{OCCASION}/{code}"
                assert head.recorded_at is not None
                draft = Draft(
                    stream=stream,
                    fact=fact,
                    actor=Actor(Role.OWNER, OWNERS[code]),
                    occurred_at=head.recorded_at,
                    occasion=OCCASION,
                    commitment=code,
                )
                made = seal(
                    draft,
                    position=head.size,
                    stream_version=stream_version(connection, stream) + 1,
                    recorded_at=head.recorded_at,
                    new_salt=new_salt,
                )
                event = read_event(made.leaf, made.sealed)
                append(
                    connection, [SealedEvent(event, made.leaf, made.sealed, made.disclosures)], []
                )
    finally:
        log.close()
