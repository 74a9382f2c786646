"""Signing in and staying so: by passkey, by password, and what a session or a token opens."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means, Passkey, Session
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.admit import MAX_NAME, known, name_key
from services.accounts.challenges import Purpose
from services.accounts.failures import MOST_IN_A_ROW, Failures
from services.accounts.open_roles import SignedInBy, open_roles, program_roles
from services.accounts.passkeys import Passkeys, public_key_of
from services.accounts.password_hash import fits
from services.accounts.password_rules import as_compared
from services.accounts.refused import Refused, Why
from services.accounts.rules import session_until, too_many
from services.accounts.secret import hash_of, new_secret
from services.permissions import PUBLIC, Viewer
from services.state.directory import Directory

ANYBODY = b""
"""The subject of a challenge for who is not signed in yet."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just signed in, and the secret of the new session."""

    account: Account
    session: Session
    secret: str


def by_passkey(
    book: AccountBook, passkeys: Passkeys, answer: Mapping[str, Any], now: dt.datetime
) -> SignedIn:
    """Sign in by what a device has signed. Raises Refused."""
    shown, challenge = passkeys.shown(answer, Purpose.SIGN_IN, ANYBODY, now)
    with book.writing() as rows:
        passkey = rows.passkey(shown.id)
        if passkey is None:
            raise Refused(Why.PASSKEY_UNKNOWN)
        account = known(rows, passkey.person)
        if shown.handle != account.handle:
            raise Refused(Why.PASSKEY_REFUSED)
        _note_use(rows, passkeys.used(shown, challenge, passkey), passkey, now)
        return begin(rows, account, Means.PASSKEY, now, passkey)


def by_password(
    book: AccountBook,
    failures: Failures,
    given: tuple[str, str],
    address: str | None,
    now: dt.datetime,
) -> SignedIn:
    """Sign in by name and password. Raises Refused: unknown names are told the same, as late."""
    if len(given[0]) > MAX_NAME:
        raise Refused(Why.SIGN_IN_FAILED)  # nobody's, and not worth remembering
    name, password = name_key(given[0]), as_compared(given[1])
    failures.begin((name, address), now)
    with book.reading() as rows:
        account = rows.named(name)
    kept = account.password if account else None
    is_right = fits(password, kept)
    with book.writing() as rows:
        found = rows.account(account.person) if account else None
        if found and is_right and found.password == kept:
            signed_in = begin(rows, found, Means.PASSWORD, now)
        else:
            signed_in = None
            _count_failure(rows, found)
    if signed_in is None:
        raise Refused(Why.SIGN_IN_FAILED)
    failures.forget((name, address))
    return signed_in


def _count_failure(rows: AccountRows, account: Account | None) -> None:
    """Count a wrong password; of nobody too, so that the answer comes no sooner."""
    if account is None:
        rows.count_stranger()
    elif rows.count_failure(account.person) >= MOST_IN_A_ROW:
        rows.change(account.person, password=None)


def begin(
    rows: AccountRows,
    account: Account,
    means: Means,
    now: dt.datetime,
    passkey: Passkey | None = None,
) -> SignedIn:
    """A new session; of more than five the oldest ends. Raises Refused."""
    if account.is_blocked:
        raise Refused(Why.BLOCKED)
    if means is Means.PASSWORD:
        rows.change(account.person, failures=0)
    for old in too_many(_going_on(rows, account, now)):
        rows.end_session(old.hash)
    secret = new_secret()
    confirmed = now if means is Means.PASSKEY else None
    session = Session(
        hash=hash_of(secret),
        person=account.person,
        means=means,
        passkey=passkey.id if passkey else None,
        created_at=now,
        seen_at=now,
        confirmed_at=confirmed,
    )
    rows.add_session(session)
    return SignedIn(account, session, secret)


def _going_on(rows: AccountRows, account: Account, now: dt.datetime) -> list[Session]:
    """The sessions of a person whose time is not over; the others are forgotten."""
    going_on = []
    for session in rows.sessions(account.person):
        if session_until(session, account.roles) <= now:
            rows.end_session(session.hash)
        else:
            going_on.append(session)
    return going_on


def session_of(rows: AccountRows, secret: str, now: dt.datetime) -> tuple[Account, Session]:
    """The session that a secret opens, noted as seen now. Raises Refused."""
    session = rows.session(hash_of(secret))
    account = rows.account(session.person) if session else None
    if session is None or account is None or account.is_blocked:
        raise Refused(Why.SESSION_OVER)
    if session_until(session, account.roles) <= now:
        raise Refused(Why.SESSION_OVER)
    rows.touch(session.hash, seen_at=now)
    return account, replace(session, seen_at=now)


def signed_in_by(rows: AccountRows, session: Session) -> SignedInBy:
    """By what a session began, as it is kept now: a key that is gone or changed counts as such."""
    passkey = rows.passkey(session.passkey) if session.passkey is not None else None
    is_own = passkey is not None and passkey.person == session.person
    if passkey is None or not is_own:
        return SignedInBy(session.means, None)
    is_only = len(rows.passkeys(session.person)) == 1
    return SignedInBy(session.means, public_key_of(passkey), is_only)


def viewer_of_session(
    book: AccountBook, secret: str, now: dt.datetime, directory: Directory
) -> tuple[Viewer, dt.datetime]:
    """Who asks with a session's cookie, and until when it is good. Raises Refused.

    What opens no session only reads: whoever makes cookies up must keep nobody from signing in.
    """
    with book.reading() as rows:
        if rows.session(hash_of(secret)) is None:
            raise Refused(Why.SESSION_OVER)
    with book.writing() as rows:
        account, session = session_of(rows, secret, now)
        by = signed_in_by(rows, session)
    roles = open_roles(account, by, directory)
    return viewer_of(account, roles), session_until(session, account.roles)


def viewer_of_token(
    book: AccountBook, secret: str, now: dt.datetime, directory: Directory
) -> tuple[Viewer, dt.datetime]:
    """As whom a program acts with its token, and until when it is good. Raises Refused."""
    with book.reading() as rows:
        token = rows.token(hash_of(secret))
        account = rows.account(token.person) if token else None
    if token is None or account is None or account.is_blocked or token.until <= now:
        raise Refused(Why.TOKEN_INVALID)
    return viewer_of(account, program_roles(account, token, directory)), token.until


def sign_out(book: AccountBook, secret: str) -> str | None:
    """End a session, and say whose it was; one that is over already is no matter."""
    with book.writing() as rows:
        session = rows.session(hash_of(secret))
        rows.end_session(hash_of(secret))
    return session.person if session else None


def end_session(book: AccountBook, person: str, session_id: str) -> None:
    """End a session of one's own, on another device. Raises Refused."""
    with book.writing() as rows:
        found = [item for item in rows.sessions(person) if item.id == session_id]
        if not found:
            raise Refused(Why.NOT_THERE)
        rows.end_session(found[0].hash)


def confirm(
    book: AccountBook,
    passkeys: Passkeys,
    session: Session,
    answer: Mapping[str, Any],
    now: dt.datetime,
) -> None:
    """Show a passkey once more in a session. Raises Refused."""
    shown, challenge = passkeys.shown(answer, Purpose.CONFIRM, session.hash, now)
    with book.writing() as rows:
        passkey = rows.passkey(shown.id)
        if passkey is None or passkey.person != session.person:
            raise Refused(Why.PASSKEY_UNKNOWN)
        _note_use(rows, passkeys.used(shown, challenge, passkey), passkey, now)
        rows.touch(session.hash, confirmed_at=now)


def _note_use(
    rows: AccountRows, said: tuple[int, bool], passkey: Passkey, now: dt.datetime
) -> None:
    counter, is_backed_up = said
    rows.note_use(passkey.id, counter, is_backed_up, now)


def viewer_of(account: Account, roles: tuple[Role, ...]) -> Viewer:
    """Who asks, in the roles that are open; in none of them, everybody."""
    return Viewer(roles or PUBLIC.roles, account.party, account.person, account.name)
