"""One fully filled example of every fact, for its golden bytes.

What nobody wrote by hand is filled in by the type of the field, so that a new fact and a new field
have an example from the start; write one by hand where the value itself is worth keeping.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from events.facts import erasure
from events.facts.all import FACT_TYPES
from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentRecorded,
    CommitmentReopened,
    CommitmentWithdrawn,
    Link,
    LinkElsewhere,
)
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.declaration import ReadinessDeclared
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Fact, Part, Text
from events.facts.field_type import FieldType, field_types
from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
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
    Every,
    Light,
    LinkKind,
    Measure,
    PartyKind,
    RegionLevel,
    Severity,
    SourceKind,
    VerificationMethod,
)
from events.facts.waiver import RemainderWaived, WaiverProposed

M = TypeVar("M", bound=BaseModel)
OCCURRED_AT = dt.datetime(2025, 7, 28, 16, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
PERSON = "8c5f1f6e-3d0b-4a53-9a53-0c8f6a3c1f21"
EIGHTH, TENTH, AUGUST = dt.date(2025, 7, 8), dt.date(2025, 7, 10), dt.date(2025, 8, 6)
PARTS = (
    PartTarget(region="62.05.01", target=Decimal("60.5")),
    PartTarget(region="62.05.02", target=Decimal("39.5")),
)


def says(words: str) -> Text:
    """A text before it is recorded; not all of it ASCII, so that its bytes are tested too."""
    return Text(value=f"{words} – “ya”, 5 m², 😀")


WRITTEN: dict[str, Fact] = {
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
        until=dt.date(2025, 8, 9),
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
        condition="bila anggaran tersedia",
        references=(LinkElsewhere(kind=LinkKind.REAFFIRMS, commitment="haji-2025/H01"),),
    ),
    "OwnerAssigned": OwnerAssigned(owner="KPU-LOG"),
    "DeadlineSet": DeadlineSet(
        due=AUGUST, planned_start=TENTH, deadline_basis=DeadlineBasis.ANCHORED
    ),
    "IndicatorDefined": IndicatorDefined(
        name="Kotak", target=Decimal(100), unit="kotak", breakdown=PARTS, note=says("sum")
    ),
    "IndicatorDefined of a rate by party": IndicatorDefined(
        name="Cakupan",
        measure=Measure.RATE,
        baseline=Decimal(62),
        target=Decimal(75),
        unit="%",
        breakdown=(
            PartTarget(party="DINKES", target=Decimal("80.125"), baseline=Decimal("1.5")),
            PartTarget(party="KPU-LOG"),
        ),
    ),
    "IndicatorDefined of a duty": IndicatorDefined(
        name="Laporan harian", measure=Measure.PERIODIC, every=Every.DAY
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
    "ProgressReported of a party": ProgressReported(value=Decimal(1), party="DINKES"),
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
        by_part=(PartTarget(region="62.05.01", target=Decimal(60)),),
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
    "DeadlineSet by days from the occasion's": DeadlineSet(
        offset_days=-7,
        due_time="08:00",
        planned_start=TENTH,
        deadline_basis=DeadlineBasis.ANCHORED,
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
    "RemainderWaived of the whole": RemainderWaived(code="W1", whole=True),
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
"""Examples that were written by hand, by name: the fact's type, and what is particular."""

BY_TYPE: dict[type[Any], Any] = {
    str: "KPU",
    int: 5,
    bool: True,
    Decimal: Decimal("12.345"),
    dt.date: AUGUST,
    dt.datetime: OCCURRED_AT,
    Text: says("text"),
}


def example_of(declared: FieldType) -> Any:
    """A value that a field of this type can have."""
    if declared.is_list:
        return (example_of(replace(declared, is_list=False)),)
    if issubclass(declared.kind, enum.Enum):
        return next(iter(declared.kind))
    if issubclass(declared.kind, Part):
        return filled(declared.kind, {})
    return BY_TYPE[declared.kind]


def filled(kind: type[M], given: Mapping[str, Any]) -> M:
    """An example of a fact, or of a part of one, with every field that is not given filled in."""
    types = field_types(kind)
    lacking = (name for name in kind.model_fields if given.get(name) in (None, ()))
    return kind(**{**given, **{name: example_of(types[name]) for name in lacking}})


EXAMPLES: dict[str, Fact] = WRITTEN | {
    fact.type_name(): filled(fact, dict(WRITTEN.get(fact.type_name(), ()))) for fact in FACT_TYPES
}
"""Every example by name."""
