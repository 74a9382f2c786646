"""What a fact is: an immutable payload whose every field is open, sealed or text.

The class of a field is declared once, beside the field, and governs the bytes, what GraphQL shows
and what an export holds. A field without a declared class is sealed: a new fact is closed until
someone opens it.
"""

from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from events.facts.field_type import fields_naming
from events.facts.reference import Refers

T = TypeVar("T")


class FieldClass(StrEnum):
    """Who sees a field, and whether it can be erased (the log format's three classes)."""

    OPEN = "open"
    """Public; stands in the leaf."""
    SEALED = "sealed"
    """For any role with a token; stands in the sealed bytes; never erased."""
    TEXT = "text"
    """Like sealed, but only its salted hash stands there: the text itself can be erased."""
    REGIONAL = "regional"
    """A quantity: open where its fact names no part, sealed where it names a region or a party."""


class Text(BaseModel):
    """A free text: its value before it is recorded, afterwards only its salted digest.

    The value of a recorded text is looked up in the disclosures when it is shown, so that nothing
    else ever holds a copy that would have to be erased.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str | None = None
    digest: str | None = None


def _recorded_text(value: Any) -> Any:
    return Text(digest=value) if isinstance(value, str) else value


FreeText = Annotated[Text, BeforeValidator(_recorded_text)]

Open = Annotated[T, FieldClass.OPEN]
Sealed = Annotated[T, FieldClass.SEALED]
Erasable = Annotated[T, FieldClass.TEXT]
Regional = Annotated[T, FieldClass.REGIONAL]


class Part(BaseModel):
    """A structured value inside a fact; its class is that of the field it stands in."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Fact(BaseModel):
    """Something that happened, in the past tense. Subclasses are the closed union in `facts`."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )

    version: ClassVar[int] = 1
    """The version of this fact's shape; published bytes of every version stay readable for ever."""
    earlier: ClassVar["type[Earlier] | None"] = None
    """The shape of the version before this one; None for version 1."""

    @classmethod
    def type_name(cls) -> str:
        """The name that stands in the bytes, for example `ProgressReported`."""
        return cls.__name__

    @classmethod
    def upcast(cls, earlier: Any) -> Self:
        """This shape made from the one before it, which must be given. Pure.

        Fields of the same name are taken over, new ones get their defaults. A shape that follows
        from the earlier one in another way says so by an `upcast` of its own.
        """
        kept = cls.model_fields.keys() & type(earlier).model_fields.keys()
        return cls(**{name: getattr(earlier, name) for name in kept})


class Earlier(Fact):
    """A shape that a fact had in a version before its newest: it is read, and no longer recorded.

    Its class is called like the fact, then `V` and the version: `ProgressReportedV1`.
    """

    @classmethod
    def type_name(cls) -> str:
        """The name of the fact, as it stands in the bytes of every version."""
        return cls.__name__.removesuffix(f"V{cls.version}")


def declared_class(field: FieldInfo) -> FieldClass:
    """The class declared beside a field; sealed where none is."""
    for mark in field.metadata:
        if isinstance(mark, FieldClass):
            return mark
    return FieldClass.SEALED


@cache
def field_classes(fact_type: type[Fact]) -> dict[str, FieldClass]:
    """The declared class of each field of a fact, by attribute name."""
    return {name: declared_class(field) for name, field in fact_type.model_fields.items()}


@cache
def text_fields(fact_type: type[Fact]) -> tuple[str, ...]:
    """The fields of a fact that hold free text, by attribute name."""
    classes = field_classes(fact_type)
    return tuple(name for name, declared in classes.items() if declared is FieldClass.TEXT)


def class_of(fact: Fact, name: str) -> FieldClass:
    """The class that governs one field of one fact: a regional quantity is decided here."""
    declared = field_classes(type(fact))[name]
    if declared is not FieldClass.REGIONAL:
        return declared
    names_part = any(getattr(fact, each) for each in _part_fields(type(fact)))
    return FieldClass.SEALED if names_part else FieldClass.OPEN


@cache
def _part_fields(fact_type: type[Fact]) -> tuple[str, ...]:
    """The fields that name a part: regions, and parties that are not public."""
    classes = field_classes(fact_type)
    parties = fields_naming(fact_type, Refers.PARTY)
    sealed = (each for each in parties if classes[each] is FieldClass.SEALED)
    return (*fields_naming(fact_type, Refers.REGION), *sealed)
