"""A request, as it comes by HTTP, and the GraphQL request in it: read, or refused."""

import json
from dataclasses import dataclass
from typing import Any

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request

from schema.http.admission import Lane
from schema.http.negotiation import is_json
from schema.operation.document_manifest import LONGEST_ID
from schema.operation.documents import Document
from schema.operation.numbers import InexactNumber, exact_float, whole_number

MAX_QUERY_PARAMETERS = 64 * 1024
DIGEST = "sha256:"
"""Before an id that is the SHA-256 of its document, as the draft writes it."""
NAMING = ("query", "documentId", "extensions")
"""Parameters of a URL that say which document is meant."""


class Rejected(Exception):
    """A request that is no GraphQL request; with its status and message key."""

    def __init__(self, status: int, key: str, **params: object) -> None:
        super().__init__(key)
        self.status, self.key, self.params = status, key, params


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client wants executed."""

    query: str
    """Empty where the document is only named."""
    variables: dict[str, Any] | None
    operation_name: str | None
    document_id: str | None = None
    """Under which id the document is known, or is to be: a digest without its prefix."""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


async def json_sent(request: Request, most: int) -> object:
    """The JSON value that a request brings, of at most so many bytes. Raises Rejected."""
    coding = request.headers.get("content-encoding", "").strip()
    if coding.lower() not in ("", "identity"):
        raise Rejected(415, "error.LIMIT.content_encoding", coding=coding[:40])
    if not is_json(", ".join(request.headers.getlist("content-type"))):
        raise Rejected(415, "error.LIMIT.media_type")
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise Rejected(413, "error.LIMIT.body", limit=most)
    except ClientDisconnect:
        raise Rejected(400, "error.LIMIT.json") from None
    return decode(bytes(body))


def decode(text: bytes | str) -> object:
    """What a JSON text says. Raises Rejected."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        return json.loads(
            text,
            parse_constant=_no_constant,
            parse_float=exact_float,
            parse_int=whole_number,
        )
    except InexactNumber as error:
        raise Rejected(400, "error.LIMIT.number", number=error.text) from None
    except (ValueError, RecursionError):
        raise Rejected(400, "error.LIMIT.json") from None


def request_in(body: object) -> GraphQLRequest:
    """The request that a JSON value is. Raises Rejected."""
    if isinstance(body, list):
        raise Rejected(400, "error.LIMIT.batch")
    if not isinstance(body, dict):
        raise Rejected(400, "error.LIMIT.not_object")
    query, name = body.get("query"), body.get("operationName")
    extensions = _object_or_none(body.get("extensions")) or {}
    document_id = _document_id(body.get("documentId"), extensions.get("persistedQuery"))
    if query is None and document_id:
        query = ""
    elif not isinstance(query, str) or not query.strip():
        raise Rejected(400, "error.LIMIT.query")
    if name is not None and not isinstance(name, str):
        raise Rejected(400, "error.LIMIT.operation_name")
    variables = _object_or_none(body.get("variables"))
    return GraphQLRequest(query, variables, name or None, document_id)


def _document_id(named: object, persisted: object) -> str | None:
    """The id that a request names its document by: as `documentId`, or as Apollo's extension."""
    if named is None and isinstance(persisted, dict):
        if persisted.get("version") != 1:
            raise Rejected(400, "error.LIMIT.document_id")
        named = persisted.get("sha256Hash")
    if named is None and persisted is None:
        return None
    if not isinstance(named, str) or not 0 < len(named) <= LONGEST_ID + len(DIGEST):
        raise Rejected(400, "error.LIMIT.document_id")
    return named.removeprefix(DIGEST)


def _object_or_none(value: object) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, dict):
        raise Rejected(400, "error.LIMIT.variables")
    return value


def from_parameters(request: Request) -> GraphQLRequest:
    """The request that stands in a URL. Raises Rejected."""
    if len(request.url.query) > MAX_QUERY_PARAMETERS:
        raise Rejected(414, "error.LIMIT.body", limit=MAX_QUERY_PARAMETERS)
    given: dict[str, object] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = decode(str(given[name]))
        else:
            given.pop(name, None)
    return request_in(given)


def require_one_operation(document: Document, method: str) -> Lane:
    """The lane of the one operation that is meant; no other document may be run."""
    if document.ast is None:
        return Lane.PRESENT  # its errors say where the fault is
    if not document.operations:
        raise Rejected(400, "error.LIMIT.query")
    if document.operation is None:
        raise Rejected(400, "error.LIMIT.operation_name")
    kind = document.operation.operation
    if kind is OperationType.SUBSCRIPTION:
        raise Rejected(400, "error.LIMIT.subscription")
    if kind is not OperationType.MUTATION:
        return Lane.PRESENT
    if method != "POST":
        raise Rejected(405, "error.LIMIT.mutation_by_get")
    return Lane.WRITE
