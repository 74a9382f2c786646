"""The door: a one-time link, a passkey or a password, and what is one's own once one is in."""

import hashlib
import re
from pathlib import Path

import pytest

from events.format.base64url import decoded
from tests.pages.conftest import Open
from tests.pages.devices import COME, MAKE, Device, Doorway, alert, enrol, out, press, unfold
from tests.pages.looking import Window
from tests.worlds.office import GOOD_PASSWORD
from tests.worlds.program import Serving


def test_what_opens_a_link_leaves_the_address_at_once_and_is_only_ever_posted(
    window: Window, doorway: Doorway
) -> None:
    link = doorway.add("Andi Tautan", "OWNER")
    secret = link.split("#")[1]
    window.open(link)
    assert "Selamat datang, Andi Tautan" in window.text("h1")
    assert window.page.url == f"{doorway.address}/masuk"
    assert not [url for url in window.asked if secret in url.split("#")[0]]
    kept = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    assert secret not in window.page.evaluate(kept)
    assert window.wrong == []


def test_whoever_comes_under_another_host_is_sent_to_the_public_address_with_the_link(
    look: Open, doorway: Doorway
) -> None:
    link = doorway.add("Beni Alamat", "OWNER")
    window = look(at=doorway.address.replace("localhost", "127.0.0.1"))
    window.page.goto(window.address + link)
    window.page.wait_for_url(f"{doorway.address}/masuk")
    window.page.get_by_role("heading", name="Selamat datang, Beni Alamat").wait_for()


def test_a_link_makes_a_passkey_of_this_device_and_is_used_up(
    look: Open, window: Window, doorway: Doorway
) -> None:
    link = doorway.add("Citra Kunci", "OWNER", "RECORDER")
    device = enrol(window, link)
    assert len(device.credentials) == 1
    said = window.text()
    assert "Citra Kunci" in window.text("h1")
    assert "DINKES. Masuk dengan kunci sandi" in said
    assert "Di sini, sekarang" in said
    fingerprint = hashlib.sha256(decoded(device.public_key)).hexdigest()
    assert " ".join(re.findall("." * 8, fingerprint)) in window.text(
        "section[aria-labelledby=keys]"
    )
    assert "Anda baru punya satu kunci sandi" in said
    assert window.text("#who") == "Citra Kunci"
    again = look(at=doorway.address).open(link)
    assert "Tautan ini tidak dapat dipakai" in again.text("h1")
    assert "Minta tautan baru" in alert(again)
    press(again, "Ke halaman masuk")
    again.page.get_by_role("heading", name="Masuk", exact=True).wait_for()


def test_what_the_person_or_the_device_does_not_do_is_said_with_what_to_do(
    window: Window, doorway: Doorway
) -> None:
    device = Device(window)
    device.agrees(whether=False)
    window.open(doorway.add("Dewi Batal", "OWNER"))
    press(window, MAKE)
    assert "Coba lagi, dan setujui dengan sidik jari" in alert(window)
    window.page.context.set_offline(True)
    window.page.clock.install()
    window.page.clock.fast_forward(300_000)  # what was asked first is over: it is asked anew
    press(window, MAKE)
    window.page.get_by_text("Server tidak dapat dijangkau").wait_for()
    window.page.context.set_offline(False)
    device.agrees(whether=True)
    press(window, MAKE)
    window.page.wait_for_selector("#keys")


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("delete window.PublicKeyCredential", "Peramban ini tidak mengenal kunci sandi"),
        (
            "Object.defineProperty(window, 'isSecureContext', {value: false})",
            "Buka alamat resmi server ini, yang diawali https://",
        ),
    ],
)
def test_a_browser_that_can_have_no_passkey_is_told_why_and_offered_a_password(
    window: Window, doorway: Doorway, missing: str, told: str
) -> None:
    link = doorway.add(f"Eko {len(told)}", "OWNER")
    window.page.add_init_script(missing)
    window.open(link)
    assert told in window.text()
    assert window.page.get_by_role("button", name=MAKE).count() == 0
    unfold(window, "Pakai kata sandi")
    assert window.page.get_by_label("Kata sandi baru").is_visible()


def test_a_password_is_ruled_before_and_refused_in_words_and_opens_what_it_may(
    window: Window, doorway: Doorway
) -> None:
    window.open(doorway.add("Farida Sandi", "OWNER", "AUDITOR"))
    unfold(window, "Pakai kata sandi")
    said = window.text()
    assert "Kata sandi membuka peran: Penanggung jawab." in said
    assert "Tidak pernah dibukanya: Auditor" in said
    assert "15 sampai 128 huruf" in said
    field = window.page.get_by_label("Kata sandi baru")
    for password, told in [
        ("pendek", "terlalu pendek"),
        ("farida suka mangga manis", "Jangan pakai farida"),
        ("rakor di kantor kami", "Jangan pakai rakor"),
    ]:
        field.fill(password)
        press(window, "Simpan kata sandi dan masuk")
        window.page.get_by_text(told).wait_for()
        assert field.input_value() == password
    window.page.get_by_label("Tampilkan kata sandi").check()
    assert field.get_attribute("type") == "text"
    field.fill(GOOD_PASSWORD)
    press(window, "Simpan kata sandi dan masuk")
    window.page.wait_for_selector("#keys")
    assert "Masuk dengan kata sandi" in window.text()
    auditor = window.page.locator("li", has_text="Auditor").first
    assert "Hanya terbuka dengan kunci sandi" in auditor.inner_text()
    assert "minta tautan baru" in window.text("section[aria-labelledby=keys]")


def test_roles_that_no_password_opens_are_offered_none(window: Window, doorway: Doorway) -> None:
    window.open(doorway.add("Gita Ketua", "LEADER"))
    assert "peran Anda hanya terbuka dengan kunci sandi" in window.text()
    assert window.page.get_by_label("Kata sandi baru").count() == 0


PROVIDER = {"name": "SSO Pemda", "start": "/account/provider"}
OFFERED = [
    ({"passkeys": True, "provider": PROVIDER, "development": False}, {COME, "SSO Pemda"}),
    ({"passkeys": True, "provider": None, "development": True}, {COME, "Token pengembangan"}),
    ({"passkeys": False, "provider": PROVIDER, "development": False}, {"SSO Pemda"}),
]


@pytest.mark.parametrize(("ways", "offered"), OFFERED)
def test_what_the_server_takes_is_offered_and_nothing_else(
    window: Window, ways: dict[str, object], offered: set[str]
) -> None:
    window.page.route("**/account/ways", lambda route: route.fulfill(json=ways))
    said = window.open("/masuk?dari=/semua").text()
    assert {each for each in (COME, "SSO Pemda", "Token pengembangan") if each in said} == offered
    if ways["provider"]:
        start = window.page.get_by_role("link", name="Masuk lewat SSO Pemda")
        assert start.get_attribute("href") == PROVIDER["start"]


def test_where_nobody_can_sign_in_the_operator_is_told_how(look: Open, tmp_path: Path) -> None:
    with Serving(tmp_path / "data", RAKOR_HOST="0.0.0.0") as serving:  # noqa: S104  # a setting of a test
        window = look(at=serving.address).open("/masuk")
    assert "RAKOR_PUBLIC_ADDRESS" in window.text()
    assert window.page.get_by_role("button", name=COME).count() == 0


def test_who_comes_back_from_the_provider_goes_on_where_they_came_from(
    window: Window, doorway: Doorway
) -> None:
    enrol(window, doorway.add("Galih Penyedia", "OWNER"))
    window.page.evaluate("sessionStorage.setItem('back', '/semua')")  # as its button does
    window.page.goto(f"{doorway.address}/masuk")
    window.page.wait_for_url(f"{doorway.address}/semua")
    window.page.goto(f"{doorway.address}/masuk")
    window.page.wait_for_selector("#keys")


def test_who_comes_back_with_no_role_is_told_so_before_they_go_on(
    window: Window, doorway: Doorway
) -> None:
    enrol(window, doorway.add("Gina Tanpa", "OWNER"))
    account = {
        **window.page.request.get(f"{doorway.address}/account").json(),
        "roles": [],
        "openRoles": [],
    }
    window.page.route("**/account", lambda route: route.fulfill(json=account))
    window.page.evaluate("sessionStorage.setItem('back', '/semua')")
    window.page.goto(f"{doorway.address}/masuk")
    window.page.get_by_text("Akun ini belum punya peran").wait_for()
    assert window.page.get_by_role("link", name="Lanjutkan").get_attribute("href") == "/semua"


def test_who_comes_again_shows_the_passkey_and_goes_on_where_they_came_from(
    window: Window, doorway: Doorway
) -> None:
    enrol(window, doorway.add("Hadi Kembali", "OWNER"))
    out(window)
    window.open("/semua?x=1")
    window.page.get_by_role("link", name="Masuk", exact=True).click()
    press(window, COME)
    window.page.wait_for_url(f"{doorway.address}/semua?x=1")
    window.page.get_by_role("link", name="Hadi Kembali").click()
    window.page.wait_for_selector("#keys")
    assert window.page.get_by_role("link", name="Lanjutkan").get_attribute("href") == "/semua?x=1"


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example/a",
        "https://evil.example/a",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "evil",
        "/masuk/orang",
    ],
)
def test_the_way_back_never_leads_to_another_origin(
    window: Window, doorway: Doorway, way: str
) -> None:
    enrol(window, doorway.add(f"Indra {way[:12]}", "OWNER"))
    window.page.goto(f"{doorway.address}/masuk?dari={way}")
    window.page.wait_for_selector("#keys")
    target = str(window.page.locator("a.primary").evaluate("link => link.href"))
    assert target.startswith(f"{doorway.address}/")
    assert "/masuk" not in target


def test_a_wrong_password_too_often_is_counted_down(window: Window, doorway: Doorway) -> None:
    window.open(doorway.add("Joko Salah", "OWNER"))
    unfold(window, "Pakai kata sandi")
    window.page.get_by_label("Kata sandi baru").fill(GOOD_PASSWORD)
    press(window, "Simpan kata sandi dan masuk")
    window.page.wait_for_selector("#keys")
    out(window)
    unfold(window, "nama dan kata sandi")
    window.page.get_by_label("Nama").fill("Joko Salah")
    field = window.page.get_by_label("Kata sandi", exact=True)
    for _ in range(12):
        field.fill("bukan kata sandi saya")
        with window.page.expect_response("**/sign-in/password") as answer:
            field.press("Enter")
        if answer.value.status == 429:
            break
    else:
        pytest.fail("nobody was slowed")
    assert "Terlalu sering salah" in alert(window)
    window.page.locator("[role=timer]", has_text="Sekarang dapat dicoba lagi").wait_for()
    field.fill(GOOD_PASSWORD)
    field.press("Enter")
    window.page.wait_for_selector("#keys")
