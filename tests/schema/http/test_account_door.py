"""What the accounts' endpoints refuse, bound and tell: origins, shapes, rates, hashes, logs."""

import json
from pathlib import Path
from typing import Any

import pytest
import structlog

from events.facts.vocabulary import Role
from services.accounts import sign_in
from tests.worlds.browser import HERE, Counter, code_of
from tests.worlds.log_lines import told
from tests.worlds.office import GOOD_PASSWORD, ORIGIN

ACTS = [
    "link",
    "link/passkey",
    "link/password",
    "sign-in",
    "sign-in/passkey",
    "sign-in/password",
    "sign-out",
    "confirm",
    "confirm/passkey",
    "sessions/end",
    "passkeys",
    "passkeys/add",
    "passkeys/remove",
    "tokens/add",
    "tokens/remove",
    "people/list",
    "people/add",
    "people/link",
    "people/roles",
    "people/block",
]


@pytest.mark.parametrize("act", ACTS)
def test_only_a_page_of_this_address_is_served(counter: Counter, act: str) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR)
    for origin in ("https://evil.example", "null", ORIGIN.replace("https", "http")):
        answer = browser.post(f"/account/{act}", {}, origin=origin)
        assert (answer.status_code, code_of(answer)) == (403, "FORBIDDEN")
        assert "set-cookie" not in answer.headers
    answer = browser.client.post(f"/account/{act}", json={})
    assert (answer.status_code, code_of(answer)) == (403, "FORBIDDEN")


def test_graphql_takes_nothing_from_another_page_that_comes_with_the_cookie(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.OWNER)
    for origin in ({"origin": "https://evil.example"}, {"origin": "null"}):
        answer = browser.ask(**origin)
        assert (answer.status_code, code_of(answer)) == (403, "FORBIDDEN")
    without = browser.client.post("/graphql", json={"query": "{ log { size } }"})
    assert (without.status_code, code_of(without)) == (403, "FORBIDDEN")
    nobody = counter.browser()
    assert nobody.ask(origin="https://evil.example").status_code == 200


def test_a_get_with_the_cookie_is_the_person_s_own_answer(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    answer = browser.client.get("/graphql", params={"query": "{ viewer { roles } }"})
    assert answer.json()["data"]["viewer"]["roles"] == ["OWNER"]


def test_a_page_of_an_origin_that_is_set_may_read_what_its_reader_may_and_write_nothing(
    tmp_path: Path,
) -> None:
    page, other = "https://papan.kantor.example", "https://blog.kantor.example"
    counter = Counter(tmp_path, cors_origins=page)
    browser, asked = counter.signed_in(Role.OWNER), {"query": "{ viewer { roles } }"}
    for origin, allowed in ((page, page), (other, None)):
        read = browser.client.get("/graphql", params=asked, headers={"origin": origin})
        assert read.headers.get("access-control-allow-origin") == allowed
        assert read.headers["cache-control"] == "private, no-store"
        assert browser.ask(origin=origin).status_code == 403
    counter.close()


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_a_post_of_json(counter: Counter, act: str) -> None:
    browser = counter.browser()
    path, own = f"/account/{act}", {"origin": ORIGIN}
    assert browser.client.get(path).status_code == 405
    form = browser.client.post(path, data={"secret": "x"}, headers=own)
    assert (form.status_code, code_of(form)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    said = {**own, "content-type": "application/json"}
    for body in ("[]", "1", "null", '"x"', "{", "\xff", "[" * 60_000):
        answer = browser.client.post(path, content=body.encode("latin-1"), headers=said)
        assert answer.status_code == 400, body[:9]
    long = browser.client.post(path, content=b" " * 70_000 + b"{}", headers=said)
    assert (long.status_code, code_of(long)) == (413, "TOO_LARGE")


@pytest.mark.parametrize("wrong", [None, 7, [], {}, "", True, {"roles": 1}])
def test_a_field_of_another_kind_is_told_by_name(counter: Counter, wrong: Any) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, Role.RECORDER)
    for act in ACTS:
        fields = ("secret", "credential", "label", "name", "password", "session", "passkey")
        more = ("token", "person", "roles", "days")
        answer = browser.post(f"/account/{act}", dict.fromkeys((*fields, *more), wrong))
        assert answer.status_code in (200, 400, 401, 404), (act, answer.text)
        if act == "sign-out":
            browser.come()


ANSWERS = [
    ("GET", "account", 200),
    ("POST", "account/sign-in", 200),
    ("POST", "account/link", 400),
    ("POST", "account/sessions/end", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_all_of_it_is_private_and_kept_by_nobody(
    counter: Counter, method: str, path: str, status: int
) -> None:
    browser = counter.signed_in(Role.OWNER)
    own = {"origin": ORIGIN}
    answer = browser.client.request(
        method, f"/{path}", json={} if method == "POST" else None, headers=own
    )
    assert answer.status_code == status
    assert answer.headers.get_list("cache-control") == ["private, no-store"]
    assert "Cookie" in answer.headers["vary"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_graphql_answers_to_a_session_is_kept_by_nobody(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    query = "{ occasions(first: 1) { edges { node { id } } } }"
    signed_in, nobody = browser.ask(query), counter.browser().ask(query)
    assert signed_in.headers["cache-control"] == "private, no-store"
    assert nobody.headers["cache-control"].startswith("public")
    for answer in (signed_in, nobody):
        assert "Cookie" in answer.headers["vary"]


def test_what_nobody_foresaw_is_told_by_an_id_alone(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("of Siti Aminah")

    monkeypatch.setattr(sign_in, "by_passkey", fail)
    with structlog.testing.capture_logs() as lines:
        answer = counter.browser().post("/account/sign-in/passkey", {"credential": {}})
    assert (answer.status_code, code_of(answer)) == (500, "INTERNAL")
    assert "Siti" not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    (line,) = lines
    assert line["error_id"] in answer.text


def test_each_act_is_told_in_the_log_without_secret_password_or_name(counter: Counter) -> None:
    with told() as lines:
        _, secret = counter.add(Role.RECORDER)
        browser = counter.browser()
        browser.enrol(secret)
        person = browser.account()["person"].removeprefix("person:")
        made = browser.act("tokens/add", label="Dasbor", roles=["RECORDER"])
        token = made["token"]
        browser.act("tokens/remove", token=made["id"])
        for asking in ("passkeys", "confirm", "sign-in"):
            browser.act(asking)
        body = {"name": "Siti Aminah", "password": GOOD_PASSWORD}
        browser.post("/account/sign-in/password", body)
        browser.refused("link", secret=secret)
        browser.act("sign-out")
    said = [(line["what"], line["result"], line["person"]) for line in lines]
    assert said == [
        ("propose", "done", person),
        ("link/passkey", "done", person),
        ("tokens/add", "done", person),
        ("tokens/remove", "done", person),
        ("sign-in/password", "SIGN_IN_FAILED", person),
        ("link", "LINK_INVALID", person),
        ("sign-out", "done", person),
    ]
    assert {line["address"] for line in lines} == {HERE}
    assert {line["role"] for line in lines} == {"RECORDER"}
    text = json.dumps(lines)
    for hidden in (secret, token, GOOD_PASSWORD, "Siti", "siti", "Dasbor"):
        assert hidden not in text


def test_why_a_passkey_is_refused_is_told_to_the_operator_alone(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    asked = browser.act("sign-in")["publicKey"]
    browser.device.origin = "https://evil.example"
    with structlog.testing.capture_logs() as lines:
        body = {"credential": browser.device.get(asked)}
        answer = browser.post("/account/sign-in/passkey", body)
    assert (answer.status_code, code_of(answer)) == (400, "PASSKEY_REFUSED")
    assert "evil" not in answer.text
    (line,) = lines
    assert "https://evil.example" in line["reason"]


def test_where_no_address_is_set_and_others_reach_the_server_nobody_signs_in(
    tmp_path: Path,
) -> None:
    counter = Counter(tmp_path, public_address=None, host="0.0.0.0")  # noqa: S104  # a setting of a test
    browser = counter.browser()
    assert browser.post("/account/sign-in").status_code == 404
    assert browser.ask().status_code == 200
    counter.close()


def test_accounts_that_cannot_be_reached_are_told_and_the_public_reads_on(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.OWNER)
    counter.book.close()
    counter.server.accounts.close()
    (counter.folder / "accounts.sqlite").write_bytes(b"rubbish " * 1_000)
    for path, body in (("/graphql", {"query": "{ log { size } }"}), ("/account/sign-out", {})):
        with structlog.testing.capture_logs() as lines:
            answer = browser.post(path, body)
        assert (answer.status_code, code_of(answer)) == (503, "UNAVAILABLE")
        assert "not a database" in str(lines)
    assert counter.browser().ask().status_code == 200


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("sign-in/password", {"name": "\ud800", "password": GOOD_PASSWORD}),
        ("sign-in/password", {"name": "Siti Aminah", "password": f"\ud800{GOOD_PASSWORD}"}),
        ("people/list", {"search": "\ud800"}),
        ("people/list", {"after": "\ud800"}),
    ],
)
def test_half_a_character_is_bad_input_and_no_error_of_the_server(
    counter: Counter, act: str, sent: dict[str, str]
) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR)
    headers = {"origin": ORIGIN, "content-type": "application/json"}
    text = json.dumps(sent)  # as an escape: no such character travels
    answer = browser.client.post(f"/account/{act}", content=text, headers=headers)
    assert (answer.status_code, code_of(answer)) == (400, "BAD_INPUT")
