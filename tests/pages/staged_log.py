"""A log of any size that exists only as the files which a browser is given of it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from playwright.sync_api import Route

from events.heads.checkpoint import SignedNote, sign_head, tlog_proof
from events.heads.note_keys import ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.tree.merkle_tree import inclusion_proof, root_hash
from events.tree.tiles import WIDTH, Tile, TileHashes, bundle, parse_tile_path, perfect_root
from tests.pages.looking import Window

NAME = "log.example/demo"
KEY = SignerKey(NAME, ED25519, b"k" * 32)
OTHER_KEY = SignerKey(NAME, ED25519, b"o" * 32)
Bytes = Callable[[str, bytes], bytes | None]


@dataclass
class StagedLog:
    """Leaves that state their position; from `since` on they are of another history."""

    size: int
    key: SignerKey = KEY
    history: str = "one"
    since: int = 0
    shown_keys: Sequence[SignerKey] = ()
    change: Bytes = field(default=lambda path, content: content)
    """What a file becomes on its way to the browser; None: it is not there."""

    def leaf(self, position: int) -> bytes:
        """The bytes of one."""
        history = self.history if position >= self.since else "one"
        return f'{{"open":{{"history":"{history}"}},"position":{position}}}'.encode()

    def leaf_hash(self, position: int) -> bytes:
        """The hash of one."""
        return hashlib.sha256(b"\x00" + self.leaf(position)).digest()

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        levels = [[self.leaf_hash(position) for position in range(self.size)]]
        while len(levels[-1]) >= WIDTH:
            row = levels[-1]
            full = len(row) // WIDTH
            levels.append([perfect_root(row[at * WIDTH : (at + 1) * WIDTH]) for at in range(full)])
        return levels

    def _hashes(self, level: int, index: int) -> list[bytes]:
        row = self._levels[level] if level < len(self._levels) else []
        return row[index * WIDTH : (index + 1) * WIDTH]

    @cached_property
    def hashes(self) -> TileHashes:
        """Its complete subtrees."""
        return TileHashes(self._hashes)

    def root(self, size: int) -> bytes:
        """The root over its first leaves."""
        return root_hash(size, self.hashes.at)

    def note(self, size: int | None = None) -> SignedNote:
        """A signed head: of now, or of when it held fewer."""
        size = self.size if size is None else size
        return sign_head(TreeHead(self.key.name, size, self.root(size)), [self.key], 0)

    def proof(self, position: int, size: int) -> str:
        """A proof of one leaf, as the API hands it out."""
        hashes = inclusion_proof(position, size, self.hashes.at)
        return tlog_proof(position, hashes, self.note(size))

    def receipt(self, position: int) -> str:
        """What its client was answered."""
        return f"{position} {self.leaf_hash(position).hex()}"

    def file(self, path: str) -> bytes | None:
        """What lies at a path of the log; None where nothing does."""
        if path == "checkpoint":
            return str(self.note()).encode()
        tile = parse_tile_path(path)
        if tile is None or tile.width > tile.width_in(self.size):
            return None
        if tile.level is None:
            first = tile.index * WIDTH
            return bundle([self.leaf(first + at) for at in range(tile.width)])
        return b"".join(self._hashes(tile.level, tile.index)[: tile.width])

    def staged(self, window: Window) -> Window:
        """From now on the window is served this log, and these keys by the API."""
        page = window.page
        for pattern in ("**/checkpoint", "**/tile/**"):
            page.unroute(pattern)
            page.route(pattern, self._serve)
        window.answers_become(self._answer)
        return window

    def _serve(self, route: Route) -> None:
        path = route.request.url.split("/", 3)[3]
        content = self.file(path)
        content = None if content is None else self.change(path, content)
        if content is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(status=200, body=content, content_type="application/octet-stream")

    def _answer(self, data: Any) -> Any:
        keys = [str(key.verifier) for key in self.shown_keys or [self.key]]
        return {**data, "event": None, "log": {"origin": self.key.name, "publicKeys": keys}}


def tile_path(level: int | None, position: int, size: int) -> str:
    """Where the tile over a position lies in a tree of a size, without a leading slash."""
    tile = Tile(level, position // WIDTH)
    return Tile(level, tile.index, tile.width_in(size)).path
