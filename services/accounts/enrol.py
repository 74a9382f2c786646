"""From a one-time link to something to sign in with, and keys beside the first.

Whoever has signed in before and comes with a link has lost what they had: all of it is forgotten,
so that a thief has nothing, and the person is told when it was.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from services.accounts.account import Account, Means, Passkey, Session
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.admit import known, one_label
from services.accounts.challenges import Purpose
from services.accounts.passkeys import Passkeys
from services.accounts.password_hash import hashed
from services.accounts.password_rules import as_compared, require_good
from services.accounts.refused import Refused, Why
from services.accounts.rules import opened, require_confirmed
from services.accounts.secret import hash_of
from services.accounts.sign_in import SignedIn, begin


def account_of_link(rows: AccountRows, secret: str, now: dt.datetime) -> Account:
    """Whose link a secret is from. Raises Refused: one that is used or over, as one never made."""
    account = rows.of_link(hash_of(secret))
    if account is None or account.is_blocked:
        raise Refused(Why.LINK_INVALID)
    if account.link_until is None or account.link_until <= now:
        raise Refused(Why.LINK_INVALID)
    return account


def ask_for_first_key(
    book: AccountBook, passkeys: Passkeys, secret: str, now: dt.datetime
) -> tuple[Account, dict[str, Any]]:
    """Whose link it is, and what their device is asked. The link is not used up. Raises Refused."""
    with book.reading() as rows:
        account = account_of_link(rows, secret, now)
    return account, passkeys.ask_to_enrol(account, (), Purpose.ENROL, hash_of(secret), now)


def with_passkey(
    book: AccountBook,
    passkeys: Passkeys,
    secret: str,
    answer: Mapping[str, Any],
    label: str,
    now: dt.datetime,
) -> SignedIn:
    """Use a link up: from now on the person signs in with this passkey. Raises Refused."""
    label = one_label(label)
    with book.writing() as rows:
        account = account_of_link(rows, secret, now)
        made = passkeys.enrolled(answer, account.person, label, Purpose.ENROL, hash_of(secret), now)
        account = _use_link(rows, account, now)
        _keep(rows, made)
        return begin(rows, account, Means.PASSKEY, now, made)


def with_password(
    book: AccountBook,
    secret: str,
    password: str,
    party_names: Iterable[str],
    now: dt.datetime,
) -> SignedIn:
    """Use a link up: from now on the person signs in with this password. Raises Refused.

    `party_names`: what the person's party is called.
    """
    password = as_compared(password)
    with book.reading() as rows:
        account = account_of_link(rows, secret, now)
    if not opened(account.roles, Means.PASSWORD):
        raise Refused(Why.PASSWORD_OPENS_NOTHING)
    require_good(password, account.party, (account.name, *party_names))
    kept = hashed(password)  # before anything is locked: it takes a while
    with book.writing() as rows:
        account = _use_link(rows, account_of_link(rows, secret, now), now)
        rows.change(account.person, password=kept)
        return begin(rows, account, Means.PASSWORD, now)


def _use_link(rows: AccountRows, account: Account, now: dt.datetime) -> Account:
    rows.change(account.person, link=None, link_until=None)
    if rows.forget_means(account.person):
        rows.change(account.person, recovered_at=now)
    return known(rows, account.person)


def ask_for_another_key(
    book: AccountBook, passkeys: Passkeys, account: Account, session: Session, now: dt.datetime
) -> dict[str, Any]:
    """What another device of a person who is signed in is asked. Raises Refused."""
    require_confirmed(session, now)
    with book.reading() as rows:
        keys = rows.passkeys(account.person)
    return passkeys.ask_to_enrol(account, keys, Purpose.ADD, session.hash, now)


def add_passkey(
    book: AccountBook,
    passkeys: Passkeys,
    session: Session,
    answer: Mapping[str, Any],
    label: str,
    now: dt.datetime,
) -> Passkey:
    """Take another passkey of a person who is signed in. Raises Refused."""
    require_confirmed(session, now)
    label = one_label(label)
    made = passkeys.enrolled(answer, session.person, label, Purpose.ADD, session.hash, now)
    with book.writing() as rows:
        known(rows, session.person)
        _keep(rows, made)
    return made


def remove_passkey(book: AccountBook, session: Session, key_id: str, now: dt.datetime) -> None:
    """Forget a passkey of one's own, never the last one. Raises Refused."""
    require_confirmed(session, now)
    with book.writing() as rows:
        keys = rows.passkeys(session.person)
        found = [key for key in keys if key.shown_id == key_id]
        if not found:
            raise Refused(Why.NOT_THERE)
        if len(keys) == 1:
            raise Refused(Why.LAST_PASSKEY)
        rows.remove_passkey(found[0].id)


def _keep(rows: AccountRows, passkey: Passkey) -> None:
    if rows.passkey(passkey.id):
        raise Refused(Why.PASSKEY_REFUSED)
    rows.add_passkey(passkey)
