"""What is computed of a record in the browser, from tiles and checkpoint, whole or not."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from events.tree.merkle_tree import inclusion_ranges
from events.tree.tiles import Tile
from tests.pages.conftest import Open
from tests.pages.looking import NO_ED25519, Window
from tests.pages.staged_log import KEY, OTHER_KEY, StagedLog, tile_path

GOOD, BAD = "Cocok.", "TIDAK COCOK."
AT, SIZE = 100, 300
RECORD = f"/periksa/{AT}"
BUNDLE, TILE = tile_path(None, AT, SIZE), tile_path(0, AT, SIZE)
SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000]


def said(window: Window, box: str = ".left") -> str:
    """What the page says, once it is computed."""
    window.page.wait_for_selector(f"{box} .notice")
    return window.text(f"{box} .notice")


def test_a_record_of_the_log_is_proved_from_its_public_files(look: Open) -> None:
    window = look().open(RECORD)
    assert said(window).startswith(f"{GOOD} Terbukti: catatan 100")
    assert window.page.locator(".left ol > li .GREEN").count() == 5
    assert window.page.locator(".left ol .RED").count() == 0
    asked = " ".join(window.asked)
    checkpoint = window.page.evaluate("fetch('/checkpoint').then((a) => a.text())")
    last = f"/tile/0/000.p/{checkpoint.splitlines()[1]}"
    assert all(path in asked for path in ("/checkpoint", last, "/tile/entries/"))
    assert "Proof" not in window.questions()[0]
    window.page.locator(".left summary").click()
    assert '"position":100' in window.text(".left details")


def replaced(path: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """A change of one file; what is to be replaced must be in it."""

    def change(asked: str, content: bytes) -> bytes:
        assert asked != path or old in content
        return content.replace(old, new) if asked == path else content

    return change


LEAF = StagedLog(SIZE).leaf_hash(AT)
BESIDE = StagedLog(SIZE).leaf_hash(AT + 1)
TAMPERED = {
    "content": (replaced(BUNDLE, b'"position":100}', b'"position":101}'), 0),
    "history": (replaced(BUNDLE, b'"one"},"position":100}', b'"two"},"position":100}'), 1),
    "listed hash": (replaced(TILE, LEAF, bytes(32)), 1),
    "hash beside the way": (replaced(TILE, BESIDE, bytes(32)), 2),
    "size of the head": (replaced("checkpoint", b"\n300\n", b"\n299\n"), 3),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_tampered_with_is_seen_and_at_which_step(look: Open, what: str) -> None:
    change, step = TAMPERED[what]
    window = StagedLog(SIZE, change=change).staged(look()).open(RECORD)
    assert said(window).startswith(BAD)
    assert window.page.locator(f".left ol > li:nth-child({step + 1}) .RED").count() == 1


def test_a_record_that_the_board_shows_otherwise_is_seen(look: Open) -> None:
    window = look()

    def other(data: Any) -> Any:
        data["event"]["leafHash"] = "0" * 64
        return data

    window.answers_become(other)
    assert said(window.open(RECORD)).startswith(BAD)


def test_a_head_signed_with_another_key_than_is_held_is_seen(look: Open) -> None:
    window = StagedLog(SIZE, shown_keys=[OTHER_KEY]).staged(look()).open(RECORD)
    assert said(window).startswith(f"{BAD} Titik periksa server tidak ditandatangani dengan kunci")


def test_a_false_signature_is_seen(look: Open) -> None:
    note = str(StagedLog(SIZE).note()).encode()
    line = note.splitlines()[-1]
    false = replaced("checkpoint", line, line[:-9] + b"AAAAAAA==")
    window = StagedLog(SIZE, change=false).staged(look()).open(RECORD)
    assert said(window).startswith(f"{BAD} Tanda tangan pada titik periksa server palsu.")


@pytest.mark.parametrize("path", [BUNDLE, TILE])
def test_a_file_that_is_withheld_or_cut_is_named(look: Open, path: str) -> None:
    def withheld(asked: str, whole: bytes) -> bytes | None:
        return None if asked == path else whole

    def cut(asked: str, whole: bytes) -> bytes | None:
        return whole[:1] if asked == path else whole

    for change in (withheld, cut):
        assert f"/{path}" in said(StagedLog(SIZE, change=change).staged(look()).open(RECORD))


def test_what_no_signed_head_covers_yet_is_told_as_that(look: Open) -> None:
    window = StagedLog(SIZE).staged(look()).open(f"/periksa/{SIZE}")
    assert said(window).startswith("Titik periksa terbaru mencakup 300 catatan")


def test_a_log_that_was_never_signed_proves_nothing_and_says_so(look: Open) -> None:
    unsigned = StagedLog(SIZE, change=lambda path, whole: None if path == "checkpoint" else whole)
    assert said(unsigned.staged(look()).open(RECORD)).startswith("Log ini belum pernah")


def test_a_server_that_answers_no_files_is_not_called_false(look: Open) -> None:
    window = look()
    window.page.route("**/tile/**", lambda route: route.fulfill(status=503, body="busy"))
    assert said(window.open(RECORD)) == "Server tidak dapat dijangkau."


@pytest.mark.parametrize(("size", "position"), [(1, 0), (256, 255), (257, 256), (66_000, 65_999)])
def test_a_record_is_proved_in_trees_of_one_tile_and_of_three_levels(
    look: Open, size: int, position: int
) -> None:
    window = StagedLog(size).staged(look()).open(f"/periksa/{position}")
    assert said(window).startswith(GOOD)


def test_where_a_partial_tile_is_no_longer_kept_the_full_one_is_read(look: Open) -> None:
    def kept(path: str, whole: bytes) -> bytes | None:
        if path == "checkpoint":
            return str(log.note(SIZE)).encode()
        return None if path.endswith(".p/44") else whole

    log = StagedLog(512, change=kept)
    assert said(log.staged(look()).open("/periksa/299")).startswith(GOOD)


def test_a_record_that_tries_to_be_markup_stays_a_text(look: Open) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    window = StagedLog(SIZE, history=hostile).staged(look()).open(RECORD)
    said(window)
    window.page.locator(".left summary").click()
    assert hostile in window.text(".left details")
    assert window.page.locator("main img, main script").count() == 0
    assert window.overflow() <= 0
    assert window.wrong == []


ROOTS = """async ([sizes, steps]) => {
  const { beside, grown, hex } = await import("/board/proof.js");
  const { Tiles } = await import("/board/tiles.js");
  const over = new Tiles(sizes.at(-1)).over;
  const roots = [];
  for (const [old, size] of steps) roots.push((await grown(old, over, 0, size)).map(hex));
  return [roots, sizes.map((size) => beside(Math.floor(size / 2), size))];
}"""


def test_roots_ways_and_growth_are_those_of_the_tree_at_every_kind_of_size(look: Open) -> None:
    log = StagedLog(SIZES[-1])
    window = log.staged(look()).open("/periksa")
    steps = [*pairwise(SIZES), *((size, SIZES[-1]) for size in SIZES)]
    roots, ways = window.page.evaluate(ROOTS, [SIZES, steps])
    assert roots == [[log.root(old).hex(), log.root(new).hex()] for old, new in steps]
    assert ways == [[list(pair) for pair in inclusion_ranges(size // 2, size)] for size in SIZES]


def test_tiles_lie_where_the_format_says(look: Open) -> None:
    window = look().open("/periksa")
    tiles = [Tile(0, 0), Tile(0, 999, 5), Tile(1, 1000), Tile(None, 1_234_067), Tile(3, 10**9, 255)]
    asked = [
        ["entries" if tile.level is None else tile.level, tile.index, tile.width] for tile in tiles
    ]
    paths = window.page.evaluate(
        "asked => import('/board/tiles.js').then((m) => asked.map((each) => m.tilePath(...each)))",
        asked,
    )
    assert paths == [f"/{tile.path}" for tile in tiles]


def test_a_browser_without_the_signature_s_mathematics_never_calls_it_good(look: Open) -> None:
    window = look()
    window.page.add_init_script(NO_ED25519)
    assert said(window.open(RECORD)).startswith("Sejauh dapat dihitung, cocok.")
    assert window.page.locator(".left ol .GREY").count() == 1
    assert KEY.name not in window.text(".left")
