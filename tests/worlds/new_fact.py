"""A fact as somebody may add it: no name of its fields stands anywhere else in the product."""

from decimal import Decimal

from events.facts.commitment import Link
from events.facts.fact import Erasable, Fact, FreeText, Open, Regional, Sealed, Text
from events.facts.reference import (
    CommitmentCode,
    DocumentHash,
    EventPosition,
    PartyCode,
    PersonId,
    RakorCode,
    RegionCode,
    SourceCode,
)
from events.facts.vocabulary import LinkKind

SOMEBODY = "8c5f1f6e-3d0b-4a53-9a53-0c8f6a3c1f21"


class WordGiven(Fact):
    """Somebody gave their word."""

    stated_by: Open[PartyCode]
    vouched_by: Open[PartyCode | None] = None
    heard_by: Open[tuple[PartyCode, ...]]
    heard_in: Open[RakorCode]
    written_in: Open[SourceCode]
    quoted_in: Open[tuple[SourceCode, ...]]
    instead_of: Open[CommitmentCode]
    beside: Open[tuple[Link, ...]]
    following: Open[EventPosition]
    village: Sealed[RegionCode | None] = None
    said_by: Sealed[PersonId | None] = None
    recording: Sealed[DocumentHash | None] = None
    how_many: Regional[Decimal | None] = None
    spoken: Erasable[tuple[FreeText, ...]]


def word_given(village: str | None = None) -> WordGiven:
    """One about what stands in every test world, with a quantity: in one village, or in all."""
    return WordGiven(
        stated_by="DINKES",
        vouched_by="NOBODY",
        heard_by=("KPU", "NOBODY", "KPU-LOG"),
        heard_in="R1",
        written_in="S1",
        quoted_in=("S1",),
        instead_of="D02",
        beside=(Link(kind=LinkKind.REFINES, commitment="D01"),),
        following=3,
        village=village,
        said_by=SOMEBODY,
        recording="a1" * 32,
        how_many=Decimal("2.5"),
        spoken=(Text(value="Besok."), Text(value="Atau lusa.")),
    )
