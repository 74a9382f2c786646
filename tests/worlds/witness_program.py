"""The real `rakor witness` in a process of its own."""

import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from events.heads.note_keys import VerifierKey
from events.heads.witnessing import AddCheckpoint
from tests.worlds.forked import Forked
from tests.worlds.program import PATIENCE, environment, rakor_here, run_here


@dataclass(frozen=True)
class Answered:
    """What a witness has answered."""

    status: int
    type: str | None
    body: bytes


class WitnessProgram:
    """A witness with a key and a folder of its own; it can be ended and started again."""

    def __init__(self, folder: Path, name: str, logs: Sequence[VerifierKey]) -> None:
        self.folder, self.key_file = folder / name, folder / f"{name}.key"
        self.log_options = [item for log in logs for item in ("--log", str(log))]
        made = rakor_here(
            folder, "witness", "--key", str(self.key_file), "--new-key", f"witness.example/{name}"
        )
        self.key = VerifierKey.parse(made.stdout)
        self.url = ""

    @property
    def arguments(self) -> list[str]:
        """The command line."""
        place = ["--key", str(self.key_file), "--data", str(self.folder), "--port", "0"]
        return ["witness", *place, *self.log_options]

    def __enter__(self) -> "WitnessProgram":
        given = environment(self.folder)
        self.process = Forked(run_here, self.arguments, given, self.key_file)
        end = time.monotonic() + PATIENCE
        while not self.process.said.read_text().endswith("\n"):
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                raise RuntimeError(self.process.communicate()[1])
            time.sleep(0.01)
        self.url = self.process.said.read_text().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """End it by a signal; its exit code and what it said on standard error."""
        self.process.send_signal(how)
        _, told = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, told

    def send(self, method: str, path: str, body: bytes | None = None) -> Answered:
        """Send a request as it is."""
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return Answered(response.status, response.getheader("content-type"), response.read())
        finally:
            connection.close()

    def add(self, request: AddCheckpoint) -> Answered:
        """Ask it to cosign."""
        return self.send("POST", "/add-checkpoint", bytes(request))
