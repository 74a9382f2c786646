"""The audit: its stretch of time, the records behind each answer, and files that hold all rows."""

import csv
import io
import re

import pytest

from bench.worlds import OCCASION
from tests.pages.conftest import Open
from tests.pages.logs import COMPUTED, REPORTS, WORDS
from tests.pages.looking import CODE, SCREENS, Window

EVER = "sejak=1970-01-01T00:00:00.000Z"


def saved(window: Window, button: str) -> list[list[str]]:
    """The rows of the file that a button saves, as a spreadsheet reads them."""
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name=button, exact=True).click()
    text = download.value.path().read_text("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def positions(window: Window, within: str) -> list[int]:
    """The records that a part of the page names, in its order."""
    links = window.page.locator(f"{within} a[href^='/periksa/']").all()
    return [int((link.get_attribute("href") or "").rpartition("/")[2]) for link in links]


def test_an_auditor_reads_who_changed_what_since_monday(look: Open, records: int) -> None:
    window = look((1280, 900)).open(SCREENS["audit"])
    assert window.page.locator("[aria-current=true]").inner_text() == "Sejak Senin"
    for more in window.page.locator("#q_changed summary").all():  # few changes on a Tuesday
        more.click()
    found = positions(window, "#q_changed")
    assert found
    assert found == list(range(records - 1, records - 1 - len(found), -1))
    assert "#q_changed" not in window.page.url
    window.page.locator("#q_changed a[href^='/periksa/']").first.click()
    window.page.wait_for_selector(".left .notice")
    assert window.page.url.endswith(f"/periksa/{records - 1}")


def test_an_auditor_chooses_the_stretch_of_time(look: Open) -> None:
    window = look((1280, 900)).open(f"{SCREENS['audit']}?{EVER}")
    times = window.page.locator("#q_changed .soft").all_inner_texts()
    page = window.page
    first, last = page.evaluate(
        """() => [20, 10].map((ago) => {
          const day = new Date(Date.now() - ago * 864e5);
          return new Date(day - day.getTimezoneOffset() * 6e4).toISOString().slice(0, 10); })"""
    )
    page.fill("#since", first)
    page.fill("#until", last)
    page.locator("#until").press("Enter")
    page.wait_for_url("**sampai=**")
    window.drawn()
    assert re.search(r"sejak=\d{4}-\d\d-\d\dT17%3A00", page.url)  # midnight in Jakarta
    fewer = page.locator("#q_changed .soft").all_inner_texts()
    assert fewer
    assert set(fewer).isdisjoint(times[:5])
    assert (page.input_value("#since"), page.input_value("#until")) == (first, last)
    assert len(window.questions()) == 2
    assert window.wrong == []
    page.get_by_role("link", name="Bagaimana keadaannya").click()
    page.wait_for_url("**lihat=keadaan**")
    assert "sampai=" in page.url


def test_what_is_granted_is_named_after_what_asked_for_it(look: Open) -> None:
    window = look((1280, 900)).open(f"{SCREENS['audit']}?{EVER}")
    rows = window.page.locator("#q_superseded li, #q_requests li, #q_withdrawn li").all()
    assert len(rows) >= 3
    two = 0
    for row in rows:
        behind = [int(each.split()[-1]) for each in row.locator(".soft a").all_inner_texts()]
        assert behind == sorted(behind)
        two += len(behind) > 1
    assert two >= 2


@pytest.mark.parametrize("code", ["D20", "D19", "D06"])
def test_a_history_is_told_as_it_became_known(look: Open, code: str) -> None:
    window = look().open(f"/janji/{CODE}/{code}")
    told = positions(window, ".history")
    assert len(told) >= 5
    assert told == sorted(told)
    times = window.page.locator(".history time").all()
    moments = [time.get_attribute("datetime") or "" for time in times]
    assert moments == sorted(moments)


def test_more_rows_than_the_screen_has_are_said_and_are_in_the_file(look: Open, large: str) -> None:
    window = look(at=large).open(f"/audit/{OCCASION}?lihat=keadaan&{EVER}")
    assert "Tampak 100 yang terbaru. Masih ada lagi" in window.text("#q_late")
    assert len(window.questions()) == 1
    rows = saved(window, "Unduh CSV: Apa yang dicatat lebih dari sehari sesudah kejadian?")
    assert len(rows) == 1 + REPORTS
    assert len({row[4] for row in rows[1:]}) == REPORTS
    window.page.wait_for_selector(f"text={REPORTS} baris")


def test_a_file_that_cannot_be_whole_is_not_saved(look: Open, large: str) -> None:
    window = look(at=large).open(f"/audit/{OCCASION}?lihat=keadaan&{EVER}")
    window.answers_are(503)
    window.page.get_by_role("button", name="Unduh CSV", exact=True).click()
    window.page.wait_for_selector("text=Berkas tidak disimpan")


def test_a_file_holds_every_question_and_nothing_that_computes(look: Open, large: str) -> None:
    window = look(at=large).open(f"/audit/{WORDS}?{EVER}")
    asked = {
        text.rpartition(" ")[0].strip()
        for text in window.page.locator("li.card h2").all_inner_texts()
    }
    rows = saved(window, "Unduh CSV")
    assert asked <= {row[0] for row in rows}
    assert f"'{COMPUTED}" in {row[2] for row in rows}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert "Tidak ada." in {row[3] for row in rows}


def test_a_long_history_is_read_page_by_page(look: Open, large: str) -> None:
    window = look(at=large).open(f"/janji/{OCCASION}/D0")
    newest = positions(window, ".history")
    assert len(newest) == 100
    assert "Tampak 100 catatan; masih ada yang lebih lama." in window.text()
    window.page.get_by_role("link", name="Lihat yang lebih lama").click()
    window.page.wait_for_url("**sebelum=**")
    window.page.wait_for_selector("text=Kembali ke yang terbaru")
    older = positions(window, ".history")
    assert len({*older, *newest}) == len(older) + 100 == 4 + REPORTS
    assert max(older) < min(newest)
    assert len(window.questions()) == 2
    assert "tidak pernah berubah" in window.text(".facts")


def test_a_text_that_was_erased_is_said_to_be_erased(look: Open, erased: tuple[str, str]) -> None:
    address, token = erased
    window = look(at=address, extra_http_headers={"authorization": f"Bearer {token}"})
    window.open("/janji/psu/D07")
    accepted = window.page.locator(".history li", has_text="Komitmen diterima")
    assert "Ada teks yang telah dihapus." in accepted.inner_text()
    window.open(f"/audit/psu?{EVER}")
    assert "Ada teks yang telah dihapus" in (window.page.text_content("#q_changed") or "")
    assert window.wrong == []
