"""A server that answers what it likes: a verifier says that it cannot verify, or what is wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from events.log.log_clock import system_time
from events.progress import untold
from events.tree.tiles import FilledTile
from events.verify.findings import Finding
from services.verify.public_log import CannotFetch, PublicLog
from services.verify.url import compare_tiles, verify_url
from services.verify.verification import Trust, Verification
from tests.worlds.memory_log import MemoryLog

LOG = MemoryLog()


@contextmanager
def answering(files: dict[str, bytes]) -> Iterator[str]:
    """A server of these files, at any method; whatever else is asked for is not there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            data = files.get(self.path)
            self.send_response(404 if data is None else 200)
            self.send_header("content-length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        do_POST = do_GET  # noqa: N815  # a name of the library's

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        5,
        {"data": None},
        {"data": {}},
        {"data": {"log": None}},
        {"data": {"log": []}},
        {"data": {"log": {"publicKeys": [5]}}},
        {"data": {"log": {"publicKeys": ["rubbish"]}}},
        {"errors": [5]},
    ],
)
def test_an_api_that_answers_rubbish_is_no_log(answer: Any) -> None:
    files = {
        "/checkpoint": str(LOG.checkpoint(1)).encode(),
        "/graphql": json.dumps(answer).encode(),
    }
    with answering(files) as url, pytest.raises(CannotFetch):
        verify_url(url, Trust(), system_time(), untold)


@pytest.mark.parametrize("url", ["http://[", "http://", "ftp://a", "nothing", "http://127.0.0.1:x"])
def test_what_is_no_address_cannot_be_fetched(url: str) -> None:
    with pytest.raises(CannotFetch):
        verify_url(url, Trust((LOG.key.verifier,)), system_time(), untold)


def test_a_higher_tile_that_is_not_there_is_damage_at_its_place() -> None:
    run = Verification(Trust((LOG.key.verifier,)))
    tile = FilledTile(1, 2, [bytes([number]) * 32 for number in range(256)])
    with answering({}) as url:
        compare_tiles(PublicLog(url), run, [tile])
    assert [(item.finding, item.position) for item in run.findings.first] == [
        (Finding.DAMAGED, 2 * 65_536)
    ]
