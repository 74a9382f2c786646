"""The one seam where a request becomes a viewer, whatever it brings."""

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from threading import Event

import pytest
from starlette.requests import HTTPConnection

from events.facts.vocabulary import Role
from schema.identity.bearer import Unauthenticated
from schema.identity.known_tokens import KEPT_FOR
from schema.identity.public_address import parse_address
from schema.identity.who_asks import ForeignOrigin, WhoAsks
from services.accounts.admit import new_token, remove_account, set_blocked, set_roles
from services.accounts.rules import IDLE
from services.accounts.sign_in import sign_out
from services.permissions import PUBLIC, Viewer
from tests.worlds.office import ORIGIN, Office
from tests.worlds.program import PATIENCE

MATE = Viewer((Role.AUDITOR,), "BPK")


class Provider:
    """Vouches for one token."""

    def viewer(self, token: str) -> tuple[Viewer, float]:
        if token != "good":
            raise Unauthenticated
        return MATE, 30.0


class Gate:
    """The seam over an office, and a clock for what is remembered."""

    def __init__(self, office: Office, address: str | None = ORIGIN, bearer: bool = True) -> None:
        self.elapsed = 0.0
        where = parse_address(address) if address else None
        provider = Provider() if bearer else None
        self.who_asks = WhoAsks(
            provider,
            office.book,
            where,
            lambda: office.now,
            lambda: office.directory,
            lambda: self.elapsed,
        )

    async def ask(
        self, method: str | None = "POST", kind: str = "http", **headers: str
    ) -> tuple[Viewer, float]:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": kind, "headers": raw, "path": "/graphql", "query_string": b""}
        if method is not None:
            scope["method"] = method
        return await self.who_asks.viewer(HTTPConnection(scope))


def cookie(secret: str) -> str:
    """A Cookie header with a session."""
    return f"theme=dark; __Host-rakor={secret}"


async def test_who_brings_nothing_is_the_public(office: Office) -> None:
    assert await Gate(office).ask() == (PUBLIC, inf)
    assert await Gate(office).ask(cookie="theme=dark") == (PUBLIC, inf)
    assert await Gate(office).ask(cookie="rakor-dev=x") == (PUBLIC, inf)


async def test_a_bearer_token_goes_to_who_vouches_for_it(office: Office) -> None:
    assert await Gate(office).ask(authorization="Bearer good") == (MATE, 30.0)
    signed_in, _ = office.person(Role.RECORDER)
    person = signed_in.account.person
    _, secret = new_token(office.book, office.now, person, "x", [Role.RECORDER], 1)
    viewer, lasts = await Gate(office, None, bearer=False).ask(authorization=f"Bearer {secret}")
    assert (viewer.roles, viewer.person, lasts) == ((Role.RECORDER,), person, KEPT_FOR)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic good", "Bearer good good", "Bearer bad", "Bearer rkr_bad"]
)
async def test_a_bad_token_is_never_the_public(office: Office, header: str) -> None:
    signed_in, _ = office.person()
    with pytest.raises(Unauthenticated):
        await Gate(office).ask(authorization=header, cookie=cookie(signed_in.secret), origin=ORIGIN)


async def test_a_token_that_nobody_vouches_for_is_not_accepted(office: Office) -> None:
    with pytest.raises(Unauthenticated, match="not_accepted"):
        await Gate(office, bearer=False).ask(authorization="Bearer good")


async def test_a_session_is_known_by_its_cookie_from_a_page_of_this_address(
    office: Office,
) -> None:
    signed_in, _ = office.person(Role.VERIFIER)
    said = {"cookie": cookie(signed_in.secret)}
    viewer, lasts = await Gate(office).ask(**said, origin=ORIGIN)
    assert (viewer.roles, viewer.person) == ((Role.VERIFIER,), signed_in.account.person)
    assert lasts == KEPT_FOR


FOREIGN = [
    None,
    "",
    "null",
    "https://evil.example",
    f"{ORIGIN}.evil.example",
    f"{ORIGIN}:8443",
    ORIGIN.replace("https", "http"),
    ORIGIN.upper(),
    f"{ORIGIN}/",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_what_another_page_sends_with_the_cookie_is_refused(
    office: Office, origin: str | None
) -> None:
    signed_in, _ = office.person()
    said = {"cookie": cookie(signed_in.secret)} | ({} if origin is None else {"origin": origin})
    for method, kind in (("POST", "http"), ("PUT", "http"), (None, "websocket")):
        with pytest.raises(ForeignOrigin):
            await Gate(office).ask(method, kind, **said)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_changes_nothing_may_come_without_an_origin(office: Office, method: str) -> None:
    signed_in, _ = office.person()
    viewer, _ = await Gate(office).ask(method, cookie=cookie(signed_in.secret))
    assert viewer.person == signed_in.account.person


async def test_a_bearer_token_needs_no_origin_for_no_browser_adds_it(office: Office) -> None:
    viewer, _ = await Gate(office).ask(
        authorization="Bearer good", cookie=cookie("x"), origin="https://evil.example"
    )
    assert viewer == MATE


@pytest.mark.parametrize("secret", ["x", "x" * 5_000, "rkr_x", "%00"])
async def test_a_session_that_is_none_is_never_the_public(office: Office, secret: str) -> None:
    with pytest.raises(Unauthenticated, match="session_over"):
        await Gate(office).ask(cookie=cookie(secret), origin=ORIGIN)


async def test_where_there_is_no_address_no_cookie_is_looked_at(office: Office) -> None:
    signed_in, _ = office.person()
    said = {"cookie": cookie(signed_in.secret), "origin": ORIGIN}
    assert await Gate(office, None).ask(**said) == (PUBLIC, inf)


def _block(office: Office, person: str) -> None:
    set_blocked(office.book, person, is_blocked=True)


def _remove(office: Office, person: str) -> None:
    remove_account(office.book, person)


@pytest.mark.parametrize("end", [_block, _remove])
async def test_who_is_blocked_or_removed_by_another_program_is_out_within_a_minute(
    office: Office, end: Callable[[Office, str], None]
) -> None:
    signed_in, _ = office.person(Role.RECORDER)
    person = signed_in.account.person
    _, token = new_token(office.book, office.now, person, "x", [Role.RECORDER])
    gate = Gate(office)
    for said in (
        {"cookie": cookie(signed_in.secret), "origin": ORIGIN},
        {"authorization": f"Bearer {token}"},
    ):
        await gate.ask(**said)
    end(office, person)
    gate.elapsed = 60.0
    for said in (
        {"cookie": cookie(signed_in.secret), "origin": ORIGIN},
        {"authorization": f"Bearer {token}"},
    ):
        with pytest.raises(Unauthenticated):
            await gate.ask(**said)


@pytest.mark.parametrize("way", ["session", "token"])
async def test_what_opens_and_lasts_is_told_when_to_ask_again_and_ends_with_what_opened_it(
    office: Office, way: str
) -> None:
    signed_in, _ = office.person(Role.RECORDER)
    person = signed_in.account.person
    _, token = new_token(office.book, office.now, person, "x", [Role.RECORDER], days=1)
    said = {"authorization": f"Bearer {token}"}
    ends = dt.timedelta(days=1)
    if way == "session":
        said, ends = {"cookie": cookie(signed_in.secret), "origin": ORIGIN}, IDLE
    gate = Gate(office)
    assert (await gate.ask(None, "websocket", **said))[1] == KEPT_FOR
    if way == "token":
        office.now += ends - dt.timedelta(seconds=9)
        gate.elapsed += KEPT_FOR
        assert (await gate.ask(None, "websocket", **said))[1] == 9.0
    office.now += ends
    gate.elapsed += KEPT_FOR
    with pytest.raises(Unauthenticated):
        await gate.ask(None, "websocket", **said)


async def test_what_is_known_is_asked_once_a_minute_and_anew_after_a_change(office: Office) -> None:
    signed_in, _ = office.person(Role.OWNER)
    gate = Gate(office)
    said = {"cookie": cookie(signed_in.secret), "origin": ORIGIN}
    await gate.ask(**said)
    set_roles(office.book, signed_in.account.person, [Role.LEADER], is_vouched=True)
    assert (await gate.ask(**said))[0].roles == (Role.OWNER,)
    gate.elapsed = 60.0
    assert (await gate.ask(**said))[0].roles == (Role.LEADER,)
    sign_out(office.book, signed_in.secret)
    gate.who_asks.forget()
    with pytest.raises(Unauthenticated):
        await gate.ask(**said)


class Silent:
    """Vouches for anybody, once it is let go."""

    def __init__(self) -> None:
        self.goes_on = Event()

    def viewer(self, token: str) -> tuple[Viewer, float]:
        self.goes_on.wait(PATIENCE)
        return MATE, 30.0


async def test_no_session_waits_for_who_vouches_for_the_tokens_of_others(office: Office) -> None:
    silent, address = Silent(), parse_address(ORIGIN)
    signed_in, _ = office.person(Role.RECORDER)
    with ThreadPoolExecutor(1) as threads:
        gate = Gate(office)
        gate.who_asks = WhoAsks(
            silent,
            office.book,
            address,
            lambda: office.now,
            lambda: office.directory,
            threads=threads,
        )
        others = [
            asyncio.create_task(gate.ask(authorization=f"Bearer {number}")) for number in range(64)
        ]
        viewer, _ = await gate.ask(cookie=cookie(signed_in.secret), origin=ORIGIN)
        assert viewer.person == signed_in.account.person
        assert not any(task.done() for task in others)
        silent.goes_on.set()
        assert {viewer for viewer, _ in await asyncio.gather(*others)} == {MATE}


async def test_tokens_of_others_are_known_for_a_minute_and_asked_anew_after_a_change(
    office: Office,
) -> None:
    gate, asked = Gate(office), []

    class Counting(Provider):
        def viewer(self, token: str) -> tuple[Viewer, float]:
            asked.append(token)
            return MATE, 3_600.0

    gate.who_asks = WhoAsks(
        Counting(),
        office.book,
        None,
        lambda: office.now,
        lambda: office.directory,
        lambda: gate.elapsed,
    )
    for seconds, count in ((0.0, 1), (59.0, 1), (60.0, 2)):
        gate.elapsed = seconds
        await gate.ask(authorization="Bearer good")
        assert len(asked) == count
    gate.who_asks.forget()
    await gate.ask(authorization="Bearer good")
    assert len(asked) == 3
    office.add(Role.OWNER, name="Somebody who was let in")
    await gate.ask(authorization="Bearer good")
    assert len(asked) == 4
