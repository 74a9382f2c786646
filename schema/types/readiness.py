"""Readiness: the whole, its areas and its regions, with every reason."""

from collections.abc import Iterable

import strawberry

from events.facts.escalation import CommitmentEscalated
from events.facts.fact import FieldClass
from events.facts.indicator import IndicatorDefined
from events.facts.vocabulary import Light
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import field, object_type, seen_as
from schema.types.escalation import Escalation, open_escalations
from schema.types.judgement import (
    CommitmentReadiness,
    Part,
    Reason,
    RegionFigure,
    commitment_readiness,
    part_of_commitment,
    reasons,
    region_figure,
)
from schema.types.node import Node, pinned_id, plain_id
from schema.types.occasion import Area, Occasion, occasion
from schema.types.read_point import ReadPointType, read_point
from schema.types.region import Region, region
from schema.types.sums import AreaReadiness
from services.permissions import may_see
from services.read.occasion_view import OccasionView
from services.read.series import SeriesPoint
from services.readiness import answer as judged
from services.readiness.answer import SEVERITY_OF_LIGHT

SOON = 3
MOST_DAYS = 366


@object_type
class RegionReadiness:
    """Readiness of one region: one figure for each commitment there."""

    view: strawberry.Private[OccasionView]
    found: strawberry.Private[tuple[judged.RegionalFigure, ...]]
    region: Region = strawberry.field(description="The region.")

    @field
    def light(self) -> Light:
        """Its worst figure's light."""
        return min((figure.light for figure in self.found), key=SEVERITY_OF_LIGHT.__getitem__)

    @field
    def top_reason(self) -> Reason | None:
        """The reason of its worst figure."""
        worst = min(self.found, key=lambda figure: SEVERITY_OF_LIGHT[figure.light])
        return Reason(view=self.view, reason=worst.reason) if worst.reason else None

    @field
    def figures(self) -> list[RegionFigure]:
        """One figure for each commitment with a target there; never summed over units."""
        return [shown for figure in self.found if (shown := region_figure(self.view, figure))]


@object_type
class Readiness(Node):
    """How ready an occasion is at one read point, with every reason."""

    view: strawberry.Private[OccasionView]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("readiness", self.view.occasion.code)

    @field
    def occasion(self) -> Occasion:
        """The occasion."""
        return occasion(self.view)

    @field
    def as_of(self) -> ReadPointType:
        """The read point of this answer."""
        return read_point(self.view.point, self.view.occasion.time_zone)

    @field
    def rule_version(self) -> str:
        """The version of the rule that judged."""
        return self.view.rule.name

    @field
    def light(self) -> Light:
        """The light of the whole."""
        return self.view.readiness.whole.light

    @field
    def score(self) -> float:
        """The floor, 0 to 100: unknown and silent count as nothing."""
        return self.view.readiness.whole.score

    @field
    def verified(self) -> float:
        """0 to 100, verified by a second party only."""
        return self.view.readiness.whole.verified

    @field
    def ceiling(self) -> float:
        """0 to 100, unknown counts as fulfilled."""
        return self.view.readiness.whole.ceiling

    @field
    def coverage(self) -> float:
        """0 to 100, share of the weight that can be assessed."""
        return self.view.readiness.whole.coverage

    @field
    def confidence(self) -> float:
        """0 to 100, share of the weight backed by fresh, verified evidence."""
        return self.view.readiness.whole.confidence

    @field
    def planned(self) -> float:
        """0 to 100, where the plans expect the score to be (rencana)."""
        return self.view.readiness.whole.planned

    @field
    def deviation(self) -> float:
        """The score less the planned value; below 0: behind plan."""
        return self.view.readiness.whole.deviation

    @field
    def days_left(self) -> int | None:
        """Calendar days to the occasion's day, in its time zone; negative after it; null: open."""
        return self.view.readiness.days_left

    @field
    def reasons(self) -> list[Reason]:
        """The first reason of every commitment that is not GREEN, the worst first."""
        return reasons(self.view, self.view.readiness.whole.reasons)

    @field
    def areas(self) -> list[AreaReadiness]:
        """Each field of work, in the occasion's order."""
        return [
            AreaReadiness(
                view=self.view,
                figures=self.view.readiness.areas[area.code],
                area=Area(code=area.code, name=area.name),
            )
            for area in self.view.occasion.areas
        ]

    @field
    @seen_as(IndicatorDefined, "breakdown")
    def regions(self, info: strawberry.Info[Context, None]) -> list[RegionReadiness] | None:
        """Each region in which a commitment has a target, by code."""
        return [
            RegionReadiness(view=self.view, found=figures, region=known)
            for code, figures in self.view.readiness.regions.items()
            if (known := region(self.view.names, code))
        ]

    @field
    def commitments(self) -> list[CommitmentReadiness]:
        """Every commitment that is judged, in the order they were recorded."""
        return _shown(self.view, list(self.view.readiness.leaves))

    @field
    def overdue(self) -> list[CommitmentReadiness]:
        """Past their deadline, and not done."""
        return _listed(self.view, self.view.readiness.overdue)

    @field
    def blocked(self) -> list[CommitmentReadiness]:
        """Hindered by an open HIGH obstacle, or waiting for a commitment that is RED."""
        return _shown(self.view, list(self.view.readiness.blocked))

    @field
    def claimed_unverified(self) -> list[CommitmentReadiness]:
        """Said to be done, and verified by nobody yet."""
        return _listed(self.view, self.view.readiness.claimed_unverified)

    @field
    def unassessable(self) -> list[CommitmentReadiness]:
        """Without owner, deadline or indicator, or waiting for what they depend on."""
        return _listed(self.view, self.view.readiness.unassessable)

    @field
    def withdrawn(self) -> list[CommitmentReadiness]:
        """What was withdrawn, without light and numbers, like the two lists that follow."""
        return _listed(self.view, self.view.readiness.withdrawn)

    @field
    def superseded(self) -> list[CommitmentReadiness]:
        """In the place of which another one stands."""
        return _listed(self.view, self.view.readiness.superseded)

    @field
    def mentions(self) -> list[CommitmentReadiness]:
        """What says once more what another one promises, and counts there."""
        return _listed(self.view, self.view.readiness.mentions)

    @field
    def not_reported(self, info: strawberry.Info[Context, None]) -> list[Part]:
        """Of duties that come back: of which parts nobody has reported in the running period.

        For PUBLIC, who sees no parts, each duty stands there once.
        """
        missing = self.view.readiness.not_reported
        if not may_see(info.context.viewer, FieldClass.SEALED):
            codes = dict.fromkeys(part.commitment for part in missing)
            missing = tuple(judged.CommitmentPart(code) for code in codes)
        return [shown for part in missing if (shown := part_of_commitment(self.view, part))]

    @field
    def due_soon(
        self, info: strawberry.Info[Context, None], days: int | None = 3
    ) -> list[CommitmentReadiness] | None:
        """Not done and due within so many days (0 to 366) from the judged minute."""
        days = SOON if days is None else days
        if not 0 <= days <= MOST_DAYS:
            raise info.context.error(ErrorCode.BAD_USER_INPUT, "days")
        return _listed(self.view, self.view.readiness.due_within(days))

    @field
    @seen_as(CommitmentEscalated, "to")
    def open_escalations(self, info: strawberry.Info[Context, None]) -> list[Escalation] | None:
        """Questions that wait for a decision."""
        return open_escalations(self.view)


@object_type
class ReadinessPoint:
    """How ready an occasion was at one moment, as it was known then."""

    as_of: ReadPointType = strawberry.field(
        description="The moment; `knownAt` of `asOf` takes it, to see all of that point."
    )
    light: Light = strawberry.field(description="The light of the whole.")
    score: float = strawberry.field(
        description="The floor, 0 to 100: unknown and silent count as nothing."
    )
    verified: float = strawberry.field(description="0 to 100, verified by a second party only.")
    ceiling: float = strawberry.field(description="0 to 100, unknown counts as fulfilled.")


def readiness_point(found: SeriesPoint) -> ReadinessPoint:
    """One point of a series."""
    return ReadinessPoint(
        as_of=read_point(found.point, found.time_zone),
        light=found.whole.light,
        score=found.whole.score,
        verified=found.whole.verified,
        ceiling=found.whole.ceiling,
    )


def _shown(view: OccasionView, codes: list[str]) -> list[CommitmentReadiness]:
    return [shown for code in codes if (shown := commitment_readiness(view, code))]


def _listed(view: OccasionView, leaves: Iterable[judged.Leaf]) -> list[CommitmentReadiness]:
    return _shown(view, [leaf.commitment for leaf in leaves])


def readiness(view: OccasionView) -> Readiness:
    """The readiness of a view."""
    return Readiness(id=pinned_id(view.point, "readiness", view.occasion.code), view=view)
