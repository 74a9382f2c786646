"""A server and its identity provider as processes: its machine, its log, and when one falls."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from tests.worlds.guest import (
    BEGIN,
    BEGUN,
    BUDI,
    CALLBACK,
    ELSEWHERE,
    SECRET,
    SESSION,
    SITI,
    Guest,
    refused,
    serving,
    settings,
)
from tests.worlds.oidc_provider import Provider, signs_in
from tests.worlds.program import rakor_here


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider(SITI, BUDI) as provider:
        yield provider


def unsigned(issuer: str) -> str:
    """A token that says it is from an issuer."""
    return jwt.encode({"iss": issuer}, "k" * 32, "HS256")


def listed(folder: Path) -> list[list[str]]:
    """The accounts, as `rakor account list` prints them."""
    said = rakor_here(folder, "account", "list").stdout
    return [line.split("\t") for line in said.splitlines()]


def test_the_machine_lists_whom_a_provider_brought_and_blocks_them(
    provider: Provider, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    server = serving(folder, settings(provider.url, tmp_path))
    with server, Guest(server.port) as guest:
        guest.sign_in("budi")
        ((person, name, party, roles, state, opened),) = listed(folder)
        assert (name, party, roles) == ("Budi", "party:BUPATI", "RECORDER")
        assert state == "by the identity provider"
        assert opened == "RECORDER: vouched, admitted"
        for command in (("link", "Budi"), ("roles", "Budi", "--role", "OWNER")):
            stopped = rakor_here(folder, "account", *command)
            assert (stopped.returncode, stopped.stdout) == (1, "")
            assert stopped.stderr.startswith("The identity provider says who this person is")
        rakor_here(folder, "account", "block", "budi")
        answer = guest.sign_in("budi")
        assert refused(answer) == (403, "This account is blocked. As")
        assert guest.client.get("/account").status_code == 401
        rakor_here(folder, "account", "remove", person)
        assert listed(folder) == []


def test_the_log_of_the_server_has_the_acts_and_no_secret(
    provider: Provider, tmp_path: Path
) -> None:
    folder, kept = tmp_path / "data", [SECRET]
    given = {**settings(provider.url, tmp_path), "RAKOR_PROXIES": "10.0.0.1"}
    server = serving(folder, given)
    with server, Guest(server.port) as guest:
        page = guest.begin()
        kept += [value for values in parse_qs(urlsplit(page).query).values() for value in values]
        kept = [value for value in kept if len(value) > 20 or value == SECRET]
        kept += [guest.client.cookies[BEGUN]]
        kept.remove(f"{guest.origin}{CALLBACK}")
        given_back = signs_in(page, "siti")
        guest.come_back(given_back)
        kept += [given_back["code"], guest.client.cookies[SESSION], "Siti"]
        guest.come_back(given_back)
        _, lines = server.end(signal.SIGTERM)
    assert [secret for secret in kept if secret in lines] == []
    said = [json.loads(line) for line in lines.splitlines() if '"what": "provider"' in line]
    assert [(line["result"], line.get("reason"), line.get("role")) for line in said] == [
        ("done", None, "OWNER"),
        ("UNAUTHENTICATED", "begun_elsewhere", None),
    ]
    assert all(line["request_id"] for line in said)


def test_thirty_a_minute_come_from_one_address(provider: Provider, tmp_path: Path) -> None:
    given = {**settings(provider.url, tmp_path), "RAKOR_PROXIES": "10.0.0.1"}
    with serving(tmp_path / "data", given) as server, Guest(server.port) as guest:
        for _ in range(30):
            assert refused(guest.come_back({})) == ELSEWHERE
        answer = guest.come_back({})
        assert refused(answer)[0] == 429
        assert int(answer.headers["retry-after"]) >= 1
        guest.begin()
        by_passkey = "/account/sign-in/passkey"
        answer = guest.client.post(by_passkey, json={}, headers={"origin": guest.origin})
        assert answer.status_code == 429


def test_a_provider_that_falls_silent_stops_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Provider(SITI) as provider:
        given = settings(provider.url, tmp_path)
        server = serving(folder, given)
        with server, Guest(server.port) as guest, Guest(server.port) as late:
            guest.sign_in("siti")
            brought = signs_in(late.begin(), "siti")
            provider.stop()
            answer = late.come_back(brought)
            assert refused(answer) == (503, "The identity provider does ")
            assert int(answer.headers["retry-after"]) == 60
            assert guest.viewer()["roles"] == ["OWNER"]
            assert late.viewer()["roles"] == ["PUBLIC"]
            server.end(signal.SIGTERM)
            session = guest.client.cookies[SESSION]
        again = serving(folder, given)
        with again, Guest(again.port) as guest:
            answer = guest.client.get(BEGIN)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
            assert "set-cookie" not in answer.headers
            assert guest.viewer()["roles"] == ["PUBLIC"]
            answer = guest.ask(authorization=f"Bearer {unsigned(provider.url)}")
            said: dict[str, Any] = answer.json()["errors"][0]
            assert (answer.status_code, said["extensions"]["code"]) == (503, "UNAVAILABLE")
            assert said["message"].startswith("The identity provider does not answer")
            guest.client.cookies.set(SESSION, session)
            assert guest.viewer()["roles"] == ["OWNER"]
