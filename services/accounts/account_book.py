"""Everything that is kept of accounts. All their SQL, whatever the engine."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from services.accounts.account import Account, Passkey, ProgramToken, Session
from services.accounts.tables import ACCOUNTS, PASSKEYS, SESSIONS, STRANGERS, TOKENS

T = TypeVar("T")
Begin = Callable[[], AbstractContextManager[Connection]]


class AccountsUnavailable(Exception):
    """The accounts cannot be read or written; the message says why."""


class AccountRows:
    """The rows, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- accounts

    def account(self, person: str) -> Account | None:
        """The account of a person."""
        return self._one(Account, select(ACCOUNTS).where(ACCOUNTS.c.person == person))

    def named(self, name_key: str) -> Account | None:
        """The account of a name."""
        return self._one(Account, select(ACCOUNTS).where(ACCOUNTS.c.name_key == name_key))

    def of_link(self, link: bytes) -> Account | None:
        """The account that a link is for, by the hash of its secret."""
        return self._one(Account, select(ACCOUNTS).where(ACCOUNTS.c.link == link))

    def of_provider(self, issuer: str, subject: str) -> Account | None:
        """The account of whom a provider calls by a subject."""
        whom = (ACCOUNTS.c.issuer == issuer) & (ACCOUNTS.c.subject == subject)
        return self._one(Account, select(ACCOUNTS).where(whom))

    def all(self) -> list[Account]:
        """Every account, by party and name."""
        by = ACCOUNTS.c.party, ACCOUNTS.c.name, ACCOUNTS.c.person
        return self._many(Account, select(ACCOUNTS).order_by(*by))

    def page(self, search: str, after: str, limit: int) -> list[Account]:
        """Accounts whose compared name holds `search`, by that name, those behind `after`."""
        key = ACCOUNTS.c.name_key
        found = select(ACCOUNTS).where(key.contains(search, autoescape=True), key > after)
        return self._many(Account, found.order_by(key).limit(limit))

    def add(self, account: Account) -> None:
        """Keep a new account."""
        self._connection.execute(insert(ACCOUNTS).values(**asdict(account)))

    def change(self, person: str, **columns: Any) -> None:
        """Change columns of an account."""
        changed = update(ACCOUNTS).where(ACCOUNTS.c.person == person).values(**columns)
        self._connection.execute(changed)

    def count_failure(self, person: str) -> int:
        """Count a wrong password; how many there were in a row."""
        more = update(ACCOUNTS).where(ACCOUNTS.c.person == person)
        self._connection.execute(more.values(failures=ACCOUNTS.c.failures + 1))
        found = select(ACCOUNTS.c.failures).where(ACCOUNTS.c.person == person)
        return self._connection.execute(found).scalar() or 0

    def count_stranger(self) -> int:
        """Count a wrong password under a name that nobody has; how many there were."""
        row = STRANGERS.c.id == 0
        more = update(STRANGERS).where(row).values(failures=STRANGERS.c.failures + 1)
        if not self._connection.execute(more).rowcount:
            self._connection.execute(insert(STRANGERS).values(id=0, failures=1))
        found = select(STRANGERS.c.failures).where(row)
        return self._connection.execute(found).scalar() or 0

    def remove(self, person: str) -> None:
        """Erase a person, with all that they sign in with."""
        for table in (SESSIONS, TOKENS, PASSKEYS, ACCOUNTS):
            self._connection.execute(delete(table).where(table.c.person == person))

    # ---- passkeys

    def passkey(self, id: bytes) -> Passkey | None:
        """A passkey."""
        return self._one(Passkey, select(PASSKEYS).where(PASSKEYS.c.id == id))

    def passkeys(self, person: str) -> list[Passkey]:
        """The passkeys of a person, the oldest first."""
        own = select(PASSKEYS).where(PASSKEYS.c.person == person)
        return self._many(Passkey, own.order_by(PASSKEYS.c.created_at))

    def passkeys_of(self, persons: Iterable[str]) -> dict[str, list[Passkey]]:
        """The passkeys of several persons, the oldest first."""
        theirs = select(PASSKEYS).where(PASSKEYS.c.person.in_(list(persons)))
        found: dict[str, list[Passkey]] = {}
        for passkey in self._many(Passkey, theirs.order_by(PASSKEYS.c.created_at)):
            found.setdefault(passkey.person, []).append(passkey)
        return found

    def add_passkey(self, passkey: Passkey) -> None:
        """Keep a new passkey."""
        self._connection.execute(insert(PASSKEYS).values(**asdict(passkey)))

    def note_use(self, id: bytes, counter: int, is_backed_up: bool, now: dt.datetime) -> None:
        """Keep what a passkey said of itself when it was used."""
        used = {"counter": counter, "is_backed_up": is_backed_up, "used_at": now}
        self._connection.execute(update(PASSKEYS).where(PASSKEYS.c.id == id).values(**used))

    def remove_passkey(self, id: bytes) -> None:
        """Forget a passkey."""
        self._connection.execute(delete(PASSKEYS).where(PASSKEYS.c.id == id))

    # ---- sessions

    def session(self, hash: bytes) -> Session | None:
        """A session, by the hash of its secret."""
        return self._one(Session, select(SESSIONS).where(SESSIONS.c.hash == hash))

    def sessions(self, person: str) -> list[Session]:
        """The sessions of a person, the oldest first; also those whose time is over."""
        own = select(SESSIONS).where(SESSIONS.c.person == person)
        return self._many(Session, own.order_by(SESSIONS.c.created_at))

    def add_session(self, session: Session) -> None:
        """Keep a new session."""
        self._connection.execute(insert(SESSIONS).values(**asdict(session)))

    def touch(self, hash: bytes, **moments: dt.datetime) -> None:
        """Note when a session was seen, or confirmed."""
        self._connection.execute(update(SESSIONS).where(SESSIONS.c.hash == hash).values(**moments))

    def end_session(self, hash: bytes) -> None:
        """End a session."""
        self._connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == hash))

    # ---- tokens of programs

    def token(self, hash: bytes) -> ProgramToken | None:
        """A program's token, by its hash."""
        return self._one(ProgramToken, select(TOKENS).where(TOKENS.c.hash == hash))

    def tokens(self, person: str) -> list[ProgramToken]:
        """The tokens of a person's programs, the oldest first."""
        own = select(TOKENS).where(TOKENS.c.person == person)
        return self._many(ProgramToken, own.order_by(TOKENS.c.created_at))

    def add_token(self, token: ProgramToken) -> None:
        """Keep a new token."""
        self._connection.execute(insert(TOKENS).values(**asdict(token)))

    def remove_token(self, hash: bytes) -> None:
        """Forget a token: it opens nothing any more."""
        self._connection.execute(delete(TOKENS).where(TOKENS.c.hash == hash))

    # ---- several at once

    def end_sessions(self, person: str) -> None:
        """End every session of a person."""
        self._connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person))

    def forget_means(self, person: str) -> bool:
        """Forget all that a person has signed in with so far; whether there was anything."""
        account = self.account(person)
        count = sum(self._count(table, person) for table in (PASSKEYS, SESSIONS, TOKENS))
        for table in (PASSKEYS, SESSIONS, TOKENS):
            self._connection.execute(delete(table).where(table.c.person == person))
        self.change(person, password=None, failures=0)
        return count > 0 or (account is not None and account.password is not None)

    def end_all(self) -> None:
        """End every session, and void every link that is out."""
        self._connection.execute(delete(SESSIONS))
        self._connection.execute(update(ACCOUNTS).values(link=None, link_until=None))

    def _count(self, table: Table, person: str) -> int:
        counted = select(func.count()).select_from(table).where(table.c.person == person)
        return self._connection.execute(counted).scalar_one()

    def _one(self, kind: type[T], query: Select[Any]) -> T | None:
        row = self._connection.execute(query).mappings().first()
        return None if row is None else kind(**row)

    def _many(self, kind: type[T], query: Select[Any]) -> list[T]:
        return [kind(**row) for row in self._connection.execute(query).mappings()]


class AccountBook:
    """The accounts in a database. Thread-safe; several processes may have it open."""

    def __init__(self, reading: Begin, writing: Begin, close: Callable[[], None]) -> None:
        self._reading, self._writing, self.close = reading, writing, close

    @contextmanager
    def reading(self) -> Iterator[AccountRows]:
        """One look at what is kept. Raises AccountsUnavailable."""
        with _told(), self._reading() as connection:
            yield AccountRows(connection)

    @contextmanager
    def writing(self) -> Iterator[AccountRows]:
        """One change, whole or not at all. Raises AccountsUnavailable."""
        with _told(), self._writing() as connection:
            yield AccountRows(connection)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise AccountsUnavailable(str(error.__cause__ or error)) from error
