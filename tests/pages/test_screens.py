"""Every screen in both languages, on a phone and on a desk, light and dark."""

import re
from itertools import product
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.pages.looking import CODE, SCREENS

SIZES = {"360": (360, 740), "1280": (1280, 900), "twice": (640, 370), "narrow": (320, 450)}
"""A phone, a desk, a desk of which everything is shown twice as large, and the narrowest phone."""
KEPT = ("360", "1280")
NAMES = {
    "papan": ['heading "Seberapa siap?"', "slider", "link", "img"],
    "semua": ['heading "Semua kegiatan"'],
    "janji": ['heading "Riwayat"', 'heading "Kemajuan"', 'img "'],
    "matriks": ["table", 'columnheader "Tenggat"', 'button "Cetak"', 'combobox "Bidang"'],
    "audit": ['textbox "Sejak tanggal"', 'button "Unduh CSV"', 'button "Tampilkan"'],
    "keadaan": ['link "Apa yang berubah"', 'button "Unduh CSV: '],
    "periksa": ['textbox "Tempelkan', 'button "Hitung"'],
}
STOPS = """() => {
  window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((each) => each.checkVisibility());
}"""
NOT_THERE = {
    "papan": "Tidak ada catatan dengan id occasion:tidak-ada",
    "matriks": "Yang ditanyakan tidak ada dalam catatan",
    "audit": "Tidak ada catatan dengan id occasion:tidak-ada",
}


@pytest.mark.parametrize(("screen", "language"), list(product(SCREENS, ("id", "en"))))
def test_a_screen_comes_from_one_request_and_fits(
    look: Open, records: int, screen: str, language: str
) -> None:
    window = look(language=language).open(SCREENS[screen])
    page = window.page
    assert page.get_attribute("html", "lang") == language
    assert page.title().startswith("[DEMO] ")
    assert ("latihan" if language == "id" else "exercise") in window.text("#demo")
    assert str(records - 1) in window.text("#foot")
    assert page.locator("main h1").count() == 1
    assert len(window.questions()) == 1
    for size, dark in product(SIZES, (False, True)):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        assert window.overflow() <= 0, size
        if size in KEPT:
            look_of = f"{screen}-{size}-{'dark' if dark else 'light'}-{language}"
            assert window.kept_picture(look_of).exists()
    assert len(window.questions()) == 1
    assert window.elsewhere() == []
    assert window.wrong == []


@pytest.mark.parametrize("screen", SCREENS)
def test_whoever_hears_a_screen_is_told_what_everything_is(look: Open, screen: str) -> None:
    window = look((1280, 900)).open(SCREENS[screen])
    heard = window.page.locator("body").aria_snapshot()
    for name in (*NAMES[screen], 'link "Langsung ke isi"', "navigation", 'button "English"'):
        assert re.search(rf"- '?{re.escape(name)}", heard), (name, heard)
    nameless = re.findall(r"- (?:button|link|textbox|combobox|slider|img)(?::| \[|$).*", heard)
    assert nameless == []
    assert heard.count("- main:") == heard.count("- contentinfo:") == 1


@pytest.mark.parametrize("screen", SCREENS)
def test_the_keyboard_goes_through_a_screen_in_its_order_and_is_seen(
    look: Open, screen: str
) -> None:
    page = look((1280, 900)).open(SCREENS[screen]).page
    page.evaluate(STOPS)
    wanted = int(page.evaluate("stops.length"))
    assert wanted >= 7
    # A link past the menu comes first; a date has several stops of its own, and is one here.
    for place in range(min(wanted, 40)):
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement === stops[{place}]"):
                break
        assert page.evaluate(f"document.activeElement === stops[{place}]"), place
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert page.evaluate("document.activeElement.checkVisibility()")
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_moves_for_who_wants_no_motion(look: Open, screen: str) -> None:
    page = look(reduced_motion="reduce").open(SCREENS[screen]).page
    moving = """() => [...document.querySelectorAll('*')].filter((each) => {
      const style = getComputedStyle(each);
      return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
        || style.scrollBehavior === 'smooth' }).map((each) => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(moving) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) != []


def as_green(value: Any) -> Any:
    """An answer in which everything that is judged is on plan, and far from done."""
    if isinstance(value, dict):
        early: dict[str, Any] = {"light": "GREEN", "reasons": [], "topReason": None}
        held = {key: as_green(each) for key, each in value.items()}
        if not {"light", "score"} <= held.keys():
            return held
        is_share = "commitment" in held  # a commitment's score is a share, an occasion's a number
        return (
            held
            | {k: v for k, v in early.items() if k in held}
            | {"score": 0.27 if is_share else 27.0}
        )
    return [as_green(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("screen", "places"),
    [
        ("papan", (".because", ".areas li:first-child")),
        ("semua", (".occasions li:first-child",)),
        ("matriks", ("main > p", "tbody tr:nth-child(2)")),
    ],
)
def test_a_green_light_beside_a_low_number_is_explained(
    look: Open, screen: str, places: tuple[str, ...]
) -> None:
    window = look((1280, 900))
    window.answers_become(as_green)
    window.open(SCREENS[screen])
    for place in places:
        said = window.page.locator(place).first.inner_text()
        assert "Sesuai rencana, baru 27 dari 100 yang selesai." in said


@pytest.mark.parametrize("screen", ["papan", "semua"])
def test_no_number_is_broken_within(look: Open, screen: str) -> None:
    window = look((320, 640)).open(SCREENS[screen])
    numbers = ".value, .legend dd b, .count, .scale span, .lead b"
    heights = """all => all.filter((one) => one.getClientRects().length > 1
      || one.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(one).fontSize))
      .map((one) => one.textContent)"""
    assert window.page.eval_on_selector_all(numbers, heights) == []


@pytest.mark.parametrize("screen", NOT_THERE)
def test_an_occasion_that_is_not_there_says_so_in_the_server_s_words(
    look: Open, screen: str
) -> None:
    window = look().open(f"/{screen}/tidak-ada")
    assert NOT_THERE[screen] in window.text()
    assert window.page.locator("main button").count() == 1
    assert window.wrong == []


def test_the_keyboard_alone_reaches_another_day_and_both_ways_of_knowing(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["papan"])
    page = window.page
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "slide":
            break
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert str(page.get_attribute("#slide", "aria-valuetext"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".travelling")
    assert f"/papan/{CODE}?t=" in page.url
    assert page.evaluate("document.activeElement.id") == "main"
    then = window.text(".verdict")
    page.locator(".travelling nav a").nth(1).click()
    page.wait_for_selector(".travelling nav a:nth-child(2)[aria-current]")
    assert (then, window.wrong) == (window.text(".verdict"), [])


def test_the_slider_says_in_words_what_was_known_what_is_and_what_lies_ahead(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["papan"])
    page = window.page
    assert "diketahui saat itu" in window.text(".keys")
    assert "kini diketahui" in window.text(".keys")
    assert "bila tidak terjadi apa-apa lagi" in window.text(".keys")
    assert page.locator("polyline.now-line, polyline.future").count() == 2
    page.locator("#slide").focus()
    now = str(page.get_attribute("#slide", "aria-valuetext"))
    page.keyboard.press("End")
    ahead = str(page.get_attribute("#slide", "aria-valuetext"))
    assert ahead.endswith("bila tidak terjadi apa-apa lagi")
    assert ahead != now
    assert page.locator(".over-time .button").count() == 0
    said = []
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
        said.append(str(page.get_attribute("#slide", "aria-valuetext")))
    differing = [each for each in said if "Kini diketahui" in each]
    assert 0 < len(differing) < len(said)
    assert page.locator(".over-time .button").count() == 1


def test_the_other_language_is_a_switch_away_and_stays(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["papan"])
    assert "Seberapa siap?" in window.text()
    switch = window.page.get_by_role("button", name="English")
    assert switch.get_attribute("lang") == "en"
    switch.click()
    window.page.wait_for_selector("text=How ready are we?")
    assert re.search(r"\d\.\d days past the deadline", window.text())
    assert window.page.get_attribute("html", "lang") == "en"
    assert "How ready are we?" in window.open(SCREENS["papan"]).text()
