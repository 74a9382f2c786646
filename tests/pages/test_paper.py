"""What is printed: where it comes from, a code that leads back, and no wasted sheet."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import zxingcpp

from tests.pages.conftest import Open
from tests.pages.looking import SCREENS, Window

FILTERED = f"{SCREENS['matriks']}?bidang=logistik&urut=-deadline"
FOOT = 0.9
"""Above it stands what is printed; below, the band that says DEMO."""


class Sheet:
    """One printed page in shades of grey, row by row."""

    def __init__(self, page: Any) -> None:
        drawn = page.render(scale=2, grayscale=True)
        data, stride = bytes(drawn.buffer), drawn.stride
        self._rows = [data[at * stride :][: drawn.width] for at in range(drawn.height)]
        self._shape = (drawn.height, drawn.width)

    @property
    def filled(self) -> float:
        """How far down it is written on, above the band."""
        above = self._rows[: int(len(self._rows) * FOOT)]
        return max((at for at, row in enumerate(above) if min(row) < 200), default=0) / len(
            self._rows
        )

    def codes(self) -> list[str]:
        """What a telephone reads from it."""
        picture = memoryview(b"".join(self._rows)).cast("B", shape=self._shape)
        return [code.text for code in zxingcpp.read_barcodes(picture)]


def printed(window: Window) -> list[Sheet]:
    """The sheets that the window prints."""
    paper = window.page.pdf(prefer_css_page_size=True, print_background=True)
    return [Sheet(page) for page in pypdfium2.PdfDocument(paper)]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", [SCREENS["papan"], SCREENS["matriks"], FILTERED])
def test_what_is_printed_leads_back_to_what_was_printed(
    look: Open, path: str, language: str
) -> None:
    window = look((1280, 900), dark=True, language=language).open(path)
    sheets = printed(window)
    assert 1 <= len(sheets) <= 2
    assert sheets[-1].filled > 0.25
    [address] = [code for sheet in sheets for code in sheet.codes()]
    public = f"http://localhost:{urlsplit(window.address).port}"  # whatever host the window asked
    place = address.removeprefix(public)
    assert place.startswith("/")
    window.page.emulate_media(media="print")
    checkpoint = window.page.evaluate("fetch('/checkpoint').then((a) => a.text())")
    _, size, root = checkpoint.split("\n")[:3]  # at some hours the rehearsal has come further
    said = window.text(".on-paper")
    assert said.endswith(window.address + place)
    assert bytes.fromhex(window.text(".on-paper .hash")) == base64.b64decode(root)
    assert size in said and str(int(size) - 1) in said

    again = look((1280, 900), language=language).open(place)
    [asked] = again.questions()
    variables = json.loads(parse_qs(urlsplit(asked).query)["variables"][0])
    assert variables["asOf"]["position"] == int(size) - 1
    same = "tbody" if "matriks" in path else ".big-bar .bar"
    assert shown(again, same) == shown(window, same)


def shown(window: Window, selector: str) -> list[str]:
    """Numbers and codes of a screen: what does not depend on the language."""
    words = window.page.locator(selector).all_text_contents()
    label = window.page.locator(selector).first.get_attribute("aria-label") or ""
    return [sign for sign in "".join([*words, label]).replace(".", ",") if sign in "0123456789,"]


@pytest.mark.parametrize("screen", ["papan", "matriks"])
def test_paper_shows_demo_and_leaves_out_what_cannot_be_pressed(look: Open, screen: str) -> None:
    window = look((1280, 900)).open(SCREENS[screen])
    assert not window.page.is_visible(".on-paper")
    window.page.emulate_media(media="print")
    assert window.page.is_visible(".on-paper img")
    assert not window.page.is_visible("nav")
    assert window.page.is_visible("#demo")
    assert window.wrong == []


def test_the_head_of_the_matrix_stands_on_each_sheet(look: Open) -> None:
    window = look((1280, 900)).open(SCREENS["matriks"])
    paper = window.page.pdf(prefer_css_page_size=True)
    sheets = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)]
    assert len(sheets) == 2
    assert all("Penanggung jawab" in sheet and "DATA DEMO" in sheet for sheet in sheets)
