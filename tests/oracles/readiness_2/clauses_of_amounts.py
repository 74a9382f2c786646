"""Cases of COUNT, RATE and DELIVERABLE, worked out by hand, for clauses left open elsewhere."""

from tests.oracles.readiness_2.paper import Case, Paper


def reopened() -> Paper:
    paper = (
        Paper().promised().report("07-12 09:00", "10").add("07-12 10:00", "FulfilmentClaimed", "A")
    )
    paper.add("07-13 09:00", "FulfilmentVerified", "A", values={"": "10"})
    return paper.add("07-14 09:00", "CommitmentReopened", "A")


def waived_part() -> Paper:
    parts = [{"part": "R1", "target": "10"}, {"part": "R2", "target": "5"}]
    paper = Paper().promised(measured={"measure": "COUNT", "breakdown": parts})
    paper.report("07-11 09:00", "5", part="R1").report("07-20 09:00", "1", part="R2")
    return paper.add("07-20 10:00", "RemainderWaived", "A", remainder="5", part="R2")


def rate() -> Paper:
    parts = [{"part": "R1", "baseline": "20", "target": "80"}, {"part": "R2"}]
    whole = {"measure": "RATE", "baseline": "0", "target": "50", "unit": "%", "breakdown": parts}
    paper = Paper().promised(measured=whole)
    return paper.report("07-12 09:00", "50", part="R1").report("07-12 09:00", "50", part="R2")


def offset(days: int, start: str) -> Paper:
    paper = Paper().recorded().add("07-10 08:00", "OwnerAssigned", "A", owner="KPU")
    plan = {"offsetDays": days, "plannedStart": f"2025-{start}"}
    paper.add("07-10 08:00", "DeadlineSet", "A", **plan)
    return paper.add("07-10 08:00", "IndicatorDefined", "A", measure="COUNT", target="10")


def obstacle(severity: str) -> Paper:
    paper = Paper().promised().done(at="08-04 09:00")
    return paper.add("08-04 10:00", "ObstacleRaised", "A", code="O", severity=severity)


AMOUNTS: list[Case] = [
    Paper()
    .promised()
    .add("07-11 09:00", "ProgressStated", "A", code="S", value="8")
    .report("07-12 09:00", "2")
    .judged(
        "a statement that is older than the last report raises no ceiling",
        "07-12 12:00",
        whole={"score": 10.0, "ceiling": 20.0},
        A={"light": "GREEN", "reasons": ["STATED_UNCONFIRMED"], "p": 0.2},
    ),
    reopened().judged(
        "after a reopening no earlier verdict counts",
        "07-14 12:00",
        A={"light": "YELLOW", "reasons": ["REOPENED", "CLAIMED_UNVERIFIED"]}
        | {"p": 1.0, "v": 0.0, "s": 0.5, "f": 1.0},
    ),
    reopened()
    .report("07-15 09:00", "6")
    .judged(
        "fallen back behind what was verified before the reopening",
        "07-15 12:00",
        A={"light": "YELLOW", "reasons": ["FALLEN_BACK", "REOPENED"], "p": 0.6, "v": 0.0, "s": 0.3},
    ),
    reopened()
    .verify("07-15 09:00", "10")
    .judged(
        "reopened, and all of it verified since",
        "07-15 12:00",
        A={"light": "GREEN", "reasons": [], "v": 1.0, "s": 1.0},
    ),
    Paper()
    .promised()
    .report("07-11 09:00", "5")
    .verify("07-22 09:00", "5")
    .judged(
        "a verdict keeps it fresh",
        "07-24 09:00",
        A={"light": "GREEN", "reasons": [], "f": 1.0, "planned": 0.5134},
    ),
    waived_part().judged(
        "what is heard of a part that was waived keeps nothing fresh",
        "07-22 09:00",
        A={"light": "YELLOW", "reasons": ["UNVERIFIED_PROGRESS", "STALE", "REMAINDER_WAIVED"]}
        | {"p": 0.5, "f": 0.4286, "s": 0.1071, "planned": 0.442},
    ),
    obstacle("HIGH").judged(
        "a HIGH obstacle near the end of what is verified makes no RED",
        "08-05 09:00",
        A={"light": "YELLOW", "reasons": ["OBSTACLE_OPEN"], "s": 1.0},
    ),
    obstacle("LOW").judged(
        "a LOW obstacle beside what is verified makes no light",
        "08-05 09:00",
        A={"light": "GREEN", "reasons": []},
    ),
    Paper()
    .promised(measured={"measure": "DELIVERABLE"})
    .judged(
        "a decree in its first half needs no report",
        "07-20 12:00",
        A={"light": "GREEN", "reasons": [], "f": 1.0, "p": 0.0, "planned": 0.0},
    ),
    Paper()
    .promised(start="08-08", due="08-20")
    .judged(
        "a plan that begins after the last day judged is overdue from then on",
        "08-07 09:00",
        A={"light": "RED", "reasons": ["OVERDUE", "DUE_AFTER_OCCASION"], "planned": 0.0, "f": 1.0},
        lists={"overdue": ["A"]},
    ),
    Paper()
    .promised()
    .report("07-18 07:00", "5")
    .judged(
        "exactly two weeks before the occasion the window is the narrower one",
        "07-23 07:00",
        A={"reasons": ["UNVERIFIED_PROGRESS", "STALE"], "f": 0.5, "s": 0.125},
    ),
    Paper()
    .promised(due="08-30")
    .report("08-05 23:59", "5")
    .judged(
        "after the last day judged nothing ages",
        "08-20 09:00",
        A={"light": "RED", "reasons": ["OVERDUE", "BEHIND_PLAN", "DUE_AFTER_OCCASION"]}
        | {"f": 1.0, "s": 0.25, "planned": 1.0},
    ),
    rate().judged(
        "a rate's part without target and baseline has the whole's",
        "07-12 12:00",
        A={
            "p": 0.75,
            "s": 0.375,
            "parts": {"R1": ["YELLOW", "UNVERIFIED_PROGRESS"]}
            | {"R2": ["YELLOW", "CLAIMED_UNVERIFIED"]},
        },
    ),
    offset(-7, "07-25")
    .add("07-12 09:00", "OccasionRescheduled", "", newDay="2025-07-31", until=None)
    .judged(
        "a deadline that moved before its plan's start is missing",
        "07-22 09:00",
        A={"light": "GREY", "reasons": ["NOT_ASSESSABLE"], "p": None},
        lists={"unassessable": ["A"], "dueSoon3": []},
    ),
    Paper()
    .promised(due="07-20")
    .report("07-19 09:00", "10")
    .judged(
        "what is all claimed is not due soon",
        "07-19 12:00",
        A={"reasons": ["CLAIMED_UNVERIFIED"]},
        lists={"dueSoon3": []},
    ),
    Paper()
    .promised()
    .report("07-12 09:00", "10")
    .report("07-13 09:00", "6")
    .report("07-14 09:00", "10")
    .judged(
        "complete only since it was complete without a break",
        "07-14 12:00",
        A={"completedAt": "2025-07-14T09:00:00+07:00", "onTime": True},
    ),
    Paper()
    .promised(due="07-20")
    .add("07-21 00:00", "DeadlineRescheduled", "A", due="2025-08-06")
    .report("07-23 09:00", "10")
    .judged(
        "moved in the minute after it was due: no minute was after it in force",
        "07-24 12:00",
        A={"reasons": ["CLAIMED_UNVERIFIED", "RESCHEDULED"], "onTime": True},
    ),
    Paper()
    .promised()
    .add("07-11 09:00", "AssignmentDeclined", "A")
    .judged(
        "declined, it has no owner again",
        "07-11 12:00",
        A={"light": "GREY", "reasons": ["NOT_ASSESSABLE"]},
    ),
]
