"""The closed union of facts: what can stand in the log. To add one, see the README."""

from pydantic.alias_generators import to_snake

from events.facts import commitment as facts_of_commitment
from events.facts import erasure as facts_of_erasure
from events.facts import occasion as facts_of_occasion
from events.facts.fact import Fact

FACT_TYPES: tuple[type[Fact], ...] = (
    facts_of_occasion.LogOpened,
    facts_of_occasion.OriginChanged,
    facts_of_occasion.PartyRegistered,
    facts_of_occasion.RegionRegistered,
    facts_of_occasion.OccasionDeclared,
    facts_of_occasion.RakorRecorded,
    facts_of_occasion.ParticipantRecorded,
    facts_of_occasion.SourceRegistered,
    facts_of_occasion.DiscrepancyNoted,
    facts_of_occasion.DiscrepancyResolved,
    facts_of_commitment.CommitmentRecorded,
    facts_of_commitment.OwnerAssigned,
    facts_of_commitment.DeadlineSet,
    facts_of_commitment.IndicatorDefined,
    facts_of_commitment.IndicatorRevised,
    facts_of_commitment.CommitmentAccepted,
    facts_of_commitment.ProgressReported,
    facts_of_commitment.EvidenceAttached,
    facts_of_commitment.FulfilmentClaimed,
    facts_of_commitment.ProgressVerified,
    facts_of_commitment.FulfilmentVerified,
    facts_of_commitment.ClaimRejected,
    facts_of_commitment.ObstacleRaised,
    facts_of_commitment.ObstacleResolved,
    facts_of_commitment.DeadlineRescheduled,
    facts_of_commitment.CommitmentReassigned,
    facts_of_commitment.ReportCorrected,
    facts_of_commitment.ReportRetracted,
    facts_of_commitment.DependencyLinked,
    facts_of_commitment.DependencyReleased,
    facts_of_commitment.CommitmentEscalated,
    facts_of_commitment.EscalationAnswered,
    facts_of_commitment.WaiverProposed,
    facts_of_commitment.RemainderWaived,
    facts_of_commitment.CommitmentReopened,
    facts_of_commitment.CommitmentWithdrawn,
    facts_of_occasion.ReadinessDeclared,
    facts_of_erasure.PersonalDataErased,
    facts_of_erasure.TextRedactionProposed,
    facts_of_erasure.TextRedacted,
)

FACT_BY_NAME: dict[str, type[Fact]] = {fact.type_name(): fact for fact in FACT_TYPES}


def event_type_name(fact_type: type[Fact]) -> str:
    """The fact's name as an API enum value: `ProgressReported` becomes `PROGRESS_REPORTED`."""
    return to_snake(fact_type.type_name()).upper()
