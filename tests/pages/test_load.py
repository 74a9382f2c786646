"""How soon a first view can be read on a poor line, beside an empty page of the same size."""

import contextlib
import gzip
import os
import re
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from events.facts.vocabulary import Dataset
from schema.app import make_app
from schema.open_server import open_server
from schema.settings import Settings
from tests.pages.conftest import Open
from tests.pages.looking import SCREENS, Window
from tests.worlds.api import rehearse, scenario

BOARD = Path(__file__).parents[2] / "schema" / "pages" / "board"
OF_PAPER = {"/qr", "/checkpoint"}
"""What is asked for once the screen is drawn, for whoever prints it."""
RUNS = 5
LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 1_600_000 / 8,
}
"""1.6 Mbit/s, and 300 ms until anything is answered."""
MOST_TIMES = 4.0
"""How many times as long as the empty page the board may take: two and a half are usual."""
WEIGHT = """[...performance.getEntriesByType('navigation'),
  ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.encodedBodySize, 0)"""


@contextlib.contextmanager
def serving(folder: Path, weight: int) -> Iterator[str]:
    """The address of a server over a log, which has an empty page of some weight besides."""
    settings = Settings(data=folder)
    page = b"<!doctype html><p id=empty>.</p><!--" + os.urandom(weight).hex().encode() + b"-->"
    packed = {"content-encoding": "gzip", "content-type": "text/html"}
    empty = Response(gzip.compress(page), headers=packed)
    server = open_server(settings, "a test", Dataset.DEMO)
    board = make_app(settings, server)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (empty if scope.get("path") == "/empty" else board)(scope, receive, send)

    with capture_logs(), socket.create_server(("127.0.0.1", 0)) as listening:
        web = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = Thread(target=web.run, kwargs={"sockets": [listening]})
        thread.start()
        while not web.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        web.should_exit = True
        thread.join()
    server.close()


def readable(browser: Browser, address: str, path: str, selector: str) -> float:
    """Milliseconds until a page says something, on a poor line, to who never saw it before."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
    page.goto(address + path, wait_until="commit")
    page.wait_for_selector(selector)
    taken = float(page.evaluate("performance.now()"))
    context.close()
    return taken


def test_a_first_view_is_the_shell_its_files_and_one_question(look: Open) -> None:
    window = look().open(SCREENS["papan"])
    shell, *others = [urlsplit(url).path for url in window.asked if "/graphql" not in url]
    files = {path.removeprefix("/board/") for path in others} - OF_PAPER
    named = re.findall(r'"/board/([a-z.]+)"', (BOARD / "index.html").read_text("utf-8"))
    assert shell == SCREENS["papan"]
    # What the shell names is sent for at once; a file that it does not name would wait for another.
    assert files <= set(named)
    assert len(window.questions()) == 1


def test_a_first_view_is_read_soon_on_a_poor_line(browser: Browser, tmp_path: Path) -> None:
    rehearse(tmp_path, scenario())
    path, verdict = SCREENS["papan"], ".state .because"
    with serving(tmp_path, 0) as address:
        context = browser.new_context(service_workers="block")
        weight = Window(context.new_page(), address).open(path).page.evaluate(WEIGHT)
        context.close()
    with serving(tmp_path, weight) as address:
        taken = [
            (
                readable(browser, address, path, verdict),
                readable(browser, address, "/empty", "#empty"),
            )
            for _ in range(RUNS)
        ]
    ratio = statistics.median(board / empty for board, empty in taken)
    assert ratio < MOST_TIMES, (weight, taken)
