"""The wiring of what is served: pages, endpoints, and who vouches for tokens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from events.log.event_log import LogUnavailable
from schema.api.schema import SCHEMA
from schema.http.graphql import GraphQLEndpoint
from schema.http.log_files import LogFiles
from schema.identity.bearer import IdentityProvider
from schema.identity.development import DevelopmentTokens, development_key
from schema.open_server import Server
from schema.settings import Settings

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
"""All reach the endpoint, which says which of them it serves."""
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def identity_provider(settings: Settings) -> IdentityProvider | None:
    """Who vouches for tokens; nobody outside development."""
    if not settings.development:
        return None
    return DevelopmentTokens(development_key(settings.data))


class SecurityHeaders(BaseHTTPMiddleware):
    """Adds the security headers to every response."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Pass the request on, then add the headers."""
        response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def assets_folder() -> Path:
    """Where the files of GraphiQL lie."""
    with as_file(files("schema").joinpath("pages", "graphiql")) as folder:
        return folder


async def _home(_: Request) -> Response:
    return RedirectResponse("/graphql")


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def _ready(server: Server, _: Request) -> Response:
    try:
        await asyncio.to_thread(server.house.look_up.head)
        is_readable = True
    except LogUnavailable:
        is_readable = False
    status = "ready" if is_readable else "not ready"
    if is_readable and server.house.recorder.read_only:
        status = "read-only"  # still of use: what it holds is shown
    return JSONResponse({"status": status}, status_code=200 if is_readable else 503)


def make_app(settings: Settings, server: Server) -> Starlette:
    """The application over an open server; closing it is the caller's."""
    endpoint = GraphQLEndpoint(
        SCHEMA, lambda: server.house, identity_provider(settings), settings.max_body
    )
    page = assets_folder() / "graphiql.html"

    async def graphql(request: Request) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if request.method == "GET" and wants_page and "query" not in request.query_params:
            return FileResponse(page, media_type="text/html")
        return await endpoint(request)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        server.close()

    return Starlette(
        routes=[
            Route("/", _home),
            Route(
                "/graphql",
                graphql,
                methods=METHODS,
            ),
            *LogFiles(lambda: server.house.proofs).routes,
            Route("/healthz", _alive),
            Route("/readyz", partial(_ready, server)),
            Mount("/assets", StaticFiles(directory=assets_folder())),
        ],
        middleware=[Middleware(SecurityHeaders)],
        lifespan=lifespan,
    )
