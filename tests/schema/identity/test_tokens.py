"""Who a token makes somebody, and that a bad one is never silently PUBLIC."""

import base64
import datetime as dt
import json
from pathlib import Path
from typing import Any

import jwt
import pytest

from events.log.log_clock import system_time
from schema.identity.development import AUDIENCE, ISSUER, development_key
from tests.worlds.api import Api

VIEWER = "{ viewer { roles party { code } person { id name } } }"
PERSON = "0b0e7c1a-5f7e-4a5e-9c55-3d1f2a6b7c8d"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """A server that accepts development tokens."""
    return Api(tmp_path)


def claims(**changed: object) -> dict[str, Any]:
    """Claims that are accepted, but for what is changed."""
    now = system_time()
    later = now + dt.timedelta(hours=1)
    good = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": later, "roles": ["AUDITOR"]}
    return {name: value for name, value in (good | changed).items() if value is not None}


def unsigned(payload: dict[str, Any]) -> str:
    """A token that claims to need no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, payload)
    body = (base64.urlsafe_b64encode(json.dumps(p, default=str).encode()) for p in parts)
    return ".".join(part.decode().rstrip("=") for part in body) + "."


def bad_tokens(key: bytes) -> dict[str, str]:
    """Authorization headers that must not be accepted, by what is wrong."""
    past, ahead = (system_time() + dt.timedelta(days=days) for days in (-1, 1))

    def signed(with_key: bytes = key, **changed: object) -> str:
        return "Bearer " + jwt.encode(claims(**changed), with_key, algorithm="HS256")

    return {
        "empty": "",
        "no token": "Bearer",
        "another scheme": "Basic YTpi",
        "rubbish": "Bearer abc",
        "three parts of rubbish": "Bearer a.b.c",
        "two tokens": signed() + " " + signed().removeprefix("Bearer "),
        "expired": signed(exp=past),
        "not yet issued": signed(iat=ahead),
        "no expiry": signed(exp=None),
        "no issuer": signed(iss=None),
        "another issuer": signed(iss="someone"),
        "another audience": signed(aud="something"),
        "no audience": signed(aud=None),
        "another key": signed(b"0" * 32),
        "another algorithm": "Bearer " + jwt.encode(claims(), key * 2, algorithm="HS512"),
        "no algorithm": "Bearer " + unsigned(claims(exp=4_000_000_000, iat=1)),
        "cut off": signed()[:-2],
        "no roles": signed(roles=None),
        "empty roles": signed(roles=[]),
        "unknown role": signed(roles=["KING"]),
        "roles as text": signed(roles="AUDITOR"),
        "party of another shape": signed(party="party:KPU"),
        "party as a list": signed(party=["KPU"]),
        "person of another shape": signed(person="somebody"),
        "name too long": signed(name="x" * 1_000),
    }


@pytest.mark.parametrize("wrong", bad_tokens(b"1" * 32))
def test_a_bad_token_is_401(api: Api, wrong: str) -> None:
    header = bad_tokens(development_key(api.settings.data))[wrong]
    answer = api.client.post("/graphql", json={"query": VIEWER}, headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in answer.json()


def test_a_good_token_is_401_outside_development(api: Api, tmp_path: Path) -> None:
    token = api.token("AUDITOR", party="BPK")
    api.server.close()
    closed = Api(tmp_path, development=False)
    answer = closed.client.post(
        "/graphql", json={"query": VIEWER}, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert closed.data(VIEWER)["viewer"]["roles"] == ["PUBLIC"]
    closed.server.close()


def test_a_bad_token_is_401_on_get_too(api: Api) -> None:
    answer = api.client.get(
        "/graphql", params={"query": VIEWER}, headers={"authorization": "Bearer abc"}
    )
    assert answer.status_code == 401


def test_no_token_is_public(api: Api) -> None:
    assert api.data(VIEWER)["viewer"] == {"roles": ["PUBLIC"], "party": None, "person": None}


def test_nobody_is_the_system(api: Api) -> None:
    token = jwt.encode(
        claims(roles=["SYSTEM"]), development_key(api.settings.data), algorithm="HS256"
    )
    assert api.data(VIEWER, token)["viewer"]["roles"] == ["PUBLIC"]


def test_a_token_tells_role_party_and_person(api: Api) -> None:
    registered = {"code": "BPK", "name": "BPK", "kind": "SUPERVISOR"}
    api.mutate("partyRegister", "RECORDER", "SETDA", **registered)
    token = api.token("VERIFIER", "AUDITOR", party="BPK", person=PERSON, name="Somebody")
    viewer = api.data(VIEWER, token)["viewer"]
    assert viewer["roles"] == ["VERIFIER", "AUDITOR"]
    assert viewer["party"] == {"code": "BPK"}
    assert viewer["person"]["id"] == f"person:{PERSON}"


def test_an_answer_to_a_token_is_kept_by_no_cache(api: Api) -> None:
    headers = {"authorization": f"Bearer {api.token('AUDITOR')}"}
    answer = api.client.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert "private" in answer.headers["cache-control"]
    assert "Authorization" in answer.headers["vary"]
