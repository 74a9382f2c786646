"""The closed union of facts: what can stand in the log.

To add or to change one, see `docs/developers.md`.
"""

from pydantic.alias_generators import to_snake

from events.facts import erasure as facts_of_erasure
from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentRecorded,
    CommitmentReopened,
    CommitmentWithdrawn,
)
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.declaration import ReadinessDeclared
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Fact
from events.facts.indicator import IndicatorDefined, IndicatorRevised
from events.facts.log import LogOpened, OriginChanged
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.occasion import OccasionDeclared
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.party import PartyRegistered
from events.facts.rakor import ParticipantRecorded, RakorRecorded
from events.facts.region import RegionRegistered
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.source import SourceRegistered
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.versions import Shape, shapes_of
from events.facts.waiver import RemainderWaived, WaiverProposed

FACT_TYPES: tuple[type[Fact], ...] = (
    LogOpened,
    OriginChanged,
    PartyRegistered,
    RegionRegistered,
    OccasionDeclared,
    RakorRecorded,
    ParticipantRecorded,
    SourceRegistered,
    DiscrepancyNoted,
    DiscrepancyResolved,
    CommitmentRecorded,
    OwnerAssigned,
    DeadlineSet,
    IndicatorDefined,
    IndicatorRevised,
    CommitmentAccepted,
    ProgressReported,
    EvidenceAttached,
    FulfilmentClaimed,
    ProgressVerified,
    FulfilmentVerified,
    ClaimRejected,
    ObstacleRaised,
    ObstacleResolved,
    DeadlineRescheduled,
    CommitmentReassigned,
    ReportCorrected,
    ReportRetracted,
    DependencyLinked,
    DependencyReleased,
    CommitmentEscalated,
    EscalationAnswered,
    WaiverProposed,
    RemainderWaived,
    CommitmentReopened,
    CommitmentWithdrawn,
    ReadinessDeclared,
    facts_of_erasure.PersonalDataErased,
    facts_of_erasure.TextRedactionProposed,
    facts_of_erasure.TextRedacted,
)

SHAPES: dict[tuple[str, int], Shape] = {
    place: shape for fact in FACT_TYPES for place, shape in shapes_of(fact).items()
}
"""Every shape that was ever published, by name and version: what a reader of bytes knows."""


def event_type_name(fact_type: type[Fact]) -> str:
    """The fact's name as an API enum value: `ProgressReported` becomes `PROGRESS_REPORTED`."""
    return to_snake(fact_type.type_name()).upper()
