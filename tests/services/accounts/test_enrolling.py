"""One-time links: what they are good for, how often, how long; and what a recovery takes away."""

import datetime as dt
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.accounts.account import Means
from services.accounts.admit import new_token, set_blocked
from services.accounts.challenges import Purpose
from services.accounts.enrol import (
    add_passkey,
    ask_for_another_key,
    ask_for_first_key,
    remove_passkey,
    with_password,
)
from services.accounts.refused import Refused, Why
from services.accounts.secret import hash_of
from services.accounts.sign_in import SignedIn, confirm, viewer_of_session, viewer_of_token
from tests.worlds.authenticator import Device, text_of
from tests.worlds.office import GOOD_PASSWORD, ORIGIN, Office


def why_not(office: Office, secret: str) -> Why:
    """Why a link is of no use."""
    with pytest.raises(Refused) as refused:
        ask_for_first_key(office.book, office.passkeys, secret, office.now)
    with pytest.raises(Refused) as same:
        with_password(office.book, secret, GOOD_PASSWORD, (), office.now)
    assert refused.value.why is same.value.why
    return refused.value.why


def test_a_link_is_two_hundred_and_fifty_six_bits_of_which_only_a_hash_is_kept(
    office: Office,
) -> None:
    _, secret = office.add()
    stored = (office.folder / "accounts.sqlite").read_bytes()
    assert len(secret) == 43
    assert secret.encode() not in stored
    assert hash_of(secret) in stored


def test_a_link_is_good_once(office: Office) -> None:
    _, secret = office.add()
    for _ in range(3):  # to look at it does not use it up
        ask_for_first_key(office.book, office.passkeys, secret, office.now)
    office.enrol(secret, Device(ORIGIN))
    assert why_not(office, secret) is Why.LINK_INVALID


def test_a_link_is_not_used_up_by_what_is_refused(office: Office) -> None:
    _, secret = office.add()
    with pytest.raises(Refused):
        office.enrol(secret, Device("https://evil.example"))
    with pytest.raises(Refused):
        with_password(office.book, secret, "short", (), office.now)
    office.enrol(secret, Device(ORIGIN))


@pytest.mark.parametrize(("role", "hours"), [(Role.VERIFIER, 24), (Role.ADMINISTRATOR, 1)])
def test_a_link_is_over_after_its_time(office: Office, role: Role, hours: int) -> None:
    _, secret = office.add(role)
    office.later(hours=hours, microseconds=-1)
    ask_for_first_key(office.book, office.passkeys, secret, office.now)
    office.later(microseconds=1)
    with pytest.raises(Refused) as refused:
        ask_for_first_key(office.book, office.passkeys, secret, office.now)
    assert refused.value.why is Why.LINK_INVALID


def test_a_new_link_voids_the_one_before(office: Office) -> None:
    account, first = office.add()
    second = office.link(account)
    assert why_not(office, first) is Why.LINK_INVALID
    office.enrol(second, Device(ORIGIN))


def test_a_link_of_who_is_blocked_is_void_for_good(office: Office) -> None:
    account, secret = office.add()
    set_blocked(office.book, account.person, is_blocked=True)
    assert why_not(office, secret) is Why.LINK_INVALID
    with pytest.raises(Refused) as refused:
        office.link(account)
    assert refused.value.why is Why.BLOCKED
    set_blocked(office.book, account.person, is_blocked=False)
    assert why_not(office, secret) is Why.LINK_INVALID


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "\ud800", "x" * 100_000])
def test_what_was_never_a_link_opens_nothing(office: Office, secret: str) -> None:
    office.add()
    assert why_not(office, secret) is Why.LINK_INVALID


def test_an_account_without_a_link_is_opened_by_no_link(office: Office) -> None:
    office.person()
    with office.book.reading() as rows:
        assert rows.of_link(b"") is None


def test_who_enrols_for_the_first_time_has_recovered_nothing(office: Office) -> None:
    signed_in, _ = office.person()
    assert office.account(signed_in.account.person).recovered_at is None
    assert signed_in.session.means is Means.PASSKEY
    assert signed_in.session.confirmed_at == office.now


def test_recovery_takes_old_keys_sessions_and_tokens_away_and_says_so(office: Office) -> None:
    before, old = office.person(Role.RECORDER)
    person = before.account.person
    _, token = new_token(office.book, office.now, person, "program", [Role.RECORDER])
    secret = office.later(hours=1).link(before.account)
    before = office.come(old)  # a link alone takes nothing away
    after = office.enrol(secret, Device(ORIGIN))
    assert office.account(person).recovered_at == office.now
    with pytest.raises(Refused) as refused:
        office.come(old)
    assert refused.value.why is Why.PASSKEY_UNKNOWN
    with pytest.raises(Refused):
        viewer_of_session(office.book, before.secret, office.now, office.directory)
    with pytest.raises(Refused):
        viewer_of_token(office.book, token, office.now, office.directory)
    assert (
        viewer_of_session(office.book, after.secret, office.now, office.directory)[0].person
        == person
    )


def test_recovery_takes_a_password_away(office: Office) -> None:
    clerk = office.clerk()
    office.enrol(office.link(clerk.account), Device(ORIGIN))
    assert office.account(clerk.account.person).password is None
    assert office.account(clerk.account.person).recovered_at == office.now
    with pytest.raises(Refused) as refused:
        office.type_in(GOOD_PASSWORD)
    assert refused.value.why is Why.SIGN_IN_FAILED


@pytest.mark.parametrize(
    "role", [Role.VERIFIER, Role.LEADER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_a_password_that_would_open_nothing_is_not_taken(office: Office, role: Role) -> None:
    _, secret = office.add(role)
    with pytest.raises(Refused) as refused:
        with_password(office.book, secret, GOOD_PASSWORD, (), office.now)
    assert refused.value.why is Why.PASSWORD_OPENS_NOTHING


def test_a_password_is_held_against_person_and_party(office: Office) -> None:
    _, secret = office.add()
    for password in ("gula dinkes kopi teh", "gula aminah kopi teh", "gula kesehatan kopi"):
        with pytest.raises(Refused) as refused:
            with_password(office.book, secret, password, ("Dinas Kesehatan",), office.now)
        assert refused.value.why is Why.PASSWORD_CONTAINS


def ask(office: Office, signed_in: SignedIn) -> dict[str, Any]:
    """What another device of a person is asked."""
    account, session = signed_in.account, signed_in.session
    return ask_for_another_key(office.book, office.passkeys, account, session, office.now)


def test_another_key_is_added_while_a_passkey_was_just_shown(office: Office) -> None:
    signed_in, first = office.person()
    second = Device(ORIGIN)
    asked = ask(office, signed_in)
    assert [item["id"] for item in asked["excludeCredentials"]] == [text_of(first.id)]
    answer = second.create(asked)
    made = add_passkey(
        office.book, office.passkeys, signed_in.session, answer, " Kunci  kedua ", office.now
    )
    assert made.label == "Kunci kedua"
    for device in (first, second):
        assert office.come(device).account.person == signed_in.account.person


def test_and_not_after_five_minutes_until_it_is_shown_again(office: Office) -> None:
    signed_in, device = office.person()
    office.later(minutes=5, microseconds=1)
    with pytest.raises(Refused) as refused:
        ask(office, signed_in)
    assert refused.value.why is Why.CONFIRM_AGAIN
    session = signed_in.session
    asked = office.passkeys.ask_to_sign((), Purpose.CONFIRM, session.hash, office.now)
    confirm(office.book, office.passkeys, session, device.get(asked), office.now)
    with office.book.reading() as rows:
        shown = rows.session(session.hash)
    assert shown and shown.confirmed_at == office.now
    ask(office, SignedIn(signed_in.account, shown, signed_in.secret))


def test_another_person_s_passkey_confirms_nothing(office: Office) -> None:
    signed_in, _ = office.person(name="One")
    _, other = office.person(name="Other")
    session = signed_in.session
    asked = office.passkeys.ask_to_sign((), Purpose.CONFIRM, session.hash, office.now)
    with pytest.raises(Refused) as refused:
        confirm(office.book, office.passkeys, session, other.get(asked), office.now)
    assert refused.value.why is Why.PASSKEY_UNKNOWN


def test_who_has_a_password_alone_adds_no_key_but_by_a_link(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        ask(office, office.clerk())
    assert refused.value.why is Why.CONFIRM_AGAIN


def test_a_key_is_removed_but_never_the_last_one(office: Office) -> None:
    signed_in, first = office.person()
    session, now = signed_in.session, office.now
    with pytest.raises(Refused) as refused:
        remove_passkey(office.book, session, text_of(first.id), now)
    assert refused.value.why is Why.LAST_PASSKEY
    second = Device(ORIGIN)
    answer = second.create(ask(office, signed_in))
    add_passkey(office.book, office.passkeys, session, answer, "kedua", now)
    for unknown in (text_of(b"another"), "%%%", "ü"):
        with pytest.raises(Refused) as refused:
            remove_passkey(office.book, session, unknown, now)
        assert refused.value.why is Why.NOT_THERE
    with pytest.raises(Refused) as refused:
        late = now + dt.timedelta(minutes=6)
        remove_passkey(office.book, session, text_of(first.id), late)
    assert refused.value.why is Why.CONFIRM_AGAIN
    remove_passkey(office.book, session, text_of(first.id), now)
    with pytest.raises(Refused):
        office.come(first)
    office.come(second)


@pytest.mark.parametrize("label", ["", " \t", "x" * 61, "a\x00b", "\u202eabc"])
def test_a_key_is_called_something_that_can_be_read(office: Office, label: str) -> None:
    _, secret = office.add()
    with pytest.raises(Refused) as refused:
        office.enrol(secret, Device(ORIGIN), label)
    assert refused.value.why is Why.LABEL_INVALID
