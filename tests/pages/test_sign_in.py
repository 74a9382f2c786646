"""What is sealed shows to who is signed in, and is nowhere once they have gone: with a token."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.pages.conftest import Open
from tests.pages.looking import ASKED, CODE, SCREENS, Window
from tests.pages.test_audit import EVER
from tests.worlds.program import rakor

D04 = f"/janji/{CODE}/D04"
SEALED = {
    SCREENS["papan"]: ("Siapa penanggung jawab pendidikan politik", "Gunung Timang"),
    D04: ("Empat puluh orang staf", "Surat tugas untuk 18 orang", "Daftar surat tugas"),
    f"{SCREENS['audit']}?{EVER}": ("Pelatih yang tersedia berada di BPBD",),
    SCREENS["keadaan"]: ("Siapa penanggung jawab",),
}
"""What only officers are told, by the screen that shows it."""
WITHOUT = "hanya tampak bagi petugas yang masuk"
KEPT = """async () => {
  const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      kept.push(request.url, await (await cache.match(request)).text());
  }
  return kept.join();
}"""
"""All that the browser holds for the board, as one text."""
IN_HTTP_CACHE = """([urls, token]) => Promise.all(urls.map((url) => fetch(url, {
  cache: "only-if-cached", mode: "same-origin",
  headers: {accept: "application/json", "accept-language": "id", authorization: `Bearer ${token}`},
}).then((answer) => answer.ok, () => false))).then((all) => all.filter(Boolean).length)"""


def sign_in(window: Window, token: str) -> Window:
    """Paste a token at the door of the screen that is open, by keyboard."""
    window.page.get_by_role("link", name="Masuk", exact=True).click()
    paste(window, f" {token}\n")
    window.page.get_by_role("button", name="Keluar").wait_for()
    return window.drawn()


def paste(window: Window, token: str) -> None:
    """Paste something where a token is taken while developing."""
    window.page.get_by_text("Token pengembangan").click()
    window.page.get_by_label("Tempelkan token Anda").fill(token)
    window.page.keyboard.press("Enter")


def sign_out(window: Window) -> Window:
    """Leave, and wait until the screen is drawn for everybody."""
    window.page.get_by_role("button", name="Keluar").click()
    window.page.get_by_role("link", name="Masuk", exact=True).wait_for()
    window.page.wait_for_selector("main:focus")
    return window.drawn()


@pytest.mark.parametrize("path", SEALED)
def test_what_is_sealed_shows_after_sign_in_and_not_after_sign_out(
    look: Open, auditor: str, path: str
) -> None:
    window = look((1280, 900)).open(path)
    said = window.text()
    assert WITHOUT in said.lower()
    assert not [secret for secret in SEALED[path] if secret in said]
    asked = len(window.questions())
    sign_in(window, auditor)
    assert window.page.url.endswith(path)
    assert len(window.questions()) == asked + 1
    said = window.text()
    assert WITHOUT not in said.lower()
    assert all(secret in said for secret in SEALED[path])
    assert window.text("#who") == "Inspektorat, Auditor"
    sign_out(window)
    everything = str(window.page.content())
    assert WITHOUT in window.text().lower()
    assert not [secret for secret in SEALED[path] if secret in everything]
    assert "Anda sudah keluar" in str(window.page.text_content("#say"))
    assert window.text("#top").count("Inspektorat") == 0
    assert window.wrong == []


def test_nothing_told_to_an_officer_is_left_in_the_browser(look: Open, auditor: str) -> None:
    window = look(keeps_shell=True).open(D04)
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    sign_in(window, auditor)
    for path in SEALED:
        window.open(path)
    assert auditor in str(window.page.evaluate(KEPT))
    sign_out(window)
    kept = str(window.page.evaluate(KEPT))
    assert '"dataset":"DEMO"' in kept or 'dataset\\":\\"DEMO' in kept
    told = [secret for secrets in SEALED.values() for secret in secrets]
    assert [each for each in [*told, auditor, "Inspektorat, "] if each in kept] == []
    assert not [url for url in window.asked if auditor in url]
    window.page.context.set_offline(True)
    assert window.page.evaluate(IN_HTTP_CACHE, [window.questions(), auditor]) == 0


def test_without_a_line_who_has_left_is_shown_what_everybody_is(look: Open, auditor: str) -> None:
    window = look(keeps_shell=True).open(D04)
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    sign_in(window, auditor)
    window.open(SCREENS["audit"])
    window.page.context.set_offline(True)
    assert SEALED[D04][0] in window.open(D04).text()
    sign_out(window)
    assert WITHOUT in window.text().lower()
    assert window.text("#line").startswith("Tidak tersambung")
    told = [secret for secrets in SEALED.values() for secret in secrets]
    for path in (D04, SCREENS["audit"]):
        said = window.open(path).text()
        assert not [secret for secret in told if secret in said]


def test_an_answer_that_comes_after_sign_out_is_neither_shown_nor_kept(
    look: Open, auditor: str
) -> None:
    window = sign_in(look((1280, 900)).open(D04), auditor)
    late: list[Route] = []

    def hold_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append(route)

    window.page.route(ASKED, hold_first)
    with window.page.expect_request(ASKED):
        window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sign_out(window)
    with window.page.expect_response(ASKED):
        late[0].continue_()
    window.page.wait_for_load_state("networkidle")
    assert SEALED[D04][0] not in window.text()
    assert SEALED[D04][0] not in str(window.page.evaluate(KEPT))


def test_another_tab_is_not_signed_in(look: Open, auditor: str) -> None:
    window = sign_in(look().open(D04), auditor)
    other = Window(window.page.context.new_page(), window.page.url.removesuffix(D04)).open(D04)
    assert WITHOUT in other.text().lower()
    assert other.page.locator("text=Keluar").count() == 0


@pytest.mark.parametrize("pasted", ["bukan.token.kami", "bukan token; sama sekali"])
def test_a_token_that_is_none_is_refused_at_the_door_in_words(look: Open, pasted: str) -> None:
    window = look().open("/masuk")
    paste(window, pasted)
    said = window.page.locator("[role=alert] .notice").inner_text()
    assert "Mintalah token baru" in said or "Ini bukan token" in said
    assert window.page.evaluate("document.activeElement.id") == "token"
    assert "token" not in window.page.evaluate("Object.keys(sessionStorage)")


@pytest.mark.parametrize(
    ("language", "told", "again"),
    [("id", "Anda tidak lagi masuk", "Masuk lagi"), ("en", "no longer signed in", "Sign in again")],
)
def test_a_token_no_longer_taken_is_told_and_the_open_part_is_shown(
    look: Open, auditor: str, language: str, told: str, again: str
) -> None:
    window = look((1280, 900), language=language).open("/semua")
    window.page.evaluate("(token) => sessionStorage.setItem('token', token)", auditor + "x")
    window.open(D04)
    assert told in window.text("#refused")
    assert "D04" in window.text("h1") or "D04" in window.text()
    assert SEALED[D04][0] not in window.text()
    window.page.get_by_role("link", name=again).click()
    window.page.wait_for_selector("#token", state="attached")


def test_who_signs_in_as_another_is_shown_nothing_of_the_first(
    look: Open, auditor: str, rehearsed: Path
) -> None:
    window = sign_in(look((1280, 900)).open(D04), auditor)
    window.open("/masuk")
    issued = rakor(rehearsed, "token", "--role", "LEADER", "--party", "party:PIMPINAN")
    paste(window, issued.stdout.strip())
    window.page.wait_for_selector(".state")
    assert window.text("#who") == "Pimpinan daerah, Pimpinan daerah"
    kept: Any = window.page.evaluate("Object.entries(sessionStorage)")
    assert not [name for name, held in kept if 'Inspektorat"},"roles' in held]
    assert not [name for name, held in kept if 'AUDITOR"]' in held]
