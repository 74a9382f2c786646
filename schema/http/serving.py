"""Running the server: its socket, its logs, and a clean stop."""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO, cast

import structlog
import uvicorn
from starlette.types import ASGIApp

from schema.http.accepting import BoundedServer
from schema.settings import DoorSettings, Settings

DRAIN_SECONDS = 10


def listen(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything else is opened. Raises OSError."""
    return listen_at(settings.host, settings.port)


def listen_at(host: str, port: int) -> socket.socket:
    """A listening socket; at port 0, wherever there is place. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


class StandardError:
    """Standard error for log lines: what a full disk does not take is lost, and no work with it."""

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        """Hand it on, if that can be done."""
        with suppress(OSError):
            sys.stderr.flush()


def configure_logs() -> None:
    """One JSON object a line on standard error."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,  # what each line of a request says
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, StandardError())),
    )


def run_app(
    app: ASGIApp,
    listening: socket.socket,
    settings: DoorSettings,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve an application until SIGINT or SIGTERM, and let running requests end.

    `announce` is called once a signal ends the program cleanly.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=DRAIN_SECONDS,
        forwarded_allow_ips=settings.proxies,
    )
    server = BoundedServer(config, listening, settings)
    # uvicorn's own handler from the first moment on, and for the signal that it hands on at its
    # end: one that raises can be lost where Python ignores exceptions, and nobody would stop.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, server.handle_exit)
    announce()
    server.run()
