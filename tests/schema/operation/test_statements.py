"""One request, one batch a kind: the number of SQL statements does not grow with the log."""

import re
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.write.record_batch import Recorded
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER
from tests.worlds.hall import D01, LEADER, THE_OCCASION, Hall
from tests.worlds.questions import WHOLE_READINESS

FEW, MANY = 10, 120
LAST = 4
"""How many events of each history are asked for."""
LISTS = re.compile(r"(\(\?(, \?)*\)|\?)(, (\(\?(, \?)*\)|\?))*")
PLACES = re.compile(r"(events\.occasion = \? AND events\.position > \?)( OR \1)+")
"""The values of a list in SQL, however many."""
PROMISES = """
query Promises($occasion: ID!, $asOf: AsOf) {
  commitments(occasion: $occasion, asOf: $asOf, first: 100) { edges { node {
    code title verbatim owner { name parent { name } } region { name } rakor { name }
    sources { title } committedBy { name } deadline { due setBy { position } }
    obstacles { text raisedBy { position actor { party { name } person { name } } reason } }
    evidence { edges { node { title attachedBy { position bytes } } } }
    dependencies { title } waivers { remainder reason region { name } proposedBy { position } }
    escalations { question decision to { name } raisedBy { position } answeredBy { position } }
    readiness { light reasons { message events { position type recordedAt } } }
  } } }
}
"""
HISTORIES = """
query Histories($occasion: ID!, $asOf: AsOf) {
  commitments(occasion: $occasion, asOf: $asOf, first: 100) { edges { node {
    code history(last: 4) { edges { node {
      position type recordedAt reason erasedTexts actor { role party { name } person { name } }
    } } pageInfo { hasPreviousPage } }
  } } }
}
"""
QUERIES = {"readiness": WHOLE_READINESS, "commitments": PROMISES, "histories": HISTORIES}


class Crowd(Hall):
    """A hall in which commitments are recorded by the hundred, straight into the recorder."""

    count = 0

    def _submit(self, mutation: str, role: Role, party: str, /, **fields: Any) -> Future[Recorded]:
        self._keys += 1
        given = {"idempotency_key": f"crowd-{self._keys}", **fields}
        command = COMMAND_BY_MUTATION[mutation].model_validate(given)
        return self.server.house.recorder.submit(command, Viewer((role,), party))

    def grow(self, count: int) -> int:
        """Record commitments up to a number, some late, some hindered; the last position."""
        waiting: list[Future[Recorded]] = []
        coordinator = (Role.COORDINATOR, COORDINATOR)
        for number in range(self.count, count):
            code = f"C{number:03}"
            about = {"commitment": f"commitment:{OCCASION}/{code}"}
            promise = {"title": code, "kind": "UNDERTAKING", "area": "HEALTH", "verbatim": code}
            days = {"due": "2025-07-10", "planned_start": "2025-07-01"}
            counted = {"name": "Done", "target": 10, "unit": "pieces"}
            owner = {"owner": "party:DINKES"}
            rakor = f"rakor:{OCCASION}/R1"
            hindered = {"code": "O1", "severity": "HIGH", "text": "Road cut"}
            asked = {"code": "E1", "to": f"party:{LEADER}", "question": "Who pays?"}
            waived = {"code": "W1", "remainder": 1, "reason": "Rain"}
            by = (Role.OWNER, "DINKES")
            waiting += [
                self._submit(
                    "commitmentRecord", Role.RECORDER, RECORDER, rakor=rakor, code=code, **promise
                ),
                self._submit("commitmentAssignOwner", *coordinator, **about, **owner),
                self._submit("commitmentSetDeadline", *coordinator, **about, **days),
                self._submit("commitmentDefineIndicator", *coordinator, **about, **counted),
                self._submit("commitmentReportProgress", *by, **about, value=3),
                self._submit("commitmentRaiseObstacle", *by, **about, **hindered),
                self._submit("commitmentEscalate", Role.RECORDER, RECORDER, **about, **asked),
                self._submit("commitmentProposeWaiver", *coordinator, **about, **waived),
                self._submit("commitmentLinkDependency", *by, **about, on=D01),
            ]
        self.count = count
        return max(answer.result().last.position for answer in waiting)


def without_values(statement: str) -> str:
    """A statement, alike for however many values and places it names."""
    return PLACES.sub(r"\1", LISTS.sub("?", statement))


@dataclass(frozen=True)
class Seen:
    """The SQL statements of every question, now and as of a moment; how often each."""

    now: dict[str, Counter[str]]
    then: dict[str, Counter[str]]


def statements_of(hall: Hall, query: str, as_of: dict[str, Any] | None, count: int) -> Counter[str]:
    """The SQL statements of a request by an auditor, without their values."""
    token = hall.token("AUDITOR", party="BPK")
    with hall.statements() as ran:
        data = hall.data(query, token, occasion=THE_OCCASION, asOf=as_of)
    if "readiness" in data:
        assert len(data["readiness"]["overdue"]) == count
        assert len(data["readiness"]["openEscalations"]) == count
    else:
        nodes = [edge["node"] for edge in data["commitments"]["edges"]]
        assert len(nodes) == min(count + 2, 100)
        assert all(len(node["history"]["edges"]) == LAST for node in nodes if "history" in node)
    return Counter(without_values(statement) for statement in ran.seen)


def seen(hall: Crowd, count: int) -> Seen:
    """The statements of every question once there are so many commitments."""
    known = {"position": hall.grow(count)}
    later = {"occasion": THE_OCCASION, "kind": "LETTER", "title": "Later", "held": False}
    hall.secretary("sourceRegister", code=f"L{count}", **later)
    return Seen(
        {name: statements_of(hall, query, None, count) for name, query in QUERIES.items()},
        {name: statements_of(hall, query, known, count) for name, query in QUERIES.items()},
    )


@pytest.mark.parametrize("plans", [True, False])
def test_statements_do_not_grow_with_commitments(tmp_path: Path, plans: bool) -> None:
    """One log grows under all questions: the figures, the promises, and their histories."""
    with Crowd(tmp_path, plans=plans) as hall:
        hall.furnish()
        for query in QUERIES.values():  # from the second time on it is answered by plan
            hall.data(query, hall.token("AUDITOR", party="BPK"), occasion=THE_OCCASION)
        few, many = seen(hall, FEW), seen(hall, MANY)
    assert many.now == few.now
    assert many.then == few.then
    for ran in few.now.values():
        assert ran.total() < 25
