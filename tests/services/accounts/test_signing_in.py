"""Sessions: how they begin, what they open, how they end; and what a program's token opens."""

import datetime as dt

import pytest

from events.facts.vocabulary import Role
from services.accounts.account import Means
from services.accounts.admit import new_token, remove_account, remove_token, set_blocked, set_roles
from services.accounts.refused import Refused, Why
from services.accounts.secret import hash_of
from services.accounts.sign_in import (
    end_session,
    sign_out,
    viewer_of_session,
    viewer_of_token,
)
from services.permissions import Viewer
from tests.worlds.authenticator import Device
from tests.worlds.office import GOOD_PASSWORD, ORIGIN, Office

MINUTE = dt.timedelta(minutes=1)


def viewer(office: Office, secret: str) -> Viewer:
    """Who asks with a session's cookie now."""
    return viewer_of_session(office.book, secret, office.now, office.directory)[0]


def is_over(office: Office, secret: str) -> bool:
    """Whether a session is told to be over."""
    try:
        viewer(office, secret)
    except Refused as error:
        assert error.why is Why.SESSION_OVER
        return True
    return False


def test_a_passkey_opens_all_roles_and_names_the_person_of_the_record(office: Office) -> None:
    signed_in, _ = office.person(Role.VERIFIER, Role.AUDITOR)
    account = signed_in.account
    assert viewer(office, signed_in.secret) == Viewer(
        (Role.VERIFIER, Role.AUDITOR), "DINKES", account.person, "Siti Aminah"
    )


def test_a_password_opens_what_neither_approves_nor_audits(office: Office) -> None:
    clerk = office.clerk(Role.RECORDER, Role.COORDINATOR, Role.AUDITOR)
    assert viewer(office, clerk.secret).roles == (Role.RECORDER,)
    set_roles(office.book, clerk.account.person, [Role.VERIFIER], is_vouched=True)
    assert viewer(office, clerk.secret).is_public


def test_a_session_is_two_hundred_and_fifty_six_bits_of_which_only_a_hash_is_kept(
    office: Office,
) -> None:
    one, device = office.person()
    other = office.come(device)
    assert one.secret != other.secret
    assert len(one.secret) == 43
    stored = (office.folder / "accounts.sqlite").read_bytes()
    for secret in (one.secret, other.secret):
        assert secret.encode() not in stored
        assert hash_of(secret) in stored


def test_who_makes_a_secret_up_waits_for_nobody_and_keeps_nobody_waiting(office: Office) -> None:
    signed_in, _ = office.person()
    with office.book.writing() as rows:
        rows.touch(hash_of(signed_in.secret), seen_at=office.now)
        assert is_over(office, "made up")


def test_a_session_that_is_used_lasts_twelve_hours(office: Office) -> None:
    signed_in, _ = office.person()
    for _ in range(13):
        assert not is_over(office.later(minutes=55), signed_in.secret)
    assert not is_over(office.later(minutes=5, microseconds=-1), signed_in.secret)
    assert is_over(office.later(microseconds=1), signed_in.secret)


@pytest.mark.parametrize(("role", "minutes"), [(Role.OWNER, 60), (Role.LEADER, 30)])
def test_a_session_that_is_left_alone_ends(office: Office, role: Role, minutes: int) -> None:
    signed_in, _ = office.person(role)
    until = viewer_of_session(office.book, signed_in.secret, office.now, office.directory)[1]
    assert until == office.now + minutes * MINUTE
    office.later(minutes=minutes, microseconds=-1)
    assert not is_over(office, signed_in.secret)
    assert is_over(office.later(minutes=minutes), signed_in.secret)


def test_somebody_has_five_sessions_at_most_and_the_oldest_ends(office: Office) -> None:
    first, device = office.person()
    more = [office.later(minutes=1).come(device) for _ in range(4)]
    assert not is_over(office, first.secret)
    more.append(office.later(minutes=1).come(device))
    assert is_over(office, first.secret)
    assert not any(is_over(office, item.secret) for item in more)


def test_sessions_that_are_over_take_no_place(office: Office) -> None:
    _, device = office.person()
    for _ in range(4):
        office.later(minutes=1).come(device)
    office.later(hours=1)
    kept = [office.later(minutes=1).come(device) for _ in range(5)]
    assert not any(is_over(office, item.secret) for item in kept)
    with office.book.reading() as rows:
        assert len(rows.sessions(kept[0].account.person)) == 5


def test_signing_out_ends_one_session(office: Office) -> None:
    one, device = office.person()
    other = office.come(device)
    sign_out(office.book, one.secret)
    sign_out(office.book, one.secret)
    assert (is_over(office, one.secret), is_over(office, other.secret)) == (True, False)


def test_a_session_of_one_s_own_is_ended_from_elsewhere_and_nobody_else_s(office: Office) -> None:
    one, device = office.person(name="One")
    other = office.come(device)
    stranger, _ = office.person(name="Stranger")
    with pytest.raises(Refused) as refused:
        end_session(office.book, stranger.account.person, one.session.id)
    assert refused.value.why is Why.NOT_THERE
    end_session(office.book, one.account.person, other.session.id)
    assert (is_over(office, one.secret), is_over(office, other.secret)) == (False, True)


def test_who_is_blocked_is_out_at_once_and_comes_in_by_nothing(office: Office) -> None:
    signed_in, device = office.person()
    clerk = office.clerk()
    for account in (signed_in.account, clerk.account):
        set_blocked(office.book, account.person, is_blocked=True)
    assert is_over(office, signed_in.secret)
    with pytest.raises(Refused) as refused:
        office.come(device)
    with pytest.raises(Refused) as same:
        office.type_in(GOOD_PASSWORD)
    assert refused.value.why is same.value.why is Why.BLOCKED
    set_blocked(office.book, signed_in.account.person, is_blocked=False)
    assert is_over(office, signed_in.secret)
    office.come(device)


def test_that_somebody_is_blocked_is_told_to_who_knows_the_password_alone(office: Office) -> None:
    clerk = office.clerk()
    set_blocked(office.book, clerk.account.person, is_blocked=True)
    with pytest.raises(Refused) as refused:
        office.type_in("gajah terbang ke bulan")
    assert refused.value.why is Why.SIGN_IN_FAILED


def test_a_name_is_the_same_however_it_is_spaced_and_written(office: Office) -> None:
    clerk = office.clerk()
    again = office.type_in(GOOD_PASSWORD, "  budi   SANTOSO ")
    assert again.account.person == clerk.account.person
    assert again.session.means is Means.PASSWORD


def test_who_has_a_passkey_alone_is_no_one_to_passwords(office: Office) -> None:
    office.person(name="Siti Aminah")
    with pytest.raises(Refused) as refused:
        office.type_in(GOOD_PASSWORD, "Siti Aminah")
    assert refused.value.why is Why.SIGN_IN_FAILED


def test_roles_that_change_count_in_sessions_that_go_on(office: Office) -> None:
    signed_in, _ = office.person(Role.OWNER)
    set_roles(office.book, signed_in.account.person, [Role.LEADER, Role.OWNER], is_vouched=True)
    assert viewer(office, signed_in.secret).roles == (Role.LEADER, Role.OWNER)
    assert is_over(office.later(minutes=30), signed_in.secret)


def test_a_program_acts_for_one_party_and_in_the_name_of_who_answers_for_it(
    office: Office,
) -> None:
    signed_in, _ = office.person(Role.RECORDER, Role.VERIFIER)
    person = signed_in.account.person
    token, secret = new_token(office.book, office.now, person, "dasbor", [Role.RECORDER])
    assert secret.startswith("rkr_")
    assert len(secret) == 4 + 43
    asks, until = viewer_of_token(office.book, secret, office.now, office.directory)
    assert asks == Viewer((Role.RECORDER,), "DINKES", person, "Siti Aminah")
    assert until == token.until == office.now + dt.timedelta(days=90)
    stored = (office.folder / "accounts.sqlite").read_bytes()
    assert secret.encode() not in stored
    assert hash_of(secret) in stored


def token_is_over(office: Office, secret: str) -> bool:
    """Whether a program's token is told to be no good."""
    try:
        viewer_of_token(office.book, secret, office.now, office.directory)
    except Refused as error:
        assert error.why is Why.TOKEN_INVALID
        return True
    return False


def test_a_program_s_token_ends_with_its_time_its_owner_and_its_removal(office: Office) -> None:
    signed_in, _ = office.person(Role.RECORDER)
    person = signed_in.account.person
    made = [new_token(office.book, office.now, person, "x", [Role.RECORDER], 2) for _ in range(2)]
    (one, first), (_, second) = made
    remove_token(office.book, person, one.id)
    assert (token_is_over(office, first), token_is_over(office, second)) == (True, False)
    set_blocked(office.book, person, is_blocked=True)
    assert token_is_over(office, second)
    set_blocked(office.book, person, is_blocked=False)
    assert not token_is_over(office.later(days=2, microseconds=-1), second)
    assert token_is_over(office.later(microseconds=1), second)
    office.later(days=-2)
    remove_account(office.book, person)
    assert token_is_over(office, second)


def test_a_program_s_token_is_no_session_and_a_session_no_token(office: Office) -> None:
    signed_in, _ = office.person(Role.RECORDER, device=Device(ORIGIN))
    person = signed_in.account.person
    _, secret = new_token(office.book, office.now, person, "x", [Role.RECORDER])
    assert is_over(office, secret)
    assert token_is_over(office, signed_in.secret)
