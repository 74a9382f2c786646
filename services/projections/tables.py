"""The read models: what is known now, kept in the same transaction as the log.

Each row holds one state as JSON. Texts are not in it, only where they are disclosed.
"""

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

REGISTER_METADATA = MetaData()
REGISTER_VERSION = 3
"""Raised with every change to a state's shape: the register is then built again from the log."""


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
