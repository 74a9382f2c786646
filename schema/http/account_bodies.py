"""What the accounts' acts take out of a request's JSON, and how they show an account in theirs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.facts.vocabulary import Role
from services.accounts.account import Account, Session
from services.accounts.account_book import AccountRows
from services.accounts.refused import Refused, Why
from services.accounts.rules import TOKEN_DAYS, opened, session_until
from services.ids import MalformedId, make_id, parse_id

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

    def text(self, name: str) -> str:
        """A text of the body. Raises Refused."""
        found: str = self._typed(name, str)
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
        try:
            return parse_id("person", self.text("person"))[0].lower()
        except MalformedId:
            raise Refused(Why.BAD_INPUT, field="person") from None

    def _typed(self, name: str, kind: type[Any]) -> Any:
        found = self.body.get(name)
        if not isinstance(found, kind):
            raise Refused(Why.BAD_INPUT, field=name)
        return found


def who(account: Account) -> dict[str, Any]:
    """Who somebody is."""
    return {
        "person": make_id("person", account.person),
        "name": account.name,
        "party": make_id("party", account.party),
        "roles": [role.value for role in account.roles],
    }


def described(
    rows: AccountRows, account: Account, session: Session, now: dt.datetime
) -> dict[str, Any]:
    """An account as its person sees it in a session."""
    keys = rows.passkeys(account.person)
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
        "openRoles": [role.value for role in opened(account.roles, session.means)],
        "means": session.means.value,
        "confirmedAt": moment(session.confirmed_at),
        "recoveredAt": moment(account.recovered_at),
        "shouldAddPasskey": 0 < len(keys) < URGED,
        "sessions": sessions,
        "passkeys": [
            {
                "id": key.shown_id,
                "label": key.label,
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
