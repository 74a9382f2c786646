"""The tables of accounts: beside the log, in a database of their own. Any engine can hold them.

Times are microseconds since 1970 UTC, as in the log. Deleting a row erases the person.
"""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from events.facts.vocabulary import Role
from events.format.columns import EPOCH, MICROSECOND, micros
from services.accounts.account import Means

METADATA = MetaData()


class Moment(TypeDecorator[dt.datetime]):
    """A moment, as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        """What is kept of it."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:
        """The moment that was kept."""
        return None if value is None else EPOCH + value * MICROSECOND


class Roles(TypeDecorator[tuple[Role, ...]]):
    """Roles, as their words with a space between."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[Role, ...] | None, dialect: Dialect) -> str:
        """What is kept of them."""
        return " ".join(role.value for role in value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Role, ...]:
        """The roles that were kept."""
        return tuple(map(Role, (value or "").split()))


class MeansKept(TypeDecorator[Means]):
    """By what somebody has signed in, as its word."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Means | None, dialect: Dialect) -> str | None:
        """What is kept of it."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Means | None:
        """The means that were kept."""
        return None if value is None else Means(value)


def _person() -> Column[str]:
    return Column("person", String, ForeignKey("accounts.person"), nullable=False, index=True)


ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("person", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False, unique=True),
    Column("party", String, nullable=False),
    Column("roles", Roles, nullable=False),
    Column("vouched", Roles, nullable=False),
    Column("handle", LargeBinary, nullable=False, unique=True),
    Column("is_blocked", Boolean, nullable=False),
    Column("password", String),
    Column("failures", Integer, nullable=False),
    Column("link", LargeBinary, unique=True),
    Column("link_until", Moment),
    Column("recovered_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("issuer", String),
    Column("subject", String),
    UniqueConstraint("issuer", "subject"),
)
PASSKEYS = Table(
    "passkeys",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    _person(),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("is_synced", Boolean, nullable=False),
    Column("is_backed_up", Boolean, nullable=False),
    Column("label", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    _person(),
    Column("means", MeansKept, nullable=False),
    Column("passkey", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
)
TOKENS = Table(
    "tokens",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    _person(),
    Column("label", String, nullable=False),
    Column("roles", Roles, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)
STRANGERS = Table(
    "strangers",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("failures", Integer, nullable=False),
)
"""One row: how often a name was given that nobody has. It takes as long as to count a person's."""
