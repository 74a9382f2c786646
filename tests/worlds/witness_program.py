"""The real `rakor witness` in a process of its own."""

import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from events.heads.note_keys import VerifierKey
from events.heads.witnessing import AddCheckpoint
from tests.worlds.program import PATIENCE, RAKOR, environment, rakor_here


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
        self.process = subprocess.Popen(
            [*RAKOR, *self.arguments],
            env=environment(self.folder),
            cwd=self.key_file.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(self.process.communicate()[1])
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """End it by a signal; its exit code and what it said on standard error."""
        self.process.send_signal(how)
        _, told = self.process.communicate(timeout=PATIENCE)
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
