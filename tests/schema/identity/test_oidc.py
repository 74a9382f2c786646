"""Tokens of an OIDC provider: what opens, what does not, while keys turn and providers fall."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from events.facts.vocabulary import Role
from schema.identity.fetch import fetch_json
from schema.identity.oidc import LONGEST_LIFE, OidcTokens
from schema.identity.oidc_claims import ClaimNames
from schema.identity.provider_keys import FRESH, PAUSE, STALE, ProviderKeys, ProviderUnreachable
from services.ids import UUID
from tests.worlds.office import Office
from tests.worlds.oidc_issuer import MAKE, Issuer
from tests.worlds.oidc_tokens import Clock, refused, tokens_of
from tests.worlds.program import PATIENCE

WEAK = rsa.generate_private_key(65_537, 1_024)  # noqa: S505  # it is refused for that


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(issuer: Issuer, clock: Clock, office: Office) -> OidcTokens:
    return tokens_of(issuer, clock, office)


@pytest.mark.parametrize("algorithm", MAKE)
def test_a_token_of_the_provider_opens_what_it_says(
    issuer: Issuer, tokens: OidcTokens, algorithm: str
) -> None:
    issuer.turn("k2", algorithm)
    viewer, lasts = tokens.viewer(issuer.token(name="Siti"))
    assert (viewer.roles, viewer.party) == ((Role.VERIFIER,), "INSPEKTORAT")
    assert viewer.person and UUID.fullmatch(viewer.person)
    assert viewer.name == "Siti"
    assert 0 < lasts <= 360


def test_claims_stand_where_the_operator_says(issuer: Issuer, clock: Clock, office: Office) -> None:
    names = ClaimNames("realm_access.roles", "https://kab.example/opd", "preferred_username")
    said: dict[str, Any] = {
        **{"roles": ..., "party": ..., "preferred_username": "bupati"},
        "realm_access": {"roles": ["offline_access", "rakor-pimpinan"]},
        "https://kab.example/opd": "BUPATI",
    }
    token = issuer.token(**said)
    viewer, _ = tokens_of(issuer, clock, office, names).viewer(token)
    assert (viewer.roles, viewer.party, viewer.name) == ((Role.LEADER,), "BUPATI", "bupati")


@pytest.mark.parametrize("roles", [..., [], ["SYSTEM"], ["ADMINISTRATOR"], "x", 7, [["VERIFIER"]]])
def test_a_role_that_is_not_known_here_opens_nothing(
    issuer: Issuer, tokens: OidcTokens, roles: Any
) -> None:
    viewer, _ = tokens.viewer(issuer.token(roles=roles))
    assert viewer.roles == (Role.PUBLIC,)


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "other"},
    "no audience": {"aud": ...},
    "no subject": {"sub": ...},
    "an empty subject": {"sub": ""},
    "no end": {"exp": ...},
    "no beginning": {"iat": ...},
    "an end that is no number": {"exp": "soon"},
    "not yet good": {"nbf": int(time.time()) + 3_600},
    "begun in an hour": {"iat": int(time.time()) + 3_600, "exp": int(time.time()) + 7_200},
    "an ID token by its nonce": {"nonce": "n"},
    "an ID token by its hash": {"at_hash": "h"},
    "an ID token of Keycloak": {"typ": "ID"},
    "no party": {"party": ...},
    "no party's code": {"party": "../x"},
    "a name that is none": {"name": " "},
    "a name that is no text": {"name": {"first": "Siti"}},
    "a name without end": {"name": "x" * 201},
    "a subject without end": {"sub": "x" * 256},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_meant_for_us_opens_nothing(
    issuer: Issuer, tokens: OidcTokens, name: str
) -> None:
    tokens.viewer(issuer.token())
    refused(tokens, issuer.token(**WRONG[name]))


def test_a_token_that_is_over_is_told_as_that(issuer: Issuer, tokens: OidcTokens) -> None:
    now = int(time.time())
    assert refused(tokens, issuer.token(iat=now - 600, exp=now - 100)) == "expired"
    tokens.viewer(issuer.token(iat=now - 600, exp=now - 20))  # clocks differ by a minute at most


def test_a_token_that_is_good_for_too_long_is_refused(issuer: Issuer, tokens: OidcTokens) -> None:
    now = int(time.time())
    tokens.viewer(issuer.token(iat=now, exp=now + LONGEST_LIFE))
    assert refused(tokens, issuer.token(iat=now, exp=now + LONGEST_LIFE + 1)) == "too_long"


def test_nobody_signs_for_the_provider(issuer: Issuer, tokens: OidcTokens) -> None:
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    public = issuer.keys["k1"][1].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forged = [
        _unsigned(claims, "none"),
        _unsigned(claims, "None"),
        _signed_by_public_key(claims, pem),
        issuer.token(headers={"crit": ["b64"]}),
        issuer.token(headers={"kid": "other"}),
        f"{issuer.token()[:-8]}AAAAAAAA",
    ]
    with Issuer() as evil:
        own = {"jku": f"{evil.url}/keys", "x5u": f"{evil.url}/keys", "kid": "k1"}
        forged.append(evil.token(headers={**own, "jwk": evil._published()[0]}, iss=issuer.url))
        for token in forged:
            refused(tokens, token)
        assert evil.asked == 0


def _part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _unsigned(claims: dict[str, Any], algorithm: str) -> str:
    return f"{_part({'alg': algorithm, 'kid': 'k1'})}.{_part(claims)}."


def _signed_by_public_key(claims: dict[str, Any], pem: bytes) -> str:
    """RFC 8725, 2.1: the public key taken for a secret."""
    body = f"{_part({'alg': 'HS256', 'kid': 'k1'})}.{_part(claims)}"
    mac = hmac.new(pem, body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_new_key_is_found_at_once_and_an_old_one_is_forgotten(
    issuer: Issuer, tokens: OidcTokens, clock: Clock
) -> None:
    old = issuer.token()
    tokens.viewer(old)
    issuer.turn("k2")
    clock.seconds += PAUSE
    tokens.viewer(issuer.token())
    refused(tokens, old)


def test_unknown_keys_make_nobody_ask_more_than_once_a_minute(
    issuer: Issuer, tokens: OidcTokens, clock: Clock
) -> None:
    tokens.viewer(issuer.token())
    for _ in range(50):
        clock.seconds += 1
        refused(tokens, issuer.token(headers={"kid": "other"}))
    assert issuer.asked == 1
    clock.seconds += PAUSE
    refused(tokens, issuer.token(headers={"kid": "other"}))
    assert issuer.asked == 2


def test_keys_are_asked_for_again_after_a_quarter_of_an_hour(
    issuer: Issuer, tokens: OidcTokens, clock: Clock
) -> None:
    for _ in range(3):
        tokens.viewer(issuer.token())
    assert issuer.asked == 1
    clock.seconds += FRESH + 1
    tokens.viewer(issuer.token())
    assert issuer.asked == 2


def test_who_signed_in_is_known_through_an_outage_of_a_day(
    issuer: Issuer, tokens: OidcTokens, clock: Clock
) -> None:
    tokens.viewer(issuer.token())
    issuer.is_down = True
    clock.seconds += STALE - 1
    tokens.viewer(issuer.token())
    clock.seconds += 2
    with pytest.raises(ProviderUnreachable):
        tokens.viewer(issuer.token())
    issuer.is_down = False
    clock.seconds += PAUSE
    tokens.viewer(issuer.token())


WRONG_METADATA: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "keys without TLS": {"jwks_uri": "http://evil.example/keys"},
    "no keys": {"jwks_uri": None},
    "keys in a file": {"jwks_uri": "file:///etc/passwd"},
}


@pytest.mark.parametrize("name", WRONG_METADATA)
def test_metadata_of_somebody_else_is_not_believed(
    issuer: Issuer, tokens: OidcTokens, name: str
) -> None:
    issuer.metadata = WRONG_METADATA[name]
    with pytest.raises(ProviderUnreachable):
        tokens.viewer(issuer.token())


def test_a_weak_or_foreign_key_signs_nothing(issuer: Issuer, tokens: OidcTokens) -> None:
    issuer.keys["weak"] = ("RS256", WEAK)
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        refused(tokens, issuer.token("weak"))


def test_while_one_waits_for_the_provider_who_is_known_goes_on(clock: Clock) -> None:
    begun, goes_on = Event(), Event()
    with Issuer() as issuer:

        def slow(url: str) -> dict[str, Any]:
            if clock.seconds:
                begun.set()
                goes_on.wait(PATIENCE)
            return fetch_json(url)

        keys = ProviderKeys(issuer.url, slow, clock)
        assert keys.key("k1")
        clock.seconds += FRESH + 1
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(keys.key, "k1")
            assert begun.wait(PATIENCE)
            assert keys.key("k1")
            assert not asked.done()
            goes_on.set()
            assert asked.result(PATIENCE)
