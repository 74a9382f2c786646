"""Tiles and bundles that are none, and how wide each is in a tree of a size."""

import pytest

from events.tree.merkle_tree import root_hash
from events.tree.tiles import (
    WIDTH,
    Tile,
    TileHashes,
    bundle,
    entries_of,
    hashes_of,
    parse_tile_path,
)
from tests.events.tree.naive_tree import NaiveTree

PATHS = (
    "",
    "/tile/0/000",
    "tile/0/000/",
    "tile/0/000\n",
    "tile/0",
    "tile/00/000",
    "tile/-1/000",
    "tile/64/000",
    "tile/100/000",
    "tile/x/000",
    "tile/ENTRIES/000",
    "tile/0/00",
    "tile/0/0000",
    "tile/0/x000",
    "tile/0/x000/000",
    "tile/0/x001/x000",
    "tile/0/001/000",
    "tile/0/X001/000",
    "tile/0/x01/000",
    "tile/0/-01",
    "tile/0/\u0660\u0660\u0660",
    "tile/0/000.p",
    "tile/0/000.p/",
    "tile/0/000.p/0",
    "tile/0/000.p/00",
    "tile/0/000.p/08",
    "tile/0/000.p/256",
    "tile/0/000.p/257",
    "tile/0/000.p/1000",
    "tile/0/000.p/-1",
    "tile/0/x001.p/1/000",
    "tile/entries/000.p/256",
    "tile/0/" + "x999/" * 5 + "999",
    "tile/0/" + "x999/" * 2_000 + "999",
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40] or "nothing")
def test_what_is_no_tiles_path_names_no_tile(path: str) -> None:
    assert parse_tile_path(path) is None


@pytest.mark.parametrize("level", [None, 0, 1, 9, 10, 63])
@pytest.mark.parametrize("index", [0, 999, 1_000, 999_999, 1_000_000, 10**15 - 1])
@pytest.mark.parametrize("width", [1, 10, 255, 256])
def test_a_tiles_path_is_read_as_it_is_written(level: int | None, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_tile_path(tile.path) == tile
    assert tile.is_full == (width == WIDTH)


@pytest.mark.parametrize(
    ("level", "index", "size", "width"),
    [
        (0, 0, 0, 0),
        (0, 0, 1, 1),
        (0, 0, 255, 255),
        (0, 0, 256, 256),
        (1, 0, 255, 0),
        (1, 0, 256, 1),
        (0, 1, 256, 0),
        (0, 272, 70_000, 256),
        (0, 273, 70_000, 112),
        (None, 273, 70_000, 112),
        (1, 0, 70_000, 256),
        (1, 1, 70_000, 17),
        (2, 0, 70_000, 1),
        (2, 0, 65_535, 0),
        (3, 0, 70_000, 0),
        (63, 0, 70_000, 0),
    ],
)
def test_how_wide_a_tile_is_in_a_tree(level: int | None, index: int, size: int, width: int) -> None:
    assert Tile(level, index).width_in(size) == width


def test_a_bundle_gives_back_its_entries() -> None:
    entries = [b"", b"a", b"\0" * 65_535, b"", b"\xff" * 256]
    assert entries_of(bundle(entries)) == entries
    assert entries_of(b"") == []


def test_a_bundle_that_ends_within_an_entry_is_refused() -> None:
    whole = bundle([b"one", b"two"])
    for end in (1, 2, 4, 6, 7, 9):
        with pytest.raises(ValueError, match="ends within"):
            entries_of(whole[:end])
    with pytest.raises(ValueError, match="ends within"):
        entries_of(whole + b"\0")


def test_an_entry_of_more_than_65535_bytes_has_no_bundle() -> None:
    with pytest.raises(OverflowError):
        bundle([b"\0" * 65_536])


@pytest.mark.parametrize("count", [1, 31, 33, 257 * 32])
def test_bytes_that_are_no_tile_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="whole number"):
        hashes_of(bytes(count))


@pytest.mark.parametrize("size", [1, 2, 200, 256, 257, 511, 600])
def test_tiles_of_one_hash_too_few_give_no_root(size: int) -> None:
    naive = NaiveTree(b"%d" % number for number in range(600))
    whole = TileHashes(lambda level, number: naive.tile(level, number, size))
    short = TileHashes(lambda level, number: naive.tile(level, number, size)[:-1])
    assert root_hash(size, whole.at) == naive.root(size)
    with pytest.raises(LookupError, match="does not reach"):
        root_hash(size, short.at)
