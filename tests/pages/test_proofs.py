"""What is computed in the browser: good, tampered with, kept, and nonsense."""

from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.pages.looking import Window

GOOD, BAD = "Cocok. Semuanya dihitung di peramban ini.", "TIDAK COCOK."
RECORD = "/periksa/100"
TAMPERED = {
    "bytes": lambda data: data["event"].update(bytes="e30="),
    "leaf": lambda data: data["event"].update(leafHash="0" * 64),
    "way": lambda data: data["log"]["inclusionProof"]["hashes"].reverse(),
    "short": lambda data: data["log"]["inclusionProof"]["hashes"].pop(),
    "root": lambda data: data["log"]["checkpoint"].update(
        note=data["log"]["checkpoint"]["note"].replace("\n221\n", "\n222\n")
    ),
    "key": lambda data: data["log"].update(publicKeys=[]),
}


def said(window: Window, box: str) -> str:
    """What the page says of a proof, once it is computed."""
    window.page.wait_for_selector(f"{box} .notice")
    return window.text(f"{box} .notice")


def kept(window: Window, text: str) -> str:
    """What the page says of something that was kept."""
    window.page.fill("#kept", text)
    window.page.click(".right button")
    return said(window, ".right")


def checkpoint(window: Window) -> str:
    """The checkpoint that the server serves."""
    return str(window.page.evaluate("fetch('/checkpoint').then((answer) => answer.text())"))


def test_a_record_of_the_log_is_proved(look: Open) -> None:
    window = look().open(RECORD)
    assert said(window, ".left") == GOOD
    assert window.page.locator(".left ol .GREEN").count() == 3


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_tampered_with_is_seen(look: Open, what: str) -> None:
    window = look()

    def tampered(data: Any) -> Any:
        TAMPERED[what](data)
        return data

    window.answers_become(tampered)
    assert said(window.open(RECORD), ".left").startswith(BAD)


def test_a_kept_checkpoint_is_proved_to_be_a_beginning(look: Open) -> None:
    window = look().open("/periksa")
    note = checkpoint(window)
    assert kept(window, note) == GOOD
    assert "221" in window.text(".right ol")


def test_a_checkpoint_of_another_history_is_seen(look: Open) -> None:
    window = look().open("/periksa")
    assert kept(window, checkpoint(window).replace("\n221\n", "\n220\n")).startswith(BAD)


def test_a_receipt_is_proved_and_a_false_one_is_seen(look: Open) -> None:
    window = look().open(RECORD)
    said(window, ".left")
    leaf = window.text(".left ol .hash >> nth=0")
    assert kept(window, f"100 {leaf}") == GOOD
    assert kept(look().open("/periksa"), f"101 {leaf}").startswith(BAD)


def test_what_is_neither_is_told_apart(look: Open) -> None:
    assert kept(look().open("/periksa"), "halo").startswith("Ini bukan tanda terima")
