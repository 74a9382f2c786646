"""What an identity provider publishes, fetched: bounded, without redirects, by https alone."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 5.0
"""Seconds without a byte."""
MOST_BYTES = 1 << 20
AT_HOME = frozenset({"127.0.0.1", "::1", "localhost"})
"""Where a provider may be reached without TLS: on this very machine."""


class CannotFetch(Exception):
    """Something of the provider could not be fetched: why, and with which status it refused."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """What is trusted must come from where it was asked for."""


_OPENER = build_opener(_NoRedirects)


def is_safe(url: str) -> bool:
    """Whether nobody on the way can change what comes from an address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in AT_HOME))


def fetch_json(
    url: str, form: dict[str, str] | None = None, authorization: str | None = None
) -> dict[str, Any]:
    """The JSON object at an address, by POST where there is a form. Raises CannotFetch."""
    if not is_safe(url):
        raise CannotFetch(f"not by https: {url}")
    headers = {"Accept": "application/json"}
    if authorization is not None:
        headers["Authorization"] = authorization
    body = None if form is None else urlencode(form).encode()
    request = Request(url, body, headers)  # noqa: S310  # its scheme has just been looked at
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            text = answer.read(MOST_BYTES + 1)
        found = json.loads(text) if len(text) <= MOST_BYTES else None
    except HTTPError as refused:
        with refused:
            raise CannotFetch(f"{url}: {refused.code}", refused.code) from refused
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise CannotFetch(f"{url}: {error}") from error
    if not isinstance(found, dict):
        raise CannotFetch(f"{url}: no JSON object of at most {MOST_BYTES} bytes")
    return found
