"""What a sign-in opens, and how long what was handed out is good. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from events.facts.vocabulary import Role
from services.accounts.account import Means, Passkey, ProgramToken, Session
from services.accounts.refused import Refused, Why
from services.state.admission import TAKES_TWO

ASSIGNABLE = tuple(role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM))
"""The roles that an account may have."""
SOON_IDLE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER})

MOST_SESSIONS = 5
SESSION = dt.timedelta(hours=12)
IDLE = dt.timedelta(minutes=60)
IDLE_SOON = dt.timedelta(minutes=30)
CONFIRMED = dt.timedelta(minutes=5)
LINK = dt.timedelta(hours=24)
LINK_OF_ADMINISTRATOR = dt.timedelta(hours=1)
TOKEN_DAYS, MOST_TOKEN_DAYS = 90, 365


def opened(roles: Iterable[Role], means: Means) -> tuple[Role, ...]:
    """The roles that these means can open: a password can be guessed, told and typed elsewhere."""
    closed = TAKES_TWO if means is Means.PASSWORD else frozenset()
    return tuple(role for role in roles if role not in closed)


def opened_by_token(roles: Iterable[Role], token: ProgramToken) -> tuple[Role, ...]:
    """The roles that a program can have: of its own those of the person, none that takes two."""
    return tuple(role for role in roles if role in token.roles and role not in TAKES_TWO)


def require_token_roles(held: Iterable[Role], asked: Sequence[Role]) -> None:
    """Refuse a program's token in roles that it may not have. Raises Refused."""
    if not asked:
        raise Refused(Why.ROLES_NEEDED)
    for role in asked:
        if role in TAKES_TWO:
            raise Refused(Why.ROLE_APPROVES, role=role.value)
        if role not in held:
            raise Refused(Why.ROLE_NOT_HELD, role=role.value)


def token_until(now: dt.datetime, days: int) -> dt.datetime:
    """Until when a program's token is good. Raises Refused."""
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise Refused(Why.DAYS_INVALID, most=MOST_TOKEN_DAYS)
    return now + dt.timedelta(days=days)


def link_until(now: dt.datetime, roles: Iterable[Role]) -> dt.datetime:
    """Until when a one-time link is good."""
    return now + (LINK_OF_ADMINISTRATOR if Role.ADMINISTRATOR in roles else LINK)


def session_until(session: Session, roles: Iterable[Role]) -> dt.datetime:
    """When a session ends if nothing more comes from it."""
    is_watched = not SOON_IDLE.isdisjoint(opened(roles, session.means))
    idle = IDLE_SOON if is_watched else IDLE
    return min(session.created_at + SESSION, session.seen_at + idle)


def too_many(sessions: Iterable[Session]) -> list[Session]:
    """Those of a person's sessions that end when one more begins: the oldest."""
    newest_first = sorted(sessions, key=lambda session: session.created_at, reverse=True)
    return newest_first[MOST_SESSIONS - 1 :]


def require_confirmed(session: Session, now: dt.datetime) -> None:
    """Refuse what hands out more where no passkey was shown just now. Raises Refused."""
    if session.confirmed_at is None or now - session.confirmed_at > CONFIRMED:
        raise Refused(Why.CONFIRM_AGAIN, minutes=CONFIRMED // dt.timedelta(minutes=1))


def has_gone_back(passkey: Passkey, counter: int) -> bool:
    """Whether a key that one device alone holds counts on from where it was before: a copy does.

    Keys that are synced do not count; those that never did may go on so.
    """
    if passkey.is_synced:
        return False
    return max(counter, passkey.counter) > 0 and counter <= passkey.counter
