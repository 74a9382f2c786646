"""Sums over commitments: of a field of work, and of what stands under an umbrella."""

import strawberry

from events.facts.vocabulary import Light
from schema.operation.fields import field, object_type
from schema.types.judgement import Reason, reasons
from schema.types.occasion import Area
from services.read.occasion_view import OccasionView
from services.readiness import answer as judged


@object_type
class _Sums:
    """Sums over some of the commitments of an occasion."""

    view: strawberry.Private[OccasionView]
    figures: strawberry.Private[judged.Figures]

    @field
    def light(self) -> Light:
        """Its light."""
        return self.figures.light

    @field
    def score(self) -> float:
        """The floor, 0 to 100: unknown and silent count as nothing."""
        return self.figures.score

    @field
    def verified(self) -> float:
        """0 to 100, verified by a second party only."""
        return self.figures.verified

    @field
    def ceiling(self) -> float:
        """0 to 100, unknown counts as fulfilled."""
        return self.figures.ceiling

    @field
    def coverage(self) -> float:
        """0 to 100, share of the weight that can be assessed."""
        return self.figures.coverage

    @field
    def confidence(self) -> float:
        """0 to 100, share of the weight backed by fresh, verified evidence."""
        return self.figures.confidence

    @field
    def planned(self) -> float:
        """0 to 100, where the plans expect the score to be (rencana)."""
        return self.figures.planned

    @field
    def deviation(self) -> float:
        """The score less the planned value; below 0: behind plan."""
        return self.figures.deviation

    @field
    def weight(self) -> float:
        """Sum of its commitments' weights."""
        return self.figures.weight

    @field
    def commitment_count(self) -> int:
        """How many commitments count in it."""
        return self.figures.count

    @field
    def top_reason(self) -> Reason | None:
        """The first reason of its worst commitment."""
        return next(iter(reasons(self.view, self.figures.reasons)), None)


@object_type
class AreaReadiness(_Sums):
    """Readiness of one field of work."""

    area: Area = strawberry.field(description="The field of work.")


@object_type
class RollUp(_Sums):
    """How ready all is that is judged below an umbrella."""
