"""What is one's own once one is in, and each page of the door as it looks and by the keyboard."""

import re
from itertools import count, product

import pytest

from tests.pages.browser import AXE
from tests.pages.conftest import Open
from tests.pages.devices import COME, SIZES, Device, Doorway, alert, enrol, gone, out, press, unfold
from tests.pages.looking import Window
from tests.pages.test_axe import RUN

NUMBERS = count()
"""One for each of several people whose names must differ."""
AGAIN = {"message": "Tunjukkan kunci sandi Anda", "extensions": {"code": "CONFIRM_AGAIN"}}


def test_a_second_passkey_is_added_and_the_first_removed_after_showing_one_again(
    window: Window, doorway: Doorway
) -> None:
    first = enrol(window, doorway.add("Kartika Dua", "OWNER"))
    acts: list[str] = []
    window.page.on("request", lambda request: acts.append(request.url.rpartition("/account/")[2]))
    over = {"status": 403, "json": {"errors": [AGAIN]}}  # as after five minutes
    window.page.route("**/account/passkeys", lambda route: route.fulfill(**over), times=1)
    press(window, "Buat kunci sandi baru")
    assert "Perangkat ini sudah punya kunci sandi" in alert(window)
    assert acts == ["passkeys", "confirm", "confirm/passkey", "passkeys"]
    first.leaves()
    second = Device(window)
    window.page.get_by_label("Sebutan perangkat ini").fill("Kunci cadangan")
    press(window, "Buat kunci sandi baru")
    window.page.get_by_role("button", name="Hapus Kunci cadangan").wait_for()
    assert len(second.credentials) == 1
    assert "Anda baru punya satu" not in window.text()
    press(window, "Hapus Kunci cadangan")
    gone(window, "Kunci cadangan")
    assert "Anda baru punya satu" in window.text()


def test_a_program_s_token_is_shown_once_works_and_can_be_taken_away(
    window: Window, doorway: Doorway
) -> None:
    enrol(window, doorway.add("Lestari Program", "OWNER", "VERIFIER"))
    unfold(window, "Buat token")
    assert window.page.locator("#token-role-VERIFIER").count() == 0
    press(window, "Buat token baru")
    assert "Sebutannya harus terisi" in alert(window)
    window.page.get_by_label("Program yang memakainya").fill("Unggahan")
    press(window, "Buat token baru")
    window.page.wait_for_selector("#new-token")
    token = window.text("#new-token")
    asked = """(token) => fetch("/graphql?query={viewer{roles}}", {credentials: "omit",
      headers: {authorization: `Bearer ${token}`, accept: "application/json"}})
      .then((answer) => answer.json())"""
    said = window.page.evaluate(asked, token)
    assert said["data"]["viewer"]["roles"] == ["OWNER"]
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(window, "Salin")
    window.page.get_by_text("Tersalin.").wait_for()
    assert window.page.evaluate("navigator.clipboard.readText()") == token
    window.open("/masuk")
    assert token not in window.page.content()
    press(window, "Hapus token Unggahan")
    gone(window, "Unggahan")


def test_a_recovery_link_that_took_the_place_of_old_keys_is_told(
    window: Window, doorway: Doorway
) -> None:
    first = enrol(window, doorway.add("Made Hilang", "OWNER"))
    first.leaves()
    out(window)
    enrol(window, doorway.link("Made Hilang"))
    assert "sebuah tautan pemulihan dipakai untuk akun ini" in window.text()
    assert "segera kabari administrator" in window.text()


def test_another_browser_is_signed_out_from_here_and_told(
    look: Open, window: Window, doorway: Doorway
) -> None:
    device = enrol(window, doorway.add("Nur Dua Tempat", "OWNER"))
    other = look(at=doorway.address)
    Device(other).holds(device.credentials[0])
    other.open("/masuk")
    press(other, COME)
    other.page.wait_for_selector("#keys")
    window.open("/masuk")
    press(window, "Akhiri")
    gone(window, "Akhiri")
    press(other, "Buat kunci sandi baru")
    other.page.get_by_text("Anda tidak lagi masuk").wait_for()


def test_a_page_of_administrators_is_shown_to_nobody_else(window: Window, doorway: Doorway) -> None:
    enrol(window, doorway.add("Oki Biasa", "OWNER"))
    for path in ("/masuk/orang", "/masuk/peran"):
        window.open(path)
        assert "untuk administrator" in window.text("h1")
        assert "Orang" not in window.text("nav")


def shown(window: Window, doorway: Doorway, page: str) -> Window:
    """One of the door's pages, with all that is folded up unfolded."""
    name = f"Putri {next(NUMBERS)}"
    if page == "come":
        window.open("/masuk")
    else:
        link = doorway.add(name, "OWNER", "AUDITOR")
        if page == "own":
            enrol(window, link)
            window.open("/masuk")
        else:
            window.open(link)
    window.page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    return window


@pytest.mark.parametrize(("page", "language"), list(product(("come", "link", "own"), ("id", "en"))))
def test_each_page_of_the_door_fits_in_both_languages_and_axe_finds_nothing(
    look: Open, doorway: Doorway, page: str, language: str
) -> None:
    window = look(at=doorway.address, bypass_csp=True)  # axe is put into the page from outside
    shown(window, doorway, page)
    if language == "en":
        window.page.locator("#switch").click()
        window.page.locator("html[lang=en]").wait_for()
        window.drawn()
    assert window.page.get_attribute("html", "lang") == language
    assert window.page.locator("main h1").count() == 1
    window.page.evaluate(AXE.read_text("utf-8"))
    for size, dark in product(SIZES, (False, True)):
        width, height = SIZES[size]
        window.page.set_viewport_size({"width": width, "height": height})
        window.page.emulate_media(color_scheme="dark" if dark else "light")
        assert window.overflow() <= 0, size
        assert window.page.evaluate(RUN) == [], (size, dark)
        window.kept_picture(f"masuk-{page}-{size}-{'dark' if dark else 'light'}-{language}")
    assert window.elsewhere() == []
    assert window.wrong == []


@pytest.mark.parametrize("page", ["come", "link", "own"])
def test_the_keyboard_goes_through_a_page_of_the_door_and_is_seen(
    window: Window, doorway: Doorway, page: str
) -> None:
    at = shown(window, doorway, page).page
    wanted = at.evaluate("""() => { window.stops = [...document.querySelectorAll(
      'a[href], button, input, select, summary, [tabindex="0"]')]
      .filter((each) => each.checkVisibility()); return stops.length }""")
    assert wanted >= 7
    for place in range(wanted):
        at.keyboard.press("Tab")
        assert at.evaluate(f"document.activeElement === stops[{place}]"), place
        assert at.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    heard = at.locator("body").aria_snapshot()
    assert re.findall(r"- (?:button|link|textbox|checkbox)(?::| \[|$).*", heard) == []
