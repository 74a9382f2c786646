"""A log as a stranger meets it: checkpoint and entry bundles over HTTP, GraphQL beside them.

The bundles are made from the leaves of a real log, and can be tampered with once it is published.
"""

import gzip
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import sign_head
from events.heads.note_keys import ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.log.stored_tree import StoredTree
from events.tree.merkle_tree import EMPTY_ROOT, node_hash, split
from events.tree.tiles import WIDTH, bundle, parse_tile_path
from tests.worlds.api import Api

ORIGIN = "rakor.example/public"
KEY = SignerKey(ORIGIN, ED25519, bytes(32))


class Published:
    """Serves what it is told on a port of its own, until it is closed."""

    def __init__(self, api: Api) -> None:
        self.api = api
        found = api.server.house.look_up.recorded.bytes_of(range(api.size()))
        self.leaves = [found[position][0] for position in range(api.size())]
        with api.server.log.reading() as connection:
            stored = StoredTree(connection).root(len(self.leaves))
        self.checkpoint = checkpoint(len(self.leaves), stored)
        self.keeps_partial_bundles = True
        self.packs = False
        self.retell: Callable[[Any], None] = lambda _: None
        """Changes what the server shows."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> "Published":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def sign(self, size: int | None = None) -> None:
        """Sign the root over the first leaves as they are now: all of them unless `size` says."""
        leaves = self.leaves[:size]
        self.checkpoint = checkpoint(len(leaves), root_of(leaves))

    def resource(self, path: str) -> bytes | None:
        """What is served at a path, None where there is nothing."""
        if path == "checkpoint":
            return self.checkpoint.encode()
        tile = parse_tile_path(path)
        if tile is None or tile.level is not None:
            return None
        own = self.leaves[tile.index * WIDTH :][: tile.width]
        is_there = len(own) == WIDTH if tile.is_full else self.keeps_partial_bundles
        return bundle(own) if is_there else None

    def answer(self, body: bytes) -> bytes:
        """What GraphQL says to a request without a token."""
        headers = {"content-type": "application/json"}
        said = self.api.client.post("/graphql", content=body, headers=headers).json()
        self.retell(said)
        return json.dumps(said).encode()


def checkpoint(size: int, root: bytes) -> str:
    """A signed head."""
    return str(sign_head(TreeHead(ORIGIN, size, root), [KEY], 0))


def root_of(leaves: list[bytes]) -> bytes:
    """The root over leaves: RFC 6962 as it is defined, split below the largest power of two."""
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else EMPTY_ROOT
    half = split(len(leaves))
    return node_hash(root_of(leaves[:half]), root_of(leaves[half:]))


def handler_of(published: Published) -> type[BaseHTTPRequestHandler]:
    """The handler of one server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(published.resource(self.path.removeprefix("/")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.reply(published.answer(body) if self.path == "/graphql" else None)

        def reply(self, data: bytes | None) -> None:
            self.send_response(404 if data is None else 200)
            if published.packs:
                self.send_header("content-encoding", "gzip")
                data = data and gzip.compress(data)
            self.send_header("content-length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    return Handler
