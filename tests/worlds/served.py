"""A server over a signed log in this very process, at a real address."""

import socket
import time
from threading import Thread

import uvicorn
from structlog.testing import capture_logs

from events.log.event_log import LogUnavailable
from schema.app import make_app
from schema.open_server import Server, open_server
from schema.settings import Settings
from services.heads.seal_history import Sealer
from services.heads.signing_keys import KeyFolder
from tests.attacks.signed_log import SignedLog

PATIENCE = 30.0


class Served:
    """`rakor serve` without a process of its own; `url` says where."""

    def __init__(self, log: SignedLog) -> None:
        self._keys = KeyFolder(log.keys)
        settings = Settings(data=log.folder, keys=log.keys)
        self.server: Server = open_server(settings, "a test")
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            make_app(settings, self.server), log_config=None, access_log=False, lifespan="on"
        )
        self._web = uvicorn.Server(config)
        self._log_lines = capture_logs()
        self._thread = Thread(target=self._web.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> "Served":
        self._log_lines.__enter__()  # what the server logs is not what a verifier says
        self._thread.start()
        end = time.monotonic() + PATIENCE
        while not self._web.started and time.monotonic() < end:
            time.sleep(0.002)
        return self

    def seal(self) -> None:
        """Sign the head now, not only within the second."""
        Sealer(self.server.log, self._keys).seal()

    def __exit__(self, *_: object) -> None:
        self._web.should_exit = True
        self._thread.join()
        self._socket.close()
        self._log_lines.__exit__(None, None, None)


def refuses(log: SignedLog) -> str:
    """Why a server that starts on the log adds and signs nothing; empty if it goes on.

    UNAVAILABLE where it does not even start.
    """
    settings = Settings(data=log.folder, keys=log.keys)
    with capture_logs():
        try:
            server = open_server(settings, "a test")
        except LogUnavailable:
            return "UNAVAILABLE"
        server.close()
    return str(server.house.recorder.read_only or "").partition(":")[0]
