"""The wiring: the only file that chooses a database, an identity provider, and what is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import strawberry
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from strawberry.types import ExecutionContext

from events.facts.vocabulary import Dataset
from events.heads.checkpoint import StoredCheckpoint
from events.heads.witness_policy import WitnessPolicy
from events.log.event_log import EventLog, LogReadOnly, LogUnavailable
from events.log.log_clock import LogClock
from events.log.sqlite.event_log import SqliteEventLog
from events.progress import Progress, untold
from schema.api.mutations import Mutation
from schema.api.queries import Query
from schema.http.graphql import GraphQLEndpoint
from schema.http.log_files import LogFiles
from schema.identity.development import DevelopmentTokens, IdentityProvider, development_key
from schema.operation.context import House
from schema.operation.tell_errors import TellErrors, logger
from schema.settings import Settings
from schema.types.facts import EVENT_TYPES
from schema.types.scalars import CONFIG
from services.heads.collect_cosignatures import Collector
from services.heads.prove import Proofs
from services.heads.seal_history import HistoryLost, Sealer, SealingThread
from services.heads.signing_keys import KeyFolder
from services.read.look_up import LookUp
from services.write.open_log import new_origin, open_log, origin_of
from services.write.record import Recorder

CLOCK_FILE = "clock-accepted"
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


class LedgerSchema(strawberry.Schema):
    """A schema that leaves the log lines about errors to `TellErrors`: no input is logged."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: errors were told already."""


SCHEMA = LedgerSchema(
    query=Query,
    mutation=Mutation,
    types=list(EVENT_TYPES.values()),
    extensions=[TellErrors],
    config=CONFIG,
)


@dataclass(frozen=True)
class Server:
    """An open log with everything that works on it. Close it when done."""

    log: EventLog
    house: House
    sealing: SealingThread
    collecting: Collector | None

    def close(self) -> None:
        """Finish what is being written, seal it, have it cosigned, then let go of the log."""
        self.house.recorder.close()
        self.sealing.close()
        if self.collecting:
            self.collecting.close()
        self.log.close()


def log_clock(settings: Settings) -> LogClock:
    """The log's clock; `rakor clock accept` changes the mark that it watches."""
    path = settings.data / CLOCK_FILE
    return LogClock(accepted=lambda: path.read_text() if path.exists() else "")


def key_folder(settings: Settings) -> KeyFolder:
    """The folder of the keys that sign the log's head."""
    return KeyFolder(settings.keys_folder)


def first_origin(settings: Settings, dataset: Dataset | None = None) -> str:
    """What a new log is called: as set, else as its keys say, else by chance.

    A log in the place of one that is gone must not begin as if there had been none: it takes the
    name that was signed last, and is then found to have lost its history. In a folder of keys that
    is set apart, which several logs may share, only a name that is set or the only one counts as
    its own. Raises KeyRefused.
    """
    keys = key_folder(settings)
    signed, names = keys.last_used(), keys.names()
    if signed and settings.keys is None:
        return signed
    name = settings.origin or (names.pop() if len(names) == 1 else signed)
    origin, demo = new_origin(dataset, name), new_origin(Dataset.DEMO, name)
    is_gone = dataset is None and keys.last_signed(demo) and not keys.last_signed(origin)
    return demo if is_gone else origin


def open_events(settings: Settings, holder: str | None = None) -> EventLog:
    """The log of the settings alone, as it lies there; with `holder` to write it.

    Raises LogIsBusy, LogUnavailable or OSError.
    """
    return SqliteEventLog(settings.data, holder=holder)


def open_database(path: Path) -> EventLog:
    """A log's database to be read: its folder, or the file itself. Raises LogUnavailable."""
    if path.is_file():
        return SqliteEventLog(path.parent, file_name=path.name)
    return SqliteEventLog(path)


def open_server(
    settings: Settings,
    holder: str,
    dataset: Dataset | None = None,
    clock: LogClock | None = None,
    progress: Progress = untold,
    following: Progress = untold,
    policy: WitnessPolicy | None = None,
) -> Server:
    """Open the log of the settings for reading and writing; a new one as `dataset`, else LIVE.

    The witnesses of `policy` are asked to cosign its heads; without one no head is witnessed.

    A log that lost its signed history is opened all the same, and only read: its recorder says so.
    Raises LogIsBusy, LogUnavailable, WrongDataset, KeyRefused or OSError.
    """
    clock = clock or log_clock(settings)
    log = open_events(settings, holder)
    try:
        name = first_origin(settings, dataset)
        opened = open_log(log, clock, name, dataset, progress, following)
        with log.reading() as connection:
            origin = origin_of(connection)
        sealer = Sealer(log, key_folder(settings))
        lost: HistoryLost | None = None
        try:
            sealer.check()
        except HistoryLost as error:
            lost = error
        recorder = Recorder(log, clock, opened.dataset, settings.quota)
        if lost:
            _stop_writing(recorder, lost)
    except BaseException:
        log.close()
        raise
    proofs = Proofs(log)
    house = House(LookUp(log, clock), recorder, opened.dataset, origin, proofs, policy)
    collecting = Collector(log, proofs, policy) if policy else None
    on_sealed = collecting.offer if collecting else _do_nothing
    sealing = SealingThread(sealer, partial(_stop_writing, recorder), on_sealed)
    return Server(log, house, sealing, collecting)


def _do_nothing(_: StoredCheckpoint) -> None:
    """Without a policy there is nobody to send a signed head to."""


def _stop_writing(recorder: Recorder, error: HistoryLost) -> None:
    if recorder.read_only is None:
        logger.error("history_lost", reason=str(error))
        recorder.stop_writing(LogReadOnly(str(error)))


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
        current = await asyncio.to_thread(server.house.look_up.is_current)
    except LogUnavailable:
        current = False
    status = "ready" if current else "not ready"
    if current and server.house.recorder.read_only:
        status = "read-only"  # still of use: what it holds is shown
    return JSONResponse({"status": status}, status_code=200 if current else 503)


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
