"""How one commitment is judged, at one read point, for which reasons and in which regions."""

import datetime as dt
from decimal import Decimal

import strawberry

from events.facts import indicator as facts
from events.facts.vocabulary import Light
from schema.operation.catalogue import Language, say
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.commitment import Commitment, commitment
from schema.types.event import Event, events_at
from schema.types.page import require_page_size
from schema.types.party import Party, party
from schema.types.region import Region, region
from schema.types.scalars import local
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
        late = self.reason.replaced and self.reason.value is not None
        return say(
            language,
            f"reason.{self.reason.code.value}" + (".late" if late else ""),
            missing=missing,
            value=value,
            percent=percent,
            replaced=", ".join(self.reason.replaced),
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
        """Its light; null: withdrawn, superseded, wholly waived, or its condition failed."""
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
    def completed_at(self) -> dt.datetime | None:
        """Since when everything has been claimed, until the judged minute; null: not all is."""
        done = self.leaf.completed_at
        return local(done, self.view.occasion.time_zone) if done else None

    @field
    def on_time(self) -> bool | None:
        """Whether that was not after its deadline; null while not everything is claimed."""
        return self.leaf.on_time

    @field
    def reasons(self) -> list[Reason]:
        """Every condition that holds, those that made the light first."""
        return reasons(self.view, self.leaf.reasons)


def commitment_readiness(view: OccasionView, code: str) -> CommitmentReadiness | None:
    """How a commitment is judged; None for an umbrella or an assurance."""
    leaf, shown = view.judged.get(code), commitment(view, code)
    if leaf is None or shown is None:
        return None
    return CommitmentReadiness(view=view, leaf=leaf, commitment=shown)


@object_type
class RegionFigure:
    """How one commitment stands in one part of its breakdown, in its own unit."""

    region: Region | None = strawberry.field(description="The region, if it is one …")
    party: Party | None = strawberry.field(description="… or the party.")
    commitment: Commitment = strawberry.field(description="The commitment.")
    unit: str = strawberry.field(description="Unit of the three; empty: periods.")
    target: float = strawberry.field(description="How much is fulfilment there.")
    claimed: float | None = strawberry.field(description="How much is said to be done there.")
    verified: float | None = strawberry.field(description="How much is verified there.")
    light: Light = strawberry.field(description="Its light there.")
    reason: Reason | None = strawberry.field(description="What made it; null for GREEN.")


def region_figure(view: OccasionView, figure: judged.RegionalFigure) -> RegionFigure | None:
    """The figure of a part as it is shown."""
    shown = commitment(view, figure.commitment)
    where, who = region(view.names, figure.region), party(view.names, figure.party)
    if shown is None or (where is None and who is None):
        return None
    return RegionFigure(
        region=where,
        party=who,
        commitment=shown,
        unit=figure.unit or "",
        target=figure.target,
        claimed=figure.claimed,
        verified=figure.verified,
        light=figure.light,
        reason=Reason(view=view, reason=figure.reason) if figure.reason else None,
    )


def regional_figures(view: OccasionView, code: str) -> list[RegionFigure]:
    """One figure for each part of a commitment's breakdown."""
    return [shown for figure in view.regions_of(code) if (shown := region_figure(view, figure))]


@object_type
class Part:
    """One part of a commitment; neither region nor party: the undivided whole."""

    view: strawberry.Private[OccasionView]
    part: strawberry.Private[judged.CommitmentPart]
    commitment: Commitment = strawberry.field(description="The commitment.")

    @field
    @seen_as(facts.IndicatorDefined, "breakdown")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region, if the commitment is divided by region."""
        return region(self.view.names, self.part.region)

    @field
    @seen_as(facts.IndicatorDefined, "breakdown")
    def party(self, info: strawberry.Info[Context, None]) -> Party | None:
        """The party, if the commitment is divided by party."""
        return party(self.view.names, self.part.party)


def part_of_commitment(view: OccasionView, part: judged.CommitmentPart) -> Part | None:
    """A part of a commitment as it is shown."""
    shown = commitment(view, part.commitment)
    return Part(view=view, part=part, commitment=shown) if shown else None
