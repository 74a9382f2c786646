"""Starlette that does nothing but answer: `python -m bench.peers.bare_starlette PORT FILE…`.

`/0`, `/1` … answer the bytes of the files, in their order; `/etag` answers 304 without a body.
Served by uvicorn with the settings of `rakor serve`.
"""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

JSON = "application/json; charset=utf-8"


def answering(body: bytes) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that always answers the same bytes."""

    async def answer(_: Request) -> Response:
        return Response(body, media_type=JSON)

    return answer


async def unchanged(_: Request) -> Response:
    """The answer to who has it already."""
    return Response(status_code=304, headers={"etag": '"0"'})


def main() -> None:
    """Serve until a signal."""
    port, *files = sys.argv[1:]
    bodies = [Path(file).read_bytes() for file in files]
    routes = [Route(f"/{n}", answering(body)) for n, body in enumerate(bodies)]
    app = Starlette(routes=[*routes, Route("/etag", unchanged)])
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
