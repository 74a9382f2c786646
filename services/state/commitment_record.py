"""What was recorded of one commitment: ordered records, and what is found in them.

`evolve` puts each event in its place by effective order (time in the world, then position), so a
late report about an earlier day never overwrites a later one, whenever it arrives. Texts are kept
as references, never as values, so that a replay is equal before and after an erasure.
"""

import datetime as dt
from decimal import Decimal

from events.facts.commitment import CommitmentRecorded
from events.facts.vocabulary import LinkKind
from services.state.amendment import Amendment
from services.state.change_request import ChangeRequest
from services.state.deadline import Deadline
from services.state.dependency import DependencyMark
from services.state.escalation import Escalation
from services.state.evidence import EvidenceItem
from services.state.indicator import Indicator
from services.state.obstacle import Obstacle
from services.state.records import (
    COUNTING,
    GRANTED,
    LINKED,
    OPEN,
    RELEASED,
    ActedBy,
    Moment,
    Order,
    State,
    in_part,
)
from services.state.report import Report
from services.state.statement import Statement
from services.state.timeline import NEVER, Timeline, latest_of
from services.state.verdict import Verdict, VerdictKind
from services.state.waiver import Waiver
from services.state.withdrawal import Withdrawal

NOTHING = Decimal(0)


class CommitmentRecord(State):
    """Everything that is on record of one commitment at one read point."""

    occasion: str
    code: str
    version: int = 0
    """Known events in its stream, effective or not."""
    latest: dt.datetime | None = None
    """The latest time in the world of any of its events."""
    recorded: CommitmentRecorded | None = None
    """As it was recorded, with what was amended since."""
    recorded_by: int | None = None
    amendments: tuple[Amendment, ...] = ()
    owner: str | None = None
    owners: tuple[str, ...] = ()
    """Every owner it ever had, the first one first."""
    partners: tuple[str, ...] = ()
    """Who takes part beside the owner."""
    answered_by: tuple[ActedBy, ...] = ()
    """Everyone who ever accepted or reported it, attached evidence or claimed; each once."""
    verified_by: tuple[ActedBy, ...] = ()
    """Everyone who ever gave a verdict on it; each once."""
    deadlines: tuple[Deadline, ...] = ()
    """Every deadline it ever had, the present one last."""
    indicators: tuple[Indicator, ...] = ()
    """Every indicator it ever had, the present one last."""
    accepted: bool = False
    """By the present owner."""
    was_accepted: bool = False
    ready: Moment | None = None
    """When it was first accepted."""
    reports: Timeline[Report] = NEVER
    statements: Timeline[Statement] = NEVER
    verdicts: Timeline[Verdict] = NEVER
    claims: Timeline[Moment] = NEVER
    evidence: Timeline[EvidenceItem] = NEVER
    obstacles: Timeline[Obstacle] = NEVER
    requests: Timeline[ChangeRequest] = NEVER
    dependency_marks: Timeline[DependencyMark] = NEVER
    escalations: Timeline[Escalation] = NEVER
    waivers: Timeline[Waiver] = NEVER
    reopened: Timeline[Moment] = NEVER
    withdrawals: Timeline[Withdrawal] = NEVER
    withdrawn: Moment | None = None
    condition_met: Moment | None = None
    condition_failed: Moment | None = None

    @property
    def deadline(self) -> Deadline | None:
        """The present deadline."""
        return self.deadlines[-1] if self.deadlines else None

    @property
    def first_deadline(self) -> Deadline | None:
        """The first deadline it had."""
        return self.deadlines[0] if self.deadlines else None

    @property
    def reschedules(self) -> tuple[int, ...]:
        """Positions of the events that moved its deadline."""
        return tuple(deadline.set_by for deadline in self.deadlines[1:])

    @property
    def indicator(self) -> Indicator | None:
        """The present indicator."""
        return self.indicators[-1] if self.indicators else None

    @property
    def first_indicator(self) -> Indicator | None:
        """The first indicator it had."""
        return self.indicators[0] if self.indicators else None

    @property
    def is_condition_open(self) -> bool:
        """Whether it depends on something that is neither met nor failed."""
        has_condition = self.recorded is not None and self.recorded.condition is not None
        return has_condition and self.condition_met is None and self.condition_failed is None

    def linked(self, kind: LinkKind) -> tuple[str, ...]:
        """Codes of the commitments of its own occasion to which it relates so."""
        links = self.recorded.links if self.recorded else ()
        return tuple(link.commitment for link in links if link.kind is kind)

    def waived_in(self, part: str | None) -> Decimal:
        """How much was waived for a part (None: in all)."""
        granted = self.waivers.all_of(GRANTED if part is None else in_part(part))
        return sum((waiver.remainder or NOTHING for waiver in granted), NOTHING)

    @property
    def waived(self) -> Decimal:
        """How much of the target was waived."""
        return self.waived_in(None)

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Codes of the commitments it waits for, in the order they were linked."""
        marks, since = self.dependency_marks, []
        for tag in marks.tags(LINKED):
            released = marks.last_of(RELEASED + tag.removeprefix(LINKED))
            linked = marks.first_of(tag, released.order if released else None)
            if linked is not None:
                since.append(linked)
        return tuple(mark.on for mark in sorted(since, key=lambda mark: mark.order))

    @property
    def open_escalations(self) -> tuple[Escalation, ...]:
        """Escalations without an answer."""
        return tuple(self.escalations.all_of(OPEN))

    @property
    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Obstacles that are not resolved."""
        return tuple(self.obstacles.all_of(OPEN))

    @property
    def open_statements(self) -> tuple[Statement, ...]:
        """Statements that nobody has confirmed or denied yet."""
        return tuple(self.statements.all_of(OPEN))

    @property
    def last_report(self) -> Report | None:
        """The latest report in effective order that was not retracted."""
        return self.reports.last_of(COUNTING)

    @property
    def last_verdict(self) -> Verdict | None:
        """The latest verdict in effective order."""
        return self.verdicts.last

    @property
    def last_activity(self) -> Moment | None:
        """The later one of the two."""
        return latest_of(self.last_report, self.last_verdict)

    def last_report_in(self, part: str | None) -> Report | None:
        """The latest counting report for a part (None: without one)."""
        return self.reports.last_of(in_part(part))

    def last_verdict_in(self, part: str | None, until: Order | None = None) -> Verdict | None:
        """The latest verdict on a part; one on fulfilment is on every part."""
        return latest_of(
            self.verdicts.last_of(in_part(part), until),
            self.verdicts.last_of(VerdictKind.FULFILMENT, until),
        )

    def claimed_in(self, part: str | None) -> Decimal | None:
        """The value last reported for a part (None: without one); None if nothing was."""
        report = self.last_report_in(part)
        return report.value if report else None

    def verified_in(self, part: str | None, until: Order | None = None) -> Decimal | None:
        """The value last verified for a part; a verified fulfilment counts as claimed there."""
        verdict = self.last_verdict_in(part, until)
        return verdict.value_in(part) if verdict else None
