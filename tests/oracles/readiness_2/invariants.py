"""What must hold of an answer of rule `readiness-2`, whatever the history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Answer = Mapping[str, Any]

NUMBERS = ("s", "p", "v", "f", "planned")
GREY = ["CONDITION_OPEN", "NOT_ASSESSABLE", "NOT_STARTED"]
RED = ["OVERDUE", "BLOCKED_NEAR_DUE", "BEHIND_PLAN", "MISSED_PERIODS"]
YELLOW = [
    "MISSED_PERIODS",
    "FALLEN_BACK",
    "REOPENED",
    "CLAIM_REJECTED",
    "CLAIMED_UNVERIFIED",
    "BEHIND_PLAN",
    "UNVERIFIED_PROGRESS",
    "STALE",
    "OBSTACLE_OPEN",
    "NO_PROGRESS",
    "NO_REPORT",
]
INFORMATION = [
    "RESCHEDULED",
    "REMAINDER_WAIVED",
    "AMENDED",
    "SUPERSEDED",
    "DUE_AFTER_OCCASION",
    "STATED_UNCONFIRMED",
]
OF_LIGHT = {"RED": RED, "YELLOW": YELLOW, "GREY": GREY}


def broken(answer: Answer, at: str) -> list[str]:
    """What does not hold of an answer that was asked for at a moment; empty if all does."""
    found: list[str] = []
    for code, leaf in answer["leaves"].items():
        found += [f"{code}: {what}" for what in _broken_leaf(leaf, at)]
    for name, sums in {"whole": answer["whole"], **answer["areas"]}.items():
        found += [f"{name}: {what}" for what in _broken_sums(sums)]
    checks = {
        "lights follow from the leaves": _is_light_of_leaves(answer),
        "each leaf that is not GREEN gives one reason": _are_reasons_of_leaves(answer),
        "areas share the whole's reasons": _are_reasons_shared(answer),
        "lists agree with the leaves": _are_lists_of_leaves(answer),
    }
    return found + [what for what, holds in checks.items() if not holds]


def _failing(checks: dict[str, bool]) -> list[str]:
    return [what for what, holds in checks.items() if not holds]


def _broken_leaf(leaf: Answer, at: str) -> Iterable[str]:
    light, reasons = leaf["light"], leaf["reasons"]
    numbers = [leaf[name] for name in NUMBERS]
    told = [reason for reason in reasons if reason not in INFORMATION]
    checks = {
        "information comes last, in order": reasons[len(told) :]
        == [reason for reason in INFORMATION if reason in reasons],
        "each reason is told once": len(set(reasons)) == len(reasons),
        "the first reason makes the light": (
            told[0] in OF_LIGHT[light] if light in OF_LIGHT else not told
        ),
        "a GREY leaf has no other reason": light != "GREY" or len(told) == 1,
        "yellow reasons are in order": light != "YELLOW"
        or told == [reason for reason in YELLOW if reason in told],
        "on time only what is complete": leaf["onTime"] is None or leaf["completedAt"] is not None,
        "complete by now": leaf["completedAt"] is None
        or datetime.fromisoformat(leaf["completedAt"]) <= datetime.fromisoformat(at),
    }
    if light is None or told[:1] in (["NOT_ASSESSABLE"], ["CONDITION_OPEN"]):
        checks["no numbers and no parts"] = numbers == [None] * 5 and leaf["parts"] == {}
    else:
        checks |= _checks_of_assessed(leaf, told)
    return _failing(checks)


def _checks_of_assessed(leaf: Answer, told: list[str]) -> dict[str, bool]:
    s, p, v, f, planned = (leaf[name] for name in NUMBERS)
    lights = {light for light, _ in leaf["parts"].values()}
    return {
        "0 <= v <= s <= p <= 1": 0 <= v <= s <= p <= 1,
        "f and planned are shares": 0 <= f <= 1 and 0 <= planned <= 1,
        "nothing has begun": told != ["NOT_STARTED"] or s == p == v == f == planned == 0,
        "all done once complete": leaf["completedAt"] is None or p == 1,
        "parts are GREY where the leaf is": ("GREY" in lights) == (leaf["light"] == "GREY")
        or not lights,
        "a part is GREEN without a reason": all(
            (light == "GREEN") == (reason is None) for light, reason in leaf["parts"].values()
        ),
        "overdue with some part": "OVERDUE" not in told
        or not leaf["parts"]
        or ["RED", "OVERDUE"] in leaf["parts"].values(),
        "silence or progress": not {"NO_REPORT", "NO_PROGRESS"} <= set(told),
    }


def _broken_sums(sums: Answer) -> Iterable[str]:
    coverage = sums["coverage"]
    return _failing(
        {
            "0 <= verified <= score <= ceiling <= 100": 0
            <= sums["verified"]
            <= sums["score"]
            <= sums["ceiling"]
            <= 100,
            "nothing beyond what is covered": all(
                0 <= sums[name] <= coverage <= 100 for name in ("score", "confidence", "planned")
            ),
            "GREY is empty": sums["light"] != "GREY" or sums["score"] == 0,
        }
    )


def _counted(answer: Answer) -> dict[str, Answer]:
    return {code: leaf for code, leaf in answer["leaves"].items() if leaf["light"] is not None}


def _is_light_of_leaves(answer: Answer) -> bool:
    lights: set[str] = {leaf["light"] for leaf in _counted(answer).values()}
    whole: str = answer["whole"]["light"]
    if not lights:
        return whole == "GREY" and bool(answer["whole"]["ceiling"] == 100)
    if len(lights) == 1 and lights <= {"GREY", "RED"}:
        return lights == {whole}
    if lights == {"GREEN"}:
        return whole == "GREEN" or (whole == "YELLOW" and bool(answer["lists"]["withdrawn"]))
    return whole in {"YELLOW", *(lights & {"RED"})}


def _are_reasons_of_leaves(answer: Answer) -> bool:
    counted, reasons = _counted(answer), answer["whole"]["reasons"]
    bad = {code for code, leaf in counted.items() if leaf["light"] != "GREEN"}
    told, withdrawn = reasons[: len(bad)], reasons[len(bad) :]
    lights = [counted[code]["light"] if code in bad else "" for _, code in told]
    return bool(
        {code for _, code in told} == bad
        and all(answer["leaves"][code]["reasons"][0] == reason for reason, code in told)
        and lights == sorted(lights, key=["RED", "YELLOW", "GREY"].index)
        and withdrawn == [["WITHDRAWN", code] for code in answer["lists"]["withdrawn"]]
    )


def _are_reasons_shared(answer: Answer) -> bool:
    shared = sorted(reason for area in answer["areas"].values() for reason in area["reasons"])
    whole = [reason for reason in answer["whole"]["reasons"] if reason[0] != "WITHDRAWN"]
    return shared == sorted(whole)


def _are_lists_of_leaves(answer: Answer) -> bool:
    counted, lists = _counted(answer), answer["lists"]

    def having(*reasons: str) -> list[str]:
        return sorted(c for c, leaf in counted.items() if set(reasons) & set(leaf["reasons"]))

    gone = set(lists["withdrawn"]) | set(lists["superseded"])
    return (
        lists["overdue"] == having("OVERDUE")
        and lists["claimedUnverified"] == having("CLAIMED_UNVERIFIED")
        and lists["unassessable"] == having("NOT_ASSESSABLE", "CONDITION_OPEN")
        and not gone & set(counted)
        and not set(lists["mentions"]) & set(answer["leaves"])
        and not set(lists["withdrawn"]) & {*lists["superseded"], *lists["mentions"]}
        and {*lists["blocked"], *lists["dueSoon3"]} <= set(counted)
        and {code for code, _ in lists["notReported"]} <= set(counted)
    )
