"""A server over a rehearsal three days ahead, and a window of a browser that looks at it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.pages.browser import CHROMIUM, OPTIONS
from tests.pages.looking import CODE, Window
from tests.worlds.program import Serving, rakor

Open = Callable[..., Window]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose log is the rehearsal of an occasion in three days."""
    folder: Path = tmp_path_factory.mktemp("board") / "data"
    for command in (("rehearse", "--days-left", "3", CODE), ("key", "new", "--keep")):
        done = rakor(folder, *command)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def served(rehearsed: Path) -> Iterator[str]:
    """The address of a server over the rehearsal."""
    with Serving(rehearsed) as serving:
        while serving.checkpoint() is None:
            time.sleep(0.02)
        yield serving.address


@pytest.fixture(scope="session")
def auditor(rehearsed: Path) -> str:
    """A token of the auditor."""
    issued = rakor(rehearsed, "token", "--role", "AUDITOR", "--party", "party:INSPEKTORAT")
    assert issued.returncode == 0, issued.stderr
    return issued.stdout.strip()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose log holds nothing yet."""
    folder: Path = tmp_path_factory.mktemp("empty") / "data"
    with Serving(folder) as serving:
        yield serving.address


@pytest.fixture(scope="session")
def steering() -> Iterator[Playwright]:
    """Playwright, once for all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(steering: Playwright) -> Iterator[Browser]:
    """The system's browser, without a window on the screen."""
    launched = steering.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield launched
    launched.close()


@pytest.fixture
def look(browser: Browser, served: str) -> Iterator[Open]:
    """Open a window of some size, colour and language at the server; closed at the end."""
    contexts: list[BrowserContext] = []

    def open_window(
        size: tuple[int, int] = (360, 740), dark: bool = False, language: str = "id"
    ) -> Window:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
        )
        context.add_init_script(f"localStorage.setItem('lang', '{language}')")
        contexts.append(context)
        page: Page = context.new_page()
        return Window(page, served)

    yield open_window
    for context in contexts:
        context.close()
