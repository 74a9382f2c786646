"""Signing in by an identity provider: server and provider are processes of their own."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from schema.http.provider import way_in
from schema.identity.oidc_cookie import OidcCookie
from schema.identity.oidc_flow import Begun
from schema.identity.public_address import parse_address
from schema.settings import Settings
from tests.worlds.guest import (
    BEGIN,
    BEGUN,
    BUDI,
    CALLBACK,
    CLAIMS,
    ELSEWHERE,
    NOBODY,
    NOT_GIVEN,
    SESSION,
    SITI,
    TAMU,
    WATI,
    Guest,
    cookies,
    refused,
    serving,
    settings,
    told,
)
from tests.worlds.oidc_provider import DENY, Provider, signs_in
from tests.worlds.program import Serving


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider(SITI, BUDI, TAMU, WATI, NOBODY) as provider:
        yield provider


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kantor") / "data"


@pytest.fixture(scope="module")
def server(provider: Provider, folder: Path) -> Iterator[Serving]:
    with serving(folder, settings(provider.url, folder.parent)) as server:
        yield server


@pytest.fixture
def guest(server: Serving) -> Iterator[Guest]:
    with Guest(server.port) as guest:
        yield guest


@pytest.fixture
def other(server: Serving) -> Iterator[Guest]:
    with Guest(server.port) as guest:
        yield guest


def test_who_is_shown_by_the_provider_has_a_session_here(guest: Guest) -> None:
    answer = guest.sign_in("siti")
    assert (answer.status_code, told(answer)[:22]) == (200, "You are signed in. Thi")
    assert SESSION in guest.client.cookies
    assert BEGUN not in guest.client.cookies
    assert guest.viewer()["roles"] == ["OWNER"]
    account = guest.client.get("/account").json()
    assert (account["means"], account["name"]) == ("PROVIDER", "Siti Aminah")
    assert account["party"] == "party:INSPEKTORAT"
    assert (account["openRoles"], account["passkeys"]) == (["OWNER"], [])


def test_one_is_the_same_person_each_time(guest: Guest, other: Guest) -> None:
    for one in (guest, other):
        one.sign_in("siti")
    first, again = (one.viewer()["person"]["id"] for one in (guest, other))
    assert first == again
    guest.sign_in("budi")
    assert guest.viewer()["person"]["id"] != first


def test_a_new_session_takes_the_place_of_the_one_before(guest: Guest, other: Guest) -> None:
    guest.sign_in("siti")
    before = guest.client.cookies[SESSION]
    guest.sign_in("siti", DENY)
    assert guest.viewer()["roles"] == ["OWNER"]
    guest.sign_in("budi")
    other.client.cookies.set(SESSION, before)
    assert other.ask().status_code == 401


def test_the_cookies_are_this_address_s_own(guest: Guest) -> None:
    begun = cookies(guest.client.get(BEGIN))[BEGUN]
    assert begun.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Lax; Max-Age=600"
    set_then = cookies(guest.sign_in("siti"))
    session = set_then[SESSION]
    assert session.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"
    assert set_then[BEGUN].startswith("; Path=/; ")
    assert set_then[BEGUN].endswith("Max-Age=0")


def test_the_page_goes_on_by_itself_and_runs_nothing(guest: Guest) -> None:
    answer = guest.sign_in("siti")
    assert '<meta http-equiv="refresh" content="0; url=/masuk">' in answer.text
    assert '<link rel="stylesheet" href="/door/door.css">' in answer.text
    assert "style-src 'self'; " in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers.get_list("cache-control") == ["private, no-store"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_nothing_that_a_link_says_goes_along_to_the_provider(guest: Guest) -> None:
    evil = {"redirect_uri": "https://evil.example", "state": "s", "nonce": "n", "prompt": "none"}
    page = guest.begin(**evil, next="https://evil.example", client_id="evil")
    asked = parse_qs(urlsplit(page).query)
    assert "evil" not in page
    assert asked["redirect_uri"] == [f"{guest.origin}{CALLBACK}"]
    assert "prompt" not in asked
    assert (asked["state"], asked["client_id"]) != (["s"], ["evil"])


def test_one_comes_back_to_the_public_address_whatever_host_is_asked(guest: Guest) -> None:
    answer = guest.client.get(BEGIN, headers={"host": "evil.example", "x-forwarded-host": "evil"})
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{guest.origin}{CALLBACK}"]


@pytest.mark.parametrize("name", ["next", "error_description", "iss", "url", "code"])
def test_what_a_link_says_is_on_no_page_and_leads_nowhere(guest: Guest, name: str) -> None:
    evil = '"><script>alert(1)</script><a href="https://evil.example">'
    answer = guest.come_back({"state": "s", "error": "x", name: evil})
    assert answer.status_code == 400
    assert re.findall(r'(?:href|url)="?([^">]+)', answer.text) == [
        "/board/board.css",
        "/door/door.css",
        "/masuk",
    ]
    assert "script" not in answer.text


def test_what_was_brought_once_opens_nothing_again(guest: Guest, other: Guest) -> None:
    page = guest.begin()
    begun, given = guest.client.cookies[BEGUN], signs_in(page, "siti")
    assert guest.come_back(given).status_code == 200
    assert refused(guest.come_back(given)) == ELSEWHERE
    assert guest.viewer()["roles"] == ["OWNER"]
    other.client.cookies.set(BEGUN, begun)  # whoever kept a copy of all of it
    assert refused(other.come_back(given)) == NOT_GIVEN


def test_what_one_browser_began_no_other_one_finishes(guest: Guest, other: Guest) -> None:
    given = signs_in(guest.begin(), "siti")
    assert refused(other.come_back(given)) == ELSEWHERE  # that has begun nothing
    other.begin()
    assert refused(other.come_back(given)) == ELSEWHERE  # that has begun another
    assert BEGUN in other.client.cookies
    assert guest.come_back(given).status_code == 200


def test_of_two_tabs_the_later_one_goes_on(guest: Guest) -> None:
    first, second = guest.begin(), guest.begin()
    assert refused(guest.come_back(signs_in(first, "siti"))) == ELSEWHERE
    assert guest.come_back(signs_in(second, "budi")).status_code == 200
    assert guest.viewer()["roles"] == ["RECORDER"]


def test_who_takes_longer_than_the_cookie_lasts_begins_again(guest: Guest) -> None:
    given = signs_in(guest.begin(), "siti")
    guest.client.cookies.delete(BEGUN)
    assert refused(guest.come_back(given)) == ELSEWHERE
    assert guest.sign_in("siti").status_code == 200


def test_who_says_no_there_is_nobody_here(guest: Guest) -> None:
    assert refused(guest.sign_in("siti", DENY)) == NOT_GIVEN
    assert BEGUN not in guest.client.cookies
    assert guest.viewer()["roles"] == ["PUBLIC"]


def test_an_answer_in_another_issuer_s_name_is_refused(guest: Guest) -> None:
    given = {**signs_in(guest.begin(), "siti"), "iss": "https://evil.example"}
    assert refused(guest.come_back(given)) == NOT_GIVEN


@pytest.mark.parametrize("code", ["", "x", "x" * 5_000, "\0", "é%"])
def test_a_code_that_is_none_opens_nothing(guest: Guest, code: str) -> None:
    given = {**signs_in(guest.begin(), "siti"), "code": code}
    assert refused(guest.come_back(given)) == NOT_GIVEN


def test_roles_that_were_not_named_in_the_settings_open_nothing(guest: Guest) -> None:
    assert guest.sign_in("tamu").status_code == 200
    assert guest.viewer()["roles"] == ["PUBLIC"]
    assert guest.client.get("/account").json()["roles"] == []


def test_a_role_that_takes_two_waits_for_an_administrator_whatever_the_provider_says(
    guest: Guest,
) -> None:
    guest.sign_in("wati")
    assert guest.viewer()["roles"] == ["OWNER"]
    account = guest.client.get("/account").json()
    assert (account["roles"], account["openRoles"]) == (["OWNER", "VERIFIER"], ["OWNER"])
    assert account["closedRoles"] == [{"role": "VERIFIER", "why": "WAITS"}]


def test_who_has_no_party_is_told_what_is_missing(guest: Guest) -> None:
    assert refused(guest.sign_in("nobody")) == CLAIMS


def test_it_is_told_in_the_reader_s_language(server: Serving) -> None:
    with Guest(server.port, "id") as guest:
        answer = guest.come_back({"state": "s"})
        assert '<html lang="id">' in answer.text
        assert told(answer).startswith("Proses masuk ini tidak dimulai di peramban ini")
        assert told(guest.sign_in("siti")).startswith("Anda sudah masuk.")


@pytest.mark.parametrize("path", [BEGIN, CALLBACK])
def test_it_is_a_page_and_no_act(guest: Guest, path: str) -> None:
    assert guest.client.post(path, headers={"origin": guest.origin}).status_code == 405


def test_a_proof_of_sign_in_opens_nothing_as_a_token(guest: Guest, provider: Provider) -> None:
    proof = provider.id_token("siti", audience="rakor-api")
    assert jwt.decode(proof, options={"verify_signature": False})["aud"] in (
        "rakor-api",
        ["rakor-api"],
    )
    answer = guest.ask(authorization=f"Bearer {proof}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        401,
        "UNAUTHENTICATED",
    )


def test_over_https_the_cookie_is_the_whole_host_s_alone() -> None:
    address = parse_address("https://rakor.example.go.id")
    assert address is not None
    begun = Begun("s" * 43, "n" * 43, "v" * 43)
    line = OidcCookie(address).written(begun)
    name, _, rest = line.partition("=")
    assert name == "__Host-rakor-oidc"
    assert rest.endswith("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600")
    assert Begun.parse(rest.partition("; ")[0]) == begun


def test_the_page_where_one_signs_in_is_told_of_the_provider() -> None:
    given: dict[str, Any] = {"oidc_issuer": "https://sso.example.go.id/realms/kabupaten"}
    given["oidc_roles"] = "a=LEADER"
    tokens_alone = Settings(**given, oidc_audience="rakor-api")
    unnamed = Settings(**given, oidc_client_id="rakor")
    named = Settings(**given, oidc_client_id="rakor", oidc_name="Akun Kabupaten")
    assert way_in(Settings()) is None
    assert way_in(tokens_alone) is None
    assert way_in(unnamed) == {"name": "sso.example.go.id", "start": BEGIN}
    assert way_in(named) == {"name": "Akun Kabupaten", "start": BEGIN}
