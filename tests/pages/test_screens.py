"""Every screen in both languages, on a phone and on a desk, light and dark."""

from itertools import product
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.pages.looking import CODE, SCREENS

SIZES = {"360": (360, 740), "1280": (1280, 900)}
LOOKS = list(product(SCREENS, ("id", "en"), SIZES, (False, True)))
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>{moment}' + "A" * 300


@pytest.mark.parametrize(("screen", "language", "size", "dark"), LOOKS)
def test_a_screen_comes_from_one_request_and_fits(
    look: Open, screen: str, language: str, size: str, dark: bool
) -> None:
    window = look(SIZES[size], dark, language).open(SCREENS[screen])
    assert window.page.get_attribute("html", "lang") == language
    assert window.page.title().startswith("[DEMO] ")
    assert ("latihan" if language == "id" else "exercise") in window.text("#demo")
    assert "220" in window.text("#foot")
    assert window.page.locator("main h1").count() == 1
    assert len(window.questions()) == 1
    assert window.elsewhere() == []
    assert window.overflow() <= 0
    assert window.wrong == []
    assert window.kept_picture(f"{screen}-{size}-{'dark' if dark else 'light'}-{language}").exists()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_the_window_at_twice_the_size(look: Open, screen: str) -> None:
    assert look((320, 450)).open(SCREENS[screen]).overflow() <= 0


def with_texts(value: Any, text: str) -> Any:
    """An answer in which every name, title and message is another text."""
    if isinstance(value, dict):
        said = {"name", "title", "message", "unit"}
        return {
            key: text if key in said and isinstance(held, str) else with_texts(held, text)
            for key, held in value.items()
        }
    return [with_texts(each, text) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("screen", sorted(SCREENS.keys() - {"periksa", "masuk"}))
def test_a_hostile_text_of_the_log_stays_a_text(look: Open, screen: str) -> None:
    window = look()
    window.answers_become(lambda data: with_texts(data, HOSTILE))
    window.open(SCREENS[screen])
    assert "<script>alert(2)</script>" in window.text()
    assert window.page.locator("img:not(.on-paper > img), main script").count() == 0
    assert window.overflow() <= 0
    assert window.wrong == []


def test_a_matrix_of_five_hundred_commitments_is_shown_sorted_and_filtered(look: Open) -> None:
    window = look()

    def many(data: Any) -> Any:
        rows = data["readiness"]["commitments"]
        data["readiness"]["commitments"] = (rows * 500)[:500]
        return data

    window.answers_become(many)
    window.open(f"{SCREENS['matriks']}?urut=-deadline")
    assert "500" in window.text("main [role=status]")
    assert window.page.locator("tbody tr").count() == 500
    assert window.page.get_attribute("th[aria-sort]", "aria-sort") == "descending"
    window.page.locator("summary").click()
    window.page.select_option("#by-lampu", "RED")
    assert 0 < window.page.locator("tbody tr").count() < 500
    assert "lampu=RED" in window.page.url


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


def test_an_occasion_that_is_not_there_says_so_in_the_server_s_words(look: Open) -> None:
    window = look().open("/papan/tidak-ada")
    assert "Tidak ada catatan dengan id occasion:tidak-ada" in window.text()
    assert window.page.locator("main button").count() == 1


def test_the_keyboard_alone_reaches_another_day_and_both_ways_of_knowing(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["papan"])
    page = window.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
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


def test_the_other_language_is_a_switch_away(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["papan"])
    assert "Seberapa siap?" in window.text()
    window.page.get_by_role("button", name="English").click()
    window.page.wait_for_selector("text=How ready are we?")
    assert "days past the deadline" in window.text()
