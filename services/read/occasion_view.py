"""One occasion as seen from one read point: what every answer about it is made from."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from events.facts.vocabulary import LinkKind
from services.read.directory_view import DirectoryView
from services.read.read_point import ReadPoint
from services.read.supersession import has_taken_place, is_critical, naming, stood_for
from services.readiness.answer import Figures, Leaf, Readiness, RegionalFigure
from services.readiness.rules import Rule
from services.state.commitment import CommitmentState, CommitmentStatus
from services.state.deadline import Deadline
from services.state.directory import Directory
from services.state.indicator import Indicator
from services.state.occasion import Occasion, OccasionState
from services.state.periods import Periods, claimed_at


@dataclass(frozen=True)
class BareOccasionView:
    """One occasion as seen from one read point: its commitments need not be read."""

    occasion: Occasion
    point: ReadPoint
    """It names a rule only where that is not the occasion's own."""
    directory: Directory

    @property
    def names(self) -> DirectoryView:
        """Parties and regions as they are seen from there."""
        return DirectoryView(self.directory, self.point)


@dataclass(frozen=True)
class OccasionView(BareOccasionView):
    """One occasion with its commitments as seen from one read point."""

    state: OccasionState
    rule: Rule
    judge: Callable[[], Readiness]

    @cached_property
    def readiness(self) -> Readiness:
        """Its readiness there, by the rule that was asked for."""
        return self.judge()

    def regions_of(self, commitment: str) -> tuple[RegionalFigure, ...]:
        """The parts of one of its commitments there, by the rule that was asked for."""
        return self.rule.regions_of(self.state, commitment, self.point.effective_at)

    def periods_until(self, indicator: Indicator, deadline: Deadline | None) -> int | None:
        """How many periods a duty has until a deadline; None where it is no duty, or has none."""
        due = deadline.last_day(self.occasion.day) if deadline else None
        if deadline is None or due is None or indicator.every is None:
            return None
        occasion = self.occasion
        start, every = deadline.planned_start, indicator.every
        return Periods(start, due, every, occasion.time_zone, occasion.until).number

    def claimed_of(self, state: CommitmentState) -> Decimal | None:
        """How much is claimed of a commitment; of a duty, how many due periods were kept."""
        return claimed_at(state, self.occasion, self.point.minute)

    def roll_up(self, commitment: str) -> Figures | None:
        """The sums over the leaves below one of its commitments; None: there are none."""
        return self.rule.roll_up(self.state, commitment, self.point.effective_at)

    @cached_property
    def judged(self) -> dict[str, Leaf]:
        """How each commitment is judged, or listed for having left the sums, by code."""
        found = self.readiness
        listed = (*found.mentions, *found.superseded, *found.withdrawn)
        return {leaf.commitment: leaf for leaf in listed} | found.leaves

    @cached_property
    def mentions(self) -> dict[str, tuple[CommitmentState, ...]]:
        """What says once more what each commitment promises, by its code."""
        return naming(self.state.commitments, LinkKind.REAFFIRMS)

    @cached_property
    def successors(self) -> dict[str, tuple[CommitmentState, ...]]:
        """What was to take the place of each commitment, by its code, whether it did or not."""
        return naming(self.state.commitments, LinkKind.SUPERSEDES)

    def superseded_by(self, commitment: str) -> str | None:
        """The code of what stands in the place of a commitment, if anything does."""
        others = self.successors.get(commitment, ())
        return next((other.code for other in others if has_taken_place(other)), None)

    def stands_for(self, commitment: str) -> tuple[CommitmentState, ...]:
        """In the place of which others a commitment stands, by the rule that was asked for."""
        if not self.state.commitments[commitment].linked(LinkKind.SUPERSEDES):
            return ()
        codes = stood_for(self.judged.get(commitment))
        return tuple(self.state.commitments[code] for code in codes)

    def is_critical(self, state: CommitmentState) -> bool:
        """Whether a RED of a commitment makes the whole RED: by itself, or by one it stands for."""
        leaf = self.judged.get(state.code) if state.linked(LinkKind.SUPERSEDES) else None
        return is_critical(state.code, self.state, leaf)

    def due_of(self, state: CommitmentState) -> dt.date | None:
        """The last day for a commitment, if it is known: an open day of the occasion gives none."""
        return state.deadline.last_day(self.occasion.day) if state.deadline else None

    def status_of(self, state: CommitmentState) -> CommitmentStatus:
        """Where a commitment stands in its life, where another may stand in its place."""
        if not state.is_live or state.code not in self.successors:
            return state.status
        left = {leaf.commitment for leaf in self.readiness.superseded}
        return CommitmentStatus.SUPERSEDED if state.code in left else state.status


def weight_of_readiness(readiness: Readiness) -> int:
    """About how many bytes a judgement takes."""
    return 4_000 + 2_500 * len(readiness.leaves)
