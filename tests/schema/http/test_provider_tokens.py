"""Bearer tokens of an identity provider at a server that is a process of its own."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.guest import Guest, serving
from tests.worlds.oidc_issuer import AUDIENCE, Issuer
from tests.worlds.program import Serving, token


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kantor") / "data"


def settings(issuer: Issuer, **more: str) -> dict[str, str]:
    """The settings of a server for the tokens of an issuer."""
    return {
        "RAKOR_OIDC_ISSUER": issuer.url,
        "RAKOR_OIDC_AUDIENCE": AUDIENCE,
        "RAKOR_OIDC_ROLES": "VERIFIER=OWNER, rakor-pimpinan=RECORDER",
        **more,
    }


@pytest.fixture(scope="module")
def server(issuer: Issuer, folder: Path) -> Iterator[Serving]:
    with serving(folder, settings(issuer)) as server:
        yield server


@pytest.fixture
def guest(server: Serving) -> Iterator[Guest]:
    with Guest(server.port) as guest:
        yield guest


def status(guest: Guest, bearer: str) -> int:
    """Whether a token is accepted."""
    return guest.ask(authorization=f"Bearer {bearer}").status_code


def roles(guest: Guest, bearer: str) -> list[str]:
    """What a token opens."""
    found: Any = guest.ask(authorization=f"Bearer {bearer}").json()
    return list(found["data"]["viewer"]["roles"])


def test_the_provider_s_tokens_open_beside_those_of_development(
    guest: Guest, issuer: Issuer, folder: Path
) -> None:
    assert roles(guest, issuer.token()) == ["OWNER"]
    assert roles(guest, issuer.token(roles=["rakor-pimpinan", "x"])) == ["RECORDER"]
    assert roles(guest, token(folder, "AUDITOR", "BPK")) == ["AUDITOR"]


def test_without_development_the_provider_s_tokens_alone_open(
    issuer: Issuer, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    given = settings(issuer, RAKOR_DEVELOPMENT="false")
    with serving(folder, given) as server, Guest(server.port) as guest:
        assert roles(guest, issuer.token()) == ["OWNER"]
        assert status(guest, token(folder, "AUDITOR", "BPK") or "x.y.z") == 401


def test_a_token_is_shown_to_the_one_that_it_says_it_is_from(guest: Guest, issuer: Issuer) -> None:
    assert status(guest, issuer.token(iss="rakor-development")) == 401
    assert status(guest, issuer.token(iss="https://evil.example")) == 401
    assert status(guest, issuer.token(iss=...)) == 401


RUBBISH: dict[str, tuple[object, object]] = {
    "no object": ([], []),
    "nothing": ({}, {}),
    "an issuer that is none": ({"alg": "RS256"}, {"iss": ["x"]}),
    "no signature": ({"alg": "none"}, {"iss": "rakor-development"}),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_what_is_no_token_is_refused_as_such(guest: Guest, name: str) -> None:
    parts = [json.dumps(part).encode() for part in RUBBISH[name]]
    assert status(guest, ".".join([*map(part_of, parts), "eA"])) == 401
    deep = part_of(b"[" * 5_000)
    for rubbish in ("x", "..", "a.b.c", f"{deep}.{deep}.x", f"{part_of(parts[0])}.{deep}.x"):
        assert status(guest, rubbish) == 401


def part_of(said: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


def test_without_a_client_nobody_is_sent_to_the_provider(guest: Guest) -> None:
    for path in ("/account/provider", "/account/provider/callback"):
        assert guest.client.get(path).status_code == 404


def test_a_silent_issuer_leaves_development_and_the_public_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Issuer() as issuer:
        issuer.is_down = True
        given = settings(issuer)
        with serving(folder, given) as server, Guest(server.port) as guest:
            answer = guest.ask(authorization=f"Bearer {issuer.token()}")
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (503, "UNAVAILABLE")
            assert answer.headers["retry-after"] == "60"
            bearer = {"authorization": f"Bearer {issuer.token()}"}
            file = f"/evidence/{'0' * 64}"
            for method, path in (
                ("GET", file),
                ("GET", f"{file}/thumbnail"),
                ("POST", "/evidence"),
            ):
                answer = guest.client.request(method, path, headers=bearer)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
                assert answer.json()["errors"] == [error]
            assert guest.viewer()["roles"] == ["PUBLIC"]
            assert roles(guest, token(folder, "AUDITOR", "BPK")) == ["AUDITOR"]
