"""How one commitment is judged, at one read point, for which reasons and in which regions."""

from decimal import Decimal

import strawberry

from events.facts.vocabulary import Light
from schema.operation.catalogue import Language, say
from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.commitment import Commitment, commitment
from schema.types.event import Event, events_at
from schema.types.page import require_page_size
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.readiness import answer as judged
from services.readiness.answer import ReasonCode, Specification, rounded


@object_type
class Reason:
    """One condition that holds, and the events behind it."""

    view: strawberry.Private[OccasionView]
    reason: strawberry.Private[judged.Reason]

    @field
    def code(self) -> ReasonCode:
        """The condition."""
        return self.reason.code

    @field
    def message(self, info: strawberry.Info[Context, None], lang: Language | None = None) -> str:
        """The condition in words; in Indonesian unless `lang` or Accept-Language says otherwise."""
        language = lang or info.context.language
        missing = ", ".join(
            say(language, f"label.Specification.{item.value}") for item in self.reason.missing
        )
        value = "" if self.reason.value is None else Decimal(f"{abs(self.reason.value):.1f}")
        percent = "" if self.reason.value is None else f"{self.reason.value:.0%}"
        return say(
            language,
            f"reason.{self.reason.code.value}",
            missing=missing,
            value=value,
            percent=percent,
        )

    @field
    def value(self) -> float | None:
        """Days (OVERDUE, STALE; until due: BLOCKED_NEAR_DUE), share of the target, or a count."""
        return self.reason.value

    @field
    def missing(self) -> list[Specification]:
        """What is missing, for NOT_ASSESSABLE."""
        return list(self.reason.missing)

    @field
    def commitment(self) -> Commitment | None:
        """The commitment that it is about."""
        return commitment(self.view, self.reason.commitment)

    @field
    async def events(
        self, info: strawberry.Info[Context, None], first: int | None = 5
    ) -> list[Event] | None:
        """The events behind it, at most `first` (1 to 100)."""
        size = require_page_size(info.context, first)
        return await events_at(info.context, self.reason.events[:size], self.view.point)


def reasons(view: OccasionView, found: tuple[judged.Reason, ...]) -> list[Reason]:
    """Reasons as they are shown."""
    return [Reason(view=view, reason=reason) for reason in found]


@object_type
class CommitmentReadiness:
    """How one commitment is judged."""

    view: strawberry.Private[OccasionView]
    leaf: strawberry.Private[judged.Leaf]
    commitment: Commitment = strawberry.field(description="The commitment.")

    @field
    def light(self) -> Light | None:
        """Its light; null: withdrawn or wholly waived."""
        return self.leaf.light

    @field
    def score(self) -> float | None:
        """Its score, 0 to 1; null while it cannot be assessed."""
        return None if self.leaf.score is None else rounded(self.leaf.score, 4)

    @field
    def claimed(self) -> float | None:
        """Share of the target that is claimed, 0 to 1."""
        return None if self.leaf.claimed is None else rounded(self.leaf.claimed, 4)

    @field
    def verified(self) -> float | None:
        """Share of the target that is verified, 0 to 1."""
        return None if self.leaf.verified is None else rounded(self.leaf.verified, 4)

    @field
    def freshness(self) -> float | None:
        """How fresh its figures are, 0 to 1."""
        return None if self.leaf.freshness is None else rounded(self.leaf.freshness, 4)

    @field
    def planned(self) -> float | None:
        """Where the plan expects it to be, 0 to 1."""
        return None if self.leaf.planned is None else rounded(self.leaf.planned, 4)

    @field
    def reasons(self) -> list[Reason]:
        """Every condition that holds, those that made the light first."""
        return reasons(self.view, self.leaf.reasons)


def commitment_readiness(view: OccasionView, code: str) -> CommitmentReadiness | None:
    """How a commitment is judged; None for an umbrella or an assurance."""
    leaf, shown = view.readiness.leaves.get(code), commitment(view, code)
    if leaf is None or shown is None:
        return None
    return CommitmentReadiness(view=view, leaf=leaf, commitment=shown)


@object_type
class RegionFigure:
    """How one commitment stands in one region, in its own unit."""

    region: Region = strawberry.field(description="The region.")
    commitment: Commitment = strawberry.field(description="The commitment.")
    unit: str = strawberry.field(description="Unit of the three quantities.")
    target: float = strawberry.field(description="How much is fulfilment there.")
    claimed: float | None = strawberry.field(description="How much is said to be done there.")
    verified: float | None = strawberry.field(description="How much is verified there.")
    light: Light = strawberry.field(description="Its light there.")


def region_figure(view: OccasionView, figure: judged.RegionalFigure) -> RegionFigure | None:
    """A regional figure as it is shown."""
    shown, where = commitment(view, figure.commitment), region(view.names, figure.region)
    if shown is None or where is None:
        return None
    return RegionFigure(
        region=where,
        commitment=shown,
        unit=figure.unit,
        target=figure.target,
        claimed=figure.claimed,
        verified=figure.verified,
        light=figure.light,
    )


def regional_figures(view: OccasionView, code: str) -> list[RegionFigure]:
    """One figure for each region of a commitment's breakdown."""
    return [shown for figure in view.regions_of(code) if (shown := region_figure(view, figure))]
