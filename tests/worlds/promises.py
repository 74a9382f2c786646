"""Promises as the minutes state them: with owner, deadline and indicator, in one request."""

from typing import Any

from tests.worlds.furniture import OCCASION
from tests.worlds.hall import Hall

R1, S1 = f"rakor:{OCCASION}/R1", f"source:{OCCASION}/S1"
IN_THE_ROOM = "2025-07-11T07:00:00+07:00"
"""When it was said: after the day of the meeting, and before the log begins."""
A_COUNT = {"name": "Boxes", "target": 10, "unit": "boxes"}
A_DUTY = {"name": "The post is open", "measure": "PERIODIC", "every": "DAY"}
A_DECREE = {"name": "The decree", "measure": "DELIVERABLE"}
A_RATE = {
    "name": "Unvaccinated",
    "measure": "RATE",
    "direction": "AT_MOST",
    "baseline": 40,
    "target": 10,
    "unit": "%",
}
DAYS = {"due": "2025-07-25", "plannedStart": "2025-07-12"}


def commitment_of(code: str) -> str:
    """The id of a commitment of the hall's occasion."""
    return f"commitment:{OCCASION}/{code}"


def state(hall: Hall, code: str, **more: Any) -> str:
    """Put a promise on record as the minutes state it, owned by DINKES unless `owner` says."""
    said = {
        "rakor": R1,
        "title": f"Promise {code}",
        "kind": "UNDERTAKING",
        "area": "HEALTH",
        "source": S1,
        "owner": "party:DINKES",
        "deadline": DAYS,
        "indicator": A_COUNT,
        "occurredAt": IN_THE_ROOM,
    }
    given = {name: value for name, value in (said | more).items() if value is not None}
    hall.secretary("commitmentRecord", code=code, **given)
    return commitment_of(code)


def promise(hall: Hall, code: str, **more: Any) -> str:
    """The same, and its owner accepts it."""
    about = state(hall, code, **more)
    owner = str(more.get("owner", "party:DINKES")).removeprefix("party:")
    hall.owner("commitmentAccept", about, party=owner)
    return about


def report(hall: Hall, about: str, value: float, party: str = "DINKES", **more: Any) -> int:
    """The owner, or a partner, says how much is done; the position of the report.

    `part` names the part that it is about, as `party` names who says it.
    """
    part = {"party": more.pop("part")} if "part" in more else {}
    found = hall.record(
        "commitmentReportProgress", "OWNER", party, commitment=about, value=value, **part, **more
    )
    return int(found["position"])
