"""What a sign-in opens, and how long what was handed out is good: the numbers of the rules."""

import datetime as dt

import pytest

from events.facts.vocabulary import Role
from services.accounts.account import Means, Passkey, ProgramToken, Session
from services.accounts.refused import Refused, Why
from services.accounts.rules import (
    ASSIGNABLE,
    has_gone_back,
    link_until,
    opened,
    opened_by_token,
    require_confirmed,
    require_token_roles,
    session_until,
    token_until,
    too_many,
)
from services.state.admission import TAKES_TWO

NOON = dt.datetime(2026, 11, 30, 5, 0, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
WATCHED = {Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER}


def session(
    means: Means = Means.PASSKEY,
    begun: dt.datetime = NOON,
    seen: dt.datetime = NOON,
    confirmed: dt.datetime | None = None,
) -> Session:
    """A session of somebody."""
    return Session(begun.isoformat().encode(), "somebody", means, None, begun, seen, confirmed)


def token(*roles: Role) -> ProgramToken:
    """A program's token."""
    return ProgramToken(b"", "somebody", "a program", roles, NOON, NOON + 90 * DAY)


def test_a_password_opens_no_role_that_approves_or_audits() -> None:
    assert set(opened(ASSIGNABLE, Means.PASSWORD)) == {Role.RECORDER, Role.OWNER}
    assert opened(ASSIGNABLE, Means.PASSKEY) == ASSIGNABLE
    assert set(Role) - set(ASSIGNABLE) == {Role.PUBLIC, Role.SYSTEM}


@pytest.mark.parametrize("role", ASSIGNABLE)
def test_a_session_ends_after_an_hour_without_a_request_or_half_an_hour_of_who_is_watched(
    role: Role,
) -> None:
    minutes = 30 if role in WATCHED else 60
    assert session_until(session(), [role]) == NOON + minutes * MINUTE
    assert session_until(session(), [Role.OWNER, role]) == NOON + minutes * MINUTE


def test_a_role_that_is_not_open_shortens_no_session() -> None:
    roles = [Role.RECORDER, Role.AUDITOR]
    assert session_until(session(Means.PASSWORD), roles) == NOON + 60 * MINUTE


def test_no_session_lasts_longer_than_twelve_hours() -> None:
    assert session_until(session(seen=NOON + 11.5 * HOUR), [Role.OWNER]) == NOON + 12 * HOUR


def test_of_six_sessions_the_oldest_ends() -> None:
    sessions = [session(begun=NOON + hour * HOUR) for hour in (3, 0, 1, 2, 4)]
    assert too_many(sessions[:4]) == []
    assert too_many(sessions) == [sessions[1]]
    more = [*sessions, session(begun=NOON - HOUR)]
    assert too_many(more) == [sessions[1], more[-1]]


def test_a_passkey_that_was_shown_counts_for_five_minutes() -> None:
    shown = session(confirmed=NOON)
    require_confirmed(shown, NOON + 5 * MINUTE)
    for late, when in (
        (shown, NOON + 5 * MINUTE + dt.timedelta(microseconds=1)),
        (session(), NOON),
    ):
        with pytest.raises(Refused) as refused:
            require_confirmed(late, when)
        assert refused.value.why is Why.CONFIRM_AGAIN


@pytest.mark.parametrize("role", ASSIGNABLE)
def test_a_link_is_good_for_a_day_and_an_administrators_for_an_hour(role: Role) -> None:
    lasts = HOUR if role is Role.ADMINISTRATOR else 24 * HOUR
    assert link_until(NOON, [Role.OWNER, role]) == NOON + lasts


@pytest.mark.parametrize("days", [1, 90, 365])
def test_a_program_s_token_lasts_a_year_at_most(days: int) -> None:
    assert token_until(NOON, days) == NOON + days * DAY


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_and_no_longer(days: int) -> None:
    with pytest.raises(Refused) as refused:
        token_until(NOON, days)
    assert (refused.value.why, refused.value.params) == (Why.DAYS_INVALID, {"most": 365})


@pytest.mark.parametrize("role", sorted(TAKES_TWO))
def test_no_program_approves(role: Role) -> None:
    with pytest.raises(Refused) as refused:
        require_token_roles([role], [role])
    assert refused.value.why is Why.ROLE_APPROVES
    assert opened_by_token([role, Role.OWNER], token(role, Role.OWNER)) == (Role.OWNER,)


def test_a_program_has_no_role_that_its_owner_lacks_or_has_lost() -> None:
    require_token_roles([Role.OWNER, Role.RECORDER], [Role.RECORDER])
    for held, asked, why in (
        ([Role.OWNER], [Role.RECORDER], Why.ROLE_NOT_HELD),
        ([Role.OWNER], [], Why.ROLES_NEEDED),
    ):
        with pytest.raises(Refused) as refused:
            require_token_roles(held, asked)
        assert refused.value.why is why
    assert opened_by_token([Role.RECORDER], token(Role.OWNER, Role.RECORDER)) == (Role.RECORDER,)


@pytest.mark.parametrize(
    ("kept", "said", "is_synced", "is_copy"),
    [
        (0, 0, False, False),
        (0, 1, False, False),
        (7, 8, False, False),
        (7, 7, False, True),
        (7, 6, False, True),
        (7, 0, False, True),
        (0, 0, True, False),
        (7, 0, True, False),
    ],
)
def test_a_counter_that_falls_betrays_a_copy_of_a_key_that_cannot_be_copied(
    kept: int, said: int, is_synced: bool, is_copy: bool
) -> None:
    passkey = Passkey(b"id", "somebody", b"", kept, is_synced, is_synced, "a key", NOON, NOON)
    assert has_gone_back(passkey, said) is is_copy
