"""A provider as a process of its own (`oidc-provider-mock`), and a person with a browser at it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

from schema.identity.fetch import fetch_json
from schema.identity.oidc_flow import basic
from tests.worlds.program import PATIENCE, free_port

ALLOW = "allow"
DENY = "deny"


class Provider:
    """Runs until it is left; knows the people whom it was told of, by their subject."""

    def __init__(self, *people: dict[str, Any]) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        told = [part for one in people for part in ("--user-claims", json.dumps(one))]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *told],
            env={**os.environ, "NO_COLOR": "1"},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Provider":
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration"):
                    return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the provider does not start")

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it: it does not answer any more."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def id_token(self, subject: str, audience: str) -> str:
        """The proof that somebody has signed in, for a client that is called as some audience."""
        here = {"client_id": audience, "redirect_uri": "http://localhost/"}
        asked = {**here, "response_type": "code", "scope": "openid", "state": "s"}
        given = signs_in(f"{self.url}/oauth2/authorize?{urlencode(asked)}", subject)
        form = {**here, "grant_type": "authorization_code", "code": given["code"]}
        own = basic(audience, "any")
        found: str = fetch_json(f"{self.url}/oauth2/token", form, own)["id_token"]
        return found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Where it leads is what is asked for."""


def signs_in(page: str, subject: str, action: str = ALLOW) -> dict[str, str]:
    """What the browser brings back from the provider's page, as whom somebody signed in there."""
    form = urlencode({"sub": subject, "action": action}).encode()
    try:
        with urllib.request.build_opener(_Stay).open(page, form) as answer:
            raise RuntimeError(answer.read())
    except HTTPError as led:
        with led:
            return dict(parse_qsl(urlsplit(led.headers["location"]).query))
