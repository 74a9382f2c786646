"""`evolve` of a commitment: its state after one more event."""

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
)
from events.facts.evidence import EvidenceAttached
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.statement import StatementConfirmed, StatementDenied
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.format.recorded_event import RecordedEvent
from services.state.commitment import CommitmentState
from services.state.evolve_course import COURSE
from services.state.evolve_specified import SPECIFIED
from services.state.recording import Change
from services.state.records import acted_by

CHANGES = {**SPECIFIED, **COURSE}


def evolve_commitment(state: CommitmentState, event: RecordedEvent) -> CommitmentState:
    """The state after an effective event of this commitment."""
    change = CHANGES[type(event.fact)](state, event, event.fact)
    change |= _on_duty(state, event)
    latest = event.occurred_at if state.latest is None else max(state.latest, event.occurred_at)
    return state.model_copy(update={"version": event.stream_version, "latest": latest, **change})


ANSWERING = frozenset(
    {
        CommitmentAccepted,
        ProgressReported,
        ReportCorrected,
        ReportRetracted,
        EvidenceAttached,
        FulfilmentClaimed,
        StatementConfirmed,
        StatementDenied,
    }
)
"""Facts by which somebody answers for a commitment: who stated one never judges it."""
JUDGING = frozenset({ProgressVerified, FulfilmentVerified, ClaimRejected})
"""Facts by which somebody judges a commitment: who stated one never answers for it."""


def _on_duty(state: CommitmentState, event: RecordedEvent) -> Change:
    """Who answered or judged, for ever: whatever is corrected, retracted or reassigned later."""
    kind, who = type(event.fact), acted_by(event.actor)
    if kind in ANSWERING and who not in state.answered_by:
        return {"answered_by": (*state.answered_by, who)}
    if kind in JUDGING and who not in state.verified_by:
        return {"verified_by": (*state.verified_by, who)}
    return {}


def note_known(state: CommitmentState, version: int) -> CommitmentState:
    """The state after an event that is known but not effective yet: only its version grows."""
    return state.model_copy(update={"version": version})
