"""Pages of other origins: which of them may read what this server answers (CORS, Fetch 3.2)."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from schema.setting_kinds import EVERY_ORIGIN

ORIGIN = "Origin"
"""What an answer depends on, where other origins may read it."""
SHOWN = ("ETag", "Retry-After", "WWW-Authenticate", "X-Request-Id")
"""Headers of an answer that such a page may read, beside those that each may."""


def open_to(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The same application, that pages of these origins may call too; of none: as it is.

    Credentials are never allowed to every origin.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "POST"),
        allow_headers=("*",),
        allow_credentials=EVERY_ORIGIN not in origins,
        expose_headers=SHOWN,
    )
