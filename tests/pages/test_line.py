"""What the board says while the line is down, and when it is back."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages.conftest import Open
from tests.pages.looking import SCREENS, Window
from tests.worlds.program import Serving

KEPT = "Tidak tersambung. Yang tampak adalah keadaan"
KEPT_BY_FAULT = "Server sedang tidak dapat menjawab. Yang tampak adalah keadaan"
NO_ANSWERS = {
    "503": (503, '{"errors":[{"message":"?"}]}'),
    "502": (502, "<h1>Bad Gateway</h1>"),
    "busy": (429, ""),
    "no JSON": (200, "<h1>Wi-Fi: log in</h1>"),
    "half": (200, '{"data":{"re'),
}
"""Ways in which somebody answers, but not the question: status and body."""


def with_shell_kept(look: Open) -> Window:
    """A window at the board whose shell the service worker has kept."""
    window = look(keeps_shell=True).open(SCREENS["papan"])
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return window


@pytest.mark.parametrize("path", [SCREENS["papan"], "/"])
def test_without_a_line_the_last_state_is_shown_and_says_so(look: Open, path: str) -> None:
    window = with_shell_kept(look)
    before = window.text(".verdict")
    window.page.context.set_offline(True)
    window.open(path)
    assert window.text(".verdict") == before
    assert window.text("#line").startswith(KEPT)
    window.page.context.set_offline(False)
    window.page.wait_for_selector("#line", state="hidden")
    assert "Tersambung kembali" in str(window.page.text_content("#say"))


def test_without_a_line_a_screen_never_seen_says_that_nobody_answers(look: Open) -> None:
    window = with_shell_kept(look)
    window.page.context.set_offline(True)
    said = window.open(SCREENS["audit"]).text()
    assert said.startswith("Server tidak dapat dijangkau.")
    assert "Periksa sambungan Anda" in said


def test_the_line_coming_back_fills_a_screen_that_could_not_be_shown(look: Open) -> None:
    window = with_shell_kept(look)
    window.page.context.set_offline(True)
    window.open(SCREENS["audit"])
    window.page.context.set_offline(False)
    window.page.wait_for_selector("main .questions")


def test_what_changes_on_record_is_shown_without_a_reload(look: Open) -> None:
    window = look().open(SCREENS["papan"])

    def changed(data: Any) -> Any:
        data["readiness"] |= {"light": "YELLOW"}
        return data

    window.answers_become(changed)
    window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    window.page.wait_for_selector(".state.YELLOW")
    assert "Ada yang berubah" in str(window.page.text_content("#say"))


@pytest.mark.parametrize("screen", ["semua", "janji", "audit"])
def test_nothing_is_sent_or_drawn_again_where_nothing_changed(look: Open, screen: str) -> None:
    window = look().open(SCREENS[screen])
    page = window.page
    answers: list[int] = []
    heard = page.context.new_cdp_session(page)
    heard.send("Network.enable")
    heard.on("Network.responseReceivedExtraInfo", lambda said: answers.append(said["statusCode"]))
    page.evaluate(
        """() => { window.drawn = 0;
          new MutationObserver(() => { drawn += 1; }).observe(main,
            { childList: true, subtree: true, attributes: true, characterData: true }) }"""
    )
    for _ in range(3):  # a minute may end between two of them, not between all
        window.ask_again()
    assert 304 in answers
    assert page.evaluate("drawn") == 0
    assert window.wrong == []


def test_what_was_open_and_where_one_was_stays_when_something_changes(look: Open) -> None:
    window = look().open(SCREENS["matriks"])
    page = window.page
    page.locator("summary").click()
    page.select_option("#by-lampu", "RED")
    page.locator("tbody a").nth(1).focus()

    def changed(data: Any) -> Any:
        data["readiness"] |= {"light": "YELLOW"}
        return data

    window.answers_become(changed)
    window.ask_again()
    page.wait_for_selector("p .YELLOW")
    assert page.get_attribute("details", "open") == ""
    assert page.input_value("#by-lampu") == "RED"
    assert page.evaluate("document.activeElement === document.querySelectorAll('tbody a')[1]")
    page.locator("#by-bidang").focus()
    page.unroute_all()
    window.ask_again()
    page.wait_for_selector("p .RED")
    assert page.evaluate("document.activeElement.id") == "by-bidang"


def test_a_server_that_goes_leaves_the_last_state_until_the_moment_it_is_back(
    look: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with Serving(folder) as serving:
        window = look(at=serving.address)
        window.page.clock.install()
        window.open("/semua")
        before = window.text()
    window.page.clock.run_for(31_000)
    window.page.wait_for_selector("#line:not([hidden])")
    assert window.text("#line").startswith(KEPT)
    assert window.text() == before
    monkeypatch.setattr("tests.worlds.program.free_port", lambda: serving.port)
    with Serving(folder):
        window.page.clock.run_for(6_000)
        window.page.wait_for_selector("#line", state="hidden")
        assert "Tersambung kembali" in str(window.page.text_content("#say"))


@pytest.mark.parametrize("how", NO_ANSWERS)
def test_a_server_that_cannot_answer_is_told_apart_from_no_line(look: Open, how: str) -> None:
    window = look().open(SCREENS["papan"])
    before = window.text(".verdict")
    window.answers_are(*NO_ANSWERS[how])
    said = window.open(SCREENS["papan"]).text("#line")
    assert said.startswith(KEPT_BY_FAULT)
    assert "Sambungan Anda tidak rusak" in said
    assert window.text(".verdict") == before
    never_seen = window.open(SCREENS["audit"]).text()
    assert never_seen.startswith("Server sedang tidak dapat menjawab.")
    assert "kabari pengelola server" in never_seen


def test_a_log_that_holds_nothing_says_so(browser: Browser, empty: str) -> None:
    context = browser.new_context()
    window = Window(context.new_page(), empty).open("/")
    assert window.page.url.endswith("/semua")
    assert "Belum ada kegiatan yang dicatat." in window.text()
    assert window.wrong == []
    context.close()
