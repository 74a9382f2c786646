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
from starlette.types import Receive, Scope, Send

from events.log.event_log import LogUnavailable
from events.log.log_clock import system_time
from schema.api.schema import SCHEMA
from schema.conditions.conditions import conditions_of
from schema.http.account_acts import AccountActs
from schema.http.accounts import PRIVATE, Accounts
from schema.http.address_codes import AddressCodes
from schema.http.addresses import Addresses
from schema.http.admission import Rates
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
from schema.http.people_acts import PeopleActs
from schema.http.persisted_documents import PersistedDocuments, digest
from schema.http.proposing import Proposing
from schema.http.provider import CALLBACK, ProviderDoor, way_in
from schema.http.rejections import VARY
from schema.http.request_id import RequestIds
from schema.http.security_txt import SecurityText
from schema.identity.account_identity import Now
from schema.identity.bearer import IdentityProvider
from schema.identity.by_issuer import ByIssuer
from schema.identity.development import ISSUER, DevelopmentTokens, development_key
from schema.identity.oidc import OidcTokens
from schema.identity.oidc_cookie import OidcCookie
from schema.identity.oidc_flow import Client, OidcFlow
from schema.identity.oidc_people import ProviderPeople
from schema.identity.oidc_settings import read_secret
from schema.identity.provider_keys import ProviderKeys
from schema.identity.session_cookie import SessionCookie
from schema.identity.who_asks import WhoAsks
from schema.open_server import Server
from schema.operation.catalogue import preferred, say
from schema.plans.plans import Plans
from schema.setting_kinds import listed
from schema.settings import Settings
from services.accounts.challenges import Challenges
from services.accounts.failures import Failures
from services.accounts.passkeys import Passkeys

PAGE = "graphiql.html"
PROVIDER_THREADS = 4
"""For what waits for an identity provider: nobody else does."""
FILE_THREADS = 4
"""For what never waits behind executions: the files of the log, and whether it is ready."""


def bearer_tokens(
    settings: Settings, keys: ProviderKeys | None, people: ProviderPeople
) -> IdentityProvider | None:
    """Who vouches for bearer tokens, each for its own; None: nobody does."""
    found: dict[str, IdentityProvider] = {}
    if settings.development:
        found[ISSUER] = DevelopmentTokens(development_key(settings.data))
    claims, audience = settings.oidc_claims, settings.oidc_audience
    if keys and claims and audience:
        found[keys.issuer] = OidcTokens(keys, audience, claims, people.viewer)
    return ByIssuer(found) if found else None


def pages_folder(name: str) -> Path:
    """Where the files of a page lie: `graphiql`, `board`, `door`."""
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


async def _ways(settings: Settings, _: Request) -> Response:
    """By what one can sign in here."""
    ways = {
        "passkeys": settings.public is not None,
        "provider": way_in(settings),
        "development": settings.development,
    }
    return JSONResponse(ways, headers={"Cache-Control": PRIVATE, "Vary": VARY})


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


def _account_routes(
    settings: Settings, server: Server, proposing: Proposing, who_asks: WhoAsks, now: Now
) -> Sequence[BaseRoute]:
    """Where people sign in; nowhere, where no page of this server has an address for it."""
    address = settings.public
    if address is None:
        return ()

    def party_names(code: str) -> list[str]:
        party = server.house.look_up.directory().parties.get(code)
        return [party.name, *(naming.name for naming in party.renamings)] if party else []

    passkeys = Passkeys(address.host, address.origin, Challenges())
    acts = AccountActs(server.accounts, passkeys, Failures(), proposing, party_names)
    people = PeopleActs(server.accounts, proposing, address)
    cookie, addresses = SessionCookie(address), Addresses(settings.proxies)
    return Accounts(acts, people, who_asks, cookie, addresses, settings.rate_wait, now).routes


def _provider_routes(
    settings: Settings,
    keys: ProviderKeys,
    people: ProviderPeople,
    who_asks: WhoAsks,
    threads: ThreadPoolExecutor,
) -> Sequence[BaseRoute]:
    """Where people come in by an identity provider; nowhere, where they do not."""
    address, claims, client_id = settings.public, settings.oidc_claims, settings.oidc_client_id
    if address is None or claims is None or client_id is None:
        return ()
    file = settings.oidc_client_secret_file
    client = Client(client_id, f"{address.origin}{CALLBACK}", read_secret(file) if file else None)
    flow, addresses = OidcFlow(keys, client), Addresses(settings.proxies)
    begun, session, rates = OidcCookie(address), SessionCookie(address), Rates(settings.rate_wait)
    return ProviderDoor(
        flow, claims, people, who_asks, begun, session, addresses, rates, threads
    ).routes


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
    waiting = ThreadPoolExecutor(PROVIDER_THREADS, "provider")
    keys = ProviderKeys(settings.oidc_issuer) if settings.oidc_issuer else None
    host = settings.public.host if settings.public else ""
    proposing = Proposing(server.house.recorder, server.house.look_up, host)
    on_record = proposing.on_record
    people = ProviderPeople(server.accounts, now, proposing.propose, on_record)
    bearer = bearer_tokens(settings, keys, people)
    who_asks = WhoAsks(bearer, server.accounts, settings.public, now, on_record, threads=waiting)
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
    pages = Pages(pages_folder("graphiql"), headers=EDITOR)
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
        waiting.shutdown(cancel_futures=True)
        server.close()

    app = Starlette(
        routes=[
            Route("/graphql", open_to(ByAnyMethod(graphql), origins)),
            *board.routes,
            *Door(pages_folder("door"), settings.public).routes,
            *AddressCodes(settings.public, threads).routes,
            *LogFiles(lambda: server.house.proofs, threads).routes,
            Route("/account/ways", partial(_ways, settings)),
            *_account_routes(settings, server, proposing, who_asks, now),
            *SecurityText(settings.security_contact, settings.public, now).routes,
            *(_provider_routes(settings, keys, people, who_asks, waiting) if keys else ()),
            *_evidence_routes(settings, server, who_asks),
            Route("/healthz", _alive),
            Route("/readyz", partial(_ready, server, settings, threads)),
            Route("/assets/{name}", pages.file),
        ],
        lifespan=lifespan,
        exception_handlers={404: _refused, 405: _refused},
    )
    app.router.redirect_slashes = False  # it would lead to whatever host a client names
    by = settings.is_by_https
    # Around all of it: what Starlette says of an unexpected error has the headers too.
    answered = AnswerHeaders(Compression(app), is_by_https=by)
    whole = RequestIds(answered, Addresses(settings.proxies))
    return KnownRequests(whole, lambda: server.house.look_up, kept, vary, is_by_https=by)
