"""One request, one batch a kind: the number of SQL statements does not grow with the log."""

import re
from collections import Counter
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from events.vocabulary import Role
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.record_batch import Receipt
from tests.furniture import COORDINATOR, OCCASION, RECORDER
from tests.schema.hall import THE_OCCASION, Hall
from tests.schema.questions import WHOLE_READINESS

FEW, MANY = 10, 500
LISTS = re.compile(r"(\(\?(, \?)*\)|\?)(, (\(\?(, \?)*\)|\?))*")
"""The values of a list in SQL, however many."""
PROMISES = """
query Promises($occasion: ID!, $asOf: AsOf) {
  commitments(occasion: $occasion, asOf: $asOf, first: 100) { edges { node {
    code title verbatim owner { name parent { name } } region { name } rakor { name }
    sources { title } committedBy { name } deadline { due setBy { position } }
    obstacles { text raisedBy { position actor { party { name } person { name } } reason } }
    evidence { edges { node { title attachedBy { position bytes } } } }
    readiness { light reasons { message events { position type recordedAt } } }
  } } }
}
"""


class Crowd(Hall):
    """A hall in which commitments are recorded by the hundred, straight into the recorder."""

    count = 0

    def _submit(self, mutation: str, role: Role, party: str, /, **fields: Any) -> Future[Receipt]:
        self._keys += 1
        given = {"idempotency_key": f"crowd-{self._keys}", **fields}
        command = COMMAND_BY_MUTATION[mutation].model_validate(given)
        return self.server.house.recorder.submit(command, Viewer((role,), party))

    def grow(self, count: int) -> int:
        """Record commitments up to a number, some late, some hindered; the last position."""
        waiting: list[Future[Receipt]] = []
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
            ]
        self.count = count
        return max(answer.result().last.position for answer in waiting)


def statements_of(
    hall: Hall, query: str, as_of: dict[str, Any] | None, expected: int | None = None
) -> Counter[str]:
    """The SQL statements of a request by an auditor; how often each, without its values."""
    token = hall.token("AUDITOR", party="BPK")
    with hall.statements() as ran:
        data = hall.data(query, token, occasion=THE_OCCASION, asOf=as_of)
    if expected is not None:
        assert len(data["readiness"]["overdue"]) == expected
    return Counter(LISTS.sub("?", statement) for statement in ran.seen)


@pytest.mark.parametrize("query", [WHOLE_READINESS, PROMISES], ids=["readiness", "commitments"])
def test_statements_do_not_grow_with_commitments(tmp_path: Path, query: str) -> None:
    is_readiness = query is WHOLE_READINESS
    later = {"occasion": THE_OCCASION, "kind": "LETTER", "title": "Later", "held": False}
    with Crowd(tmp_path) as hall:
        hall.furnish()
        few_known = {"position": hall.grow(FEW)}
        hall.secretary("sourceRegister", code="S2", **later)
        few = statements_of(hall, query, None, FEW if is_readiness else None)
        few_then = statements_of(hall, query, few_known, FEW if is_readiness else None)
        many_known = {"position": hall.grow(MANY)}
        hall.secretary("sourceRegister", code="S3", **later)
        many = statements_of(hall, query, None, MANY if is_readiness else None)
        many_then = statements_of(hall, query, many_known, MANY if is_readiness else None)
    assert many == few
    assert many_then == few_then
    assert few.total() < 25
