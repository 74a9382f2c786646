"""The read models: what is known now, kept in the same transaction as the log.

Each row holds one state as JSON. Texts are not in it, only where they are disclosed.
"""

from collections.abc import Iterable

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from events.facts.all import FACT_TYPES
from events.facts.fact import Fact

REGISTER_METADATA = MetaData()
SHAPE_OF_STATES = 3
"""Raised with every change to a state's shape: the register is then built again from the log."""


def register_version(facts: Iterable[type[Fact]]) -> int:
    """The version of the register, which grows with every new version of a fact, too.

    What an upcaster makes of old events is then shown at once; and an older program, which knows
    less, builds a register of its own, and so comes to what it does not know.
    """
    return SHAPE_OF_STATES + sum(fact.version - 1 for fact in facts)


REGISTER_VERSION = register_version(FACT_TYPES)


class RegisterTable(SQLModel):
    """Base of the read models."""

    metadata = REGISTER_METADATA


class RegisterHeadRow(RegisterTable, table=True):
    """How far the register has followed the log, and in which shape."""

    __tablename__ = "register_head"

    id: int = Field(primary_key=True)
    version: int
    size: int


class PartyRow(RegisterTable, table=True):
    """One party."""

    __tablename__ = "register_parties"

    code: str = Field(primary_key=True)
    position: int = Field(index=True)
    state: str


class RegionRow(RegisterTable, table=True):
    """One region."""

    __tablename__ = "register_regions"

    code: str = Field(primary_key=True)
    position: int = Field(index=True)
    state: str


class ErasedPersonRow(RegisterTable, table=True):
    """A person whose names were erased: they are never recorded again."""

    __tablename__ = "register_erased_persons"

    code: str = Field(primary_key=True)
    position: int = Field(index=True)


class OccasionRow(RegisterTable, table=True):
    """One occasion; `last_position` is that of its latest event of any kind."""

    __tablename__ = "register_occasions"

    code: str = Field(primary_key=True)
    position: int = Field(index=True)
    last_position: int
    state: str


class WordRow(RegisterTable, table=True):
    """A word of a commitment's title; titles never change, so neither do these."""

    __tablename__ = "register_words"

    word: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    code: str = Field(primary_key=True)


class CommitmentRow(RegisterTable, table=True):
    """One commitment."""

    __tablename__ = "register_commitments"

    occasion: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int
    state: str
