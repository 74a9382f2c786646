"""Five hundred promises, words that try to be something else, and an occasion with nothing."""

from typing import Any

import pytest

from bench.worlds import OCCASION
from tests.pages.conftest import Open
from tests.pages.logs import COMMITMENTS, EMPTY, HOSTILE, LONG, TITLES, WORDS
from tests.pages.looking import SCREENS

OF_WORDS = ["/semua", f"/papan/{WORDS}", f"/matriks/{WORDS}", f"/audit/{WORDS}"]
OF_WORDS += [f"/audit/{WORDS}?lihat=keadaan"]
OF_WORDS += [f"/janji/{WORDS}/D{number}" for number in range(len(TITLES))]


MADE_OF_TEXT = "img:not(.on-paper > img), main script"
"""What only a text that became markup can have made: the board's own picture is a code on paper."""


def with_texts(value: Any, text: str) -> Any:
    """An answer in which every name, title and message is another text."""
    if isinstance(value, dict):
        said = {"name", "title", "message", "unit", "reason", "note", "question", "verbatim"}
        return {
            key: text if key in said and isinstance(held, str) else with_texts(held, text)
            for key, held in value.items()
        }
    return [with_texts(each, text) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("screen", sorted(SCREENS.keys() - {"periksa"}))
def test_a_hostile_text_of_any_answer_stays_a_text(look: Open, screen: str) -> None:
    window = look()
    window.answers_become(lambda data: with_texts(data, HOSTILE + "A" * 300))
    window.open(SCREENS[screen])
    assert "<script>alert(2)</script>" in window.text()
    assert window.page.locator(MADE_OF_TEXT).count() == 0
    assert window.overflow() <= 0
    assert window.wrong == []


@pytest.mark.parametrize("path", OF_WORDS)
def test_endless_and_hostile_words_of_the_log_fit_and_stay_words(
    look: Open, large: str, path: str
) -> None:
    window = look(at=large).open(path)
    said = window.page.text_content("main") or ""
    assert HOSTILE in said or LONG in said or "=HYPERLINK" in said
    assert window.page.locator(MADE_OF_TEXT).count() == 0
    for width in (320, 640, 1280):
        window.page.set_viewport_size({"width": width, "height": 700})
        assert window.overflow() <= 0, width
    assert window.wrong == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"/papan/{EMPTY}", "Belum ada janji yang punya penanggung jawab, tenggat, dan ukuran."),
        (f"/matriks/{EMPTY}", "Tampak 0 dari 0 janji."),
        (f"/audit/{EMPTY}", "Tidak ada."),
        (f"/audit/{EMPTY}?lihat=keadaan", "Tidak ada."),
    ],
)
def test_an_occasion_with_nothing_in_it_says_so(
    look: Open, large: str, path: str, says: str
) -> None:
    window = look(at=large).open(path)
    assert says in window.text()
    assert window.overflow() <= 0
    assert window.wrong == []


def test_the_board_of_five_hundred_promises_is_one_request_and_fits(look: Open, large: str) -> None:
    window = look(at=large).open(f"/papan/{OCCASION}")
    assert window.page.locator(".todo li").count() > 100
    assert len(window.questions()) == 1
    assert window.overflow() <= 0
    assert window.wrong == []


def test_the_matrix_of_five_hundred_is_sorted_by_the_keyboard_alone(look: Open, large: str) -> None:
    window = look((1280, 900), at=large).open(f"/matriks/{OCCASION}")
    page = window.page
    rows = page.locator("tbody tr:not(.group)")
    assert rows.count() == COMMITMENTS
    page.evaluate("window.before = [...document.querySelectorAll('tbody tr:not(.group)')]")
    for wanted in ("ascending", "descending"):
        page.get_by_role("button", name="Tenggat").press("Enter")
        head = page.locator("th[aria-sort]")
        assert head.count() == 1
        assert head.get_attribute("aria-sort") == wanted
        assert "Tenggat" in (head.text_content() or "")
        assert page.evaluate("document.activeElement.textContent").startswith("Tenggat")
        assert rows.count() == COMMITMENTS
    assert page.url.endswith("urut=-deadline")
    # The rows are moved, not made anew: a slow phone has to lay out a table, no more.
    assert page.evaluate("before.every((row) => row.isConnected)")
    assert len(window.questions()) == 1
    assert window.wrong == []


def test_a_filter_of_the_matrix_lies_in_its_address_and_on_paper(look: Open, large: str) -> None:
    window = look(at=large).open(f"/matriks/{OCCASION}")
    page = window.page
    page.locator("summary").click()
    page.select_option("#by-penanggung", label="Dinas nama Dinas-03")
    page.select_option("#by-bidang", label="Bidang kerja nomor 3")
    page.select_option("#by-order", label="Janji ▾")
    shown = [row.inner_text() for row in page.locator("tbody th[scope=row]").all()]
    assert 0 < len(shown) < COMMITMENTS
    assert shown[0] > shown[-1]
    assert len(window.questions()) == 1
    again = look(at=large).open(page.url.removeprefix(large))
    assert [row.inner_text() for row in again.page.locator("tbody th[scope=row]").all()] == shown
    again.page.emulate_media(media="print")
    said = again.text("main [role=status]")
    assert said.startswith(f"Tampak {len(shown)} dari {COMMITMENTS} janji.")
    assert "Penanggung jawab: Dinas nama Dinas-03." in said
    assert f"{again.page.url}&" in again.text(".on-paper")


def test_a_filtered_matrix_goes_on_following_the_log(look: Open, large: str) -> None:
    window = look(at=large).open(f"/matriks/{OCCASION}")
    window.page.locator("summary").click()
    window.page.select_option("#by-bidang", label="Bidang kerja nomor 3")

    def changed(data: Any) -> Any:
        data["readiness"]["commitments"][3]["commitment"]["title"] = "Judul baru"
        return data

    window.answers_become(changed)
    window.ask_again()
    window.page.wait_for_selector("text=Judul baru")
    assert window.page.input_value("#by-bidang") == "b3"
