"""People whom an identity provider knows: one account each, theirs to say, ours to block."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means
from services.accounts.admit import new_link, set_blocked, set_roles
from services.accounts.by_provider import Told, account_by_provider, sign_in_by_provider
from services.accounts.refused import Refused, Why
from services.accounts.rules import CONFIRMED, require_confirmed
from services.accounts.sign_in import SignedIn, session_of, viewer_of_session
from tests.worlds.office import Office

SITI = Told("https://sso.example", "kc-77", "Siti Aminah", "INSPEKTORAT", (Role.VERIFIER,))


def come(office: Office, told: Told = SITI) -> SignedIn:
    """Sign in by the provider."""
    return sign_in_by_provider(office.book, told, str(uuid4()), office.now)


def ask(office: Office, told: Told = SITI) -> Account:
    """Show a token of the provider."""
    return account_by_provider(office.book, told, str(uuid4()), office.now)


def test_who_comes_by_page_or_by_token_is_one_person(office: Office) -> None:
    signed_in = come(office)
    assert ask(office).person == signed_in.account.person == come(office).account.person
    assert (signed_in.session.means, signed_in.account.password) == (Means.PROVIDER, None)


@pytest.mark.parametrize(
    "other", [replace(SITI, issuer="https://other.example"), replace(SITI, subject="kc-78")]
)
def test_another_subject_or_issuer_is_another_person(office: Office, other: Told) -> None:
    assert ask(office).person != ask(office, other).person


def test_of_many_who_come_at_once_for_the_first_time_one_account_is_made(office: Office) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = {viewer.person for viewer in threads.map(lambda _: ask(office), range(16))}
    assert len(found) == 1
    with office.book.reading() as rows:
        assert [account.person for account in rows.all()] == [*found]


def test_what_the_provider_says_at_a_sign_in_holds_for_sessions_that_go_on(office: Office) -> None:
    signed_in = come(office)
    come(office, replace(SITI, roles=(Role.LEADER,), party="BUPATI"))
    viewer, _ = viewer_of_session(office.book, signed_in.secret, office.now, office.directory)
    assert (viewer.roles, viewer.party) == ((Role.LEADER,), "BUPATI")


def test_a_token_speaks_for_itself_and_gives_no_role_back_to_a_session(office: Office) -> None:
    signed_in = come(office, replace(SITI, roles=(Role.OWNER,)))
    assert ask(office).roles == (Role.VERIFIER,)
    viewer, _ = viewer_of_session(office.book, signed_in.secret, office.now, office.directory)
    assert viewer.roles == (Role.OWNER,)


def test_a_name_of_the_office_s_own_accounts_is_no_hindrance(office: Office) -> None:
    clerk = office.clerk(Role.OWNER, name="Siti Aminah")
    assert come(office).account.name == "Siti Aminah"
    assert come(office, replace(SITI, subject="kc-78")).account.name == "Siti Aminah"
    signed_in = office.type_in("pohon mangga di tepi sungai", name="Siti Aminah")
    assert signed_in.account.person == clerk.account.person


def test_no_link_and_no_role_is_given_here_to_whom_the_provider_knows(office: Office) -> None:
    person = come(office).account.person
    for act in (
        lambda: new_link(office.book, office.now, person, is_vouched=True),
        lambda: set_roles(office.book, person, [Role.ADMINISTRATOR], is_vouched=True),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert error.value.why is Why.OF_PROVIDER
    assert office.account(person).roles == (Role.VERIFIER,)
    assert office.account(person).link is None


def test_who_is_blocked_is_out_of_sessions_too_and_changes_no_more(office: Office) -> None:
    signed_in = come(office)
    set_blocked(office.book, signed_in.account.person, is_blocked=True)
    with office.book.writing() as rows, pytest.raises(Refused):
        session_of(rows, signed_in.secret, office.now)
    for act in (come, ask):
        with pytest.raises(Refused) as error:
            act(office, replace(SITI, roles=(Role.LEADER,)))
        assert error.value.why is Why.BLOCKED
    assert office.account(signed_in.account.person).roles == (Role.VERIFIER,)


def test_a_provider_s_word_is_no_passkey_shown(office: Office) -> None:
    signed_in = come(office)
    assert signed_in.session.confirmed_at is None
    with pytest.raises(Refused):
        require_confirmed(signed_in.session, office.now + CONFIRMED)


def test_who_has_no_name_yet_is_not_taken_in(office: Office) -> None:
    with pytest.raises(Refused) as error:
        come(office, replace(SITI, name=None))
    assert error.value.why is Why.NAME_INVALID
    with office.book.reading() as rows:
        assert rows.all() == []
