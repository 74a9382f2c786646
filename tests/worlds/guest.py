"""A browser without scripts that goes to an identity provider and comes back, with its cookies."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from httpx2 import Client, Response

from tests.worlds.browser import VIEWER
from tests.worlds.oidc_provider import ALLOW, signs_in
from tests.worlds.program import PATIENCE, Serving, run_here

BEGIN, CALLBACK = "/account/provider", "/account/provider/callback"
SESSION, BEGUN = "rakor-dev", "rakor-dev-oidc"


class Guest:
    """One browser at a server of this machine."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.origin = f"http://localhost:{port}"
        self.client = Client(
            base_url=self.origin, headers={"accept-language": language}, timeout=PATIENCE
        )

    def __enter__(self) -> "Guest":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def begin(self, **given: str) -> str:
        """The provider's page to which one is sent."""
        answer = self.client.get(BEGIN, params=given)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    def come_back(self, given: dict[str, str]) -> Response:
        """What is answered to who comes back from the provider."""
        return self.client.get(CALLBACK, params=given)

    def sign_in(self, subject: str, action: str = ALLOW) -> Response:
        """The whole way; what is answered at its end."""
        page = self.begin()
        (state,) = parse_qs(urlsplit(page).query)["state"]
        return self.come_back({"state": state, **signs_in(page, subject, action)})

    def ask(self, query: str = VIEWER, **headers: str) -> Response:
        """What GraphQL answers to a page of the server."""
        said = {"origin": self.origin, **headers}
        return self.client.post("/graphql", json={"query": query}, headers=said)

    def viewer(self) -> dict[str, Any]:
        """As whom GraphQL sees this browser."""
        found: dict[str, Any] = self.ask().json()["data"]["viewer"]
        return found


def serving(folder: Path, settings: dict[str, str], *, forked: bool = True) -> Serving:
    """`rakor serve` over a folder, under these settings."""
    return Serving(folder, forked=forked, run=run_here, **settings)
