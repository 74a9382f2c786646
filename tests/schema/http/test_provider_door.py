"""Signing in by an identity provider: server and provider are processes of their own."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from httpx2 import Response

from schema.http.provider import way_in
from schema.identity.oidc_cookie import OidcCookie
from schema.identity.oidc_flow import Begun
from schema.identity.public_address import parse_address
from schema.settings import Settings
from tests.worlds.guest import BEGIN, BEGUN, CALLBACK, SESSION, Guest, serving
from tests.worlds.oidc_provider import DENY, Provider, signs_in
from tests.worlds.program import Serving, rakor_here

SITI = {"sub": "siti", "name": "Siti Aminah", "roles": ["pemeriksa"], "party": "INSPEKTORAT"}
BUDI = {"sub": "budi", "name": "Budi", "roles": ["pimpinan"], "party": "BUPATI"}
TAMU = {"sub": "tamu", "name": "Tamu", "roles": ["VERIFIER", "ADMINISTRATOR"], "party": "DINKES"}
NOBODY = {"sub": "nobody", "name": "Tanpa Instansi", "roles": ["pemeriksa"]}
AUDIENCE = ("rakor-api", ["rakor-api"])
SECRET = "rahasia-klien-91f2"


def settings(url: str, folder: Path) -> dict[str, str]:
    """The settings of a server for a provider."""
    file = folder / "client-secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    return {
        "RAKOR_OIDC_ISSUER": url,
        "RAKOR_OIDC_CLIENT_ID": "rakor",
        "RAKOR_OIDC_CLIENT_SECRET_FILE": str(file),
        "RAKOR_OIDC_NAME": "Akun Kabupaten",
        "RAKOR_OIDC_AUDIENCE": "rakor-api",
        "RAKOR_OIDC_ROLES": "pemeriksa=VERIFIER, pimpinan=LEADER",
        "RAKOR_RATE_WAIT": "0",
    }


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider(SITI, BUDI, TAMU, NOBODY) as provider:
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


def cookies(answer: Response) -> dict[str, str]:
    """The cookies that an answer sets, by name, each with its attributes."""
    lines = answer.headers.get_list("set-cookie")
    return dict(line.split("=", 1) for line in lines)


def told(answer: Response) -> str:
    """What a page says to its reader."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = re.search(r"<p>(.+?)</p>", answer.text)
    assert found
    return found[1]


def test_who_is_shown_by_the_provider_has_a_session_here(guest: Guest) -> None:
    answer = guest.sign_in("siti")
    assert (answer.status_code, told(answer)[:22]) == (200, "You are signed in. Thi")
    assert SESSION in guest.client.cookies
    assert BEGUN not in guest.client.cookies
    assert guest.viewer()["roles"] == ["VERIFIER"]
    account = guest.client.get("/account").json()
    assert (account["means"], account["name"]) == ("PROVIDER", "Siti Aminah")
    assert account["party"] == "party:INSPEKTORAT"
    assert (account["openRoles"], account["passkeys"]) == (["VERIFIER"], [])


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
    assert guest.viewer()["roles"] == ["VERIFIER"]
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
    assert re.findall(r'(?:href|url)="?([^">]+)', answer.text) == ["/masuk"]
    assert "script" not in answer.text


def refused(answer: Response) -> tuple[int, str]:
    """Status of a page that lets nobody in, and how its words begin."""
    assert SESSION not in cookies(answer)
    assert re.findall(r'href="([^"]+)"', answer.text) == ["/masuk"]
    assert "refresh" not in answer.text
    return answer.status_code, told(answer)[:27]


ELSEWHERE = (400, "This sign-in was not begun ")
NOT_GIVEN = (403, "The identity provider did n")
CLAIMS = (403, "The identity provider does ")


def test_what_was_brought_once_opens_nothing_again(guest: Guest, other: Guest) -> None:
    page = guest.begin()
    begun, given = guest.client.cookies[BEGUN], signs_in(page, "siti")
    assert guest.come_back(given).status_code == 200
    assert refused(guest.come_back(given)) == ELSEWHERE
    assert guest.viewer()["roles"] == ["VERIFIER"]
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
    assert guest.viewer()["roles"] == ["LEADER"]


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
    assert jwt.decode(proof, options={"verify_signature": False})["aud"] in AUDIENCE
    answer = guest.ask(authorization=f"Bearer {proof}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        401,
        "UNAUTHENTICATED",
    )


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
        ((person, name, party, roles, state),) = listed(folder)
        assert (name, party, roles) == ("Budi", "party:BUPATI", "LEADER")
        assert state == "by the identity provider"
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
    server = serving(folder, given, forked=False)
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
    acts = re.findall(r'"act": "provider", "result": "(\w+)"', lines)
    assert acts == ["done", "begun_elsewhere"]


def test_thirty_a_minute_come_from_one_address(provider: Provider, tmp_path: Path) -> None:
    given = {**settings(provider.url, tmp_path), "RAKOR_PROXIES": "10.0.0.1"}
    with serving(tmp_path / "data", given) as server, Guest(server.port) as guest:
        for _ in range(30):
            assert refused(guest.come_back({})) == ELSEWHERE
        answer = guest.come_back({})
        assert refused(answer)[0] == 429
        assert int(answer.headers["retry-after"]) >= 1
        guest.begin()


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
            assert guest.viewer()["roles"] == ["VERIFIER"]
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
            assert guest.viewer()["roles"] == ["VERIFIER"]


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
