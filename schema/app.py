"""The wiring of what is served: pages, endpoints, and who vouches for tokens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from events.log.event_log import LogUnavailable
from events.log.log_clock import system_time
from schema.api.schema import SCHEMA
from schema.conditions.conditions import conditions_of
from schema.entry import Entry
from schema.http.address_codes import AddressCodes
from schema.http.addresses import Addresses
from schema.http.board import Board
from schema.http.compression import Compression
from schema.http.cross_origin import ORIGIN, open_to
from schema.http.door import Door
from schema.http.evidence import Evidence
from schema.http.execution import Executions
from schema.http.graphql import GraphQLEndpoint
from schema.http.graphql_request import NAMING
from schema.http.headers import AnswerHeaders
from schema.http.kept_answers import KeptAnswers
from schema.http.known_requests import KnownRequests
from schema.http.log_files import LogFiles
from schema.http.negotiation import prefers_page
from schema.http.pages import EDITOR, Pages
from schema.http.persisted_documents import PersistedDocuments, digest
from schema.http.rejections import VARY
from schema.http.request_id import RequestIds
from schema.http.security_txt import SecurityText
from schema.identity.account_identity import Now
from schema.identity.who_asks import WhoAsks
from schema.open_server import Server
from schema.operation.catalogue import preferred, say
from schema.plans.plans import Plans
from schema.setting_kinds import listed
from schema.settings import Settings

PAGE = "graphiql.html"
FILE_THREADS = 4
"""For what never waits behind executions: the files of the log, and whether it is ready."""


def pages_folder(name: str) -> Path:
    """Where the files of a page lie: `graphiql`, `board`, `door`; or the auditor's `questions`."""
    with as_file(files("schema").joinpath("pages", name)) as folder:
        return folder


async def _refused(request: Request, error: Exception) -> Response:
    """What is said where nothing is served, or not by this method: in the reader's language."""
    refused = cast(HTTPException, error)
    key = "error.LIMIT.no_page" if refused.status_code == 404 else "error.LIMIT.method_here"
    language = preferred(request.headers.get("accept-language", ""))
    headers = {**(refused.headers or {}), "Vary": "Accept-Language"}
    return PlainTextResponse(f"{say(language, key)}\n", refused.status_code, headers)


SAID = {404: _refused, 405: _refused}
"""By whom it is said that nothing is served."""


class ByAnyMethod:
    """An endpoint that every method reaches: it says itself which of them it serves."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def _ready(
    server: Server, settings: Settings, threads: ThreadPoolExecutor, _: Request
) -> Response:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(threads, conditions_of, server, settings)
    except LogUnavailable:
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse(found.as_json)


def _endpoint(
    settings: Settings,
    server: Server,
    who_asks: WhoAsks,
    board: Board,
    executions: Executions | None,
    kept: KeptAnswers,
    plans: Plans | None,
) -> GraphQLEndpoint:
    trusted = {**{digest(text): text for text in board.documents}, **settings.trusted_documents}
    return GraphQLEndpoint(
        SCHEMA,
        lambda: server.house,
        who_asks,
        settings.max_body,
        executions or Executions(settings),
        settings.bounds,
        kept,
        (plans or Plans(SCHEMA)) if settings.plans else None,
        PersistedDocuments(trusted, settings.persisted, only_trusted=settings.trusted_only),
    )


def _with_editor(endpoint: GraphQLEndpoint, pages: Pages) -> ASGIApp:
    """The endpoint, which shows who looks at it with a browser the query editor."""

    async def graphql(request: Request) -> Response:
        wants_page = prefers_page(request.headers.get("accept"))
        asks = any(name in request.query_params for name in NAMING)
        if request.method == "GET" and wants_page and not asks:
            return await pages.answer(request, PAGE, f"{VARY}, Accept-Encoding")
        return await endpoint(request)

    return ByAnyMethod(graphql)


def _evidence_routes(settings: Settings, server: Server, who_asks: WhoAsks) -> Sequence[BaseRoute]:
    """Where files of evidence are sent and opened; nowhere, where none are kept."""
    files = server.house.files
    if files is None:
        return ()
    return Evidence(files, lambda: server.house.look_up, who_asks, settings).routes


def make_app(
    settings: Settings,
    server: Server,
    executions: Executions | None = None,
    kept: KeptAnswers | None = None,
    plans: Plans | None = None,
    now: Now = system_time,
) -> KnownRequests:
    """The application over an open server; closing it is the caller's."""
    entry, kept = Entry(settings, server, now), kept or KeptAnswers(settings.answers_kept)
    threads = ThreadPoolExecutor(FILE_THREADS, "files")
    board = Board(
        pages_folder("board"), pages_folder("questions"), lambda: server.house.look_up, threads
    )
    pages = Pages(pages_folder("graphiql"), headers=EDITOR)
    endpoint = _endpoint(settings, server, entry.who_asks, board, executions, kept, plans)
    origins = listed(settings.cors_origins)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        threads.shutdown()
        entry.close()
        server.close()

    routes = [
        Route("/graphql", open_to(_with_editor(endpoint, pages), origins)),
        *board.routes,
        *Door(pages_folder("door"), settings.public).routes,
        *AddressCodes(settings.public, threads).routes,
        *LogFiles(lambda: server.house.proofs, threads).routes,
        *entry.routes,
        *_evidence_routes(settings, server, entry.who_asks),
        *SecurityText(settings.security_contact, settings.public, now).routes,
        Route("/healthz", _alive),
        Route("/readyz", partial(_ready, server, settings, threads)),
        Route("/assets/{name}", pages.file),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=SAID)
    app.router.redirect_slashes = False  # it would lead to whatever host a client names
    return _wrapped(app, settings, server, kept)


def _wrapped(app: ASGIApp, settings: Settings, server: Server, kept: KeptAnswers) -> KnownRequests:
    """Around all of it: what Starlette says of an unexpected error has the headers too."""
    by = settings.is_by_https
    answered = AnswerHeaders(Compression(app), is_by_https=by)
    vary = f"{VARY}, {ORIGIN}" if settings.cors_origins else VARY
    named = RequestIds(answered, Addresses(settings.proxies))
    return KnownRequests(named, lambda: server.house.look_up, kept, vary, is_by_https=by)
