"""What the service worker keeps: one whole version of the board, and nothing of anybody's."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from schema.http.board import Board
from tests.pages.conftest import Open
from tests.pages.looking import SCREENS, Window
from tests.worlds.program import free_port

BOARD = Path(__file__).parents[2] / "schema" / "pages" / "board"
HELD = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map(({ url }) => new URL(url).pathname).sort();
}"""
GONE = """async (version) => {
  for (let i = 0; i < 400 && (await caches.keys()).includes(version); i += 1)
    await new Promise((next) => setTimeout(next, 50));
  return (await caches.keys()).length === 1 && !(await caches.keys()).includes(version);
}"""
READY = "navigator.serviceWorker.ready.then(() => true)"


class Upgradable:
    """A server of the board alone, whose files can become those of a later version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(BOARD, folder)
        self.start()

    def start(self) -> None:
        """Serve the files as they lie there now."""
        with ThreadPoolExecutor(1) as threads:
            self._app = Starlette(
                routes=Board(self.folder, self.folder, pytest.fail, threads).routes
            )

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file, as an upgrade does."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the files of now."""
        await self._app(scope, receive, send)


@pytest.fixture
def upgradable(tmp_path: Path) -> Iterator[tuple[Upgradable, str]]:
    """Such a server, and its address."""
    board, port = Upgradable(tmp_path / "board"), free_port()
    server = uvicorn.Server(uvicorn.Config(board, port=port, log_level="error", lifespan="off"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.02)
    yield board, f"http://127.0.0.1:{port}"
    server.should_exit = True
    running.join()


def test_an_upgrade_reaches_its_next_visit_and_is_kept_whole(
    browser: Browser, upgradable: tuple[Upgradable, str]
) -> None:
    board, address = upgradable
    context = browser.new_context()
    window = Window(context.new_page(), address).open("/semua")
    window.page.evaluate(READY)
    [before] = window.page.evaluate("caches.keys()")
    board.change("index.html", "<title>Papan kesiapan", "<title>Versi dua")
    board.change(
        "check.js", "export const document", "export const two = 2;\nexport const document"
    )
    board.start()
    window.open("/semua")
    assert window.page.title() == "Versi dua"
    assert window.page.evaluate(GONE, before)
    context.set_offline(True)
    window.open("/periksa")
    assert window.page.title() == "Versi dua"
    assert window.page.evaluate("import('/board/check.js').then(({ two }) => two)") == 2
    context.close()


def test_a_page_that_an_upgrade_caught_half_loaded_is_whole_again_after_one_press(
    browser: Browser, served: str
) -> None:
    context = browser.new_context(service_workers="block")  # it would answer before the test does
    window = Window(context.new_page(), served).open(SCREENS["papan"])
    broken = "import { gone } from './dom.js'; export const draw = gone;"
    window.page.route(
        "**/board/check.js",
        lambda route: route.fulfill(body=broken, content_type="text/javascript"),
    )
    window.page.locator("nav a").last.click()
    window.page.wait_for_selector("text=Data ini tidak dapat ditampilkan.")
    window.page.unroute("**/board/check.js")
    window.page.get_by_role("button", name="Coba lagi").click()
    window.page.wait_for_selector("#kept")
    context.close()


def test_the_worker_keeps_the_board_s_files_and_no_answer_of_the_api(look: Open) -> None:
    window = look(keeps_shell=True).open(SCREENS["papan"])
    window.page.evaluate(READY)
    window.page.reload()
    window.drawn()
    window.open(SCREENS["janji"]).open("/periksa/100")
    window.page.evaluate(
        "fetch('/graphql?query={log{size}}', { headers: { authorization: 'Bearer x' } })"
    )
    window.page.evaluate("fetch('/board/board.css?person=1')")
    listed = re.findall(r'"(/[a-z./]+)"', (BOARD / "worker.js").read_text("utf-8"))
    assert window.page.evaluate(HELD) == sorted(listed)
    assert window.page.evaluate("navigator.serviceWorker.controller !== null")
