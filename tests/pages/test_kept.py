"""What a receipt, a checkpoint, a proof, a key and the device's memory prove: no more, no less."""

import json
from pathlib import Path
from typing import Any

import pytest

from events.heads.checkpoint import SignedNote
from events.heads.note_keys import ED25519, SignerKey
from events.verify.receipts import Receipt
from tests.pages.conftest import Open
from tests.pages.looking import NO_ED25519, Window
from tests.pages.staged_log import KEY, OTHER_KEY, StagedLog

NOW, THEN, AT = 300, 256, 100
LOG = StagedLog(NOW)
REWRITTEN = StagedLog(400, history="two", since=200)
ELSEWHERE = StagedLog(NOW, SignerKey("other.example/demo", ED25519, b"e" * 32))
FORK, ROLLBACK = "RIWAYAT DITULIS ULANG.", "CATATAN HILANG."
NOTE, PROOF = str(LOG.note(THEN)), LOG.proof(AT, THEN)
JSON = json.dumps({"data": {"report": {"position": AT, "leafHash": LOG.leaf_hash(AT).hex()}}})
KEPT = {
    "a checkpoint": (NOTE, "Cocok. Terbukti: 256 catatan pertama"),
    "of now": (str(LOG.note()), "Cocok. Terbukti: 300 catatan pertama"),
    "with Windows' line ends": (NOTE.replace("\n", "\r\n"), "Cocok. Terbukti: 256"),
    "without its last line end": (f"\n {NOTE.strip()}", "Cocok. Terbukti: 256"),
    "newer than the server's": (str(StagedLog(301).note()), f"{ROLLBACK} Titik periksa"),
    "of a rewritten log": (str(REWRITTEN.note(THEN)), FORK),
    "of a rewritten log, as long": (str(REWRITTEN.note(NOW)), FORK),
    "of a rewritten log, longer": (str(REWRITTEN.note()), ROLLBACK),
    "of before it was rewritten": (str(REWRITTEN.note(200)), "Cocok. Terbukti: 200"),
    "tampered size": (NOTE.replace("\n256\n", "\n255\n"), "Tanda tangannya tidak cocok"),
    "tampered root": (
        NOTE.replace(NOTE.split("\n")[2][:5], "AAAAA"),
        "Tanda tangannya tidak cocok",
    ),
    "signed by another key": (str(StagedLog(THEN, OTHER_KEY).note()), "Ini tidak ditandatangani"),
    "of another log": (str(ELSEWHERE.note(THEN)), "Ini dari log lain (other.example/demo)"),
    "cut off": (NOTE[: NOTE.index("\n\n") + 1], "Ini bukan tanda terima"),
    "a receipt": (LOG.receipt(AT), "Cocok. Terbukti: catatan 100 masih ada"),
    "a receipt in capitals": (LOG.receipt(AT).upper(), "Cocok. Terbukti: catatan 100 masih ada"),
    "an answer of the API": (JSON, "Cocok. Terbukti: catatan 100 masih ada"),
    "of another place": (f"101 {LOG.leaf_hash(AT).hex()}", "TIDAK COCOK. Di tempat itu"),
    "of what was replaced": (REWRITTEN.receipt(250), "TIDAK COCOK. Di tempat itu"),
    "of what no head covers": (StagedLog(301).receipt(300), "Titik periksa terbaru mencakup 300"),
    "a proof": (PROOF, "Cocok. Terbukti: catatan 100 ada di tempatnya dalam pohon 256"),
    "of another record": (PROOF.replace("index 100", "index 101"), "Bukti ini tidak menuju"),
    "of too few hashes": (PROOF.replace(PROOF.split("\n")[2] + "\n", ""), "Bukti ini tidak menuju"),
    "of what lies beyond it": (
        PROOF.replace("index 100", "index 256"),
        "Bukti ini tentang catatan",
    ),
    "of a rewritten log's": (REWRITTEN.proof(250, THEN), FORK),
    "nonsense": ("halo", "Ini bukan tanda terima"),
    "nothing": ("", "Ini bukan tanda terima"),
    "a page": ("<html><body>\n\n404</body></html>", "Ini bukan tanda terima"),
    "half a receipt": (LOG.receipt(AT)[:-1], "Ini bukan tanda terima"),
    "a number only": ("100", "Ini bukan tanda terima"),
    "other JSON": ('{"position": "100"}', "Ini bukan tanda terima"),
    "a key": (str(KEY.verifier), "Ini bukan tanda terima"),
}


def result(window: Window, box: str = ".result") -> str:
    """What the page says of what was kept."""
    window.page.wait_for_selector(f"{box} .notice")
    return window.text(f"{box} .notice")


def kept(window: Window, text: str) -> str:
    """The same, of a text that is pasted."""
    window.page.fill("#kept", text)
    window.page.click("form:has(#kept) button")
    return result(window)


@pytest.fixture
def window(look: Open) -> Window:
    """A window at the page, where the log is the staged one."""
    return LOG.staged(look()).open("/periksa")


def test_what_was_kept_proves_what_it_can_and_not_more(window: Window) -> None:
    told = {what: kept(window, text) for what, (text, _) in KEPT.items()}
    wrong = {
        what: told[what] for what, (_, said) in KEPT.items() if not told[what].startswith(said)
    }
    assert wrong == {}
    assert window.wrong == []


@pytest.mark.parametrize(("content", "said"), [(NOTE, "Cocok."), ("\x00" * 400_000, "Ini bukan")])
def test_a_file_is_opened_as_a_text_is_pasted(
    window: Window, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "kept.checkpoint"
    path.write_text(content)
    window.page.set_input_files("#file", path)
    assert result(window).startswith(said)


def test_a_rewritten_log_whose_tiles_do_not_fit_its_head_is_no_evidence(look: Open) -> None:
    def mixed(path: str, whole: bytes) -> bytes | None:
        return REWRITTEN.file(path) if path.startswith("tile/0/001") else whole

    window = StagedLog(NOW, change=mixed).staged(look()).open("/periksa")
    assert kept(window, NOTE).startswith("TIDAK COCOK. Berkas log tidak menghasilkan akar")


def test_another_key_than_is_held_turns_a_fork_into_no_evidence(look: Open) -> None:
    other = StagedLog(NOW, OTHER_KEY, "two", shown_keys=[KEY])
    window = other.staged(look()).open("/periksa")
    assert kept(window, NOTE).startswith("TIDAK COCOK. Titik periksa server tidak ditandatangani")


@pytest.mark.parametrize("kept_log", [REWRITTEN, StagedLog(NOW, history="two")])
def test_without_the_signature_s_mathematics_a_difference_is_no_evidence(
    look: Open, kept_log: StagedLog
) -> None:
    window = LOG.staged(look())
    window.page.add_init_script(NO_ED25519)
    assert kept(window.open("/periksa"), NOTE).startswith("Sejauh dapat dihitung, cocok.")
    assert kept(window, str(kept_log.note())).startswith("Yang Anda simpan berbeda dari log")


def device(window: Window) -> str:
    """What the page says of what this device remembers."""
    window.page.wait_for_selector("section[aria-labelledby=device-title] p:not(:empty)")
    return window.text("section[aria-labelledby=device-title]")


def test_a_device_remembers_the_first_key_and_head_and_sees_the_tree_grow(look: Open) -> None:
    window = StagedLog(THEN).staged(look()).open("/periksa")
    assert "Mulai sekarang peranti ini mengingat kunci dan titik periksa atas 256" in device(window)
    assert "baru kata pengelolanya" in window.text("section[aria-labelledby=key-title]")
    for size in (NOW, 66_000):
        StagedLog(size).staged(window).open("/periksa")
        assert "256 catatan yang dilihat peranti ini" in device(window)
        assert f"dari {size:,} catatan sekarang".replace(",", ".") in device(window)
    assert "diingat peranti ini sejak" in window.text("section[aria-labelledby=key-title]")
    memory = json.loads(window.page.evaluate("localStorage.getItem('kept-log')"))
    assert memory["keys"] == [str(KEY.verifier)]
    assert SignedNote.parse(memory["first"]).head.size == THEN
    assert SignedNote.parse(memory["last"]).head.size == 66_000


def test_a_device_sees_that_history_was_rewritten_and_keeps_both_heads(
    look: Open, tmp_path: Path
) -> None:
    window = LOG.staged(look()).open("/periksa")
    device(window)
    for _ in range(2):
        REWRITTEN.staged(window).open("/periksa")
        assert FORK in device(window)
        window.page.wait_for_selector("main > p + section[aria-labelledby=device-title]")
    saved = [saved_file(window, word, tmp_path) for word in ("yang diingat", "titik periksa")]
    assert saved == [str(LOG.note()), str(REWRITTEN.note())]


def test_a_device_sees_that_records_are_missing(look: Open) -> None:
    window = LOG.staged(look()).open("/periksa")
    device(window)
    StagedLog(THEN).staged(window).open("/periksa")
    assert ROLLBACK in device(window)


def test_a_device_sees_another_key_and_does_not_call_it_a_fork(look: Open) -> None:
    window = LOG.staged(look()).open("/periksa")
    device(window)
    StagedLog(400, OTHER_KEY, "two").staged(window).open("/periksa")
    assert "tidak ditandatangani dengan kunci yang dipegang" in device(window)
    assert FORK not in window.text()
    assert "Halaman ini memberikan kunci lain" in window.text("section[aria-labelledby=key-title]")


def use_key(window: Window, text: str) -> str:
    """Paste a key, and what is said of the keys then."""
    window.page.fill("#key", text)
    window.page.click("form:has(#key) button")
    return window.text("section[aria-labelledby=key-title]")


def test_a_key_that_was_had_elsewhere_counts_instead_of_the_page_s(look: Open) -> None:
    window = StagedLog(NOW, OTHER_KEY, "two").staged(look()).open("/periksa")
    device(window)
    assert "Anda tempelkan sendiri" in use_key(window, f" {KEY.verifier}\n")
    assert "tidak ditandatangani dengan kunci yang dipegang" in device(window)
    assert kept(window, NOTE).startswith("TIDAK COCOK. Titik periksa server tidak")
    window.page.get_by_role("button", name="Lupakan").click()
    assert "Mulai sekarang" in device(window)


def test_both_keys_of_a_rotation_can_be_held(look: Open) -> None:
    window = StagedLog(NOW, OTHER_KEY, shown_keys=[KEY, OTHER_KEY]).staged(look()).open("/periksa")
    device(window)
    use_key(window, f"{KEY.verifier}\n{OTHER_KEY.verifier}")
    assert kept(window, NOTE).startswith("Cocok.")


@pytest.mark.parametrize(
    "text",
    ["", "halo", str(KEY), str(KEY.verifier)[:-4], str(KEY.verifier).replace("+", "+0", 1)],
)
def test_what_is_no_key_is_refused_and_never_kept(window: Window, text: str) -> None:
    assert "Ini bukan kunci log." in use_key(window, text)
    assert 'isOwn":true' not in str(window.page.evaluate("localStorage.getItem('kept-log')"))


def saved_file(window: Window, word: str, folder: Path) -> str:
    """What a button saves."""
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name=f"Simpan {word}").click()
    path: Path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text("utf-8")


def test_what_the_page_saves_is_what_it_takes_and_what_the_program_takes(
    look: Open, tmp_path: Path
) -> None:
    window = look().open("/periksa/100")
    window.page.wait_for_selector(".left h3")
    words = ("tanda terima", "titik periksa", "bukti", "kunci")
    receipt, note, proof, key = [saved_file(window, word, tmp_path) for word in words]
    served: Any = window.page.evaluate("fetch('/checkpoint').then((answer) => answer.text())")
    assert note == served
    assert Receipt.parse(receipt.strip()).position == 100
    query = "{ log { publicKeys inclusionProof(position: 100) { tlogProof } } }"
    said = window.page.evaluate(
        "query => fetch(`/graphql?query=${encodeURIComponent(query)}`).then((a) => a.json())", query
    )
    assert proof == said["data"]["log"]["inclusionProof"]["tlogProof"]
    assert key.split() == said["data"]["log"]["publicKeys"]
    for text in (receipt, note, proof):
        assert kept(window, text).startswith("Cocok.")
    assert "Anda tempelkan sendiri" in use_key(window, key)
