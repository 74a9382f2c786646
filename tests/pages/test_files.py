"""Files of evidence on the screen of a commitment: a picture and a link for who may open one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.conftest import Open
from tests.pages.devices import Doorway, enrol
from tests.pages.looking import CODE, Window
from tests.worlds.program import Serving

SCREEN = f"/janji/{CODE}/D05"


@pytest.fixture
def doorway(rehearsed: Path, tmp_path: Path) -> Iterator[Doorway]:
    """A server over a rehearsal, with the picture that it speaks of."""
    folder: Path = shutil.copytree(rehearsed, tmp_path / "data")
    with Serving(folder) as serving:
        yield Doorway(folder, serving.public)


def signed_in(look: Open, doorway: Doorway, width: int, party: str) -> Window:
    """The screen of D05 as an owner of a party sees it."""
    window = look((width, 900), at=doorway.address)
    enrol(window, doorway.add(f"Orang {party}", "OWNER", party=party))
    return window.open(SCREEN)


@pytest.mark.parametrize("width", [360, 1280])
def test_who_may_open_a_file_sees_its_picture_and_takes_it_from_there(
    look: Open, doorway: Doorway, width: int
) -> None:
    window = signed_in(look, doorway, width, "BAGIAN-UMUM")
    picture = window.page.locator("main img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    with window.page.expect_download() as taken:
        picture.click()
    assert taken.value.suggested_filename.startswith("evidence-c1709cf6c392")
    assert window.overflow() == 0
    assert window.wrong == []
    window.kept_picture(f"bukti-{width}")


def test_who_may_not_open_it_sees_that_there_is_evidence_and_no_link(
    look: Open, doorway: Doorway
) -> None:
    window = signed_in(look, doorway, 1280, "DINKES")
    assert "Foto ruang sekretariat" in window.text()
    assert window.page.locator("main img, main a[href^='/evidence']").count() == 0
    assert not [address for address in window.asked if "/evidence/" in address]
    assert window.wrong == []
