"""Cases of PERIODIC, worked out by hand, for clauses that the given cases leave open."""

from typing import Any

from tests.oracles.readiness_2.paper import Case, Paper

DAILY: dict[str, Any] = {"measure": "PERIODIC", "every": "DAY"}
WEEKLY, MONTHLY = DAILY | {"every": "WEEK"}, DAILY | {"every": "MONTH"}
GONE: dict[str, Any] = {
    "light": None,
    "s": None,
    "p": None,
    "v": None,
    "f": None,
    "planned": None,
    "reasons": [],
}


def three_days(last_recorded: str) -> Paper:
    paper = Paper().promised(measured=DAILY, due="07-12").reports(7, range(10, 12))
    return paper.report("07-12 12:00", "1", recorded=last_recorded)


def ten_days() -> Paper:
    return Paper().promised(measured=DAILY).reports(7, range(10, 20))


def months() -> Paper:
    paper = Paper().promised(at="01-31 08:00", start="01-31", due="05-30", measured=MONTHLY)
    paper.report("02-27 12:00", "1").report("02-28 12:00", "1").report("03-31 12:00", "1")
    return paper.verify("03-31 18:00", "2").report("05-30 12:00", "1")


def weeks_verified_once() -> Paper:
    paper = Paper().promised(at="07-01 08:00", start="07-01", due="08-04", measured=WEEKLY)
    paper.reports(7, range(3, 18, 7)).verify("07-21 12:00", "2")
    return paper.reports(7, range(24, 32, 7))


DUTIES: list[Case] = [
    three_days("07-13 20:00").judged(
        "the last period's grace is not cut short by the deadline",
        "07-14 09:00",
        A={"light": "GREEN", "reasons": [], "p": 1.0, "s": 0.5, "f": 1.0}
        | {"completedAt": "2025-07-12T12:00:00+07:00", "onTime": True},
    ),
    three_days("07-14 00:00").judged(
        "a report recorded after its period's grace is history",
        "07-14 09:00",
        A={"light": "YELLOW", "reasons": ["MISSED_PERIODS"], "p": 0.6667, "s": 0.1667, "f": 0.5}
        | {"completedAt": None, "onTime": None},
    ),
    ten_days()
    .verify("07-20 09:00", "8")
    .judged(
        "a duty verified far below what was kept is rejected",
        "07-20 12:00",
        A={"light": "YELLOW", "reasons": ["MISSED_PERIODS", "CLAIM_REJECTED"]}
        | {"p": 0.8, "v": 0.8, "s": 0.8, "f": 1.0},
    ),
    ten_days()
    .verify("07-20 09:00", "10")
    .add("07-15 12:00", "ReportRetracted", "A", corrects=11, recorded="07-20 10:00")
    .judged(
        "never more is verified than was kept",
        "07-20 12:00",
        A={"light": "GREEN", "reasons": [], "p": 0.9, "v": 0.9, "s": 0.9},
    ),
    Paper()
    .promised(measured=DAILY, start="08-05", due="08-10")
    .reports(8, range(5, 7))
    .judged(
        "periods beyond the last day judged never become due",
        "08-09 12:00",
        A={"light": "YELLOW", "reasons": ["CLAIMED_UNVERIFIED", "DUE_AFTER_OCCASION"]}
        | {"p": 1.0, "completedAt": None, "onTime": None},
    ),
    weeks_verified_once().judged(
        "a verdict of two weeks ago to the minute is no later one",
        "08-04 12:00",
        A={"light": "YELLOW", "reasons": ["CLAIMED_UNVERIFIED"], "p": 1.0, "v": 0.5},
    ),
    Paper()
    .promised(measured=DAILY)
    .reports(7, range(10, 19))
    .judged(
        "only the last due period was missed",
        "07-20 00:00",
        A={"light": "YELLOW", "reasons": ["MISSED_PERIODS"], "p": 0.9, "f": 0.5, "s": 0.225},
    ),
    Paper()
    .promised(measured=DAILY)
    .report("07-10 12:00", "0.5")
    .judged(
        "half a duty does not keep a period",
        "07-11 00:00",
        A={"light": "RED", "reasons": ["MISSED_PERIODS"], "p": 0.0, "f": 0.5, "planned": 1.0},
        lists={"notReported": [["A", ""]]},
    ),
    Paper()
    .promised(measured=DAILY, due="07-11")
    .report("07-10 12:00", "1")
    .report("07-11 08:00", "1")
    .report("07-11 20:00", "1")
    .judged(
        "of several reports in a period the first completes",
        "07-12 09:00",
        A={"completedAt": "2025-07-11T08:00:00+07:00", "onTime": True},
    ),
    months().judged(
        "months from the 31st, each kept on its first or last day",
        "06-01 12:00",
        A={"light": "GREEN", "reasons": [], "p": 1.0, "v": 0.5, "s": 0.75},
    ),
    Paper()
    .promised(measured=DAILY, start="07-28", due="07-30")
    .reports(7, range(28, 31))
    .verify("07-31 08:00", "3")
    .add("07-31 08:30", "ObstacleRaised", "A", code="O", severity="HIGH")
    .judged(
        "a duty is blocked near its end though all is verified",
        "07-31 09:00",
        A={"light": "RED", "reasons": ["BLOCKED_NEAR_DUE", "OBSTACLE_OPEN"], "v": 1.0, "s": 1.0},
    ),
    Paper()
    .promised(measured=DAILY)
    .judged(
        "before the first period has ended",
        "07-10 12:00",
        A={"light": "GREEN", "reasons": [], "s": 0.0, "p": 0.0, "f": 1.0, "planned": 0.0},
        lists={"notReported": [["A", ""]], "dueSoon3": []},
    ),
    Paper()
    .promised(measured=DAILY, at="07-01 08:00", start="07-01")
    .reports(7, range(1, 2))
    .reports(7, range(5, 21))
    .judged(
        "a duty kept in 17 of 20 periods misses too few to say so",
        "07-21 00:00",
        A={"light": "YELLOW", "reasons": ["CLAIMED_UNVERIFIED"], "p": 0.85},
    ),
]
