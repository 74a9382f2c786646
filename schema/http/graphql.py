"""GraphQL over HTTP: a request to one execution and back, after the GraphQL-over-HTTP draft.

Rubbish gets a 4xx with a clear error in GraphQL's own shape; an answer that could not even be begun
gets 400 where the client speaks `application/graphql-response+json`.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema
from strawberry.types.execution import PreExecutionError

from schema.http.admission import Lane, TurnedAway
from schema.http.answering import Answering, made
from schema.http.caching import Key, cache_control, is_known, key_of
from schema.http.execution import BrokenOff, Executions, Grant
from schema.http.graphql_request import (
    GraphQLRequest,
    Rejected,
    from_parameters,
    json_sent,
    request_in,
    require_one_operation,
)
from schema.http.kept_answers import Answer, KeptAnswers
from schema.http.known_requests import ANSWERED
from schema.http.persisted_documents import PersistedDocuments, UnknownDocument
from schema.http.rejections import (
    VARY,
    media_type_of,
    no_request,
    nobody_can_say,
    over_limit,
    rejection,
    turned_away,
    unauthenticated,
    unknown_document,
)
from schema.identity.bearer import Unauthenticated
from schema.identity.provider_keys import ProviderUnreachable
from schema.identity.who_asks import ForeignOrigin, WhoAsks
from schema.operation.catalogue import Language, preferred
from schema.operation.context import Context
from schema.operation.documents import Document, Documents
from schema.operation.graphql_errors import Stage
from schema.operation.house import House
from schema.operation.limits import Bound, Bounds, Cost, LimitExceeded, require
from schema.operation.loaders import Loaders
from schema.operation.security_log import note, note_viewer
from schema.operation.tell_errors import noted, told
from schema.plans.plans import Plans
from schema.watching.request_lines import LANE
from services.accounts.account_book import AccountsUnavailable
from services.permissions import PUBLIC, Viewer
from services.read.read_point import ReadPoint


class GraphQLEndpoint:
    """Serves one schema over HTTP."""

    def __init__(
        self,
        schema: Schema,
        house: Callable[[], House],
        who_asks: WhoAsks,
        max_body: int,
        executions: Executions,
        bounds: Bounds,
        kept: KeptAnswers,
        plans: Plans | None,
        persisted: PersistedDocuments,
    ) -> None:
        self._house, self._who_asks, self._persisted = house, who_asks, persisted
        self._max_body, self._executions, self._bounds = max_body, executions, bounds
        self._documents = Documents(schema._schema, bounds.kept_bytes)
        self._kept = kept
        self._answering = Answering(schema, plans)

    async def __call__(self, request: Request) -> Response:
        """Answer one request; whatever goes wrong unexpectedly is told by an id only."""
        language = preferred(request.headers.get("accept-language", ""))
        try:
            return await self._answer(request, language)
        except Rejected as error:
            return no_request(request, language, error)
        except UnknownDocument:
            return unknown_document(request)
        except LimitExceeded as error:
            return over_limit(request, language, error)
        except Unauthenticated as error:
            note("token", "UNAUTHENTICATED", reason=error.variant)
            return unauthenticated(request, language, error.variant, self._who_asks.cookie)
        except ForeignOrigin:
            note("origin", "FORBIDDEN")
            return rejection(request, 403, language, "error.FORBIDDEN.origin")
        except TurnedAway as error:
            return turned_away(request, language, error)
        except (AccountsUnavailable, ProviderUnreachable) as error:
            return nobody_can_say(request, language, error)
        except Exception as error:
            return rejection(request, 500, language, "error.INTERNAL", id=noted(error))

    async def _answer(self, request: Request, language: Language) -> Response:
        viewer, _ = await self._who_asks.viewer(request)
        note_viewer(viewer)
        media_type = media_type_of(request)
        if media_type is None:
            raise Rejected(406, "error.LIMIT.accept")
        asked = self._persisted.resolved(await self._parse(request), viewer)
        limits = self._bounds.public if viewer.is_public else self._bounds.signed_in
        document = self._documents.get(asked.query, asked.operation_name, limits)
        lane = require_one_operation(document, request.method)
        request.scope[LANE] = lane.value.lower()
        if document.errors:
            refused = made(self._invalid(document, language), None, media_type)
            return respond(refused, viewer, self._house().look_up.time())
        self._persisted.register(asked)
        cost = Cost(document.cost(asked.variables), limits.cost)
        require(Bound.COST, cost.requested, cost.limit)

        look_up = self._house().look_up
        # Who waits for a position of the log stands where it is then.
        is_at_head = lane is Lane.PRESENT and look_up.leads and "atLeast" not in asked.query
        point = look_up.now() if is_at_head else None

        done: list[tuple[object, ReadPoint | None]] = []

        async def make() -> Answer:
            async def execute(grant: Grant) -> Answer:
                context = partial(self._context, document, cost, viewer, grant, point, done)
                return await self._answering.answer(asked, media_type, context)

            return await self._executions.run(request, viewer, lane, language, execute)

        try:
            if point is None:
                return respond(await make(), viewer, look_up.time())
            stands = self._house().origin, point, look_up.count_erasures()
            who = language, media_type, viewer
            key = key_of(asked.query, asked.operation_name, asked.variables, who, stands)
            return await self._by_key(request, key, make)
        except BrokenOff as error:
            name = "error.OUTCOME_UNKNOWN" if lane is Lane.WRITE else "error.TIMED_OUT"
            return rejection(request, 503, language, name, limit=error.limit)

    def _invalid(self, document: Document, language: Language) -> PreExecutionError:
        said = {"dataset": self._house().dataset.value}
        errors = [told(error, language, Stage.VALIDATION) for error in document.errors]
        return PreExecutionError(None, errors, said)

    async def _by_key(
        self,
        request: Request,
        key: Key,
        make: Callable[[], Awaitable[Answer]],
    ) -> Response:
        """The answer of a key, or that the client has it already."""
        viewer, tags = key.viewer or PUBLIC, request.headers.get("if-none-match")
        kept = self._kept.find(key)
        # Whoever names a tag is told no more than that it fits; `*` only says that there is one.
        if tags is not None and (kept or tags.strip() != "*"):
            # What never changes has another tag than what is asked for at the present.
            for known in (key,) if kept and not kept.is_fixed else (key.for_ever, key):
                if is_known(known.etag, tags):
                    return self._unchanged(request, known, kept)
        answer = await self._kept.get(key, make)
        if answer.is_fixed:
            key = key.for_ever
        request.scope[ANSWERED] = key
        now = self._house().look_up.time()
        return respond(answer, viewer, now, key if answer.is_kept else None)

    def _unchanged(self, request: Request, key: Key, kept: Answer | None) -> Response:
        request.scope[ANSWERED] = key
        control = cache_control(
            is_public=key.viewer is None,
            is_fixed=kept is not None and kept.is_fixed,
            is_kept=True,
            now=self._house().look_up.time(),
            minute=key.minute,
        )
        headers = {"ETag": key.etag, "Vary": VARY, "Cache-Control": control}
        return Response(status_code=304, headers=headers)

    def _context(
        self,
        document: Document,
        cost: Cost,
        viewer: Viewer,
        grant: Grant,
        point: ReadPoint | None,
        done: list[tuple[object, ReadPoint | None]],
    ) -> Context:
        house = self._house()
        return Context(
            house,
            viewer,
            grant.language,
            Loaders(house.look_up, grant.deadline.check),
            document,
            cost,
            grant.deadline,
            grant.enter_past,
            point,
            done,
        )

    async def _parse(self, request: Request) -> GraphQLRequest:
        if request.method == "GET":
            return from_parameters(request)
        if request.method != "POST":
            raise Rejected(405, "error.LIMIT.method")
        return request_in(await json_sent(request, self._max_body))


def respond(answer: Answer, viewer: Viewer, now: dt.datetime, key: Key | None = None) -> Response:
    """An answer with what a client, or a cache on the way, must know of it."""
    control = cache_control(
        is_public=viewer == PUBLIC,
        is_fixed=answer.is_fixed,
        is_kept=answer.is_kept and key is not None,
        now=now,
        minute=None if key is None else key.minute,
    )
    headers = {"Cache-Control": control, "Vary": VARY}
    if key is not None:
        headers["ETag"] = key.etag
    media_type = f"{answer.media_type}; charset=utf-8"
    return Response(answer.body, answer.status, headers, media_type)
