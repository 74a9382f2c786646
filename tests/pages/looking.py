"""A window of a browser that looks at the board, and what went wrong in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Page, Route

PICTURES = Path(__file__).parents[2] / "var" / "pictures"
"""Where each screen's picture is kept for whoever looks."""
CODE = "gladi-psu-2025"
ASKED = "**/graphql?**"
NO_ED25519 = (
    "crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"
)
"""Makes a browser one of those that do not know how to compute the signatures."""
AddressOf = dict[str, str]
SCREENS: AddressOf = {
    "papan": f"/papan/{CODE}",
    "semua": "/semua",
    "janji": f"/janji/{CODE}/D06",
    "matriks": f"/matriks/{CODE}",
    "audit": f"/audit/{CODE}",
    "keadaan": f"/audit/{CODE}?lihat=keadaan&sejak=1970-01-01T00:00:00.000Z",
    "periksa": "/periksa/100",
}


class Window:
    """One page; `wrong` holds errors of scripts, dialogs, and what the policy refused."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._hear)
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self.asked.append(request.url))

    def _hear(self, said: ConsoleMessage) -> None:
        is_nobody = "status of 401" in said.text and said.location["url"].endswith("/account")
        if said.type == "error" and not is_nobody:  # who has not signed in has no account to show
            self.wrong.append(said.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.wrong.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> "Window":
        """Go there, and wait until the screen is drawn."""
        self.page.goto(self.address + path)
        return self.drawn()

    def drawn(self) -> "Window":
        """Wait until the screen is drawn."""
        self.page.wait_for_selector("main:not([aria-busy])")
        return self

    def text(self, selector: str = "main") -> str:
        """What can be read there."""
        return str(self.page.inner_text(selector))

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def questions(self) -> list[str]:
        """Which requests went to the API."""
        return [url for url in self.asked if "/graphql?" in url]

    def elsewhere(self) -> list[str]:
        """Which requests went to another host."""
        return [url for url in self.asked if not url.startswith((self.address, "blob:", "data:"))]

    def answers_become(self, change: Callable[[Any], Any]) -> None:
        """From now on the server's data come changed."""

        def changed(route: Route) -> None:
            answer = route.fetch()
            content = answer.json()
            content["data"] = change(content["data"])
            route.fulfill(response=answer, body=json.dumps(content))

        self.page.route(ASKED, changed)

    def answers_are(self, status: int, body: str = "") -> None:
        """From now on the API answers only this."""
        self.page.route(ASKED, lambda route: route.fulfill(status=status, body=body))

    def ask_again(self) -> "Window":
        """Let the page ask the server again, as it does each half minute."""
        with self.page.expect_response(ASKED):
            self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return self

    def kept_picture(self, name: str) -> Path:
        """The whole page as a picture."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path
