"""Who gets an account, in which roles, and who loses it: decided by whoever runs the office.

Nobody is given a password or a key: a new account comes with a link, by which the person makes one.
"""

import datetime as dt
import secrets
import unicodedata
from collections.abc import Sequence

from events.facts.vocabulary import Role
from services.accounts.account import Account, ProgramToken
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.refused import Refused, Why
from services.accounts.rules import (
    ASSIGNABLE,
    TOKEN_DAYS,
    link_until,
    require_token_roles,
    token_until,
)
from services.accounts.secret import BYTES, TOKEN_PREFIX, hash_of, new_secret
from services.commands.texts import clean, is_blank
from services.commands.values import InvalidValue

MAX_NAME, MAX_LABEL = 200, 60


def name_key(name: str) -> str:
    """A name as it is compared: however it is spaced, whatever is written large or not seen."""
    seen = "".join(each for each in name if unicodedata.category(each) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def add_account(
    book: AccountBook,
    now: dt.datetime,
    person: str,
    name: str,
    party: str,
    roles: Sequence[Role],
    *,
    is_vouched: bool,
) -> tuple[Account, str]:
    """A new account, and the secret of its link. `person` is a new random id. Raises Refused.

    `is_vouched`: whether whoever runs the machine makes it, and vouches for its roles.
    """
    name = _one_line(name, MAX_NAME, Why.NAME_INVALID)
    secret, roles = new_secret(), _assignable(roles)
    account = Account(
        person=person,
        name=name,
        name_key=name_key(name),
        party=party,
        roles=roles,
        vouched=roles if is_vouched else (),
        handle=secrets.token_bytes(BYTES),
        is_blocked=False,
        password=None,
        failures=0,
        link=hash_of(secret),
        link_until=link_until(now, roles),
        recovered_at=None,
        created_at=now,
    )
    with book.writing() as rows:
        if rows.named(account.name_key):
            raise Refused(Why.NAME_TAKEN, name=name)
        rows.add(account)
    return account, secret


def new_link(
    book: AccountBook, now: dt.datetime, person: str, *, is_vouched: bool
) -> tuple[Account, str]:
    """A new link for a person; one that was out is void. Raises Refused.

    The machine vouches for who comes with it only where whoever runs the machine made it.
    """
    secret = new_secret()
    with book.writing() as rows:
        account = _own(rows, person)
        if account.is_blocked:
            raise Refused(Why.BLOCKED)
        rows.change(
            person,
            link=hash_of(secret),
            link_until=link_until(now, account.roles),
            vouched=account.roles if is_vouched else (),
        )
        return known(rows, person), secret


def set_roles(
    book: AccountBook, person: str, roles: Sequence[Role], *, is_vouched: bool
) -> Account:
    """Give a person these roles instead of those before. Raises Refused.

    Where it is not whoever runs the machine, only what was vouched for before still is.
    """
    roles = _assignable(roles)
    with book.writing() as rows:
        before = _own(rows, person).vouched
        vouched = roles if is_vouched else tuple(role for role in before if role in roles)
        rows.change(person, roles=roles, vouched=vouched)
        return known(rows, person)


def set_blocked(book: AccountBook, person: str, *, is_blocked: bool) -> Account:
    """Let a person in no more, or again; sessions end, and a link that was out is void."""
    with book.writing() as rows:
        known(rows, person)
        rows.change(person, is_blocked=is_blocked)
        if is_blocked:
            rows.end_sessions(person)
            rows.change(person, link=None, link_until=None)
        return known(rows, person)


def remove_account(book: AccountBook, person: str) -> Account:
    """Erase a person from the accounts. Raises Refused."""
    with book.writing() as rows:
        account = known(rows, person)
        rows.remove(person)
        return account


def new_token(
    book: AccountBook,
    now: dt.datetime,
    person: str,
    label: str,
    roles: Sequence[Role],
    days: int = TOKEN_DAYS,
) -> tuple[ProgramToken, str]:
    """A token for a program, in the name of a person who answers for it. Raises Refused."""
    secret = TOKEN_PREFIX + new_secret()
    with book.writing() as rows:
        account = known(rows, person)
        if account.is_blocked:
            raise Refused(Why.BLOCKED)
        require_token_roles(account.roles, roles)
        token = ProgramToken(
            hash=hash_of(secret),
            person=person,
            label=one_label(label),
            roles=tuple(dict.fromkeys(roles)),
            created_at=now,
            until=token_until(now, days),
        )
        rows.add_token(token)
    return token, secret


def remove_token(book: AccountBook, person: str, token_id: str) -> None:
    """Forget a token of a person's program: it opens nothing any more. Raises Refused."""
    with book.writing() as rows:
        found = [token for token in rows.tokens(person) if token.id == token_id]
        if not found:
            raise Refused(Why.NOT_THERE)
        rows.remove_token(found[0].hash)


def known(rows: AccountRows, person: str) -> Account:
    """The account of a person. Raises Refused."""
    account = rows.account(person)
    if account is None:
        raise Refused(Why.PERSON_UNKNOWN)
    return account


def _own(rows: AccountRows, person: str) -> Account:
    """The account of a person whom this office says who it is. Raises Refused."""
    account = known(rows, person)
    if account.is_by_provider:
        raise Refused(Why.OF_PROVIDER)
    return account


def one_label(label: str) -> str:
    """What somebody calls a key or a program. Raises Refused."""
    return _one_line(label, MAX_LABEL, Why.LABEL_INVALID)


def _one_line(text: str, limit: int, why: Why) -> str:
    if is_blank(text):
        raise Refused(why, limit=limit)
    try:
        return clean(" ".join(text.split()), limit=limit, lines=False)
    except InvalidValue:
        raise Refused(why, limit=limit) from None


def _assignable(roles: Sequence[Role]) -> tuple[Role, ...]:
    if not roles or not set(roles) <= set(ASSIGNABLE):
        raise Refused(Why.ROLES_NEEDED)
    return tuple(dict.fromkeys(roles))
