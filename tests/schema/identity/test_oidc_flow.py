"""Signing in at a provider, that is a process of its own: by code, with PKCE, and nothing else."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from schema.identity.bearer import Unauthenticated
from schema.identity.fetch import CannotFetch, fetch_json
from schema.identity.oidc_flow import Begun, Client, OidcFlow, basic
from schema.identity.provider_keys import ProviderKeys, ProviderUnreachable
from tests.worlds.oidc_provider import DENY, Provider, signs_in

CLIENT = Client("rakor", "http://localhost:8000/masuk/oidc", "rahasia")
SITI = {"sub": "siti", "name": "Siti", "roles": ["VERIFIER"], "party": "INSPEKTORAT"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider(SITI) as provider:
        yield provider


@pytest.fixture
def flow(provider: Provider) -> OidcFlow:
    return OidcFlow(ProviderKeys(provider.url), CLIENT)


def refused(flow: OidcFlow, given: dict[str, str], begun: Begun) -> str:
    with pytest.raises(Unauthenticated) as error:
        flow.finish(given, begun)
    return error.value.variant


def test_who_signs_in_at_the_provider_is_known_here(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    claims = flow.finish(signs_in(page, "siti"), Begun.parse(str(begun)))
    assert {name: claims[name] for name in SITI} == SITI


def test_only_a_code_is_asked_for_with_a_challenge_and_a_nonce(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    asked = {name: value for name, (value,) in parse_qs(urlsplit(page).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == CLIENT.redirect_uri
    assert (asked["state"], asked["nonce"]) == (begun.state, begun.nonce)
    assert begun.verifier not in page
    assert all(len(secret) >= 43 for secret in (begun.state, begun.nonce, begun.verifier))
    again = flow.begin()[1]
    assert {again.state, again.nonce, again.verifier}.isdisjoint(
        {begun.state, begun.nonce, begun.verifier}
    )


def test_what_another_browser_began_is_finished_by_nobody(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    other = flow.begin()[1]
    given = signs_in(page, "siti")
    assert refused(flow, given, other) == "begun_elsewhere"
    assert refused(flow, {**given, "state": ""}, begun) == "begun_elsewhere"
    with_own_state = replace(other, state=begun.state)
    assert refused(flow, given, with_own_state) == "begun_elsewhere"  # by its nonce


def test_a_code_opens_once(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    given = signs_in(page, "siti")
    flow.finish(given, begun)
    assert refused(flow, given, begun) == "not_given"


def test_who_says_no_is_not_signed_in(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    denied = signs_in(page, "siti", DENY)
    assert refused(flow, {"state": begun.state, **denied}, begun) == "not_given"


def test_an_answer_of_another_issuer_is_refused(flow: OidcFlow) -> None:
    page, begun = flow.begin()
    refused(flow, {**signs_in(page, "siti"), "iss": "https://evil.example"}, begun)


ODD = [{"state": "\ud800" * 43}, {"state": ""}, {"nonce": 7}, {"verifier": "x" * 44}]


@pytest.mark.parametrize("odd", ODD)
def test_a_cookie_with_other_secrets_than_ours_is_refused(flow: OidcFlow, odd: object) -> None:
    said = {**asdict(flow.begin()[1]), **cast(dict[str, Any], odd)}
    with pytest.raises(Unauthenticated, match="begun_elsewhere"):
        Begun.parse(base64.urlsafe_b64encode(json.dumps(said).encode()).decode())


@pytest.mark.parametrize("text", ["", "x", "bnVsbA==", "e30=", "W10=", "é"])
def test_a_cookie_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        Begun.parse(text)


def test_an_id_token_for_another_client_or_person_is_refused(provider: Provider) -> None:
    keys = ProviderKeys(provider.url)
    page, begun = OidcFlow(keys, CLIENT).begin()
    other = replace(CLIENT, id="other")

    def swapped(url: str, *form: Any, **more: Any) -> dict[str, Any]:
        if not url.endswith("/userinfo"):
            return fetch_json(url, *form, **more)
        return {"sub": "bupati", "roles": ["LEADER"]}

    flow = OidcFlow(keys, CLIENT, swapped)
    assert refused(flow, signs_in(page, "siti"), begun) == ""
    page, begun = OidcFlow(keys, other).begin()
    mixed = OidcFlow(keys, CLIENT, lambda url, *_, **more: _as(other, url, *_, **more))
    assert refused(mixed, signs_in(page, "siti"), begun) == ""


def test_what_is_told_beside_the_id_token_says_whom_it_is_about(provider: Provider) -> None:
    keys = ProviderKeys(provider.url)
    page, begun = OidcFlow(keys, CLIENT).begin()

    def nobody(url: str, *form: Any, **more: Any) -> dict[str, Any]:
        return (
            {"roles": ["LEADER"]} if url.endswith("/userinfo") else fetch_json(url, *form, **more)
        )

    assert refused(OidcFlow(keys, CLIENT, nobody), signs_in(page, "siti"), begun) == ""


def _as(client: Client, url: str, form: dict[str, str] | None = None, **more: Any) -> Any:
    """A token endpoint that gives away what another client's code is worth."""
    if form is not None:
        form = {**form, "client_id": client.id}
        more["authorization"] = basic(client.id, client.secret or "")
    return fetch_json(url, form, **more)


def test_without_a_provider_nobody_is_sent_anywhere() -> None:
    with pytest.raises(ProviderUnreachable):
        OidcFlow(ProviderKeys("http://127.0.0.1:9"), CLIENT).begin()


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


@pytest.mark.parametrize(
    ("methods", "in_form"),
    [(None, False), (["client_secret_basic"], False), (["client_secret_post"], True)],
)
def test_the_client_s_secret_goes_as_the_provider_takes_it(
    provider: Provider, methods: list[str] | None, in_form: bool
) -> None:
    sent: list[tuple[dict[str, str], str | None]] = []

    def watched(
        url: str, form: dict[str, str] | None = None, authorization: str | None = None
    ) -> dict[str, Any]:
        if form is not None:
            sent.append((form, authorization))
        found = fetch_json(url, form, authorization)
        if url.endswith("openid-configuration") and methods is not None:
            found["token_endpoint_auth_methods_supported"] = methods
        return found

    client = replace(CLIENT, secret="a:b c")
    flow = OidcFlow(ProviderKeys(provider.url, watched), client, watched)
    page, begun = flow.begin()
    flow.finish(signs_in(page, "siti"), begun)
    ((form, authorization),) = sent
    asked = parse_qs(urlsplit(page).query)
    assert [challenge_of(form["code_verifier"])] == asked["code_challenge"]
    assert [form["redirect_uri"]] == asked["redirect_uri"]
    assert form.get("client_secret") == ("a:b c" if in_form else None)
    # RFC 6749, 2.3.1: rakor:a%3Ab+c
    assert authorization == (None if in_form else "Basic cmFrb3I6YSUzQWIrYw==")


@pytest.mark.parametrize(("status", "is_refused"), [(400, True), (401, True), (500, False)])
def test_a_provider_that_refuses_is_told_from_one_that_has_fallen(
    provider: Provider, status: int, is_refused: bool
) -> None:
    def failing(url: str, form: object = None, **_: object) -> dict[str, Any]:
        raise CannotFetch(url, status)

    flow = OidcFlow(ProviderKeys(provider.url), CLIENT, failing)
    page, begun = flow.begin()
    with pytest.raises(Unauthenticated if is_refused else ProviderUnreachable):
        flow.finish(signs_in(page, "siti"), begun)
