"""Administrators at the door: whom they give an account, and whom they let in to a role, signed."""

import hashlib
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from events.format.base64url import decoded
from tests.pages.browser import AXE
from tests.pages.conftest import Open, rehearse
from tests.pages.devices import SIZES, Device, Doorway, alert, enrol, gone, press, unfold
from tests.pages.looking import Window
from tests.pages.test_axe import RUN
from tests.worlds.program import Serving

PEOPLE, ROLES = "/masuk/orang", "/masuk/peran"
SIGN = "Tanda tangani dengan kunci sandi"
FIRST, SECOND, VERIFIER = "Ani Pertama", "Bima Kedua", "Citra Verifikator"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose log has the parties of a rehearsal, and where nobody has come yet."""
    return rehearse(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def doorway(office: Path, tmp_path: Path) -> Iterator[Doorway]:
    """A server over it."""
    folder: Path = shutil.copytree(office, tmp_path / "data")
    with Serving(folder) as serving:
        yield Doorway(folder, serving.public)


@pytest.fixture
def first(look: Open, doorway: Doorway) -> Window:
    """The first administrator, who comes from the machine and counts alone."""
    window = look((1280, 900), at=doorway.address)
    enrol(window, doorway.add(FIRST, "ADMINISTRATOR", party="BPBD"))
    return window


@pytest.fixture
def second(look: Open, doorway: Doorway, first: Window) -> Window:
    """The second one, whom the first lets in."""
    window = look((1280, 900), at=doorway.address)
    enrol(window, doorway.add(SECOND, "ADMINISTRATOR", party="DISKOMINFO"))
    assert "menunggu administrator kedua" in role(window, "Administrator")
    first.open(ROLES)
    press(first, f"Setujui {SECOND} sebagai Administrator")
    signed(first)
    return window.open("/masuk")


def role(window: Window, name: str) -> str:
    """What one's account says of a role."""
    window.page.wait_for_selector("#roles")
    return str(window.page.locator("section[aria-labelledby=roles] li", has_text=name).inner_text())


def signed(window: Window) -> str:
    """Sign what is asked for, and what is said of it then; what was to be signed is given."""
    window.page.locator("#sign").get_by_role("group").wait_for()
    asked = window.text("#sign")
    press(window, SIGN)
    window.page.wait_for_selector("#sign .GREEN")
    return asked


def new_link(window: Window, doorway: Doorway) -> str:
    """The link that is shown this once."""
    window.page.wait_for_selector("#new-link")
    return doorway.link_in(window.text("#new-link"))


def add(window: Window, name: str, party: str, *roles: str) -> None:
    """Give somebody an account, on the page that lists them."""
    window.open(PEOPLE)
    window.page.get_by_label("Nama lengkap").fill(name)
    window.page.get_by_label("Kode lembaga").fill(party)
    for each in roles:
        window.page.locator(f"#new-roles-{each}").check()
    press(window, "Buat akun dan tautannya")


def test_two_administrators_let_in_a_verifier_with_a_key_and_one_ends_it(
    look: Open, doorway: Doorway, first: Window, second: Window
) -> None:
    assert "terbuka" in role(second, "Administrator")
    assert "Orang" in second.text("nav")
    add(first, VERIFIER, "INSPEKTORAT", "VERIFIER")
    comes = look(at=doorway.address)
    device = enrol(comes, new_link(first, doorway))
    assert "Belum diberikan" in role(comes, "Verifikator")

    first.open(ROLES)
    press(first, f"Beri {VERIFIER} peran Verifikator")
    asked = signed(first)
    fingerprint = hashlib.sha256(decoded(device.public_key)).hexdigest()
    for said in (VERIFIER, "Verifikator", "INSPEKTORAT"):
        assert said in asked
    assert fingerprint in asked.replace(" ", "")
    assert "Anda yang mengusulkannya" in first.text("section[aria-labelledby=waiting]")
    assert "menunggu administrator kedua" in role(comes.open("/masuk"), "Verifikator")

    second.open(ROLES)
    press(second, f"Setujui {VERIFIER} sebagai Verifikator")
    signed(second)
    assert VERIFIER in second.text("section[aria-labelledby=in-force]")
    assert "belum" not in role(comes.open("/masuk"), "Verifikator")

    press(second, f"Akhiri {VERIFIER} sebagai Verifikator")
    assert "untuk semua kunci" in signed(second)
    gone(second, f"Akhiri {VERIFIER}")
    assert "diakhiri" in role(comes.open("/masuk"), "Verifikator")
    for window in (first, second, comes):
        assert window.wrong == []


def test_a_key_that_waits_is_not_dropped_where_that_would_end_the_role_that_is_open(
    look: Open, doorway: Doorway
) -> None:
    window = look((1280, 900), at=doorway.address)
    enrol(window, doorway.add(FIRST, "ADMINISTRATOR", party="BPBD")).leaves()
    Device(window)
    press(window, "Buat kunci sandi baru")
    window.page.locator("button", has_text="Hapus").nth(1).wait_for()
    window.open(ROLES)
    assert FIRST in window.text("section[aria-labelledby=waiting]")
    assert window.page.get_by_role("button", name="Batalkan usulan").count() == 0
    assert window.page.get_by_role("button", name=f"Akhiri {FIRST}").count() == 1


def test_what_is_to_be_signed_can_be_left_and_a_signature_not_given_writes_nothing(
    doorway: Doorway, look: Open, first: Window
) -> None:
    window = look(at=doorway.address)
    enrol(window, doorway.add(SECOND, "ADMINISTRATOR", party="DISKOMINFO"))
    first.open(ROLES)
    press(first, f"Setujui {SECOND} sebagai Administrator")
    first.page.locator("#sign").get_by_role("group").wait_for()
    press(first, "Batal")
    assert first.text("#sign") == ""
    assert "menunggu administrator kedua" in role(window.open("/masuk"), "Administrator")


def test_an_act_that_is_not_what_was_chosen_is_not_signed(
    doorway: Doorway, look: Open, first: Window
) -> None:
    enrol(look(at=doorway.address), doorway.add(SECOND, "ADMINISTRATOR", party="DISKOMINFO"))
    first.open(ROLES)

    def other(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace('\\"role\\":\\"ADMINISTRATOR', '\\"role\\":\\"LEADER')
        route.fulfill(response=answer, body=body)

    first.page.route("**/graphql", other, times=1)
    press(first, f"Setujui {SECOND} sebagai Administrator")
    assert "Tidak ada yang ditandatangani" in alert(first)


def test_an_account_is_found_changed_blocked_and_given_a_new_link(
    look: Open, doorway: Doorway, first: Window
) -> None:
    add(first, "Dodi Notulis", "DINKES", "RECORDER")
    link = new_link(first, doorway)
    window = look(at=doorway.address)
    device = enrol(window, link)
    first.open(PEOPLE)
    assert "tidak ditampilkan lagi" not in first.text()
    assert "hanya dapat diubah administrator lain" in first.text()
    assert first.page.locator("summary", has_text=FIRST).count() == 0

    first.page.get_by_label("Cari nama atau lembaga").fill("dodi")
    press(first, "Cari")
    gone(first, FIRST)
    unfold(first, "Ubah Dodi Notulis")
    first.page.get_by_role("group", name="Peran").first.get_by_label("Penanggung jawab").check()
    press(first, "Simpan peran")
    first.page.get_by_text("Notulis, Penanggung jawab").wait_for()

    press(first, "Blokir Dodi Notulis")
    first.page.get_by_role("button", name="Buka blokir Dodi Notulis").wait_for()
    press(window, "Buat kunci sandi baru")
    window.page.get_by_text("Anda tidak lagi masuk").wait_for()
    press(first, "Buka blokir Dodi Notulis")
    first.page.get_by_role("button", name="Blokir Dodi Notulis", exact=True).wait_for()

    press(first, "Buat tautan baru")
    device.leaves()
    enrol(window, new_link(first, doorway))
    assert "sebuah tautan pemulihan dipakai" in window.text()


def test_a_name_that_is_taken_is_told_and_what_was_typed_stays(
    first: Window, doorway: Doorway
) -> None:
    add(first, FIRST, "DINKES", "OWNER")
    assert "Sudah ada akun bernama" in alert(first)
    assert first.page.get_by_label("Nama lengkap").input_value() == FIRST
    assert first.page.locator("#new-roles-OWNER").is_checked()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pages_of_administrators_fit_and_axe_finds_nothing(
    look: Open, doorway: Doorway, language: str
) -> None:
    window = look(at=doorway.address, bypass_csp=True)  # axe is put into the page from outside
    enrol(window, doorway.add(FIRST, "ADMINISTRATOR", party="BPBD"))
    other = look(at=doorway.address)
    enrol(other, doorway.add(SECOND, "ADMINISTRATOR", party="DISKOMINFO"))
    for path in (PEOPLE, ROLES):
        window.page.evaluate("(to) => localStorage.setItem('lang', to)", language)
        window.open(path)
        window.page.eval_on_selector_all("details", "all => all.forEach((x) => { x.open = true })")
        if path == ROLES:
            window.page.locator("button.primary").first.click()
            window.page.locator("#sign").get_by_role("group").wait_for()
        window.page.evaluate(AXE.read_text("utf-8"))
        for size, dark in product(SIZES, (False, True)):
            width, height = SIZES[size]
            window.page.set_viewport_size({"width": width, "height": height})
            window.page.emulate_media(color_scheme="dark" if dark else "light")
            assert window.overflow() <= 0, (path, size)
            assert window.page.evaluate(RUN) == [], (path, size, dark)
            colour = "dark" if dark else "light"
            window.kept_picture(f"{path[1:].replace('/', '-')}-{size}-{colour}-{language}")
    assert window.wrong == []
