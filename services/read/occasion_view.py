"""One occasion as seen from one read point: what every answer about it is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from services.read.directory_view import DirectoryView
from services.read.read_point import ReadPoint
from services.readiness.answer import Readiness, RegionalFigure
from services.readiness.rules import Rule
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState


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
        """The regions of one of its commitments there, by the rule that was asked for."""
        return self.rule.regions_of(self.state, commitment, self.point.effective_at)


def weight_of_readiness(readiness: Readiness) -> int:
    """About how many bytes a judgement takes."""
    return 4_000 + 2_500 * len(readiness.leaves)
