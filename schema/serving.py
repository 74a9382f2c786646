"""Running the server: its socket, its logs, and a clean stop."""

import logging
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType
from typing import TextIO, cast

import structlog
import uvicorn

from schema.app import Server, make_app
from schema.settings import Settings

DRAIN_SECONDS = 10


def listen(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything else is opened. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
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
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, StandardError())),
    )


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(settings: Settings, server: Server, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, let running requests end, close the log."""
    configure_logs()
    config = uvicorn.Config(
        make_app(settings, server),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    # uvicorn hands the signal on once it has stopped: both are then a clean end.
    signal.signal(signal.SIGTERM, _end)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
