"""What auditors ask: each question in one request, for now and for any moment before."""

import re
from collections import Counter
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.write.record_batch import Recorded
from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.persons import person_of

AUDIT = """
query Audit($o: ID!, $asOf: AsOf) { audit(occasion: $o, asOf: $asOf) {
  asOf { position knownAt effectiveAt logSize }
  deadlineChanges { commitment { code title firstDeadline { due } } oldDue newDue reason
    requestedBy { code } approvedBy { code } afterOldDatePassed
    event { position recordedAt actor { party { code } person { name } } } }
  ownerChanges { commitment { code } oldOwner { code } newOwner { code } reason
    event { position recordedAt } }
  indicatorChanges { commitment { code } oldIndicator { name target unit breakdown { target } }
    newIndicator { target breakdown { region { code } target } } reason event { position } }
  claimsWithoutVerification { commitment { code status claimedTotal } light score
    reasons { code message events { position } } }
  recordedLate(minHours: 24, first: 100) {
    edges { node { position type lateBySeconds reason commitment { code } } } }
  corrections(first: 100) { edges { node { position type reason commitment { code }
    ... on ReportCorrected { corrects value } ... on ReportRetracted { corrects } } } }
  unansweredEscalations { code question level to { code } commitment { code }
    raisedBy { position } }
  discrepancies(first: 100) { edges { node { code readings chosen noted: notedBy { position }
    resolvedBy { position reason } } } }
  declarationsVersusComputed { statement declaredLight by { role party { code } } at
    computedScore computedLight event { position } }
  neverSpecified { code title owner { code } readiness { reasons { missing } } }
} }
"""
LISTS = (
    "deadlineChanges",
    "ownerChanges",
    "indicatorChanges",
    "claimsWithoutVerification",
    "recordedLate",
    "corrections",
    "unansweredEscalations",
    "discrepancies",
    "declarationsVersusComputed",
)
VALUES = re.compile(r"(\(\?(, \?)*\)|\?)(, (\(\?(, \?)*\)|\?))*")
"""The values of a list in SQL, however many."""
GROUPS = re.compile(r"(disclosures\.path = \? AND disclosures\.position IN \?)( OR \1)*")
"""Texts are named by path: a statement has a group for each path, however many texts there are."""


def wib(day_and_time: str) -> str:
    """A moment of 2025 in western Indonesia."""
    return f"2025-{day_and_time}:00+07:00"


def audit(api: Api, as_of: dict[str, Any] | None = None, occasion: str = DEMO) -> Any:
    """The whole audit of an occasion."""
    return api.data(AUDIT, api.token("AUDITOR", party="BPK"), o=occasion, asOf=as_of)["audit"]


def listed(found: Any, name: str) -> list[Any]:
    """A list of an audit, paged or not."""
    entries: Any = found[name]
    return [edge["node"] for edge in entries["edges"]] if isinstance(entries, dict) else entries


def happen(hall: Hall) -> dict[str, int]:
    """Something for every question about D01, and the position of what did it."""
    asked = {"reason": "Rain", "request": f"request:{OCCASION}/D01/Q1"}
    note = {"code": "X1", "subject": D01, "field": "title", "readings": ["a", "b"]}
    to = {"code": "E1", "to": f"party:{COORDINATOR}", "question": "Who?"}
    at = {"occurredAt": wib("07-12T08:00")}
    before = hall.size() - 1
    hall.at(wib("07-14T08:00"))
    hall.owner("commitmentReportProgress", D01, value=40, **at)
    did = {"recordedLate": hall.size() - 1}
    hall.owner("commitmentReportProgress", D01, value=100)
    did["corrections"] = hall.record(
        "reportCorrect", "OWNER", "KPU-LOG", report=hall.size() - 1, value=90, reason="Typing"
    )["position"]
    hall.owner("commitmentReportProgress", D01, value=100)
    claim = hall.owner("commitmentClaimFulfilment", D01, evidenceWaiver="None")
    wanted = {"code": "Q1", "deadline": {"due": "2025-08-05"}, "reason": "Rain"}
    hall.owner("commitmentRequestChange", D01, **wanted)
    moved = {"oldDue": "2025-08-04", "newDue": "2025-08-05"} | asked
    revised = {"oldTarget": 100, "newTarget": 120, "reason": "Rain"}
    handed = {"oldOwner": "party:KPU-LOG", "newOwner": "party:POLRES", "reason": "Rain"}
    said = {"occasion": THE_OCCASION, "statement": "Ready", "light": "GREEN"}
    did |= {
        "claimsWithoutVerification": claim["position"],
        "deadlineChanges": hall.coordinator("commitmentReschedule", D01, **moved)["position"],
        "indicatorChanges": hall.coordinator("commitmentReviseIndicator", D01, **revised)[
            "position"
        ],
        "ownerChanges": hall.coordinator("commitmentReassign", D01, **handed)["position"],
        "unansweredEscalations": hall.secretary("commitmentEscalate", commitment=D01, **to)[
            "position"
        ],
        "discrepancies": hall.secretary("discrepancyNote", occasion=THE_OCCASION, **note)[
            "position"
        ],
        "declarationsVersusComputed": hall.record(
            "readinessDeclare", "LEADER", "INSPEKTORAT", **said
        )["position"],
    }
    return did | {"before": before}


def test_nothing_is_there_before_it_was_recorded(hall: Hall) -> None:
    did = happen(hall)
    assert set(did) - {"before"} == set(LISTS)
    now = audit(hall, None, THE_OCCASION)
    for name in LISTS:
        assert len(listed(now, name)) == 1, name
        place = {"position": did[name], "effectiveAt": wib("07-14T08:01")}
        just_then = audit(hall, place, THE_OCCASION)
        assert len(listed(just_then, name)) == 1, name
        before = audit(hall, place | {"position": did[name] - 1}, THE_OCCASION)
        assert listed(before, name) == [], name
    at_first = audit(hall, {"position": did["before"]}, THE_OCCASION)
    assert [name for name in LISTS if listed(at_first, name)] == []


def test_each_change_names_its_event_and_both_values(hall: Hall) -> None:
    did = happen(hall)
    now = audit(hall, None, THE_OCCASION)
    for name in ("deadlineChanges", "indicatorChanges", "ownerChanges"):
        (change,) = now[name]
        assert (change["event"]["position"], change["reason"]) == (did[name], "Rain")
        assert change["commitment"]["code"] == "D01"
    (moved,), (revised,), (handed,) = (
        now[name] for name in ("deadlineChanges", "indicatorChanges", "ownerChanges")
    )
    assert (moved["oldDue"], moved["newDue"]) == ("2025-08-04", "2025-08-05")
    assert (moved["requestedBy"], moved["approvedBy"]) == ({"code": "KPU-LOG"}, {"code": "SEKDA"})
    assert (revised["oldIndicator"]["target"], revised["newIndicator"]["target"]) == (100, 120)
    assert (handed["oldOwner"], handed["newOwner"]) == ({"code": "KPU-LOG"}, {"code": "POLRES"})


@pytest.mark.parametrize(
    ("moved_at", "is_past"),
    [
        ("2025-08-04T23:58:59.999999+07:00", False),
        ("2025-08-04T23:59:00+07:00", False),
        ("2025-08-05T00:00:00+07:00", True),
        ("2025-08-05T12:00:00+07:00", True),
    ],
)
def test_a_deadline_moved_after_it_had_passed(hall: Hall, moved_at: str, is_past: bool) -> None:
    moved = {"oldDue": "2025-08-04", "newDue": "2025-08-05"}
    hall.at(moved_at)
    hall.coordinator("commitmentReschedule", D01, **moved, reason="Rain")
    (change,) = audit(hall, None, THE_OCCASION)["deadlineChanges"]
    assert change["afterOldDatePassed"] is is_past


def test_a_deadline_has_passed_where_the_rule_says_overdue(hall: Hall) -> None:
    """The rule judges whole minutes: at 23:59:30 nothing is overdue yet."""
    hall.at("2025-08-04T23:59:30+07:00")
    overdue = "query ($o: ID!) { readiness(occasion: $o) { overdue { commitment { code } } } }"
    is_overdue = bool(hall.data(overdue, o=THE_OCCASION)["readiness"]["overdue"])
    moved = {"oldDue": "2025-08-04", "newDue": "2025-08-05"}
    hall.coordinator("commitmentReschedule", D01, **moved, reason="Rain")
    (change,) = audit(hall, None, THE_OCCASION)["deadlineChanges"]
    assert change["afterOldDatePassed"] is is_overdue


def test_two_times_about_one_moment_are_asked_at_once(rehearsed: Api) -> None:
    """What did we know on 1 August at 09:00, and what do we now know about that moment?"""
    query = """query ($o: ID!, $then: AsOf, $now: AsOf) {
      then: readiness(occasion: $o, asOf: $then) { score verified light }
      now: readiness(occasion: $o, asOf: $now) { score verified light }
      changed: compare(occasion: $o, from: $then, to: $now) { changes { commitment { code }
        events { type recordedAt } } } }"""
    moment = wib("08-01T09:00")
    asked: dict[str, Any] = {"then": {"knownAt": moment}, "now": {"effectiveAt": moment}}
    found = rehearsed.data(query.replace("$then: AsOf,", "$then: AsOf!,"), o=DEMO, **asked)
    assert (found["then"]["score"], found["then"]["light"]) == (53.1, "YELLOW")
    assert found["now"]["score"] > found["then"]["score"]
    assert [one["commitment"]["code"] for one in found["changed"]["changes"]] == ["D13"]


def test_the_public_is_answered_what_is_open(hall: Hall) -> None:
    happen(hall)
    query = """query ($o: ID!) { audit(occasion: $o) { deadlineChanges { reason oldDue }
      declarationsVersusComputed { statement computedScore } unansweredEscalations { code } } }"""
    answer = hall.ask(query, {"o": THE_OCCASION})
    assert "errors" not in answer
    withheld = [
        "Audit.unansweredEscalations",
        "DeadlineChange.reason",
        "DeclarationCheck.statement",
    ]
    assert answer["extensions"]["withheld"] == withheld
    assert "Rain" not in str(answer)
    assert "Ready" not in str(answer)


class Crowd(Hall):
    """A hall in which much happens to many commitments."""

    def submit(self, mutation: str, role: Role, party: str, /, **given: Any) -> Future[Recorded]:
        """Ask without waiting."""
        self._keys += 1
        fields = {"idempotencyKey": f"crowd-{self._keys}", **given}
        command = COMMAND_BY_MUTATION[mutation].model_validate(fields)
        viewer = Viewer((role,), party, person_of(party))
        return self.server.house.recorder.submit(command, viewer)

    def grow(self, start: int, end: int) -> None:
        """Commitments of which every question has something to say."""
        waiting: list[Future[Recorded]] = []
        secretary, sekda = (Role.RECORDER, RECORDER), (Role.COORDINATOR, COORDINATOR)
        owner, why = (Role.OWNER, "DINKES"), {"reason": "Rain"}
        for number in range(start, end):
            about = {"commitment": f"commitment:{OCCASION}/C{number:03}"}
            promise = {"code": f"C{number:03}", "title": "t", "kind": "REQUEST", "area": "HEALTH"}
            days = {"due": "2025-07-10", "plannedStart": "2025-07-01"}
            moved = {"oldDue": "2025-07-10", "newDue": "2025-07-12"} | why
            revised = {"oldTarget": 10, "newTarget": 12} | why
            handed = {"oldOwner": "party:DINKES", "newOwner": "party:POLRES"} | why
            counted = {"name": "Done", "target": 10, "unit": "pieces"}
            to = {"code": "E1", "to": f"party:{COORDINATOR}", "question": "Who?"}
            never = promise | {"code": f"N{number:03}", "rakor": f"rakor:{OCCASION}/R1"}
            report = {**about, "value": 12, "note": "n", "occurredAt": "2025-07-01T00:00:00Z"}
            key = {"idempotencyKey": f"report-{number}"}
            noted = {"code": f"X{number}", "subject": about["commitment"], "field": "title"}
            for mutation, who, given in (
                ("commitmentRecord", secretary, promise | {"rakor": f"rakor:{OCCASION}/R1"}),
                ("commitmentRecord", secretary, never),
                ("commitmentAssignOwner", sekda, about | {"owner": "party:DINKES"}),
                ("commitmentSetDeadline", sekda, about | days),
                ("commitmentDefineIndicator", sekda, about | counted),
                ("commitmentReschedule", sekda, about | moved),
                ("commitmentReviseIndicator", sekda, about | revised),
                ("commitmentReportProgress", owner, report | key),
                ("reportCorrect", owner, {"reportKey": f"report-{number}", "value": 12} | why),
                ("commitmentClaimFulfilment", owner, about | {"evidenceWaiver": "None"}),
                ("commitmentReassign", sekda, about | handed),
                ("commitmentEscalate", secretary, about | to),
                (
                    "discrepancyNote",
                    secretary,
                    noted | {"occasion": THE_OCCASION, "readings": ["a", "b"]},
                ),
            ):
                waiting.append(self.submit(mutation, *who, **given))
        for answer in waiting:
            answer.result()


def shape(statement: str) -> str:
    """A statement without how much it names."""
    return GROUPS.sub(r"\1", VALUES.sub("?", statement))


def test_statements_do_not_grow_with_commitments(tmp_path: Path) -> None:
    """Its lists are read side by side, so what they share is read at most once for each of them."""
    kinds: list[set[str]] = []
    hall = Crowd(tmp_path)
    with hall:
        hall.furnish()
        hall.record(
            "readinessDeclare", "LEADER", "INSPEKTORAT", occasion=THE_OCCASION, statement="Ready"
        )
        for start, end in ((0, 10), (10, 200)):
            hall.grow(start, end)
            for as_of in (None, {"position": hall.size() - 1, "effectiveAt": wib("07-30T08:00")}):
                with hall.statements() as ran:
                    found = audit(hall, as_of, THE_OCCASION)
                counted = Counter(shape(statement) for statement in ran.seen)
                kinds.append(set(counted))
                counted.pop("BEGIN")
                assert max(counted.values()) <= len(LISTS)
                expected = dict.fromkeys(LISTS, end)
                # a correction takes the time of its report, and is as late
                expected |= {"declarationsVersusComputed": 1, "recordedLate": 2 * end}
                paged = dict.fromkeys(("recordedLate", "corrections", "discrepancies"), 100)
                assert {name: len(listed(found, name)) for name in LISTS} == {
                    name: min(count, paged.get(name, count)) for name, count in expected.items()
                }
                assert len(found["neverSpecified"]) == end
    assert kinds[:2] == kinds[2:]
