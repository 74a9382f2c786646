"""Cases of what counts, of sums and lists, worked out by hand, for clauses left open elsewhere."""

from typing import Any

from tests.oracles.readiness_2.clauses_of_duties import GONE
from tests.oracles.readiness_2.paper import Case, Paper, reaffirms, supersedes

SILENT: dict[str, Any] = {"light": "YELLOW", "reasons": ["NO_REPORT"]}
UNSPECIFIED: dict[str, Any] = {"light": "GREY", "reasons": ["NOT_ASSESSABLE"]}
JULY_12 = "07-12 09:00"


def replaced() -> Paper:
    return Paper().promised().promised("B", JULY_12, links=supersedes("A"))


def chain() -> Paper:
    paper = Paper().promised(critical=True, weight="0.1").promised("D").done("D")
    paper.promised("B", JULY_12, links=supersedes("A"), weight="0.1")
    return paper.promised("C", JULY_12, due="07-12", links=supersedes("B"), weight="0.1")


def withdrawn_beside_green(due: str, critical: bool) -> Paper:
    paper = Paper().promised(due=due, critical=critical).promised("B").done("B")
    return paper.add("07-20 09:00", "CommitmentWithdrawn", "A")


STANDING: list[Case] = [
    replaced()
    .add("07-13 09:00", "CommitmentWithdrawn", "B")
    .judged(
        "a successor withdrawn, the old one counts again",
        "07-13 12:00",
        A=SILENT,
        B=GONE,
        lists={"withdrawn": ["B"], "superseded": []},
    ),
    chain().judged(
        "what is inherited goes along the chain",
        "07-13 12:00",
        whole={"light": "RED", "score": 90.9, "reasons": [["OVERDUE", "C"]]},
        A=GONE,
        lists={"superseded": ["A", "B"]},
    ),
    Paper()
    .promised()
    .recorded("P")
    .promised("B", JULY_12, links=supersedes("A"), parent="P", accepted=False)
    .judged(
        "one that waits is no live child",
        "07-12 12:00",
        A=SILENT,
        B=GONE,
        P=UNSPECIFIED,
    ),
    Paper()
    .promised()
    .recorded("P")
    .promised("M", links=reaffirms("A"), parent="P")
    .judged(
        "a mention is no live child",
        "07-11 12:00",
        P=UNSPECIFIED,
        lists={"mentions": ["M"]},
    ),
    Paper()
    .recorded("P")
    .recorded("Q", kind="ASSURANCE", parent="P")
    .promised("R", parent="Q")
    .judged(
        "an assurance over a live child is live",
        "07-11 12:00",
        whole={"reasons": [["NO_REPORT", "R"]], "coverage": 100.0},
        R=SILENT,
    ),
    Paper()
    .promised(condition="if the budget permits")
    .promised("M", links=reaffirms("A"))
    .add("07-11 09:00", "ConditionFailed", "A")
    .judged(
        "what repeats a failed one is a leaf",
        "07-11 12:00",
        A=GONE,
        M=SILENT,
        lists={"mentions": []},
    ),
    Paper()
    .promised()
    .promised("M", links=reaffirms("A"))
    .add("07-11 09:00", "RemainderWaived", "A", remainder="10")
    .judged(
        "what repeats a waived one stays a mention",
        "07-11 12:00",
        whole={"light": "GREY", "coverage": 0.0, "ceiling": 100.0},
        A=GONE | {"reasons": ["REMAINDER_WAIVED"]},
        lists={"mentions": ["M"]},
    ),
    Paper()
    .promised()
    .promised("M", links=reaffirms("A"))
    .add("07-11 09:00", "CommitmentWithdrawn", "M")
    .judged(
        "a withdrawn mention stands among the withdrawn alone",
        "07-11 12:00",
        whole={"reasons": [["NO_REPORT", "A"], ["WITHDRAWN", "M"]]},
        lists={"mentions": [], "withdrawn": ["M"]},
    ),
    replaced()
    .add("07-13 09:00", "CommitmentWithdrawn", "A")
    .judged(
        "one replaced and then withdrawn stands among the withdrawn alone",
        "07-13 12:00",
        A=GONE,
        B=SILENT | {"reasons": ["NO_REPORT", "SUPERSEDED"]},
        lists={"superseded": [], "withdrawn": ["A"]},
    ),
    Paper()
    .promised()
    .add("07-11 09:00", "CommitmentAmended", "A", area="SAR")
    .judged(
        "another area is no reason, and moves it there",
        "07-11 12:00",
        areas={
            "LOG": {"light": "GREY", "ceiling": 100.0, "coverage": 0.0, "reasons": []},
            "SAR": {"light": "YELLOW", "coverage": 100.0, "reasons": [["NO_REPORT", "A"]]},
        },
        A=SILENT,
    ),
    Paper()
    .promised(due="07-11")
    .promised("B")
    .done("B")
    .promised("C")
    .done("C")
    .judged(
        "RED leaves that weigh exactly a third make the whole RED",
        "07-12 12:00",
        whole={"light": "RED", "score": 66.7},
    ),
    withdrawn_beside_green("07-19", critical=False).judged(
        "one past due when it was withdrawn keeps the whole from GREEN",
        "07-21 12:00",
        whole={"light": "YELLOW", "score": 100.0},
        areas={"LOG": {"light": "YELLOW"}, "SAR": {"light": "GREY"}},
    ),
    withdrawn_beside_green("07-20", critical=False).judged(
        "one withdrawn in time leaves the whole GREEN",
        "07-21 12:00",
        whole={"light": "GREEN", "reasons": [["WITHDRAWN", "A"]]},
        areas={"LOG": {"light": "GREEN", "reasons": []}},
    ),
    withdrawn_beside_green("08-06", critical=True).judged(
        "a critical one withdrawn more than 14 days ago is forgiven",
        "08-03 09:01",
        whole={"light": "GREEN"},
    ),
    Paper()
    .promised(due="07-11")
    .promised("B")
    .add("07-11 09:00", "DependencyLinked", "B", on="A")
    .judged(
        "what depends on a RED leaf is blocked, and no light changes",
        "07-12 12:00",
        B=SILENT,
        lists={"blocked": ["B"]},
    ),
]
