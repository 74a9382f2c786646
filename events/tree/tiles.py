"""Tiles (C2SP tlog-tiles): the tree in pieces of 256 hashes, the leaves in pieces of 256 entries.

Pure. A tile of level L holds complete subtrees of 256^L leaves each; a full tile never changes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from events.tree.merkle_tree import HASH_BYTES, fold, node_hash

WIDTH = 256
TILE_LEVELS = 8
"""How many levels of the tree one tile spans."""
MAX_LEVEL = 63
PATH = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?|entries)/(?P<index>(?:x[0-9]{3}/){0,4}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
"""Up to 10^15 tiles a level: what databases still count, and more than any log has."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile: `level` None is a bundle of entries. `width` is 256 for a full one."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """Whether it never changes."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """Where it is served, without a leading slash."""
        number, groups = self.index, [f"{self.index % 1000:03}"]
        while number := number // 1000:
            groups.append(f"x{number % 1000:03}")
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"

    def width_in(self, size: int) -> int:
        """How many hashes this tile has in a tree of a size; 0 where it has not begun."""
        complete = size >> (TILE_LEVELS * (self.level or 0))
        return max(0, min(WIDTH, complete - self.index * WIDTH))


def parse_tile_path(path: str) -> Tile | None:
    """The tile of a path, exactly as `Tile.path` writes it; None for anything else."""
    match = PATH.fullmatch(path)
    if match is None:
        return None
    index = int(match["index"].replace("x", "").replace("/", ""))
    level = None if match["level"] == "entries" else int(match["level"])
    width = int(match["width"]) if match["width"] else WIDTH
    tile = Tile(level, index, width)
    if (level or 0) > MAX_LEVEL or not 0 < width <= WIDTH or tile.path != path:
        return None
    return tile


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle holds them: each behind its length in two bytes, big end first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_of(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError for bytes that are none."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if len(data) < end:
            raise ValueError("the bundle ends within an entry")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def hashes_of(data: bytes) -> list[bytes]:
    """The hashes of a tile. Raises ValueError for bytes that are none."""
    if len(data) % HASH_BYTES or len(data) > WIDTH * HASH_BYTES:
        raise ValueError("not a whole number of hashes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


class TileHashes:
    """Reads complete subtrees out of tiles. `read(level, index)` gives a tile's hashes so far."""

    def __init__(self, read: Callable[[int, int], Sequence[bytes]]) -> None:
        self._read = read
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def at(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree: what `merkle_tree.HashAt` asks for."""
        place, below = tile_of(level, index), level % TILE_LEVELS
        first = index << below
        if place not in self._tiles:
            self._tiles[place] = self._read(*place)
        start = first % WIDTH
        hashes = self._tiles[place][start : start + (1 << below)]
        if len(hashes) < 1 << below:
            raise LookupError(f"tile {place} does not reach subtree {level}/{index}")
        return perfect_root(hashes)


def tile_of(level: int, index: int) -> tuple[int, int]:
    """Level and number of the tile that a complete subtree lies in."""
    return level // TILE_LEVELS, (index << level % TILE_LEVELS) // WIDTH


class FilledTile(NamedTuple):
    """A full tile with its hashes."""

    level: int
    number: int
    hashes: list[bytes]

    @property
    def first_position(self) -> int:
        """The first leaf under it."""
        return self.number * self.leaves_of_hash * WIDTH

    @property
    def leaves_of_hash(self) -> int:
        """How many leaves lie under each of its hashes."""
        return 1 << TILE_LEVELS * self.level


class GrowingTiles:
    """Fills tiles from leaf hashes in order, level upon level; keeps only those not yet full."""

    def __init__(self) -> None:
        self._open: list[list[bytes]] = []
        self._counts: list[int] = []

    def push(self, leaf: bytes) -> list[FilledTile]:
        """Take one more leaf hash in; the tiles that it fills, lowest first."""
        filled: list[FilledTile] = []
        level, value = 0, leaf
        while True:
            if level == len(self._open):
                self._open.append([])
                self._counts.append(0)
            self._open[level].append(value)
            if len(self._open[level]) < WIDTH:
                return filled
            hashes, self._open[level] = self._open[level], []
            filled.append(FilledTile(level, self._counts[level], hashes))
            self._counts[level] += 1
            level, value = level + 1, perfect_root(hashes)


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return fold(row)
