"""The board for who signed in at the door: by a cookie that no script reads, and no longer."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.conftest import Open, rehearse
from tests.pages.devices import Doorway, enrol
from tests.pages.looking import SCREENS, Window
from tests.pages.test_sign_in import D04, KEPT, SEALED, WITHOUT
from tests.worlds.program import Serving

SECRET = SEALED[D04][0]
KEPT_FOR_EVERYBODY = "JSON.stringify(localStorage)"
COOKIE = "rakor-dev"


@pytest.fixture(scope="module")
def doorway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doorway]:
    """A server over a rehearsal of its own, at the name that people know it by."""
    folder = rehearse(tmp_path_factory.mktemp("cookie") / "data")
    with Serving(folder) as serving:
        yield Doorway(folder, serving.public)


@pytest.fixture
def window(look: Open, doorway: Doorway) -> Window:
    """A desk at it; the shell is kept, as in a real browser."""
    return look((1280, 900), at=doorway.address, keeps_shell=True)


def come(window: Window, doorway: Doorway, name: str) -> Window:
    """Somebody who answers for promises signs in, and looks at one."""
    enrol(window, doorway.add(name, "OWNER", party="BPBD"))
    return window.open(D04)


def leave(window: Window) -> None:
    """Press the button of the board, and wait until it is drawn for everybody."""
    window.page.get_by_role("button", name="Keluar").click()
    window.page.get_by_role("link", name="Masuk", exact=True).wait_for()
    window.page.wait_for_selector("main:focus")
    window.drawn()


def sessions(window: Window) -> list[dict[str, object]]:
    """The cookies of sessions that the browser holds."""
    held: Any = window.page.context.cookies()
    return [each for each in held if each.get("name") == COOKIE]


def test_who_came_in_is_named_and_sees_what_is_sealed_which_stays_in_the_tab(
    window: Window, doorway: Doorway
) -> None:
    come(window, doorway, "Ayu Papan")
    assert SECRET in window.text()
    assert window.text("#who") == "Ayu Papan"
    assert str(window.page.get_attribute("#who", "href")).startswith("/masuk?dari=%2Fjanji")
    assert SECRET not in window.page.evaluate(KEPT_FOR_EVERYBODY)
    assert SECRET in window.page.evaluate("JSON.stringify(sessionStorage)")
    assert sessions(window)[0]["httpOnly"] is True
    assert window.page.evaluate("document.cookie") == ""
    assert window.wrong == []


def test_another_tab_of_the_browser_is_signed_in_too_and_knows_the_party(
    window: Window, doorway: Doorway
) -> None:
    come(window, doorway, "Bagus Tab")
    other = Window(window.page.context.new_page(), doorway.address).open(D04)
    assert SECRET in other.text()
    assert other.text("#who").endswith(", Penanggung jawab")


def test_who_leaves_ends_the_session_on_the_server_and_leaves_nothing_in_any_tab(
    window: Window, doorway: Doorway
) -> None:
    come(window, doorway, "Cahya Keluar")
    held: Any = window.page.context.cookies()
    other = Window(window.page.context.new_page(), doorway.address).open(D04)
    assert SECRET in other.text()
    leave(window)
    other.page.get_by_role("link", name="Masuk", exact=True).wait_for()
    for each in (window, other):
        each.drawn()
        assert WITHOUT in each.text().lower()
        assert SECRET not in each.page.content()
        assert SECRET not in each.page.evaluate(KEPT)
    assert "Anda sudah keluar" in str(window.page.text_content("#say"))
    assert sessions(window) == []
    window.page.context.add_cookies(held)
    window.open(D04)
    assert SECRET not in window.text()


def test_a_session_that_is_over_is_told_and_the_screen_is_everybody_s(
    window: Window, doorway: Doorway
) -> None:
    come(window, doorway, "Dian Habis")
    held: Any = window.page.context.cookies()
    end = """fetch("/account/sign-out", {method: "POST", body: "{}",
      headers: {"content-type": "application/json"}}).then((answer) => answer.status)"""
    assert window.page.evaluate(end) == 200
    window.page.context.add_cookies(held)
    window.open(D04)
    assert "Anda tidak lagi masuk" in window.text("#refused")
    assert "D04" in window.text()
    assert SECRET not in window.text()
    assert SECRET not in window.page.evaluate(KEPT)
    assert sessions(window) == []


def test_without_a_line_who_was_told_sees_it_again_and_who_leaves_sees_it_no_more(
    window: Window, doorway: Doorway
) -> None:
    window.open(D04)
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    come(window, doorway, "Elok Luring")
    window.page.context.set_offline(True)
    assert SECRET in window.open(D04).text()
    assert window.text("#who") == "Elok Luring"
    leave(window)
    assert SECRET not in window.text()
    assert SECRET not in window.page.evaluate(KEPT)
    assert "Server belum dapat diberi tahu" in str(window.page.text_content("#say"))
    ended: list[str] = []
    window.page.on("request", lambda request: ended.append(request.url))
    window.page.context.set_offline(False)
    window.open(D04)
    assert SECRET not in window.text()
    asked = [url for url in ended if "/account/sign-out" in url or "/graphql?" in url]
    assert asked[0].endswith("/account/sign-out")
    assert sessions(window) == []


def test_without_a_line_nobody_else_s_tab_shows_what_was_told_before(
    window: Window, doorway: Doorway
) -> None:
    come(window, doorway, "Fajar Pertama")
    other = Window(window.page.context.new_page(), doorway.address)
    other.open("/semua")
    leave(other)
    window.page.wait_for_selector("a:has-text('Masuk')")
    window.page.context.set_offline(True)
    window.page.reload()
    window.drawn()
    assert SECRET not in window.text()


def test_what_everybody_is_told_is_kept_beyond_the_tab(look: Open, doorway: Doorway) -> None:
    window = look(at=doorway.address).open(SCREENS["papan"])
    assert "answer:home" in window.page.evaluate(KEPT_FOR_EVERYBODY)
    assert "answer:" not in window.page.evaluate("JSON.stringify(sessionStorage)")
