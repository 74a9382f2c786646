"""How the values in facts are shown: as what they name, else by their kind."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import GenericAlias
from typing import Any

import strawberry

from events.facts.commitment import Link, LinkElsewhere
from events.facts.fact import Text
from events.facts.field_type import FieldType
from events.facts.indicator import PartTarget as PartTargetFact
from events.facts.occasion import Area as AreaFact
from events.facts.rakor import StatedDate as StatedDateFact
from events.facts.reference import Refers
from events.facts.request import AskedDeadline as AskedDeadlineFact
from events.facts.request import AskedIndicator as AskedIndicatorFact
from schema.types.commitment import (
    Commitment,
    CommitmentLink,
    CommitmentReference,
    commitment,
    reference,
)
from schema.types.indicator import PartTarget, part_target
from schema.types.node import Node
from schema.types.occasion import Area, area
from schema.types.party import Party, party
from schema.types.person import Person, person
from schema.types.rakor import Rakor, StatedDate, rakor
from schema.types.region import Region, region
from schema.types.request import (
    AskedDeadline,
    AskedIndicator,
    asked_deadline,
    asked_indicator,
)
from schema.types.scalars import Hash, Position
from schema.types.source import Source, source
from services.ids import make_id
from services.read.directory_view import DirectoryView
from services.read.occasion_view import OccasionView


@dataclass(frozen=True, slots=True)
class Shown:
    """How a value in a fact is shown."""

    graphql_type: Any
    show: Callable[[Any, Any, DirectoryView], Any]
    """From the value, the event's occasion, and parties and regions; None: not known."""
    needs_view: bool = False

    @property
    def may_be_unknown(self) -> bool:
        """Whether a value may name what is not known at the read point."""
        one = self.graphql_type
        return isinstance(one, type) and (self.needs_view or issubclass(one, Node))


REFERENCES: dict[Refers, Shown] = {
    Refers.PARTY: Shown(Party, lambda code, _, names: party(names, code)),
    Refers.REGION: Shown(Region, lambda code, _, names: region(names, code)),
    Refers.PERSON: Shown(Person, lambda code, *_: person(code, None)),
    Refers.RAKOR: Shown(Rakor, lambda code, view, _: rakor(view, code), needs_view=True),
    Refers.RAKOR_ELSEWHERE: Shown(strawberry.ID, lambda place, *_: _id_of("rakor", place)),
    Refers.SOURCE: Shown(Source, lambda code, view, _: source(view, code), needs_view=True),
    Refers.COMMITMENT: Shown(
        Commitment, lambda code, view, _: commitment(view, code), needs_view=True
    ),
    Refers.COMMITMENT_ELSEWHERE: Shown(
        strawberry.ID, lambda place, *_: _id_of("commitment", place)
    ),
    Refers.AREA: Shown(Area, lambda code, view, _: area(view, code), needs_view=True),
    Refers.ANYTHING: Shown(strawberry.ID, lambda text, *_: strawberry.ID(text)),
    Refers.SIZE: Shown(Position, lambda size, *_: Position(size)),
    Refers.EVENT: Shown(Position, lambda position, *_: Position(position)),
    Refers.DOCUMENT: Shown(Hash, lambda sha256, *_: Hash(sha256)),
}


def _id_of(kind: str, place: str) -> strawberry.ID:
    occasion, _, code = place.partition("/")
    return strawberry.ID(make_id(kind, occasion, code))


def _stated_date(value: StatedDateFact, *_: object) -> StatedDate:
    return StatedDate(
        verbatim=value.verbatim, resolved=value.resolved, candidates=list(value.candidates)
    )


def _area(part: AreaFact, *_: object) -> Area:
    return Area(code=part.code, name=part.name)


def _part_target(part: PartTargetFact, _: object, names: DirectoryView) -> PartTarget | None:
    return part_target(part, names)


def _link(part: Link, view: OccasionView, _: object) -> CommitmentLink | None:
    other = commitment(view, part.commitment)
    return CommitmentLink(kind=part.kind, commitment=other) if other else None


def _reference(part: LinkElsewhere, *_: object) -> CommitmentReference:
    return reference(part)


def _itself(value: Any, *_: object) -> Any:
    return value


KINDS: dict[type, Shown] = {
    Decimal: Shown(float, lambda value, *_: float(value)),
    StatedDateFact: Shown(StatedDate, _stated_date),
    AreaFact: Shown(Area, _area),
    PartTargetFact: Shown(PartTarget, _part_target),
    AskedDeadlineFact: Shown(AskedDeadline, asked_deadline),
    AskedIndicatorFact: Shown(AskedIndicator, asked_indicator),
    Link: Shown(CommitmentLink, _link, needs_view=True),
    LinkElsewhere: Shown(CommitmentReference, _reference),
    Text: Shown(str, _itself),  # who shows it looks its words up first
    **{kind: Shown(kind, _itself) for kind in (str, int, bool, dt.date, dt.datetime)},
}


def shown_as(shape: FieldType) -> Shown:
    """How a field of this shape is shown. Raises KeyError for a kind that nobody shows."""
    if shape.refers is not None:
        one = REFERENCES[shape.refers]
    elif issubclass(shape.kind, Enum):
        one = Shown(shape.kind, _itself)
    else:
        one = KINDS[shape.kind]
    return _each(one) if shape.is_list else one


def _each(one: Shown) -> Shown:
    """A list of what is shown so; what is not known is left out."""

    def show(values: tuple[Any, ...], view: Any, names: DirectoryView) -> list[Any]:
        shown = (one.show(value, view, names) for value in values)
        return [value for value in shown if value is not None]

    return Shown(GenericAlias(list, one.graphql_type), show, one.needs_view)
