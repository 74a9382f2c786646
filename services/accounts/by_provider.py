"""People whom an identity provider knows: accounts without a key or a password of their own.

Name, party and roles are what the provider says each time; the person is always the same, under a
random id that the log knows and the provider does not. Who is blocked here stays out.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, replace

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.admit import known, name_key
from services.accounts.open_roles import SignedInBy
from services.accounts.refused import Refused, Why
from services.accounts.secret import BYTES
from services.accounts.sign_in import SignedIn, begin

BY_PROVIDER = SignedInBy(Means.PROVIDER, None)
"""By what they come in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of a person."""

    issuer: str
    subject: str
    name: str | None
    """None where it does not say: whoever is known already keeps the name."""
    party: str
    roles: tuple[Role, ...]


def sign_in_by_provider(book: AccountBook, told: Told, person: str, now: dt.datetime) -> SignedIn:
    """Sign in whom a provider has just shown. `person` is a new random id. Raises Refused."""
    with book.writing() as rows:
        return begin(rows, _taken_in(rows, told, person, now), Means.PROVIDER, now)


def account_by_provider(book: AccountBook, told: Told, person: str, now: dt.datetime) -> Account:
    """Whose a provider's token is, in the roles that it tells. Raises Refused.

    `person` is a new random id. A token speaks for itself alone: one from before the provider took
    a role away gives that role back to no session.
    """
    with book.reading() as rows:
        account = rows.of_provider(told.issuer, told.subject)
    if account is None:
        with book.writing() as rows:
            account = _taken_in(rows, told, person, now)
    if account.is_blocked:
        raise Refused(Why.BLOCKED)
    name = told.name or account.name
    return replace(account, name=name, party=told.party, roles=told.roles, vouched=told.roles)


def _is_as_told(account: Account, told: Told) -> bool:
    said = told.name or account.name, told.party, told.roles
    return said == (account.name, account.party, account.roles)


def _taken_in(rows: AccountRows, told: Told, person: str, now: dt.datetime) -> Account:
    """The account of a provider's person, made where there is none, as the provider says it now."""
    account = rows.of_provider(told.issuer, told.subject)
    if account is None:
        account = _made(told, person, now)
        rows.add(account)
    elif not (account.is_blocked or _is_as_told(account, told)):
        rows.change(
            account.person,
            name=told.name or account.name,
            name_key=_key(told.name or account.name, account.person),
            party=told.party,
            roles=told.roles,
            vouched=told.roles,
        )
        account = known(rows, account.person)
    return account


def _key(name: str, person: str) -> str:
    """By what the person is listed and found; behind a line's end, which no typed name has."""
    return f"{name_key(name)}\n{person}"


def _made(told: Told, person: str, now: dt.datetime) -> Account:
    if told.name is None:
        raise Refused(Why.NAME_INVALID)
    return Account(
        person=person,
        name=told.name,
        name_key=_key(told.name, person),
        party=told.party,
        roles=told.roles,
        vouched=told.roles,
        handle=secrets.token_bytes(BYTES),
        is_blocked=False,
        password=None,
        failures=0,
        link=None,
        link_until=None,
        recovered_at=None,
        created_at=now,
        issuer=told.issuer,
        subject=told.subject,
    )
