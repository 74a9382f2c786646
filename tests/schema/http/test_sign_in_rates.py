"""How often an address may come to sign in or to an account, and how many passwords at once."""

import asyncio
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from schema.http import sign_in_rates
from schema.http.admission import Rates
from services.accounts import sign_in
from services.accounts.refused import Refused, Why
from tests.worlds.browser import ELSEWHERE, HERE, Counter, code_of
from tests.worlds.office import ORIGIN


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is asked comes within one minute, however slow the machine."""
    monkeypatch.setattr(sign_in_rates, "Rates", partial(Rates, clock=lambda: 0.0))


@pytest.mark.parametrize(
    ("act", "body", "told"),
    [
        ("sign-in/passkey", {"credential": {}}, (400, "PASSKEY_REFUSED")),
        ("link", {"secret": "x"}, (400, "LINK_INVALID")),
        ("link/passkey", {}, (400, "BAD_INPUT")),
        ("link/password", {}, (400, "BAD_INPUT")),
        ("sign-in/password", {}, (400, "BAD_INPUT")),
    ],
)
def test_thirty_sign_ins_a_minute_come_from_one_address_and_more_are_turned_away(
    minute: None, tmp_path: Path, act: str, body: dict[str, Any], told: tuple[int, str]
) -> None:
    counter = Counter(tmp_path, rate_wait=0.0)
    browser = counter.browser()
    for _ in range(30):
        assert browser.refused(act, **body) == told
    answer = browser.post(f"/account/{act}", body)
    assert (answer.status_code, code_of(answer)) == (429, "TOO_MANY_REQUESTS")
    assert int(answer.headers["retry-after"]) >= 1
    assert counter.browser(ELSEWHERE).refused(act, **body) == told
    counter.close()


def test_what_is_asked_of_an_account_is_bounded_too_and_takes_nobody_s_sign_in(
    minute: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sign_in_rates.A_MINUTE, sign_in_rates.ACTS, 5)
    counter = Counter(tmp_path, rate_wait=0.0)
    browser = counter.browser()
    for _ in range(5):
        assert browser.client.get("/account").status_code == 401
    answer = browser.client.get("/account")
    assert (answer.status_code, code_of(answer)) == (429, "TOO_MANY_REQUESTS")
    browser.act("sign-in")
    counter.close()


def test_who_comes_a_little_too_often_is_slowed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []

    def delay(_: Rates, client: str, rate: int) -> float:
        counted.append((client, rate))
        return 0.25

    monkeypatch.setattr(Rates, "delay", delay)
    begun = time.monotonic()
    counter.browser().act("sign-in")
    counter.browser(ELSEWHERE).refused("sign-in/passkey", credential={})
    assert time.monotonic() - begun >= 0.5
    assert counted == [(f"asks {HERE}", 30), (f"opens {ELSEWHERE}", 30)]
    counter.browser().act("sign-out")
    assert counted[2:] == [(f"acts {HERE}", 300)]


async def test_two_passwords_are_compared_at_once_thirty_two_wait_and_no_more(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, most, may_go_on = [0], [0], threading.Event()

    def slow(*_: object) -> None:
        going[0] += 1
        most.append(going[0])
        may_go_on.wait(30)
        going[0] -= 1
        raise Refused(Why.SIGN_IN_FAILED)

    monkeypatch.setattr(sign_in, "by_password", slow)
    clients = [
        AsyncClient(
            transport=ASGITransport(counter.app, client=(f"203.0.113.{number}", 1)),
            base_url=ORIGIN,
            headers={"origin": ORIGIN},
        )
        for number in range(35)
    ]
    body = {"name": "x", "password": "y"}
    asked = [
        asyncio.ensure_future(client.post("/account/sign-in/password", json=body))
        for client in clients
    ]
    done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result().status_code for task in done] == [503]
    assert "retry-after" in done.pop().result().headers
    assert len(waiting) == 34
    may_go_on.set()
    answers = await asyncio.gather(*waiting)
    assert {answer.status_code for answer in answers} == {401}
    assert max(most) == 2
    for client in clients:
        await client.aclose()
