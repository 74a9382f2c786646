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
from schema.http.account_acts import AccountActs
from schema.http.accounts import Accounts
from schema.http.address_codes import AddressCodes
from schema.http.addresses import Addresses
from schema.http.board import Board
from schema.http.compression import Compression
from schema.http.cross_origin import ORIGIN, open_to
from schema.http.evidence import Evidence
from schema.http.execution import Executions
from schema.http.graphql import VARY, GraphQLEndpoint
from schema.http.graphql_request import NAMING
from schema.http.headers import AnswerHeaders
from schema.http.kept_answers import KeptAnswers
from schema.http.known_requests import KnownRequests
from schema.http.log_files import LogFiles
from schema.http.negotiation import prefers_page
from schema.http.pages import Pages
from schema.http.persisted_documents import PersistedDocuments, digest
from schema.identity.account_identity import Now
from schema.identity.bearer import IdentityProvider
from schema.identity.development import DevelopmentTokens, development_key
from schema.identity.known_tokens import KnownTokens
from schema.identity.session_cookie import SessionCookie
from schema.identity.who_asks import WhoAsks
from schema.open_server import Server
from schema.operation.catalogue import preferred, say
from schema.plans.plans import Plans
from schema.settings import Settings, listed
from services.accounts.challenges import Challenges
from services.accounts.failures import Failures
from services.accounts.passkeys import Passkeys

PAGE = "graphiql.html"
FILE_THREADS = 4
"""For what never waits behind executions: the files of the log, and whether it is ready."""


def identity_provider(settings: Settings) -> IdentityProvider | None:
    """Who vouches for tokens; nobody outside development."""
    if not settings.development:
        return None
    return KnownTokens(DevelopmentTokens(development_key(settings.data)))


def pages_folder(name: str) -> Path:
    """Where the files of a page lie: `graphiql`, `board`."""
    with as_file(files("schema").joinpath("pages", name)) as folder:
        return folder


async def _refused(request: Request, error: Exception) -> Response:
    """What is said where nothing is served, or not by this method: in the reader's language."""
    refused = cast(HTTPException, error)
    key = "error.LIMIT.no_page" if refused.status_code == 404 else "error.LIMIT.method_here"
    language = preferred(request.headers.get("accept-language", ""))
    headers = {**(refused.headers or {}), "Vary": "Accept-Language"}
    return PlainTextResponse(f"{say(language, key)}\n", refused.status_code, headers)


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


async def _ready(server: Server, threads: ThreadPoolExecutor, _: Request) -> Response:
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(threads, server.house.look_up.head)
        condition = await loop.run_in_executor(threads, server.house.recorder.condition)
    except LogUnavailable:
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse({"status": condition.value})


def _account_routes(
    settings: Settings, server: Server, who_asks: WhoAsks, now: Now
) -> Sequence[BaseRoute]:
    """Where people sign in; nowhere, where no page of this server has an address for it."""
    address = settings.public
    if address is None:
        return ()

    def party_names(code: str) -> list[str]:
        party = server.house.look_up.directory().parties.get(code)
        return [party.name, *(naming.name for naming in party.renamings)] if party else []

    passkeys = Passkeys(address.host, address.origin, Challenges())
    acts = AccountActs(server.accounts, passkeys, Failures(), address, party_names)
    cookie, addresses = SessionCookie(address), Addresses(settings.proxies)
    return Accounts(acts, who_asks, cookie, addresses, settings.rate_wait, now).routes


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
) -> ASGIApp:
    """The application over an open server; closing it is the caller's."""
    who_asks = WhoAsks(identity_provider(settings), server.accounts, settings.public, now)
    kept = kept or KeptAnswers(settings.answers_kept)
    plans = plans or Plans(SCHEMA)
    threads = ThreadPoolExecutor(FILE_THREADS, "files")
    board = Board(pages_folder("board"), lambda: server.house.look_up, threads)
    trusted = {**{digest(text): text for text in board.documents}, **settings.trusted_documents}
    endpoint = GraphQLEndpoint(
        SCHEMA,
        lambda: server.house,
        who_asks,
        settings.max_body,
        executions or Executions(settings),
        settings.bounds,
        kept,
        plans if settings.plans else None,
        PersistedDocuments(trusted, settings.persisted, only_trusted=settings.trusted_only),
    )
    pages = Pages(pages_folder("graphiql"))
    origins = listed(settings.cors_origins)
    vary = f"{VARY}, {ORIGIN}" if origins else VARY

    async def graphql(request: Request) -> Response:
        wants_page = prefers_page(request.headers.get("accept"))
        asks = any(name in request.query_params for name in NAMING)
        if request.method == "GET" and wants_page and not asks:
            return await pages.answer(request, PAGE, f"{VARY}, Accept-Encoding")
        return await endpoint(request)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        threads.shutdown()
        server.close()

    app = Starlette(
        routes=[
            Route("/graphql", open_to(ByAnyMethod(graphql), origins)),
            *board.routes,
            *AddressCodes(threads).routes,
            *LogFiles(lambda: server.house.proofs, threads).routes,
            *_account_routes(settings, server, who_asks, now),
            *_evidence_routes(settings, server, who_asks),
            Route("/healthz", _alive),
            Route("/readyz", partial(_ready, server, threads)),
            Route("/assets/{name}", pages.file),
        ],
        lifespan=lifespan,
        exception_handlers={404: _refused, 405: _refused},
    )
    # Around all of it: what Starlette says of an unexpected error has the headers too.
    whole = AnswerHeaders(Compression(app))
    return KnownRequests(whole, lambda: server.house.look_up, kept, vary)
