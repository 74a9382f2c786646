"""A browser without scripts that goes to an identity provider and comes back, with its cookies."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from httpx2 import Client, Response

from tests.worlds.browser import VIEWER
from tests.worlds.oidc_provider import ALLOW, signs_in
from tests.worlds.program import PATIENCE, Serving, run_here

BEGIN, CALLBACK = "/account/provider", "/account/provider/callback"
SESSION, BEGUN = "rakor-dev", "rakor-dev-oidc"
SITI = {"sub": "siti", "name": "Siti Aminah", "roles": ["petugas"], "party": "INSPEKTORAT"}
BUDI = {"sub": "budi", "name": "Budi", "roles": ["notulis"], "party": "BUPATI"}
WATI = {"sub": "wati", "name": "Wati", "roles": ["petugas", "penilai"], "party": "DINKES"}
TAMU = {"sub": "tamu", "name": "Tamu", "roles": ["VERIFIER", "ADMINISTRATOR"], "party": "DINKES"}
NOBODY = {"sub": "nobody", "name": "Tanpa Instansi", "roles": ["petugas"]}
SECRET = "rahasia-klien-91f2"
ELSEWHERE = (400, "This sign-in was not begun ")
NOT_GIVEN = (403, "The identity provider did n")
CLAIMS = (403, "The identity provider does ")


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


def serving(folder: Path, settings: dict[str, str]) -> Serving:
    """`rakor serve` over a folder, under these settings."""
    return Serving(folder, run=run_here, begin=True, **settings)


def cookies(answer: Response) -> dict[str, str]:
    """The cookies that an answer sets, by name, each with its attributes."""
    lines = answer.headers.get_list("set-cookie")
    return dict(line.split("=", 1) for line in lines)


def told(answer: Response) -> str:
    """What a page says to its reader."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = re.search(r"<p>(.+?)</p>", answer.text)
    assert found
    return found[1]


def refused(answer: Response) -> tuple[int, str]:
    """Status of a page that lets nobody in, and how its words begin."""
    assert SESSION not in cookies(answer)
    assert re.findall(r'<a [^>]*href="([^"]+)"', answer.text) == ["/masuk"]
    assert "refresh" not in answer.text
    return answer.status_code, told(answer)[:27]


def settings(url: str, folder: Path) -> dict[str, str]:
    """The settings of a server for a provider."""
    file = folder / "client-secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    return {
        "RAKOR_OIDC_ISSUER": url,
        "RAKOR_OIDC_CLIENT_ID": "rakor",
        "RAKOR_OIDC_CLIENT_SECRET_FILE": str(file),
        "RAKOR_OIDC_NAME": "Akun Kabupaten",
        "RAKOR_OIDC_AUDIENCE": "rakor-api",
        "RAKOR_OIDC_ROLES": "petugas=OWNER, notulis=RECORDER, penilai=VERIFIER",
        "RAKOR_RATE_WAIT": "0",
    }
