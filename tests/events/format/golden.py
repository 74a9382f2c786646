"""Golden bytes: one fully filled example of every fact, sealed the same way each time.

The bytes of a published version never change. `python -m tests.events.format.golden` adds what is
missing to `tests/data/golden_events.json` and leaves what stands there as it is. The examples here
are of the newest versions; what was made of them in earlier ones stays in the file, and there only.
"""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from events.facts import erasure
from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentRecorded,
    CommitmentReopened,
    CommitmentWithdrawn,
    Link,
)
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.declaration import ReadinessDeclared
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Fact, Text
from events.facts.indicator import IndicatorDefined, IndicatorRevised, RegionTarget
from events.facts.log import LogOpened, OriginChanged
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.occasion import Area, OccasionDeclared
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.party import PartyRegistered
from events.facts.rakor import ParticipantRecorded, RakorRecorded, StatedDate
from events.facts.region import RegionRegistered
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.source import SourceRegistered
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    Dataset,
    DeadlineBasis,
    Light,
    LinkKind,
    PartyKind,
    RegionLevel,
    Role,
    Severity,
    SourceKind,
    VerificationMethod,
)
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.canonical_bytes import seal
from events.format.recorded_event import Actor, Draft, SealedEvent

FILE = Path(__file__).parents[2] / "data" / "golden_events.json"
POSITION, STREAM_VERSION = 7, 3
RECORDED_AT = dt.datetime(2025, 7, 29, 2, 0, 0, 1, tzinfo=dt.UTC)
OCCURRED_AT = dt.datetime(2025, 7, 28, 16, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
PERSON = "8c5f1f6e-3d0b-4a53-9a53-0c8f6a3c1f21"
EIGHTH, TENTH, AUGUST = dt.date(2025, 7, 8), dt.date(2025, 7, 10), dt.date(2025, 8, 6)
PARTS = (
    RegionTarget(region="62.05.01", target=Decimal("60.5")),
    RegionTarget(region="62.05.02", target=Decimal("39.5")),
)


def says(words: str) -> Text:
    """A text before it is recorded; not all of it ASCII, so that its bytes are tested too."""
    return Text(value=f"{words} – “ya”, 5 m², 😀")


EXAMPLES: dict[str, Fact] = {
    "LogOpened": LogOpened(origin="rakor.example/psu/demo", dataset=Dataset.DEMO, format=1),
    "OriginChanged": OriginChanged(
        origin="rakor.example/psu-2/demo", abandoned_size=1234, abandoned_root="ab" * 32
    ),
    "PartyRegistered": PartyRegistered(
        code="KPU-LOG",
        name="KPU kabupaten, urusan logistik",
        party_kind=PartyKind.ELECTION_BODY,
        parent_party="KPU",
    ),
    "RegionRegistered": RegionRegistered(
        code="62.05.01", name="Montallat", region_level=RegionLevel.DISTRICT
    ),
    "OccasionDeclared": OccasionDeclared(
        code="psu",
        name="Pemungutan suara ulang",
        day=AUGUST,
        time_zone="Asia/Jakarta",
        areas=(Area(code="A", name="Logistik"), Area(code="B", name="Dana")),
        region="62.05",
        rule="readiness-1",
    ),
    "RakorRecorded": RakorRecorded(
        code="R1",
        name="Rapat koordinasi",
        held_on=StatedDate(
            verbatim="Rabu, 10 Juli 2025", candidates=(EIGHTH, TENTH), resolved=TENTH
        ),
        venue="Aula “A”",
        organiser="SETDA",
        chair="SEKDA",
    ),
    "ParticipantRecorded": ParticipantRecorded(rakor="R1", party="KPU", capacity=says("capacity")),
    "SourceRegistered": SourceRegistered(
        code="S1",
        source_kind=SourceKind.PRESS,
        title="Berita",
        number="12/PR/2025",
        issuer="Redaksi",
        date=TENTH,
        held=True,
        sha256="0f" * 32,
    ),
    "DiscrepancyNoted": DiscrepancyNoted(
        code="X1", subject="rakor:psu/R1", field="heldOn", readings=(says("Rabu"), says("Kamis"))
    ),
    "DiscrepancyResolved": DiscrepancyResolved(
        code="X1", chosen=says("Kamis"), basis=says("calendar"), source="S1", reading=1
    ),
    "CommitmentRecorded": CommitmentRecorded(
        rakor="R1",
        code="D01",
        title="Kotak suara lengkap",
        commitment_kind=CommitmentKind.UNDERTAKING,
        commitment_role=CommitmentRole.LEAF,
        parent="D00",
        area="A",
        region="62.05",
        weight=Decimal("1.50"),
        critical=True,
        committed_by=("KPU", "KPU-LOG"),
        sources=("S1",),
        links=(Link(kind=LinkKind.REFINES, commitment="D00"),),
        verbatim=says("boxes"),
    ),
    "OwnerAssigned": OwnerAssigned(owner="KPU-LOG"),
    "DeadlineSet": DeadlineSet(
        due=AUGUST, planned_start=TENTH, deadline_basis=DeadlineBasis.ANCHORED
    ),
    "IndicatorDefined": IndicatorDefined(
        name="Kotak", target=Decimal(100), unit="kotak", breakdown=PARTS, note=says("sum")
    ),
    "IndicatorRevised": IndicatorRevised(
        old_target=Decimal("1E+2"),
        new_target=Decimal("999999999999.999"),
        breakdown=PARTS,
        requested_by="KPU",
        note=says("sum"),
    ),
    "CommitmentAccepted": CommitmentAccepted(comment=says("accepted")),
    "ProgressReported": ProgressReported(
        value=Decimal("12.345"), region="62.05.01", note=says("twelve")
    ),
    "ProgressReported without a region": ProgressReported(value=Decimal("0.000")),
    "EvidenceAttached": EvidenceAttached(
        sha256="a1" * 32,
        media_type="image/jpeg",
        byte_count=2**53 - 1,
        title=says("photo"),
        taken_at=OCCURRED_AT,
        region="62.05.01",
    ),
    "FulfilmentClaimed": FulfilmentClaimed(
        statement=says("done"), evidence_waiver=says("none needed")
    ),
    "ProgressVerified": ProgressVerified(
        value=Decimal(11), method=VerificationMethod.SITE, region="62.05.01"
    ),
    "ProgressVerified without a region": ProgressVerified(
        value=Decimal(11), method=VerificationMethod.SAMPLE
    ),
    "FulfilmentVerified": FulfilmentVerified(
        value=Decimal(100),
        method=VerificationMethod.DOCUMENT,
        by_region=(RegionTarget(region="62.05.01", target=Decimal(60)),),
    ),
    "ClaimRejected": ClaimRejected(accepted_value=Decimal(4), region="62.05.02"),
    "ClaimRejected without a region": ClaimRejected(accepted_value=Decimal("0.5")),
    "ObstacleRaised": ObstacleRaised(
        code="O1", severity=Severity.HIGH, text=says("flood"), region="62.05.01"
    ),
    "ObstacleResolved": ObstacleResolved(code="O1", how=says("boats")),
    "DeadlineRescheduled": DeadlineRescheduled(
        old_due=TENTH, new_due=AUGUST, requested_by="KPU", approved_by="SEKDA"
    ),
    "CommitmentReassigned": CommitmentReassigned(old_owner="KPU", new_owner="DINKES"),
    "ReportCorrected": ReportCorrected(corrects=5, value=Decimal("1.001"), region="62.05.01"),
    "ReportCorrected without a region": ReportCorrected(corrects=5, value=Decimal(2)),
    "ReportRetracted": ReportRetracted(corrects=5),
    "DependencyLinked": DependencyLinked(on="D02"),
    "DependencyReleased": DependencyReleased(on="D02"),
    "CommitmentEscalated": CommitmentEscalated(
        code="E1", to="BUPATI", level=9, question=says("who decides?")
    ),
    "EscalationAnswered": EscalationAnswered(code="E1", decision=says("decided")),
    "WaiverProposed": WaiverProposed(code="W1", remainder=Decimal("4.500"), region="62.05.01"),
    "WaiverProposed without a region": WaiverProposed(code="W1", remainder=Decimal("0.001")),
    "RemainderWaived": RemainderWaived(code="W1", remainder=Decimal("4.5"), region="62.05.01"),
    "RemainderWaived without a region": RemainderWaived(code="W1", remainder=Decimal("1E+2")),
    "CommitmentReopened": CommitmentReopened(),
    "CommitmentWithdrawn": CommitmentWithdrawn(),
    "ReadinessDeclared": ReadinessDeclared(statement=says("ready"), light=Light.GREEN),
    "PersonalDataErased": erasure.PersonalDataErased(person=PERSON),
    "TextRedactionProposed": erasure.TextRedactionProposed(
        redacts=5, path="/readings/1", legal_basis=says("UU 27/2022")
    ),
    "TextRedacted": erasure.TextRedacted(proposal=6, redacts=5, path="/readings/1"),
}
"""By name: the fact's type, and what is particular about the example."""


def draft_of(fact: Fact, **changes: Any) -> Draft:
    """A draft with everything in its envelope that an envelope can hold."""
    envelope: dict[str, Any] = {
        "stream": "commitment:psu/D01",
        "actor": Actor(Role.OWNER, "KPU", PERSON, "KPU-LOG", says("Siti Aminah")),
        "occurred_at": OCCURRED_AT,
        "occasion": "psu",
        "commitment": "D01",
        "reason": says("reason"),
        "causation": 6,
        "correlation": "meeting-12",
        "key": "golden-1",
    }
    return Draft(fact=fact, **(envelope | changes))


def counted_salts() -> Callable[[], str]:
    """Salts that count from 1: of no use to hide anything, but the same each time."""
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def seal_example(fact: Fact, **changes: Any) -> SealedEvent:
    """An example with its place and its bytes; changes are to the envelope."""
    return seal(
        draft_of(fact, **changes),
        position=POSITION,
        stream_version=STREAM_VERSION,
        recorded_at=RECORDED_AT,
        new_salt=counted_salts(),
    )


def golden_entry(sealed: SealedEvent) -> dict[str, Any]:
    """What is kept of an example."""
    return {
        "leaf": sealed.leaf.decode(),
        "sealed": sealed.sealed.decode(),
        "leafHash": sealed.event.leaf_hash.hex(),
        "disclosures": [[text.salt, text.path, text.value] for text in sealed.disclosures],
    }


def golden_name(name: str, version: int) -> str:
    """Under which name the bytes of an example are kept: from version 2 on it is said."""
    return name if version == 1 else f"{name} version {version}"


def read_golden(file: Path = FILE) -> dict[str, dict[str, Any]]:
    """The golden events by name."""
    found: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def add_missing() -> None:
    """Write the bytes of examples that have none yet, behind those that are there."""
    golden = read_golden()
    for name, fact in EXAMPLES.items():
        golden.setdefault(golden_name(name, fact.version), golden_entry(seal_example(fact)))
    text = json.dumps(golden, indent=1, ensure_ascii=False)
    FILE.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    add_missing()
