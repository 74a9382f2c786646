"""The whole server in a test: a real log in a folder, asked over HTTP like any client asks."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from starlette.testclient import TestClient

from events.facts.vocabulary import Dataset, Role
from events.log.log_clock import LogClock, system_time
from schema.app import make_app
from schema.http.kept_answers import KeptAnswers
from schema.identity.development import DevelopmentTokens, development_key
from schema.open_server import Server, open_server
from schema.settings import Settings
from services.commands.all import COMMAND_BY_MUTATION, COMMANDS
from services.commands.command import Command
from services.write.script import Played, RehearsalClock, play, read_script
from tests.worlds.persons import person_of
from tests.worlds.statements import Statements

DEMO = "occasion:gladi-psu-2025"
LIVE = "occasion:psu-barut-2025"
DECLARED = {
    command.mutation: {code.value for code in command.possible_refusals()} for command in COMMANDS
}
"""Every code that a mutation says it may answer."""
DATA = Path(__file__).parents[1] / "data"
"""What tests are held against: golden bytes, vectors, logs and answers of before."""


class Api:
    """A server over a folder, and a client that speaks to it."""

    def __init__(
        self,
        folder: Path,
        dataset: Dataset = Dataset.LIVE,
        clock: LogClock | None = None,
        *,
        development: bool = True,
        keys: Path | None = None,
        keeps_files: bool = False,
        **more: Any,
    ) -> None:
        self.settings = Settings(data=folder, keys=keys, development=development, **more)
        self.server: Server = open_server(
            self.settings, "a test", dataset, clock, keeps_files=keeps_files
        )
        self.kept = KeptAnswers(self.settings.answers_kept)
        app = make_app(self.settings, self.server, kept=self.kept)
        self.client = TestClient(app, raise_server_exceptions=False)
        self._keys = 0

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.__exit__(None, None, None)

    def token(
        self,
        *roles: str,
        party: str | None = None,
        person: str | None = None,
        name: str | None = None,
    ) -> str:
        """A development token."""
        tokens = DevelopmentTokens(development_key(self.settings.data))
        return tokens.issue(system_time(), [Role(role) for role in roles], party, person, name)

    def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        token: str | None = None,
        **headers: str,
    ) -> dict[str, Any]:
        """An answer, errors included."""
        if token:
            headers["authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables or {}}
        answer: dict[str, Any] = self.client.post("/graphql", json=body, headers=headers).json()
        return answer

    def data(self, query: str, token: str | None = None, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = self.ask(query, variables, token)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def mutate(
        self, mutation: str, role: str, party: str, wanted: str = "", /, **fields: Any
    ) -> dict[str, Any]:
        """The payload of a mutation, recorded or refused."""
        self._keys += 1
        given = {"idempotencyKey": f"test-{self._keys}", **fields}
        name = mutation[0].upper() + mutation[1:]
        query = (
            f"mutation M($input: {name}Input!) {{ answer: {mutation}(input: $input) {{ {wanted} "
            "position leafHash headDueAt replayed events { position type } "
            "userErrors { code field message } } }"
        )
        person = person_of(party) if may_need_person(COMMAND_BY_MUTATION[mutation]) else None
        token = self.token(role, party=party, person=person)
        payload: dict[str, Any] = self.data(query, token=token, input=given)["answer"]
        assert {error["code"] for error in payload["userErrors"]} <= DECLARED[mutation]
        return payload

    def refusals(self, mutation: str, role: str, party: str, /, **fields: Any) -> list[str]:
        """The codes with which a mutation is refused; none if it was recorded."""
        return [
            error["code"] for error in self.mutate(mutation, role, party, **fields)["userErrors"]
        ]

    def codes(self, query: str, token: str | None = None, /, **variables: Any) -> list[str | None]:
        """The codes of an answer's errors."""
        answer = self.ask(query, variables, token)
        return [error.get("extensions", {}).get("code") for error in answer.get("errors", ())]

    def size(self) -> int:
        """How many events the log holds."""
        return self.server.house.look_up.head().size

    def statements(self) -> Statements:
        """Counts the SQL statements that run while it is open."""
        return Statements()


def may_need_person(command: type[Command]) -> bool:
    """Whether some input of a command is only taken from a token that names a person."""
    return command.needs_person or command.asks_for_person is not Command.asks_for_person


def bundled(name: str) -> str:
    """The text of a bundled script."""
    return files("schema").joinpath("scripts", f"{name}.jsonl").read_text("utf-8")


def scenario() -> str:
    """The text of the rehearsal of the first part of the domain, judged by rule readiness-1."""
    return (DATA / "scenario_readiness_1.jsonl").read_text("utf-8")


def rehearse(folder: Path, script: str) -> list[Played]:
    """Play a script into a DEMO log in a folder."""
    lines = read_script(script)
    assert lines[0].at is not None
    clock = RehearsalClock(lines[0].at)
    server = open_server(Settings(data=folder), "a test", Dataset.DEMO, clock)
    try:
        return list(play(lines, server.house.recorder, clock))
    finally:
        server.close()


def expected(name: str) -> Any:
    """Expected answers from tests/data."""
    return json.loads((DATA / name).read_text("utf-8"))
