"""Which facts judge, grant or declare: a person with a key signs them."""

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.commitment import CommitmentAmended, CommitmentWithdrawn
from events.facts.deadline import DeadlineRescheduled
from events.facts.declaration import ReadinessDeclared
from events.facts.erasure import TextRedacted
from events.facts.escalation import EscalationAnswered
from events.facts.fact import Fact
from events.facts.indicator import IndicatorRevised
from events.facts.owner import CommitmentReassigned
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.waiver import RemainderWaived

ALWAYS: tuple[type[Fact], ...] = (
    ProgressVerified,
    FulfilmentVerified,
    ClaimRejected,
    RemainderWaived,
    CommitmentWithdrawn,
    EscalationAnswered,
    ReadinessDeclared,
    TextRedacted,
    PersonAdmitted,
    AdmissionEnded,
)
"""Facts that do so whatever they say."""
ON_REQUEST = (DeadlineRescheduled, IndicatorRevised, CommitmentReassigned, CommitmentAmended)
"""Facts that do so where they grant what somebody asked for."""
JUDGEMENTS: tuple[type[Fact], ...] = (*ALWAYS, *ON_REQUEST)


def is_judgement(fact: Fact) -> bool:
    """Whether a fact judges, grants or declares."""
    if isinstance(fact, ON_REQUEST):
        return fact.request is not None
    return isinstance(fact, ALWAYS)
