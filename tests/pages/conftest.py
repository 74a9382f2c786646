"""Servers over logs of several kinds, and a window of a browser that looks at them."""

import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.pages.browser import CHROMIUM, OPTIONS
from tests.pages.devices import Doorway
from tests.pages.logs import many
from tests.pages.looking import CODE, Window
from tests.worlds.program import PATIENCE, Serving, rakor_here, token
from tests.worlds.secrets import Vault

Open = Callable[..., Window]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose log is the rehearsal of an occasion in three days."""
    return rehearse(tmp_path_factory.mktemp("board") / "data")


def rehearse(folder: Path) -> Path:
    """Fill a folder with the rehearsal of an occasion in three days."""
    for command in (("rehearse", "--days-left", "3", CODE), ("key", "new", "--keep")):
        done = rakor_here(folder, *command)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def served(rehearsed: Path) -> Iterator[str]:
    """The address of a server over the rehearsal."""
    with Serving(rehearsed) as serving:
        end = time.monotonic() + PATIENCE
        while serving.checkpoint() is None and time.monotonic() < end:
            time.sleep(0.05)  # the first head is signed within a second
        yield serving.public


@pytest.fixture(scope="session")
def auditor(rehearsed: Path) -> str:
    """A token of the auditor."""
    return token(rehearsed, "AUDITOR", "INSPEKTORAT")


@pytest.fixture(scope="session")
def records(served: str) -> int:
    """How many records the rehearsal has, as its signed head says."""
    # S310: the address is that of the server this test has started.
    with urllib.request.urlopen(f"{served}/checkpoint") as answer:
        return int(answer.read().decode().split("\n")[1])


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose log holds nothing yet."""
    folder: Path = tmp_path_factory.mktemp("empty") / "data"
    with Serving(folder) as serving:
        yield serving.address


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over many promises, endless words, and an occasion with nothing."""
    folder = tmp_path_factory.mktemp("large") / "data"
    many(folder)
    with Serving(folder) as serving:
        yield serving.address


@pytest.fixture(scope="session")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server whose log has lost texts that were redacted, and an auditor's token for it."""
    folder = tmp_path_factory.mktemp("erased") / "data"
    with Vault(folder) as vault:
        vault.fill()
    with Serving(folder) as serving:
        yield serving.address, token(folder, "AUDITOR", "INSPEKTORAT")


@pytest.fixture(scope="module")
def steering() -> Iterator[Playwright]:
    """Playwright. Its event loop runs until it is left: no other room of tests must meet it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(steering: Playwright) -> Iterator[Browser]:
    """The system's browser, without a window on the screen."""
    launched = steering.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield launched
    launched.close()


@pytest.fixture
def look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a window of some size, colour and language at a server; closed at the end."""
    contexts: list[BrowserContext] = []

    def open_window(
        size: tuple[int, int] = (360, 740),
        dark: bool = False,
        language: str = "id",
        at: str | None = None,
        keeps_shell: bool = False,
        **more: Any,
    ) -> Window:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Jakarta",
            # What goes past a service worker, Playwright can neither see nor change.
            service_workers="allow" if keeps_shell else "block",
            **more,
        )
        context.add_init_script(
            f"if (!localStorage.getItem('lang')) localStorage.setItem('lang', '{language}')"
        )
        contexts.append(context)
        return Window(context.new_page(), at or request.getfixturevalue("served"))

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def doorway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doorway]:
    """A server over an empty log, at the name that people know it by."""
    folder: Path = tmp_path_factory.mktemp("door") / "data"
    with Serving(folder) as serving:
        yield Doorway(folder, serving.public)


@pytest.fixture
def window(look: Open, doorway: Doorway) -> Window:
    """A phone that shows a page of it."""
    return look(at=doorway.address)
