"""People whom the tokens of an OIDC provider name: who they are here, and who is kept out."""

from collections.abc import Iterator

import pytest

from events.facts.vocabulary import Role
from schema.identity.oidc import OidcTokens
from services.accounts.account_book import AccountRows
from services.accounts.admit import remove_account, set_blocked
from tests.worlds.office import Office
from tests.worlds.oidc_issuer import Issuer
from tests.worlds.oidc_tokens import Clock, refused, tokens_of


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture
def tokens(issuer: Issuer, office: Office) -> OidcTokens:
    return tokens_of(issuer, Clock(), office)


def test_a_person_is_the_same_whatever_else_the_provider_says_of_them(
    issuer: Issuer, tokens: OidcTokens, office: Office
) -> None:
    first, _ = tokens.viewer(issuer.token())
    married, _ = tokens.viewer(
        issuer.token(name="Siti Rahma", roles=["rakor-pimpinan", "VERIFIER"])
    )
    assert (married.person, married.name) == (first.person, "Siti Rahma")
    assert married.roles == (Role.LEADER, Role.VERIFIER)
    moved, _ = tokens.viewer(issuer.token(party="DINKES"))
    assert (moved.person, moved.party) == (first.person, "DINKES")
    assert moved.roles == (Role.PUBLIC,)  # nobody has admitted this person for that party
    nameless, _ = tokens.viewer(issuer.token(name=...))
    assert (nameless.person, nameless.name) == (first.person, first.name)
    other, _ = tokens.viewer(issuer.token(sub="KC-77"))
    assert other.person != first.person
    with office.book.reading() as rows:
        assert len(rows.all()) == 2


def test_who_is_not_known_yet_needs_a_name(issuer: Issuer, tokens: OidcTokens) -> None:
    assert refused(tokens, issuer.token(name=...)) == "claims"


def test_who_is_blocked_here_is_out_whatever_the_provider_says(
    issuer: Issuer, tokens: OidcTokens, office: Office
) -> None:
    viewer, _ = tokens.viewer(issuer.token())
    assert viewer.person
    set_blocked(office.book, viewer.person, is_blocked=True)
    assert refused(tokens, issuer.token(roles=["rakor-pimpinan"])) == "blocked"
    assert office.account(viewer.person).roles == (Role.VERIFIER,)
    set_blocked(office.book, viewer.person, is_blocked=False)
    assert tokens.viewer(issuer.token())[0].person == viewer.person


def test_who_was_erased_comes_back_as_another_person(
    issuer: Issuer, tokens: OidcTokens, office: Office
) -> None:
    viewer, _ = tokens.viewer(issuer.token())
    assert viewer.person
    remove_account(office.book, viewer.person)
    with office.book.reading() as rows:
        assert rows.of_provider(issuer.url, "kc-77") is None
    assert tokens.viewer(issuer.token())[0].person not in (None, viewer.person)


def test_nothing_is_written_for_a_token_that_says_nothing_new(
    issuer: Issuer, tokens: OidcTokens, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, _ = tokens.viewer(issuer.token())
    monkeypatch.delattr(AccountRows, "change")
    monkeypatch.delattr(AccountRows, "add")
    assert tokens.viewer(issuer.token())[0] == viewer
