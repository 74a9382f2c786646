"""What docs/operators.md sets up: `rakor serve` as a process, and browsers that come to it."""

from pathlib import Path
from typing import Any

import httpx2

from tests.worlds.authenticator import Device
from tests.worlds.browser import Browser
from tests.worlds.program import Serving, rakor_here, run_anew


class Installed:
    """A server in a process of its own, and the commands on its machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        assert self.rakor("key", "new").returncode == 0
        self.serving = Serving(folder, run=run_anew, RAKOR_DEVELOPMENT="false")
        self.origin = f"http://localhost:{self.serving.port}"
        self.browsers: list[At] = []

    def __enter__(self) -> "Installed":
        self.serving.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for browser in self.browsers:
            browser.http.close()
        self.serving.__exit__()

    def rakor(self, *arguments: str) -> Any:
        """A command on the machine, ended."""
        port = {"RAKOR_PORT": str(self.serving.port)} if hasattr(self, "serving") else {}
        return rakor_here(self.folder, *arguments, RAKOR_DEVELOPMENT="false", **port)

    def add(self, name: str, party: str, *roles: str) -> str:
        """`rakor account add`: the link's secret."""
        given = [word for role in roles for word in ("--role", role)]
        made = self.rakor("account", "add", *given, "--party", f"party:{party}", "--name", name)
        assert made.returncode == 0, made.stderr
        return str(made.stdout).strip().partition("#")[2]

    def come(self, secret: str) -> "At":
        """Somebody opens a link, and enrols a passkey."""
        browser = At(self.origin)
        self.browsers.append(browser)
        browser.enrol(secret)
        return browser


class At(Browser):
    """A browser that shows pages of a server at an origin."""

    def __init__(self, origin: str) -> None:
        self.http = httpx2.Client(base_url=origin, headers={"accept-language": "en"})
        self.client = self.http  # type: ignore[assignment]  # the same, over a socket
        self.origin, self.device = origin, Device(origin)
