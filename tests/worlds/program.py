"""The real `rakor` in processes of its own."""

import contextlib
import io
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self
from unittest import mock

from events.heads.checkpoint import SignedNote
from schema.cli.main import main
from tests.worlds.forked import Forked

ROOT = Path(__file__).parent.parent.parent
RAKOR = [sys.executable, "-c", "from schema.cli.main import main; main()"]
PATIENCE = 30.0
FEW_FILES = 256
Run = Callable[[list[str], dict[str, str], Path], None]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process over a folder, in English."""
    settings = {"RAKOR_DATA": str(folder), "RAKOR_LANGUAGE": "EN", "RAKOR_DEVELOPMENT": "true"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAKOR_")}
    return {**kept, "PYTHONPATH": str(ROOT), **settings, **more}


def rakor(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run `rakor` to its end in a process of its own."""
    process = Forked(run_here, list(arguments), environment(folder, **more), folder)
    try:
        said, told = process.communicate(PATIENCE)
    finally:
        process.kill()
    assert process.returncode is not None
    return subprocess.CompletedProcess(["rakor", *arguments], process.returncode, said, told)


def rakor_to(out: IO[bytes], folder: Path, *arguments: str, told: IO[bytes] | None = None) -> int:
    """Run `rakor` to its end, its standard output (and error) into files; its exit code."""
    return subprocess.run(
        [*RAKOR, *arguments],
        env=environment(folder),
        cwd=folder.parent,
        stdout=out,
        stderr=told or subprocess.DEVNULL,
        check=False,
        timeout=PATIENCE,
    ).returncode


def rakor_here(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run `rakor` to its end in this very process: the same program, begun without delay."""
    said, told, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.dict(os.environ, environment(folder, **more), clear=True),
        mock.patch.object(sys, "argv", ["rakor", *arguments]),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(told),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    given = ["rakor", *arguments]
    return subprocess.CompletedProcess(given, code, said.getvalue(), told.getvalue())


def token(folder: Path, role: str, party: str) -> str:
    """A token from the command line."""
    return rakor_here(folder, "token", "--role", role, "--party", f"party:{party}").stdout.strip()


def free_port() -> int:
    """A port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_here(arguments: list[str], given: dict[str, str], folder: Path) -> None:
    """What this process is from now on: `rakor`, in an environment, beside a folder."""
    os.environ.clear()
    os.environ.update(given)
    os.chdir(folder.parent)
    sys.argv = ["rakor", *arguments]
    main()


def run_anew(arguments: list[str], given: dict[str, str], folder: Path) -> None:
    """What this process is from now on: `rakor` as a terminal begins it, from nothing."""
    os.chdir(folder.parent)
    os.execve(RAKOR[0], [*RAKOR, *arguments], given)  # noqa: S606  # the program under test


def run_with_few_files(arguments: list[str], given: dict[str, str], folder: Path) -> None:
    """What this process is from now on: `rakor` under `ulimit -n 256`."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, FEW_FILES))
    run_here(arguments, given, folder)


class Serving:
    """`rakor serve` over a folder, on a port of its own, until it is ended.

    It begins at once, as a fork of a process that has imported it already, and which becomes what
    `run` says. `begin`: in a folder without a log one is begun first.
    """

    def __init__(
        self,
        folder: Path,
        *,
        run: Run = run_here,
        begin: bool = True,
        **more: str,
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.public = f"http://localhost:{self.port}"
        """Where people sign in: browsers keep passkeys for names alone."""
        if begin and not (folder / "rakor.sqlite").exists():
            begun = rakor_here(folder, "init", **more)
            assert begun.returncode == 0, begun.stderr
        given = environment(folder, RAKOR_PORT=str(self.port), **more)
        self.process = Forked(run, ["serve"], given, folder)

    def __enter__(self) -> Self:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.get("/readyz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.02)
        self.process.kill()
        raise RuntimeError(self.process.communicate()[1])

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a path."""
        # S310: the address is that of the server this test has started.
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return answer.status, json.loads(answer.read())

    def checkpoint(self) -> SignedNote | None:
        """The checkpoint that it serves; None while there is none."""
        try:
            with urllib.request.urlopen(f"{self.address}/checkpoint", timeout=PATIENCE) as answer:
                return SignedNote.parse(answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                assert refused.code == 404, refused
            return None

    def answer(self, query: str, bearer: str | None = None, **variables: Any) -> Any:
        """An answer, errors included."""
        headers = {"content-type": "application/json"}
        if bearer:
            headers["authorization"] = f"Bearer {bearer}"
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    def ask(self, query: str, bearer: str | None = None, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        said = self.answer(query, bearer, **variables)
        assert "errors" not in said, said
        return said["data"]

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """End it by a signal; its exit code and what it said on standard error."""
        self.process.send_signal(how)
        _, told = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, told
