"""What is kept is what is fresh: two doors of one log, of which one keeps answers and one nothing.

Between the questions there are writes, erasures and time that passes, and sometimes a write while a
question is being answered. Whole bodies are compared, and every header that caches act on.
"""

import dataclasses
import datetime as dt
import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from events.facts.vocabulary import Role
from schema.app import make_app
from schema.http.execution import Executions
from schema.settings import Settings
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.read.look_up import LookUp
from tests.worlds.furniture import OWNERS, RECORDER
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.persons import person_of
from tests.worlds.questions import OPEN_READINESS, WHOLE_READINESS

LATER = "2025-07-20T09:00:00+07:00"
COSTLY: dict[str, Any] = {"public_cost": 10**9, "signed_in_cost": 10**9}
HEADERS = ("etag", "cache-control", "vary", "content-type", "content-encoding")
PEOPLE = ((), ("AUDITOR", "BPK"), ("OWNER", "KPU-LOG"))
HISTORIES = """query H($occasion: ID!, $asOf: AsOf) {
  commitments(occasion: $occasion, asOf: $asOf) {
  edges { node { history(last: 20) { edges { node { position erasedTexts } } } } } } }"""
POINT = """query P($occasion: ID!, $asOf: AsOf, $rule: String) {
  readiness(occasion: $occasion, asOf: $asOf, rule: $rule) {
    asOf { position effectiveAt logSize } score daysLeft reasons { message } } }"""
SERIES = """query S($occasion: ID!, $rule: String) { readinessSeries(occasion: $occasion,
  from: "2025-07-11T09:00:00+07:00", to: "2025-07-20T08:59:00+07:00", points: 3, rule: $rule) {
    asOf { knownAt position } score } }"""
BESIDE = """query B($occasion: ID!, $asOf: AsOf, $rule: String) {
  readiness(occasion: $occasion, asOf: $asOf, rule: $rule) { score }
  viewer { roles party { code } } parties { edges { node { code } } } }"""
CHANGES = "query C($occasion: ID!) { changes(occasion: $occasion) { head erasures } }"
TEXTS = "{ events(last: 50) { edges { node { ... on ProgressReported { note } } } } }"
HEADS = "{ log { size } }"
READINESS = (OPEN_READINESS, WHOLE_READINESS, POINT)
DOCUMENTS = (*READINESS, HISTORIES, SERIES, BESIDE, CHANGES, TEXTS, HEADS)
AT = (
    None,
    {"position": 20, "effectiveAt": "2025-07-19T09:00:00+07:00"},
    {"position": 26, "effectiveAt": "2025-07-21T09:00:00+07:00"},
    {"knownAt": "2025-07-15T09:00:00+07:00"},
    {"effectiveAt": "2025-07-15T09:00:00+07:00"},
    {"position": 26},
)


@dataclasses.dataclass(frozen=True)
class Ask:
    """One question, by somebody."""

    document: int
    who: int
    at: int
    rule: bool
    language: str
    by_get: bool
    meanwhile: bool
    """Whether something is written while it is answered."""

    def parameters(self) -> dict[str, Any]:
        """What it asks."""
        text = DOCUMENTS[self.document]
        given = {"occasion": THE_OCCASION, "asOf": AT[self.at]}
        given["rule"] = "readiness-1" if self.rule else None
        return {"query": text, "variables": {k: v for k, v in given.items() if f"${k}" in text}}


asks = st.builds(
    Ask,
    document=st.integers(0, len(DOCUMENTS) - 1),
    who=st.integers(0, len(PEOPLE) - 1),
    at=st.integers(0, len(AT) - 1),
    rule=st.booleans(),
    language=st.sampled_from(["id", "en"]),
    by_get=st.booleans(),
    meanwhile=st.integers(0, 9).map(lambda number: number == 0),
)
ERASED = Ask(
    DOCUMENTS.index(HISTORIES), 1, 2, rule=False, language="id", by_get=True, meanwhile=False
)
"""What an erasure changes, at a read point that never changes."""
acts = st.sampled_from(["write", "register", "erase", 1, 25, 60, 3_600])
Step = Ask | str | int


class Interrupted(Executions):
    """Executions in the middle of which something happens once."""

    meanwhile: Callable[[], object] | None = None

    async def run(self, *arguments: Any) -> Any:
        """Do some work, after what happens meanwhile."""
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return await super().run(*arguments)


class Doors:
    """A furnished log with two doors, and what is done there."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        hall.at(LATER)
        server = hall.server
        look_up = LookUp(server.log, server.house.look_up._clock, server.following, 0)
        house = dataclasses.replace(server.house, look_up=look_up)
        nothing = Settings(data=hall.settings.data, development=True, answers_kept=0, **COSTLY)
        self.fresh = TestClient(make_app(nothing, dataclasses.replace(server, house=house)))
        self.executions = Interrupted(hall.settings)
        self.keeping = TestClient(
            make_app(hall.settings, server, self.executions, hall.kept),
        )
        self._numbers = itertools.count()
        self._texts: list[int] = []
        self.tokens = [hall.token(p[0], party=p[1]) if p else None for p in PEOPLE]

    def submit(self, mutation: str, role: Role, party: str, **fields: Any) -> int:
        """Record something; its last position."""
        given = {"idempotency_key": f"doors-{next(self._numbers)}", **fields}
        command = COMMAND_BY_MUTATION[mutation].model_validate(given)
        viewer = Viewer((role,), party, person_of(party))
        return self.hall.server.house.recorder.submit(command, viewer).result().last.position

    def write(self) -> None:
        """A report with a text."""
        given = {"commitment": D01, "value": next(self._numbers) % 40, "note": "between us"}
        owner = OWNERS["D01"]
        self._texts.append(self.submit("commitmentReportProgress", Role.OWNER, owner, **given))

    def register(self) -> None:
        """A party, which no read point has."""
        code = f"N{next(self._numbers)}"
        self.submit("partyRegister", Role.RECORDER, RECORDER, code=code, name=code, kind="AGENCY")

    def erase(self) -> None:
        """One of the texts, if there is one left."""
        if self._texts:
            text = {"event": self._texts.pop(0), "path": "/note", "legal_basis": "UU 27/2022"}
            proposal = self.submit("textProposeRedaction", Role.RECORDER, RECORDER, **text)
            self.submit("textRedact", Role.ADMINISTRATOR, "POLRES", proposal=proposal)

    def do(self, act: str | int) -> None:
        """Something that is no question."""
        if isinstance(act, int):
            self.hall.time.go(self.hall.time.wall + dt.timedelta(seconds=act))
        else:
            getattr(self, act)()

    def ask(self, client: TestClient, asked: Ask, tag: str | None = None) -> Response:
        """A question at one of the doors."""
        headers = {"accept-language": asked.language}
        if token := self.tokens[asked.who]:
            headers["authorization"] = f"Bearer {token}"
        if tag:
            headers["if-none-match"] = tag
        whole = asked.parameters()
        if asked.by_get:
            whole["variables"] = json.dumps(whole["variables"])
            answer: Response = client.get("/graphql", params=whole, headers=headers)
        else:
            answer = client.post("/graphql", json=whole, headers=headers)
        return answer

    def compare_others(self, asked: Ask) -> None:
        """The same question by somebody else, and in the other language, right after."""
        for other in (
            dataclasses.replace(asked, who=(asked.who + 1) % len(PEOPLE)),
            dataclasses.replace(asked, language={"id": "en", "en": "id"}[asked.language]),
        ):
            assert said(self.ask(self.keeping, other)) == said(self.ask(self.fresh, other))

    def compare(self, asked: Ask) -> None:
        """Both doors say the same: at first, again, and to who has the answer already."""
        fresh = self.ask(self.fresh, asked)
        if asked.meanwhile:
            self.executions.meanwhile = self.write
        first = self.ask(self.keeping, asked)
        is_written = asked.meanwhile and self.executions.meanwhile is None
        self.executions.meanwhile = None
        if "etag" in fresh.headers or not is_written:  # else it may stand at either head
            assert said(first) == said(fresh)
        if is_written:
            fresh = self.ask(self.fresh, asked)
        assert said(self.ask(self.keeping, asked)) == said(fresh)
        if tag := fresh.headers.get("etag"):
            known = self.ask(self.keeping, asked, tag)
            assert (known.status_code, known.content) == (304, b"")
            for name in ("etag", "cache-control"):
                assert known.headers[name] == fresh.headers[name]


def said(answer: Response) -> tuple[object, ...]:
    """All of an answer that anybody acts on."""
    return answer.status_code, answer.content, *(answer.headers.get(name) for name in HEADERS)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall that was left as it was furnished, to be copied."""
    folder = tmp_path_factory.mktemp("furnished") / "hall"
    with Hall(folder) as hall:
        hall.furnish()
    return folder


@contextmanager
def opened(furnished: Path) -> Iterator[Doors]:
    """Two doors of a log of their own, as it was furnished."""
    with (
        TemporaryDirectory() as folder,
        Hall(Path(shutil.copytree(furnished, f"{folder}/hall")), **COSTLY) as hall,
    ):
        yield Doors(hall)


@given(steps=st.lists(st.one_of(asks, asks, acts), min_size=4, max_size=16))
@settings(max_examples=30)
def test_what_is_kept_is_what_is_fresh(furnished: Path, steps: list[Step]) -> None:
    with opened(furnished) as doors:
        doors.write()
        asked: list[Ask] = []
        for step in steps:
            if not isinstance(step, Ask):
                also = [ERASED] if step == "erase" else []
                for one in also:
                    doors.compare(one)
                doors.do(step)
                for one in (
                    *also,
                    *asked[-2:],
                ):
                    doors.compare(one)
                continue
            asked.append(step)
            doors.compare(step)
            doors.compare_others(step)
