"""What is said to what is not executed, or not to its end: in GraphQL's shape, by a code."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from schema.http.admission import TurnedAway
from schema.http.graphql_request import Rejected
from schema.http.negotiation import GRAPHQL_JSON, JSON, media_type_for
from schema.identity.provider_keys import PAUSE, ProviderUnreachable
from schema.identity.session_cookie import SessionCookie
from schema.operation.catalogue import Language, say
from schema.operation.limits import LimitExceeded
from schema.operation.tell_errors import noted

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    413: "TOO_LARGE",
    414: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNFIT_FILE",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL",
    507: "NO_ROOM",
}
"""What clients act on in `extensions.code`, where a request is refused as such; else the error's
own code."""
VARY = "Accept, Accept-Language, Authorization, Cookie"
"""What an answer depends on beside its request; of a refusal too."""
SESSION_OVER = "error.UNAUTHENTICATED.session_over"


def media_type_of(request: Request) -> str | None:
    """As what a client is answered; None where it takes nothing that there is."""
    given = request.headers.getlist("accept")
    return media_type_for(", ".join(given) if given else None)


def over_limit(request: Request, language: Language, error: LimitExceeded) -> Response:
    """The answer to a document that is larger than it may be."""
    said = {"code": error.code, "of": error.bound.value}
    numbers = {"requested": error.requested, "limit": error.limit}
    words = say(language, f"error.LIMIT_EXCEEDED.{error.bound.name.lower()}", **numbers)
    return _refusal(request, 400, words, {**said, **numbers})


def rejection(
    request: Request,
    status: int,
    language: Language,
    key: str,
    **params: object,
) -> Response:
    """An answer to what is not executed, or not to its end, in GraphQL's shape."""
    code = CODES.get(status) or key.removeprefix("error.").partition(".")[0]
    return _refusal(request, status, say(language, key, **params), {"code": code})


def _refusal(
    request: Request, status: int, message: str, extensions: Mapping[str, object]
) -> Response:
    errors = [{"message": message, "extensions": extensions}]
    return Response(
        json.dumps({"errors": errors}, ensure_ascii=False),
        status_code=status,
        media_type=f"{media_type_of(request) or JSON}; charset=utf-8",
        headers={"Vary": VARY},
    )


def no_request(request: Request, language: Language, error: Rejected) -> Response:
    """The answer to what is no GraphQL request; its headers say what would be."""
    answer = rejection(request, error.status, language, error.key, **error.params)
    if error.status == 405:
        answer.headers["Allow"] = "POST" if request.method == "GET" else "GET, POST"
    if error.status == 415:  # RFC 7694, 3: it says which codings would be read
        answer.headers["Accept-Encoding"] = "identity"
    return answer


def unknown_document(request: Request) -> Response:
    """The answer to a document's id that is not known: clients look for just these words."""
    status = 400 if media_type_of(request) == GRAPHQL_JSON else 200
    said = {"code": "PERSISTED_QUERY_NOT_FOUND"}
    return _refusal(request, status, "PersistedQueryNotFound", said)


def unauthenticated(
    request: Request, language: Language, variant: str, cookie: SessionCookie | None
) -> Response:
    """An answer to who is not known; a cookie of a session that is over goes."""
    key = "error.UNAUTHENTICATED" + (f".{variant}" if variant else "")
    answer = rejection(request, 401, language, key)
    answer.headers["WWW-Authenticate"] = "Bearer"
    if key == SESSION_OVER and cookie:
        answer.headers["Set-Cookie"] = cookie.forgotten
    return answer


def turned_away(request: Request, language: Language, why: TurnedAway) -> Response:
    """An answer to what is not executed now, that says when to come again."""
    status, key = (429, "error.LIMIT.rate") if why.is_too_often else (503, "error.OVERLOADED")
    answer = rejection(request, status, language, key, limit=why.limit)
    answer.headers["Retry-After"] = str(why.after)
    return answer


def nobody_can_say(request: Request, language: Language, error: Exception) -> Response:
    """An answer to who cannot be known just now: by the accounts, or by the provider."""
    if not isinstance(error, ProviderUnreachable):
        noted(error)
        return rejection(request, 503, language, "error.UNAVAILABLE")
    answer = rejection(request, 503, language, "error.UNAVAILABLE.provider")
    answer.headers["Retry-After"] = str(int(PAUSE))
    return answer
