"""An S3 server: another's implementation, as a process of its own, on a port of its own."""

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from urllib.error import URLError

from tests.worlds.program import free_port

PATIENCE = 60.0
_NUMBERS = count()


class BucketServer:
    """Serves buckets, until it is stopped."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a program that uses it."""
        return {
            "AWS_ACCESS_KEY_ID": "a-test",
            "AWS_SECRET_ACCESS_KEY": "a-secret-of-a-test",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ALLOW_HTTP": "true",
        }

    def start(self) -> None:
        """Serve from now on; of what was there before nothing is left."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "moto.server", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/moto-api/", timeout=PATIENCE).close()
                return
            time.sleep(0.05)
        raise RuntimeError("the S3 server did not begin")

    def stop(self) -> None:
        """Serve no more."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def hang(self) -> None:
        """Take connections from now on, and answer none."""
        if self._process:
            self._process.send_signal(signal.SIGSTOP)

    def bucket(self) -> str:
        """A new bucket, with a prefix in it."""
        name = f"bukti-{next(_NUMBERS)}"
        made = urllib.request.Request(f"{self.address}/{name}", method="PUT")
        urllib.request.urlopen(made, timeout=PATIENCE).close()
        return f"s3://{name}/rakor"


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    """A server while it is needed."""
    server = BucketServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
