"""What the accounts' acts take out of a request's JSON, and how they show an account in theirs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from events.facts.vocabulary import Role
from services.accounts.account import Account, Session
from services.accounts.account_book import AccountRows
from services.accounts.open_roles import closed_roles, open_roles
from services.accounts.passkeys import public_key_of
from services.accounts.refused import Refused, Why
from services.accounts.rules import TOKEN_DAYS, session_until
from services.accounts.sign_in import signed_in_by
from services.ids import MalformedId, make_id, parse_id
from services.state.directory import Directory

URGED = 2
"""Passkeys that everybody should have: one device is soon lost."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request."""

    body: Mapping[str, Any]
    secret: str | None
    """Of the session, from its cookie."""
    address: str | None
    now: dt.datetime

    def own_secret(self) -> str:
        """The secret of the session that this comes from. Raises Refused."""
        if self.secret is None:
            raise Refused(Why.SESSION_OVER)
        return self.secret

    def text(self, name: str, unsaid: str | None = None) -> str:
        """A text of the body; `unsaid` where it says none, unless that is None. Raises Refused."""
        if unsaid is not None and self.body.get(name) is None:
            return unsaid
        found: str = self._typed(name, str)
        return found

    def truth(self, name: str) -> bool:
        """A yes or no of the body. Raises Refused."""
        found: bool = self._typed(name, bool)
        return found

    def object(self, name: str) -> dict[str, Any]:
        """An object of the body. Raises Refused."""
        found: dict[str, Any] = self._typed(name, dict)
        return found

    def roles(self) -> list[Role]:
        """The roles that the body names. Raises Refused."""
        try:
            return [Role(role) for role in self._typed("roles", list)]
        except ValueError:
            raise Refused(Why.BAD_INPUT, field="roles") from None

    def days(self) -> int:
        """For how many days a token is wished. Raises Refused."""
        days = self.body.get("days", TOKEN_DAYS)
        if type(days) is not int:
            raise Refused(Why.BAD_INPUT, field="days")
        return days

    def person(self) -> str:
        """The person whom the body names. Raises Refused."""
        return self._key_of("person").lower()

    def party(self) -> str:
        """The party that the body names. Raises Refused."""
        return self._key_of("party")

    def _key_of(self, kind: str) -> str:
        try:
            return parse_id(kind, self.text(kind))[0]
        except MalformedId:
            raise Refused(Why.BAD_INPUT, field=kind) from None

    def _typed(self, name: str, kind: type[Any]) -> Any:
        found = self.body.get(name)
        if not isinstance(found, kind):
            raise Refused(Why.BAD_INPUT, field=name)
        return found


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    said: Mapping[str, Any] = field(default_factory=dict)
    person: str | None = None
    secret: str | None = None
    """Of a new session, for its cookie."""
    has_left: bool = False
    """Whether the session of this browser is over."""


def who(account: Account) -> dict[str, Any]:
    """Who somebody is."""
    return {
        "person": make_id("person", account.person),
        "name": account.name,
        "party": make_id("party", account.party),
        "roles": [role.value for role in account.roles],
    }


def described(
    rows: AccountRows,
    account: Account,
    session: Session,
    now: dt.datetime,
    directory: Directory,
) -> dict[str, Any]:
    """An account as its person sees it in a session."""
    keys, by = rows.passkeys(account.person), signed_in_by(rows, session)
    sessions = [
        {
            "id": item.id,
            "means": item.means.value,
            "createdAt": moment(item.created_at),
            "seenAt": moment(item.seen_at),
            "until": moment(session_until(item, account.roles)),
            "isThisOne": item.hash == session.hash,
        }
        for item in rows.sessions(account.person)
        if session_until(item, account.roles) > now
    ]
    return {
        **who(account),
        "openRoles": [role.value for role in open_roles(account, by, directory)],
        "closedRoles": [
            {"role": role.value, "why": why.value}
            for role, why in closed_roles(account, by, directory).items()
        ],
        "means": session.means.value,
        "confirmedAt": moment(session.confirmed_at),
        "recoveredAt": moment(account.recovered_at),
        "shouldAddPasskey": 0 < len(keys) < URGED,
        "sessions": sessions,
        "passkeys": [
            {
                "id": key.shown_id,
                "label": key.label,
                "publicKey": public_key_of(key),
                "createdAt": moment(key.created_at),
                "usedAt": moment(key.used_at),
                "isBackedUp": key.is_backed_up,
            }
            for key in keys
        ],
        "tokens": [
            {
                "id": token.id,
                "label": token.label,
                "roles": [role.value for role in token.roles],
                "createdAt": moment(token.created_at),
                "until": moment(token.until),
            }
            for token in rows.tokens(account.person)
        ],
    }


def moment(at: dt.datetime | None) -> str | None:
    """A moment as it is shown."""
    return at.isoformat() if at else None
