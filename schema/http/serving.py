"""Running the server: its socket and a clean stop."""

import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from schema.http.accepting import BoundedServer
from schema.settings import DoorSettings, Settings
from schema.watching.standard_error import standard_error

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
    with standard_error.by_a_thread():
        server.run()
