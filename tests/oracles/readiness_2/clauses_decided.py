"""Cases that the text leaves to its reader, decided for the people who use the answer.

Each name says what was decided. Where the text is mended otherwise, the case changes with it.
"""

from tests.oracles.readiness_2.clauses_of_duties import DAILY, GONE
from tests.oracles.readiness_2.clauses_of_standing import SILENT, UNSPECIFIED
from tests.oracles.readiness_2.paper import Case, Paper, reaffirms, supersedes


def unstarted() -> Paper:
    return Paper().promised(start="08-04")


def heir_withdrawn() -> Paper:
    paper = Paper().promised(critical=True).promised("C").done("C")
    paper.add("07-11 09:00", "CommitmentWithdrawn", "A")
    paper.promised("B", "07-12 09:00", links=supersedes("A"))
    return paper.add("08-01 09:00", "CommitmentWithdrawn", "B")


def done_without_owner() -> Paper:
    paper = Paper().promised().report("07-12 09:00", "10")
    return paper.add("07-13 09:00", "AssignmentDeclined", "A")


def duty_of_noon() -> Paper:
    paper = Paper().recorded().add("07-10 08:00", "OwnerAssigned", "A", owner="KPU")
    plan = {"due": "2025-07-10", "plannedStart": "2025-07-10", "dueTime": "12:00"}
    paper.add("07-10 08:00", "DeadlineSet", "A", **plan)
    return paper.add("07-10 08:00", "IndicatorDefined", "A", **DAILY).report("07-10 18:00", "1")


DECIDED: list[Case] = [
    unstarted()
    .add("07-15 09:00", "ObstacleRaised", "A", code="O", severity="LOW")
    .judged(
        "a leaf that has not started has no second reason",
        "07-20 12:00",
        A={"light": "GREY", "reasons": ["NOT_STARTED"], "f": 0.0},
    ),
    unstarted()
    .add("07-15 09:00", "ProgressStated", "A", code="S", value="4")
    .judged(
        "what was stated before the start is within reach",
        "07-20 12:00",
        whole={"light": "GREY", "score": 0.0, "ceiling": 40.0},
        A={"light": "GREY", "reasons": ["NOT_STARTED", "STATED_UNCONFIRMED"]},
    ),
    Paper()
    .promised()
    .add("07-11 09:00", "ProgressStated", "A", code="S", value="8")
    .add("07-12 09:00", "ClaimRejected", "A", acceptedValue="4")
    .judged(
        "what was stated before a rejection is not within reach: confirmed, it would stay rejected",
        "07-12 12:00",
        whole={"score": 40.0, "ceiling": 40.0},
    ),
    heir_withdrawn().judged(
        "a successor that inherited weight and light of a critical one was critical itself",
        "08-02 12:00",
        whole={"light": "YELLOW", "score": 100.0},
    ),
    done_without_owner().judged(
        "complete is complete, also without an owner",
        "07-13 12:00",
        A=UNSPECIFIED | {"p": None, "completedAt": "2025-07-12T09:00:00+07:00", "onTime": True},
    ),
    duty_of_noon().judged(
        "a duty is on time until its last midnight, whatever the dueTime",
        "07-11 09:00",
        A={"completedAt": "2025-07-10T18:00:00+07:00", "onTime": True},
    ),
    Paper()
    .promised()
    .promised("B", "07-11 09:00", links=supersedes("A"))
    .promised("C", "07-11 09:00", links=supersedes("A"))
    .add("07-12 09:00", "CommitmentWithdrawn", "A")
    .judged(
        "two may replace one, withdrawn or not: both inherit",
        "07-12 12:00",
        A=GONE,
        B=SILENT | {"reasons": ["NO_REPORT", "SUPERSEDED"]},
        C=SILENT | {"reasons": ["NO_REPORT", "SUPERSEDED"]},
    ),
    Paper()
    .promised()
    .promised("M", links=reaffirms("A"))
    .promised("C", "07-11 09:00", links=supersedes("M"))
    .judged(
        "a mention that is replaced stands in both lists and is no leaf",
        "07-11 12:00",
        A=SILENT,
        C=SILENT | {"reasons": ["NO_REPORT", "SUPERSEDED"]},
        lists={"mentions": ["M"], "superseded": ["M"]},
    ),
    Paper()
    .promised(measured=DAILY, condition="if the budget permits")
    .promised("B", measured=DAILY)
    .judged(
        "nobody asks for today's report of a duty whose condition is open",
        "07-10 12:00",
        A={"light": "GREY", "reasons": ["CONDITION_OPEN"]},
        lists={"notReported": [["B", ""]], "unassessable": ["A"]},
    ),
    Paper()
    .promised(due="07-13")
    .add("07-11 09:00", "AssignmentDeclined", "A")
    .judged(
        "a leaf without an owner can be due soon",
        "07-11 12:00",
        A=UNSPECIFIED,
        lists={"dueSoon3": ["A"]},
    ),
]
