"""How the values in facts are shown: by their kind, and by name where they name something."""

import datetime as dt
import types
import typing
from decimal import Decimal
from enum import Enum
from typing import Any

from events.facts.all import FACT_TYPES
from events.facts.commitment import Link
from events.facts.fact import FieldClass, Text, field_classes
from events.facts.indicator import RegionTarget
from events.facts.occasion import Area as AreaFact
from events.facts.rakor import StatedDate as StatedDateFact
from schema.types.commitment import Commitment, CommitmentLink, commitment
from schema.types.indicator import RegionTarget as RegionTargetType
from schema.types.occasion import Area
from schema.types.party import Party, party
from schema.types.person import Person, person
from schema.types.rakor import Rakor, StatedDate, rakor
from schema.types.region import Region, region
from schema.types.scalars import Hash, Position
from schema.types.source import Source, source
from services.read.look_up import OccasionView


class Shown:
    """How one kind of value in a fact is shown."""

    def __init__(self, graphql_type: object, show: Any, *, needs_view: bool = False) -> None:
        self.graphql_type, self.show, self.needs_view = graphql_type, show, needs_view


PARTY_FIELDS = (
    "parent_party",
    "party",
    "owner",
    "old_owner",
    "new_owner",
    "requested_by",
    "approved_by",
    "organiser",
    "to",
    "chair",
)

REFERENCES: dict[str, Shown] = {
    **dict.fromkeys(
        PARTY_FIELDS,
        Shown(Party, lambda value, _, directory: party(directory, value)),
    ),
    "region": Shown(Region, lambda value, _, directory: region(directory, value)),
    "source": Shown(Source, lambda value, view, _: source(view, value), needs_view=True),
    "rakor": Shown(Rakor, lambda value, view, _: rakor(view, value), needs_view=True),
    "parent": Shown(Commitment, lambda value, view, _: commitment(view, value), needs_view=True),
    **dict.fromkeys(
        ("corrects", "redacts", "proposal"), Shown(Position, lambda value, *_: Position(value))
    ),
    "person": Shown(Person, lambda value, *_: person(value, None)),
    "on": Shown(Commitment, lambda value, view, _: commitment(view, value), needs_view=True),
    "sha256": Shown(Hash, lambda value, *_: Hash(value)),
    "committed_by": Shown(
        list[Party],
        lambda value, _, directory: [shown for code in value if (shown := party(directory, code))],
    ),
    "sources": Shown(
        list[Source], lambda value, view, _: [source(view, code) for code in value], needs_view=True
    ),
}
"""Fields of facts that name something: shown as the thing itself."""


PARTS: dict[type, Any] = {
    AreaFact: list[Area],
    RegionTarget: list[RegionTargetType],
    Link: list[CommitmentLink],
    Text: list[str],
}


def _show_parts(value: tuple[Any, ...], view: OccasionView, directory: Any) -> list[Any]:
    shown = (_show_part(part, view, directory) for part in value)
    return [part for part in shown if part is not None]


def _show_part(part: Any, view: OccasionView, directory: Any) -> Any:
    if isinstance(part, AreaFact):
        return Area(code=part.code, name=part.name)
    if isinstance(part, RegionTarget):
        known = region(directory, part.region)
        return RegionTargetType(region=known, target=float(part.target)) if known else None
    other = commitment(view, part.commitment)
    return CommitmentLink(kind=part.kind, commitment=other) if other else None


def shown_as(name: str, annotation: Any) -> tuple[Shown, bool]:
    """How a field of a fact is shown, and whether it may be absent."""
    options = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    kind = options[0] if is_union else annotation
    if typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    if name in REFERENCES:
        return REFERENCES[name], is_union
    return _shown_kind(kind), is_union


def _shown_kind(kind: Any) -> Shown:
    if kind is Decimal:
        return Shown(float, lambda value, *_: float(value))
    if kind is StatedDateFact:
        return Shown(
            StatedDate,
            lambda value, *_: StatedDate(
                verbatim=value.verbatim, resolved=value.resolved, candidates=list(value.candidates)
            ),
        )
    if typing.get_origin(kind) is tuple:
        part = typing.get_args(kind)[0]
        if typing.get_origin(part) is typing.Annotated:
            part = typing.get_args(part)[0]
        return Shown(PARTS[part], _show_parts, needs_view=True)
    if kind is Text:
        return Shown(str, None)
    if kind in (str, int, bool, dt.date, dt.datetime) or issubclass(kind, Enum):
        return Shown(kind, lambda value, *_: value)
    raise TypeError(f"no way to show {kind}")


def is_text(value: Any) -> bool:
    """Whether a value is a text, or a list of texts."""
    return isinstance(value, Text) or (
        isinstance(value, tuple) and bool(value) and isinstance(value[0], Text)
    )


def always_open(name: str) -> bool:
    """Whether every fact with such a field has it open and always there: then it is non-null."""
    for fact_type in FACT_TYPES:
        if name in fact_type.model_fields:
            is_open = field_classes(fact_type)[name] is FieldClass.OPEN
            shown, absent = shown_as(name, fact_type.model_fields[name].annotation)
            named = shown.graphql_type in (Party, Person, Region, Commitment, Source, Rakor)
            if not is_open or absent or named:
                return False
    return True
