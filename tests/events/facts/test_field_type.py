"""What a field holds is read from its declared type, whatever it is called."""

from decimal import Decimal

import pytest

from events.facts.commitment import Link
from events.facts.fact import (
    Erasable,
    Fact,
    FieldClass,
    FreeText,
    Open,
    Regional,
    Sealed,
    Text,
    class_of,
)
from events.facts.field_type import FieldType, field_types, fields_naming
from events.facts.indicator import RegionTarget
from events.facts.reference import CommitmentCode, EventPosition, PartyCode, Refers, RegionCode
from tests.worlds.new_fact import word_given


class Everything(Fact):
    """A field of every shape."""

    plain: str
    open_one: Open[str]
    open_or_none: Open[str | None]
    party: Open[PartyCode]
    party_or_none: PartyCode | None
    region_or_none: Sealed[RegionCode | None]
    several: Open[tuple[CommitmentCode, ...]]
    several_or_none: Open[tuple[PartyCode, ...] | None]
    event: Open[EventPosition]
    quantity: Regional[Decimal]
    words: Erasable[FreeText | None]
    sayings: Erasable[tuple[FreeText, ...]]


FIELD_TYPES = {
    "plain": FieldType(str),
    "open_one": FieldType(str),
    "open_or_none": FieldType(str, is_optional=True),
    "party": FieldType(str, Refers.PARTY),
    "party_or_none": FieldType(str, Refers.PARTY, is_optional=True),
    "region_or_none": FieldType(str, Refers.REGION, is_optional=True),
    "several": FieldType(str, Refers.COMMITMENT, is_list=True),
    "several_or_none": FieldType(str, Refers.PARTY, is_list=True, is_optional=True),
    "event": FieldType(int, Refers.EVENT),
    "quantity": FieldType(Decimal),
    "words": FieldType(Text, is_optional=True),
    "sayings": FieldType(Text, is_list=True),
}


@pytest.mark.parametrize("name", FIELD_TYPES)
def test_what_a_field_holds_follows_from_its_type(name: str) -> None:
    assert field_types(Everything)[name] == FIELD_TYPES[name]


def test_the_fields_that_name_a_party_are_known_by_their_type() -> None:
    named = ("party", "party_or_none", "several_or_none")
    assert fields_naming(Everything, Refers.PARTY) == named


def test_what_stands_in_a_part_is_declared_too() -> None:
    assert fields_naming(RegionTarget, Refers.REGION) == ("region",)
    assert fields_naming(Link, Refers.COMMITMENT) == ("commitment",)


def test_a_quantity_is_sealed_with_whatever_field_names_a_region() -> None:
    assert class_of(word_given("62.05.01"), "how_many") is FieldClass.SEALED
    assert class_of(word_given(), "how_many") is FieldClass.OPEN


class CountedIn(Fact):
    """A quantity of several regions at once."""

    value: Regional[Decimal]
    places: Sealed[tuple[RegionCode, ...]] = ()


def test_a_quantity_of_several_regions_is_sealed_with_them() -> None:
    one = Decimal(1)
    assert class_of(CountedIn(value=one, places=("62", "63")), "value") is FieldClass.SEALED
    assert class_of(CountedIn(value=one), "value") is FieldClass.OPEN
