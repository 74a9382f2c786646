"""Signing in over HTTP, as the page does it: link, passkey, password, sessions, and the way out."""

from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.accounts.rules import ASSIGNABLE
from tests.worlds.authenticator import Device
from tests.worlds.browser import ELSEWHERE, Counter, code_of
from tests.worlds.office import GOOD_PASSWORD, ORIGIN

COOKIE = "__Host-rakor"


def test_from_a_link_to_a_session_that_graphql_knows(counter: Counter) -> None:
    account, secret = counter.add(Role.VERIFIER, Role.OWNER)
    browser = counter.browser()
    opened = browser.act("link", secret=secret)
    assert opened["name"] == "Siti Aminah"
    assert (opened["party"], opened["roles"]) == ("party:DINKES", ["VERIFIER", "OWNER"])
    assert opened["rolesByPassword"] == ["OWNER"]
    made = browser.enrol(secret)
    assert made["openRoles"] == ["VERIFIER", "OWNER"]
    viewer = browser.ask().json()["data"]["viewer"]
    assert viewer["roles"] == ["VERIFIER", "OWNER"]
    assert viewer["person"] == {"id": f"person:{account.person}"}
    assert browser.refused("link", secret=secret) == (400, "LINK_INVALID")


def test_the_cookie_is_written_exactly_so(counter: Counter) -> None:
    _, secret = counter.add()
    browser = counter.browser()
    asked = browser.act("link", secret=secret)["publicKey"]
    body = {"secret": secret, "credential": browser.device.create(asked), "label": "HP"}
    answer = browser.post("/account/link/passkey", body)
    (line,) = answer.headers.get_list("set-cookie")
    name, _, rest = line.partition("=")
    value, *attributes = rest.split("; ")
    assert (name, len(value)) == (COOKIE, 43)
    assert attributes == ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"]
    assert value not in answer.text
    browser.post("/account/sign-out")
    assert COOKIE not in browser.client.cookies


def test_on_the_machine_itself_the_cookie_needs_no_https(tmp_path: Path) -> None:
    counter = Counter(tmp_path, public_address=None, port=8_134)
    origin = "http://localhost:8134"
    _, secret = counter.add()
    browser = counter.browser(origin=origin)
    browser.device = Device(origin)
    asked = browser.act("link", secret=secret)["publicKey"]
    assert asked["rp"]["id"] == "localhost"
    body = {"secret": secret, "credential": browser.device.create(asked), "label": "HP"}
    (line,) = browser.post("/account/link/passkey", body).headers.get_list("set-cookie")
    name, _, rest = line.partition("=")
    assert name == "rakor-dev"
    assert rest.split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=43200"]
    assert browser.roles() == ["OWNER"]
    counter.close()


def test_each_sign_in_has_a_new_session_and_the_one_before_it_ends(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    first = browser.client.cookies[COOKIE]
    browser.come()
    assert browser.client.cookies[COOKIE] != first
    browser.client.cookies.clear()
    browser.client.cookies.set(COOKIE, first)
    assert browser.ask().status_code == 401


def test_a_password_signs_in_by_name(counter: Counter) -> None:
    counter.with_password(Role.RECORDER, Role.COORDINATOR)
    browser = counter.browser()
    made = browser.act("sign-in/password", name="Budi Santoso", password=GOOD_PASSWORD)
    assert (made["means"], made["openRoles"]) == ("PASSWORD", ["RECORDER"])
    assert browser.roles() == ["RECORDER"]


def test_a_wrong_password_and_an_unknown_name_are_told_word_for_word_alike(
    counter: Counter,
) -> None:
    counter.with_password(Role.RECORDER)
    said = []
    for name in ("Budi Santoso", "Nobody"):
        body = {"name": name, "password": "gajah terbang ke bulan"}
        answer = counter.browser(ELSEWHERE).post("/account/sign-in/password", body)
        said.append((answer.status_code, answer.json(), sorted(answer.headers)))
    assert said[0] == said[1]
    assert said[0][0] == 401


def test_after_five_failures_one_is_told_how_long_to_wait(counter: Counter) -> None:
    counter.with_password(Role.RECORDER)
    browser = counter.browser()
    body = {"name": "Budi Santoso", "password": "gajah terbang ke bulan"}
    for _ in range(5):
        assert browser.post("/account/sign-in/password", body).status_code == 401
    answer = browser.post("/account/sign-in/password", body)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert code_of(answer) == "TOO_MANY_FAILURES"
    elsewhere = counter.browser(ELSEWHERE)
    elsewhere.act("sign-in/password", name="Budi Santoso", password=GOOD_PASSWORD)


def test_signing_out_ends_it_at_once_and_has_the_browser_forget(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    secret = browser.client.cookies[COOKIE]
    assert browser.roles() == ["OWNER"]
    answer = browser.post("/account/sign-out")
    assert answer.status_code == 200
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "Max-Age=0" in answer.headers["set-cookie"]
    browser.client.cookies.set(COOKIE, secret)
    told = browser.ask()
    assert (told.status_code, code_of(told)) == (401, "UNAUTHENTICATED")
    assert "Max-Age=0" in told.headers["set-cookie"]
    assert browser.post("/account/sign-out").status_code == 200


def test_one_sees_one_s_own_sessions_and_ends_one(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    phone = counter.later(minutes=1).browser()
    phone.come(browser.device)
    assert phone.roles() == ["OWNER"]
    sessions = browser.account()["sessions"]
    assert [(item["isThisOne"], item["means"]) for item in sessions] == [
        (True, "PASSKEY"),
        (False, "PASSKEY"),
    ]
    secrets = (browser.client.cookies[COOKIE], phone.client.cookies[COOKIE])
    assert not any(secret in str(browser.account()) for secret in secrets)
    browser.act("sessions/end", session=sessions[1]["id"])
    assert phone.ask().status_code == 401
    assert browser.roles() == ["OWNER"]
    assert browser.refused("sessions/end", session="nothing") == (404, "NOT_THERE")
    browser.act("sessions/end", session=sessions[0]["id"])
    assert browser.refused("confirm") == (401, "SESSION_OVER")


def test_one_key_is_urged_to_become_two(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    assert browser.account()["shouldAddPasskey"] is True
    second = Device(ORIGIN)
    asked = browser.act("passkeys")["publicKey"]
    browser.act("passkeys/add", credential=second.create(asked), label="Kunci di laci")
    account = browser.account()
    assert account["shouldAddPasskey"] is False
    assert [(key["label"], key["publicKey"]) for key in account["passkeys"]] == [
        ("HP saya", browser.device.public_key),
        ("Kunci di laci", second.public_key),
    ]
    counter.browser().come(second)
    browser.act("passkeys/remove", passkey=account["passkeys"][0]["id"])
    asked = browser.act("sign-in")["publicKey"]
    lost = browser.device.get(asked)
    assert browser.refused("sign-in/passkey", credential=lost) == (401, "PASSKEY_UNKNOWN")


GUARDED: dict[str, dict[str, Any]] = {
    "passkeys": {},
    "passkeys/add": {"credential": {}, "label": "x"},
    "passkeys/remove": {"passkey": "x"},
    "tokens/add": {"label": "x", "roles": ["RECORDER"]},
    "people/add": {"name": "x", "party": "party:KPU", "roles": ["RECORDER"]},
    "people/block": {
        "person": "person:0f8fad5b-d9cb-469f-a165-70867728950e",
        "isBlocked": True,
    },
    "people/link": {"person": "person:0f8fad5b-d9cb-469f-a165-70867728950e"},
    "people/roles": {
        "person": "person:0f8fad5b-d9cb-469f-a165-70867728950e",
        "roles": ["RECORDER"],
    },
}
ROLES = (Role.ADMINISTRATOR, Role.RECORDER)


@pytest.mark.parametrize("act", GUARDED)
def test_before_a_new_key_link_token_or_role_the_passkey_is_shown_again(
    counter: Counter, act: str
) -> None:
    browser = counter.signed_in(*ROLES)
    body = GUARDED[act]
    counter.later(minutes=5, microseconds=1)
    assert browser.refused(act, **body) == (403, "CONFIRM_AGAIN")
    browser.confirm()
    answer = browser.post(f"/account/{act}", body)
    assert answer.status_code == 200 or code_of(answer) != "CONFIRM_AGAIN"
    counter.later(minutes=5, microseconds=1)
    assert browser.refused(act, **body) == (403, "CONFIRM_AGAIN")


@pytest.mark.parametrize("act", [*GUARDED, "confirm", "confirm/passkey", "sessions/end"])
def test_nothing_of_it_is_done_for_who_is_not_signed_in(counter: Counter, act: str) -> None:
    body = GUARDED.get(act, {"session": "x", "credential": {}})
    assert counter.browser().refused(act, **body) == (401, "SESSION_OVER")
    assert counter.browser().client.get("/account").status_code == 401


def test_a_program_gets_a_token_and_is_known_by_it_until_it_is_removed(counter: Counter) -> None:
    browser = counter.signed_in(Role.RECORDER, Role.VERIFIER)
    made = browser.act("tokens/add", label="Dasbor", roles=["RECORDER"])
    assert made["token"].startswith("rkr_")
    program = counter.browser()
    bearer = {"authorization": f"Bearer {made['token']}"}
    viewer = program.ask(**bearer).json()["data"]["viewer"]
    assert viewer["roles"] == ["RECORDER"]
    (token,) = browser.account()["tokens"]
    assert (token["label"], token["id"]) == ("Dasbor", made["id"])
    assert made["token"] not in str(browser.account())
    for roles, code in ((["VERIFIER"], "ROLE_APPROVES"), (["OWNER"], "ROLE_NOT_HELD")):
        assert browser.refused("tokens/add", label="x", roles=roles) == (400, code)
    browser.act("tokens/remove", token=made["id"])
    assert program.ask(**bearer).status_code == 401


def test_an_administrator_hands_out_a_link_and_roles_to_others_alone(counter: Counter) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR)
    other = counter.person(Role.OWNER, name="Other")[0].account
    whom = {"person": f"person:{other.person}"}
    link = browser.act("people/link", **whom)["link"]
    page, _, secret = link.partition("#")
    assert page == f"{ORIGIN}/masuk"
    stranger = counter.browser()
    assert stranger.enrol(secret)["openRoles"] == []
    assert stranger.account()["closedRoles"] == [{"role": "OWNER", "why": "NOT_ADMITTED"}]
    assert browser.act("people/roles", **whom, roles=["LEADER"])["roles"] == ["LEADER"]
    own = {"person": browser.account()["person"]}
    assert browser.refused("people/link", **own) == (403, "OWN_ACCOUNT")
    assert browser.refused("people/roles", **own, roles=["LEADER"]) == (403, "OWN_ACCOUNT")


@pytest.mark.parametrize("role", [role for role in ASSIGNABLE if role is not Role.ADMINISTRATOR])
def test_and_nobody_else_does(counter: Counter, role: Role) -> None:
    browser = counter.signed_in(role)
    other, _ = counter.add(name="Other")
    whom = {"person": f"person:{other.person}"}
    assert browser.refused("people/link", **whom) == (403, "NOT_ALLOWED")
    assert browser.refused("people/roles", **whom, roles=["OWNER"]) == (403, "NOT_ALLOWED")


REGISTER = """mutation { partyRegister(input: {
    idempotencyKey: "k1", code: "DINKES", name: "Dinas Kesehatan", kind: AGENCY
}) { position userErrors { code } } }"""
ACTOR = "{ event(position: 2) { actor { role party { code } person { id } } } }"


def test_what_is_recorded_from_a_page_names_the_person_by_the_random_id_alone(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.RECORDER)
    before = (counter.folder / "rakor.sqlite").read_bytes()
    person = browser.account()["person"]
    assert b"Siti" not in before
    payload = browser.ask(REGISTER).json()["data"]["partyRegister"]
    assert payload == {"position": 2, "userErrors": []}
    actor = browser.ask(ACTOR).json()["data"]["event"]["actor"]
    assert actor == {"role": "RECORDER", "party": {"code": "DINKES"}, "person": {"id": person}}
    assert counter.browser().ask(ACTOR).json()["data"]["event"]["actor"] is None


def test_nothing_of_an_account_but_its_random_id_goes_into_the_log(counter: Counter) -> None:
    browser = counter.signed_in(Role.RECORDER)
    counter.with_password(Role.OWNER)
    browser.act("tokens/add", label="Dasbor", roles=["RECORDER"])
    before = counter.server.house.look_up.head().size
    browser.come()
    assert counter.server.house.look_up.head().size == before
    logs = b"".join(path.read_bytes() for path in counter.folder.glob("rakor.sqlite*"))
    for word in ("Siti", "Budi", "Dasbor", "HP saya"):
        assert word.encode() not in logs


def test_a_recovery_is_told_at_the_next_sign_in(counter: Counter) -> None:
    browser = counter.signed_in(Role.OWNER)
    assert browser.account()["recoveredAt"] is None
    person = browser.account()["person"].removeprefix("person:")
    secret = counter.link(counter.account(person))
    new = counter.later(minutes=2).browser()
    new.enrol(secret)
    recovered = counter.now.isoformat()
    counter.later(hours=1)
    new.come()
    assert new.account()["recoveredAt"] == recovered
    assert browser.ask().status_code == 401
