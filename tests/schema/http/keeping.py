"""A log with a text in a report, and how its answers are asked for with their headers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response

from tests.worlds.api import Api
from tests.worlds.furniture import OWNERS
from tests.worlds.hall import D01, THE_OCCASION, Hall

SECRET = "between us"


@contextmanager
def reported(folder: Path, *, is_another: bool = False) -> Iterator[Hall]:
    """A furnished log of its own; a copy of the one that all begin with, unless it is another."""
    opened = Hall if is_another else Hall.furnished
    with opened(folder, signed_in_cost=10**9) as furnished:
        if is_another:
            furnished.furnish()
        report = {"commitment": D01, "value": 1, "note": SECRET}
        furnished.mutate("commitmentReportProgress", "OWNER", OWNERS["D01"], **report)
        yield furnished


def send(
    api: Api, query: str, token: str | None = None, *, tag: str = "", **variables: Any
) -> Response:
    """An answer with its headers."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if tag:
        headers["if-none-match"] = tag
    body = {"query": query, "variables": variables}
    answer: Response = api.client.post("/graphql", json=body, headers=headers)
    return answer


def register(hall: Hall, code: str) -> int:
    """Record something more; its position."""
    letter = {"kind": "LETTER", "title": "New", "held": False}
    written = hall.secretary("sourceRegister", occasion=THE_OCCASION, code=code, **letter)
    return int(written["position"])
