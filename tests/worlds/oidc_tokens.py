"""Tokens of a provider as a server takes them, over an office's accounts, with a clock."""

import pytest

from events.facts.vocabulary import Role
from schema.identity.bearer import Unauthenticated
from schema.identity.oidc import OidcTokens
from schema.identity.oidc_claims import ClaimNames, Claims
from schema.identity.oidc_people import ProviderPeople
from schema.identity.provider_keys import ProviderKeys
from services.accounts.account import Account
from services.accounts.open_roles import SignedInBy
from tests.worlds.office import Office
from tests.worlds.oidc_issuer import AUDIENCE, Issuer

ROLES = {"VERIFIER": Role.VERIFIER, "rakor-pimpinan": Role.LEADER}


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def nothing(account: Account, by: SignedInBy) -> None:
    """What is proposed of whom an office has let in already."""


def tokens_of(
    issuer: Issuer, clock: Clock, office: Office, names: ClaimNames | None = None
) -> OidcTokens:
    """Who vouches by the tokens of an issuer."""
    keys = ProviderKeys(issuer.url, now=clock)
    claims = Claims(issuer.url, names or ClaimNames(), ROLES)
    people = ProviderPeople(office.book, lambda: office.now, nothing, lambda: office.directory)
    return OidcTokens(keys, AUDIENCE, claims, people.viewer)


def refused(tokens: OidcTokens, token: str) -> str:
    """Why a token is refused."""
    with pytest.raises(Unauthenticated) as error:
        tokens.viewer(token)
    return error.value.variant
