"""A witness over HTTP (C2SP tlog-witness): the submission prefix and the monitoring prefix are one.

Clients are programs: reasons are told in one line of English.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from events.heads.witnessing import MAX_REQUEST, AddCheckpoint, CheckpointRefused
from services.heads.witness_book import WitnessBook

SIZE_TYPE = "text/x.tlog.size"


class _Endpoints:
    """What is served over a book."""

    def __init__(self, book: WitnessBook) -> None:
        self._book = book

    async def add_checkpoint(self, request: Request) -> Response:
        """Cosign a checkpoint, or say by the status why not."""
        try:
            body = await _body(request)
            return PlainTextResponse(await asyncio.to_thread(self._cosignature, body))
        except CheckpointRefused as error:
            if error.size is not None:
                return Response(f"{error.size}\n", error.status, {"Content-Type": SIZE_TYPE})
            return PlainTextResponse(f"{error.reason}\n", error.status)
        except OSError as error:
            structlog.get_logger().error("checkpoint_not_kept", reason=str(error))
            return PlainTextResponse("the checkpoint cannot be kept\n", 503)

    def _cosignature(self, body: bytes) -> str:
        asked = AddCheckpoint.parse(body)
        try:
            return self._book.cosign(asked).signatures[-1].line
        except CheckpointRefused as error:
            logger = structlog.get_logger()
            if error.is_evidence:
                logger.error("inconsistent_checkpoint", reason=error.reason, note=str(asked.note))
            elif error.status == 422:
                logger.warning("unproved_checkpoint", reason=error.reason, note=str(asked.note))
            raise

    async def checkpoint(self, request: Request) -> Response:
        """The latest checkpoint cosigned for an origin, for monitors."""
        note = self._book.latest(request.path_params["hashed"])
        if note is None:
            return PlainTextResponse("no checkpoint of this origin was cosigned\n", 404)
        return PlainTextResponse(str(note))


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def _body(request: Request) -> bytes:
    """The body of a request. Raises CheckpointRefused for one that is too long or broken off."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_REQUEST:
                raise CheckpointRefused(413, f"longer than {MAX_REQUEST} bytes")
    except ClientDisconnect:
        raise CheckpointRefused(400, "broken off") from None
    return bytes(body)


def make_witness_app(book: WitnessBook) -> Starlette:
    """The application over an open book, which it closes when it ends."""
    endpoints = _Endpoints(book)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        book.close()

    return Starlette(
        routes=[
            Route("/add-checkpoint", endpoints.add_checkpoint, methods=["POST"]),
            Route("/healthz", _alive),
            Route("/{hashed}/checkpoint", endpoints.checkpoint),
        ],
        lifespan=lifespan,
    )
