"""Pairs of people who let each other in, or approve each other's acts and nobody else's. Pure.

What a pair means is said in `docs/auditors.md`: nothing is forbidden by it, and each is worth a
question.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import Any

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import CommitmentAmended, CommitmentWithdrawn, WithdrawalProposed
from events.facts.deadline import DeadlineRescheduled
from events.facts.erasure import TextRedacted, TextRedactionProposed
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.fact import Fact
from events.facts.indicator import IndicatorRevised
from events.facts.owner import CommitmentReassigned
from events.facts.report import ProgressReported, ReportCorrected
from events.facts.request import ChangeRequested
from events.facts.statement import ProgressStated, StatementConfirmed
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import RecordedEvent
from services.state.admission import Admission

REPORTING = (ProgressReported, ReportCorrected, FulfilmentClaimed, StatementConfirmed)
JUDGING = (ProgressVerified, FulfilmentVerified, ClaimRejected)
PROPOSING: dict[type[Fact], str] = {
    WaiverProposed: "waiver",
    WithdrawalProposed: "withdrawal",
    CommitmentEscalated: "escalation",
    ProgressStated: "statement",
    ChangeRequested: "request",
}
"""What somebody proposes, asks or states under a code, for somebody else to approve."""
GRANTING: dict[type[Fact], tuple[str, str]] = {
    RemainderWaived: ("waiver", "code"),
    CommitmentWithdrawn: ("withdrawal", "code"),
    EscalationAnswered: ("escalation", "code"),
    StatementConfirmed: ("statement", "code"),
    DeadlineRescheduled: ("request", "request"),
    IndicatorRevised: ("request", "request"),
    CommitmentReassigned: ("request", "request"),
    CommitmentAmended: ("request", "request"),
}
"""What approves it, and which of its fields names the code."""
APPROVAL_FACTS: tuple[type[Fact], ...] = tuple(
    dict.fromkeys(
        (*REPORTING, *JUDGING, *PROPOSING, *GRANTING, TextRedactionProposed, TextRedacted)
    )
)
"""All that says who approved whose act, but for admissions."""

Place = tuple[str | None, str | None]
"""Codes of an occasion and a commitment."""


class MutualApprovalKind(StrEnum):
    """In which way two people approve each other."""

    ADMITTED_EACH_OTHER = "ADMITTED_EACH_OTHER"
    APPROVE_ONLY_EACH_OTHER = "APPROVE_ONLY_EACH_OTHER"


@dataclass(frozen=True, slots=True)
class Approval:
    """A person approved what others did."""

    by: str
    party: str | None
    """The party that this one acted for."""
    of: frozenset[str]
    position: int


@dataclass(frozen=True, slots=True)
class MutualApproval:
    """A pair, and where its approvals stand."""

    kind: MutualApprovalKind
    persons: tuple[str, str]
    parties: tuple[str | None, str | None]
    """The parties that they acted for, or were admitted for."""
    positions: tuple[int, ...]


@dataclass(slots=True)
class _Answered:
    """Who reported on a commitment since it was judged last."""

    by: set[str] = field(default_factory=set)
    is_judged: bool = False

    def report(self, person: str) -> None:
        """Somebody reported; what was judged before is over."""
        if self.is_judged:
            self.by, self.is_judged = set(), False
        self.by.add(person)


class _Approvals:
    """Follows events, and notes who approved whose act."""

    def __init__(self) -> None:
        self.found: list[Approval] = []
        self._answered: dict[Place, _Answered] = {}
        self._proposed: dict[tuple[Place, str, str], str] = {}
        self._redactions: dict[int, str] = {}

    def follow(self, event: RecordedEvent) -> None:
        """Take one more event in; one in which nobody is named tells nothing."""
        person, fact, kind = event.actor.person, event.fact, type(event.fact)
        if person is None:
            return
        place = event.occasion, event.commitment
        others = frozenset(self._concerned(event, place)) - {person}
        if others:
            self.found.append(Approval(person, event.actor.party, others, event.position))
        if isinstance(fact, REPORTING):
            self._answered.setdefault(place, _Answered()).report(person)
        elif isinstance(fact, JUDGING) and place in self._answered:
            self._answered[place].is_judged = True
        elif isinstance(fact, TextRedactionProposed):
            self._redactions[event.position] = person
        if kind in PROPOSING:
            proposed: Any = fact
            self._proposed[place, PROPOSING[kind], proposed.code] = person

    def _concerned(self, event: RecordedEvent, place: Place) -> set[str]:
        """Whose acts an event approves."""
        fact, kind = event.fact, type(event.fact)
        if isinstance(fact, ProgressVerified | FulfilmentVerified):
            answered = self._answered.get(place)
            return answered.by if answered else set()
        if isinstance(fact, TextRedacted):
            return _known(self._redactions.get(fact.proposal))
        if kind in GRANTING:
            what, name = GRANTING[kind]
            return _known(self._proposed.get((place, what, getattr(fact, name) or "")))
        return set()


def _known(person: str | None) -> set[str]:
    return set() if person is None else {person}


def approvals(
    events: Iterable[RecordedEvent], admissions: Iterable[Admission] = ()
) -> list[Approval]:
    """Who approved whose act, in the order of recording within each kind."""
    following = _Approvals()
    for event in events:
        following.follow(event)
    confirmed = [
        Approval(
            by.person,
            by.parties[0] if by.parties else None,
            frozenset({each.first.person}),
            by.position,
        )
        for each in admissions
        if (by := each.second) is not None and by.person and each.first.person
    ]
    return [*following.found, *confirmed]


def only_each_other(approved: Iterable[Approval]) -> list[MutualApproval]:
    """Pairs of whom each approved what the other did, and nothing that anybody else did."""
    of: dict[str, set[str]] = {}
    at: dict[str, list[int]] = {}
    party: dict[str, str | None] = {}
    for each in approved:
        party[each.by] = each.party
        of.setdefault(each.by, set()).update(each.of)
        at.setdefault(each.by, []).append(each.position)
    return [
        MutualApproval(
            MutualApprovalKind.APPROVE_ONLY_EACH_OTHER,
            (one, other),
            (party[one], party[other]),
            tuple(sorted({*at[one], *at[other]})),
        )
        for one, other in combinations(sorted(of), 2)
        if of[one] == {other} and of[other] == {one}
    ]


def admitted_each_other(admissions: Iterable[Admission]) -> list[MutualApproval]:
    """Pairs of whom each let the other in, alone or as one of two; also what has ended since."""
    at: dict[tuple[str, str], list[int]] = {}
    party: dict[str, str | None] = {}
    for each in admissions:
        party[each.person] = each.party
        if each.since is None:
            continue
        for by in (each.first, each.second):
            if by is not None and by.person is not None:
                at.setdefault((by.person, each.person), []).append(by.position)
    return [
        MutualApproval(
            MutualApprovalKind.ADMITTED_EACH_OTHER,
            (one, other),
            (party[one], party[other]),
            tuple(sorted({*at[one, other], *at[other, one]})),
        )
        for one, other in sorted(at)
        if one < other and (other, one) in at
    ]
