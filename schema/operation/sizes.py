"""How long lists are and what fields weigh, where a document's cost is computed.

The unit is what one plain field of one object takes, about 15 µs while graphql-core executes it.
Lists are as long here as in a large occasion on a usual day: the cost is an estimate for refusing,
and what an answer really takes is bounded while it is executed. Weights are measured on a log of
20,000 events with 500 commitments; measure again with `python -m bench.hurt`.
"""

from dataclasses import dataclass
from enum import Enum

from graphql import GraphQLInterfaceType, GraphQLObjectType

MOST = 100
"""The longest page that can be asked for."""
USUAL = 20
"""How long a page is where neither the client nor the schema says."""


class Page(Enum):
    """A list that is as long as the page that was asked for."""

    OWN = "by `first` or `last` of the field itself"
    ABOVE = "by `first` or `last` of the field above it"


@dataclass(frozen=True, slots=True)
class Per:
    """A list that grows with an argument that is a number."""

    argument: str
    entries: float
    """How many for each that is asked for …"""
    at_none: float
    """… and how many where none is."""
    most: float


Size = float | Page | Per
COMMITMENTS = 500
"""Commitments of a large occasion."""
SOME = 20
"""How many of them hold one condition on a usual day."""

SIZES: dict[str, Size] = {
    "*Connection.edges": Page.ABOVE,
    "*Payload.events": 5,
    "*Payload.userErrors": 1,
    "Admissions.all": 50,
    "Admissions.mutualApprovals": 1,
    "AmendmentCheck.amended": 1,
    "Audit.amendments": 10,
    "Audit.claimsWithoutVerification": SOME,
    "Audit.conditions": 5,
    "Audit.deadlineChanges": SOME,
    "Audit.declarationsVersusComputed": 10,
    "Audit.indicatorChanges": SOME,
    "Audit.latePeriods": SOME,
    "Audit.neverSpecified": SOME,
    "Audit.occasionChanges": 1,
    "Audit.ownerChanges": SOME,
    "Audit.requests": SOME,
    "Audit.statements": SOME,
    "Audit.supersessions": 5,
    "Audit.unansweredEscalations": SOME,
    "Audit.waivers": 10,
    "Audit.withdrawals": 5,
    "ChangeRequest.breakdown": 10,
    "Changes.commitments": Page.ABOVE,
    "Changes.events": Page.ABOVE,
    "Commitment.children": 4,
    "Commitment.committedBy": 1,
    "Commitment.dependencies": 0.5,
    "Commitment.escalations": 1,
    "Commitment.links": 1,
    "Commitment.mentions": 0.25,
    "Commitment.obstacles": 0.25,
    "Commitment.partners": 0.5,
    "Commitment.references": 0.125,
    "Commitment.regions": 10,
    "Commitment.requests": 0.25,
    "Commitment.sources": 1,
    "Commitment.statements": 0.25,
    "Commitment.waivers": 0.25,
    "Commitment.withdrawals": 0.125,
    "CommitmentReadiness.reasons": 1,
    "CommitmentRecorded.committedBy": 1,
    "CommitmentRecorded.links": 1,
    "CommitmentRecorded.sources": 1,
    "FulfilmentVerified.byPart": 10,
    "Indicator.breakdown": 10,
    "IndicatorDefined.breakdown": 10,
    "IndicatorRevised.breakdown": 10,
    "MutualApproval.events": 5,
    "MutualApproval.persons": 2,
    "Occasion.areas": 10,
    "Occasion.moves": 0.25,
    "OccasionDeclared.areas": 10,
    "Query.labels": 250,
    "Query.readinessSeries": Per("points", entries=1, at_none=0, most=100),
    "Rakor.participants": 20,
    "Readiness.areas": 10,
    "Readiness.blocked": SOME,
    "Readiness.claimedUnverified": SOME,
    "Readiness.commitments": COMMITMENTS,
    "Readiness.dueSoon": Per("days", entries=5, at_none=5, most=COMMITMENTS),
    "Readiness.mentions": SOME,
    "Readiness.notReported": 50,
    "Readiness.openEscalations": SOME,
    "Readiness.overdue": SOME,
    "Readiness.reasons": 50,
    "Readiness.regions": 20,
    "Readiness.superseded": 5,
    "Readiness.unassessable": SOME,
    "Readiness.withdrawn": 5,
    "ReadinessChange.events": 5,
    "ReadinessComparison.changes": 100,
    "Reason.events": 1,  # at most `first`; nearly always the one event that did it
    "RegionReadiness.figures": 5,
    "RegionRegisterPayload.regions": 20,
    # the schema itself: what a type has of each on average
    "__Schema.types": 230,
    "__Schema.directives": 10,
    "__Type.fields": 7.5,
    "__Type.interfaces": 0.625,
    "__Type.possibleTypes": 0.625,
    "__Type.enumValues": 1,
    "__Type.inputFields": 2,
    "__Field.args": 0.125,
    "__Directive.args": 1,
}
"""Lists of objects by `Type.field`. Fractions are sums of powers of two, so that sums are exact."""

CHAIN = 0.5
"""How often a type of the schema wraps another one: `ofType` is null at some time."""

WEIGHTS: dict[str, float] = {
    # These read every event up to the last of them, and judge states of before.
    **dict.fromkeys(
        (
            *("Audit.amendments", "Audit.conditions", "Audit.supersessions"),
            *("Audit.waivers", "Audit.withdrawals"),
        ),
        5_000,
    ),
    "Admissions.all": 500,
    "Admissions.mutualApprovals": 30_000,  # reads every report, proposal and approval of the log
    "Audit.corrections": 300,
    "Audit.deadlineChanges": 500,
    "Audit.declarationsVersusComputed": 25_000,  # the occasion is folded whole for each of them
    "Audit.indicatorChanges": 500,
    "Audit.ownerChanges": 500,
    "Audit.unsignedJudgements": 500,
    "Audit.recordedLate": 300,
    "Commitment.children": 10,  # looks through all commitments
    "Commitment.history": 20,
    "Commitment.rollUp": 300,  # looks through all commitments, and adds those below it up
    "Commitment.verbatim": 5,
    "DeclarationCheck.statement": 5,
    "Discrepancy.chosen": 5,
    "Discrepancy.readings": 10,
    "Escalation.decision": 5,
    "Escalation.question": 5,
    "Event.actor": 4,
    "Event.bytes": 10,
    "Event.commitment": 4,
    "Event.correctedBy": 10,
    "Event.erasedTexts": 10,
    "Event.occasion": 4,
    "Event.occurredAt": 4,
    "Event.reason": 5,
    "Event.recordedAt": 4,
    "Event.sealedBytes": 10,
    "Evidence.title": 5,
    "Log.consistencyProof": 500,
    "Log.inclusionProof": 500,
    "Log.witnessedCheckpoint": 100,
    "Obstacle.text": 5,
    "Occasion.readiness": 600,  # an occasion is loaded whole, and judged
    "Participant.capacity": 5,
    "Person.erased": 5,
    "Person.name": 5,
    "Query.audit": 300,
    "Query.changes": 1_000,
    "Query.commitment": 300,
    "Query.commitments": 300,
    "Query.compare": 30_000,  # reads every event between the two points
    "Query.event": 100,
    "Query.events": 300,
    "Query.log": 200,
    "Query.node": 300,
    "Query.occasion": 300,
    "Query.occasions": 5_000,  # loads every one of them whole
    "Query.rakor": 300,
    "Query.readiness": 300,
    "Query.readinessSeries": 10_000,  # reads every event up to the last point
    "Rakor.commitments": 150,  # makes every commitment of the meeting for one page
    "Waiver.reason": 5,
}
"""What a field takes beside one plain field, by `Type.field`."""

OBJECT_WEIGHTS = {
    "AmendmentCheck": 300.0,
    "Event": 8.0,
    "ReadinessPoint": 600.0,
    "SupersessionCheck": 300.0,
    "WaiverCheck": 300.0,
    "WithdrawalCheck": 300.0,
}
"""What an object takes beside its fields: an event is read from the log and decoded, and for a
point of a series the occasion is judged; of checks, several often share one judgement."""
MUTATION_WEIGHT = 500.0
"""What a write takes: a decision, and its share of a batch."""
POINT_WEIGHT = 6_000.0
"""What each distinct point of the past takes: the occasion as it was then, judged."""
LIST_OF_A_FACT = 10
"""Entries of a list in an event, where nothing else is declared."""
ENTRY_WEIGHT = 2.0
"""What an entry of a list in an argument takes."""

Owner = GraphQLObjectType | GraphQLInterfaceType


def size_of(owner: Owner, name: str) -> Size:
    """How long a list of objects is. Raises KeyError for one that is not declared.

    The lists of an event come from its fact, and need no declaration: a new fact has new ones.
    """
    for suffix in ("Connection", "Payload"):
        if owner.name.endswith(suffix) and f"*{suffix}.{name}" in SIZES:
            return SIZES[f"*{suffix}.{name}"]
    coordinate = f"{owner.name}.{name}"
    if coordinate not in SIZES and any(kind.name == "Event" for kind in owner.interfaces):
        return LIST_OF_A_FACT
    return SIZES[coordinate]


def weight_of(owner: Owner, name: str) -> float:
    """What a field takes beside one plain field."""
    for kind in (owner, *owner.interfaces):
        if f"{kind.name}.{name}" in WEIGHTS:
            return WEIGHTS[f"{kind.name}.{name}"]
    return MUTATION_WEIGHT if owner.name == "Mutation" else 0.0


def object_weight_of(kind: Owner) -> float:
    """What an object takes beside its fields."""
    return max(OBJECT_WEIGHTS.get(each.name, 0.0) for each in (kind, *kind.interfaces))
