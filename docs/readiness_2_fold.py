"""What public leaves say of a commitment, for rule readiness-2: the fold of readiness_2.py.

Quantities of a part (a region or a party) are sealed: a commitment that has some cannot be judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from judged import CannotRecompute, Event

Order = tuple[datetime, int]
WITHOUT_EFFECT = {  # what may happen and changes no figure of this rule
    *("LogOpened", "OriginChanged", "PartyRegistered", "RegionRegistered", "PartyRenamed"),
    *("PartySucceeded", "RegionRenamed", "RakorRecorded", "RakorAmended", "ParticipantRecorded"),
    *("SourceRegistered", "DiscrepancyNoted", "DiscrepancyResolved", "ReadinessDeclared"),
    *("EvidenceAttached", "DependencyLinked", "DependencyReleased", "CommitmentEscalated"),
    *("EscalationAnswered", "WaiverProposed", "WithdrawalProposed", "ChangeRequested"),
    *("PartnersNamed", "PersonalDataErased", "TextRedactionProposed", "TextRedacted"),
    *("PersonAdmitted", "AdmissionEnded"),
}


@dataclass
class Report:
    """A value that was reported, or stated and confirmed, and what became of it."""

    order: Order
    recorded_at: datetime
    values: list[tuple[int, Fraction | None]]  # by the position that said so; None: retracted

    def value(self, until: int | None = None) -> Fraction | None:
        """What counts; by what was known up to a position, if one is given."""
        at, found = self.values[0]
        for position, value in self.values:
            if until is None or position <= until or position == at:
                found = value
        return found


@dataclass(frozen=True)
class Verdict:
    """What a verifier accepted."""

    order: Order
    value: Fraction
    kind: str  # ProgressVerified, FulfilmentVerified or ClaimRejected


@dataclass
class Commitment:
    """One commitment at the judged minute."""

    record: dict[str, Any] = field(default_factory=dict)
    recorded: Order | None = None
    owner: str | None = None
    was_ready: bool = False
    deadline: dict[str, Any] | None = None
    indicator: dict[str, Any] | None = None
    reports: dict[int, Report] = field(default_factory=dict)  # by position
    statements: dict[str, tuple[Event, bool]] = field(default_factory=dict)  # is it still open?
    verdicts: list[Verdict] = field(default_factory=list)
    obstacles: dict[str, str] = field(default_factory=dict)  # severity of each open one, by code
    claims: list[Order] = field(default_factory=list)
    reopened: list[Order] = field(default_factory=list)
    waived: Fraction = Fraction(0)
    is_wholly_waived: bool = False
    withdrawn: datetime | None = None
    condition: str | None = None  # OPEN, MET or FAILED
    sealed: list[int] = field(default_factory=list)  # positions of leaves that hide a quantity
    is_waiver_sealed: bool = False  # nobody outside can tell whether anything is left of it

    @property
    def target(self) -> Fraction | None:
        """How much is asked for, after what was waived."""
        return None if self.indicator is None else self.indicator["target"] - self.waived

    @property
    def has_left(self) -> bool:
        """Withdrawn, wholly waived, or its condition failed; superseded is known by others."""
        return bool(self.withdrawn) or self.is_wholly_waived or self.condition == "FAILED"

    @property
    def counting(self) -> list[Report]:
        """Reports that were not retracted, in effective order."""
        there = [each for each in self.reports.values() if each.value() is not None]
        return sorted(there, key=lambda each: each.order)

    @property
    def claimed(self) -> Fraction | None:
        """The last of them."""
        return self.counting[-1].value() if self.counting else None

    @property
    def verified(self) -> Fraction | None:
        """What the last verdict accepted."""
        return self.verdicts[-1].value if self.verdicts else None

    def quantity(self, event: Event, name: str) -> Fraction:
        """A quantity of an event; where it is that of a part, it stands in no public leaf."""
        if name not in event.open:
            self.sealed.append(event.position)
        return Fraction(event.open.get(name, 0))

    def fold(self, event: Event) -> None:
        """Take in one more event; they come in effective order."""
        said = event.open
        match event.type:
            case "CommitmentRecorded":
                self.record, self.recorded = said, (event.occurred_at, event.position)
                self.condition = "OPEN" if said.get("condition") else None
            case "CommitmentAmended":
                self.record = {**self.record, **said}
            case "CommitmentWithdrawn":
                self.withdrawn = event.occurred_at
            case "ConditionMet" | "ConditionFailed":
                self.condition = "MET" if event.type == "ConditionMet" else "FAILED"
            case "OwnerAssigned" | "CommitmentReassigned":
                self.owner = said.get("newOwner") or said["owner"]
            case "AssignmentDeclined":
                self.owner = None
            case "CommitmentAccepted":
                self.was_ready = True
            case "DeadlineSet" | "DeadlineRescheduled":
                self._deadline(said)
            case "IndicatorDefined" | "IndicatorRevised":
                self._indicator(said)
            case _:
                self._course(event)

    def _deadline(self, said: dict[str, Any]) -> None:
        before = self.deadline or {"dueTime": "23:59"}
        due = said.get("newDue") or said.get("due")
        self.deadline = {
            "due": due and date.fromisoformat(due),
            "offset": said.get("offsetDays"),
            "dueTime": said.get("dueTime") or before["dueTime"],
            "start": date.fromisoformat(said["plannedStart"])
            if "plannedStart" in said
            else before["start"],
        }

    def _indicator(self, said: dict[str, Any]) -> None:
        before = self.indicator or {}
        self.indicator = {
            "measure": said.get("measure") or before.get("measure", "COUNT"),
            "every": said.get("every") or before.get("every"),
            "baseline": Fraction(said.get("baseline") or before.get("baseline", 0)),
            "target": Fraction(said.get("newTarget") or said.get("target", 0)),
        }

    def _course(self, event: Event) -> None:
        """Take in what was reported, verified or waived, and what hinders."""
        said, order = event.open, (event.occurred_at, event.position)
        match event.type:
            case "ProgressVerified" | "FulfilmentVerified" | "ClaimRejected":
                name = "acceptedValue" if event.type == "ClaimRejected" else "value"
                self.verdicts.append(Verdict(order, self.quantity(event, name), event.type))
            case "FulfilmentClaimed":
                self.claims.append(order)
            case "CommitmentReopened":
                self.reopened.append(order)
            case "ObstacleRaised":
                self.obstacles[said["code"]] = said["severity"]
            case "ObstacleResolved":
                self.obstacles.pop(said["code"], None)
            case "RemainderWaived":
                self._waived(event)
            case _:
                self._reported(event)

    def _reported(self, event: Event) -> None:
        """Take in what was reported, stated, or put right."""
        said = event.open
        match event.type:
            case "ProgressReported":
                self._report(event, event.position, event.recorded_at)
            case "ProgressStated":
                self.quantity(event, "value")
                self.statements[said["code"]] = event, True
            case "StatementConfirmed" | "StatementDenied":
                stated, _ = self.statements[said["code"]]
                self.statements[said["code"]] = stated, False
                if event.type == "StatementConfirmed":
                    self._report(stated, event.position, stated.recorded_at)
            case "ReportCorrected" | "ReportRetracted":
                is_other = event.type == "ReportCorrected"
                value = self.quantity(event, "value") if is_other else None
                self._changed(said["corrects"]).values.append((event.position, value))
            case _:
                if event.type not in WITHOUT_EFFECT:
                    raise CannotRecompute(f"leaf {event.position}: unknown event {event.type}")

    def _report(self, event: Event, known_by: int, recorded_at: datetime) -> None:
        value = self.quantity(event, "value")
        order = event.occurred_at, event.position
        self.reports[event.position] = Report(order, recorded_at, [(known_by, value)])

    def _changed(self, position: int) -> Report:
        """The report that a correction names: by its own position, or by its confirmation's."""
        for at, report in self.reports.items():
            if position in (at, report.values[0][0]):
                return report
        raise KeyError(position)

    def _waived(self, event: Event) -> None:
        said = event.open
        self.is_wholly_waived |= said.get("whole", False)
        self.is_waiver_sealed |= not self.is_wholly_waived and "remainder" not in said
        if not self.is_wholly_waived and self.indicator:
            self.waived += self.quantity(event, "remainder")
            self.is_wholly_waived = self.target == self.indicator["baseline"]

    def replaced(self) -> Iterator[str]:
        """Codes of the commitments that it supersedes."""
        return (link["commitment"] for link in self.record["links"] if link["kind"] == "SUPERSEDES")

    def reaffirmed(self) -> Iterator[str]:
        """Codes of the commitments that it reaffirms."""
        return (link["commitment"] for link in self.record["links"] if link["kind"] == "REAFFIRMS")
