"""Random acts that say what is promised, by whom and when; each keeps to the write path's rules."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracles.readiness_2.amounts import ONE
from tests.oracles.readiness_2.clock import DAY
from tests.oracles.readiness_2.duty import Duty
from tests.oracles.readiness_2.scribe import AREAS, PARTIES, REGIONS, Life, Scribe
from tests.oracles.readiness_2.terms import deadline, has_owner, indicator, remaining_parts

KINDS = 4 * ["UNDERTAKING"] + 2 * ["ONGOING"] + ["JOINT", "REQUEST", "ASSURANCE", "DECISION"]
MEASURES = 4 * ["COUNT"] + 2 * ["RATE"] + 2 * ["DELIVERABLE"] + 4 * ["PERIODIC"]
WEIGHTS = ["0.1", "1", "1", "1", "2.5", "4"]
DEPENDENCIES = ("DependencyLinked", "DependencyReleased")
TIMES = [None, None, None, "12:00", "18:30", "00:00"]


def record_commitment(scribe: Scribe) -> None:
    """A commitment, and mostly at once its owner, deadline, indicator and acceptance."""
    code, chance = f"C{len(scribe.lives) + 1:02d}", scribe.chance
    kind, links = chance.choice(KINDS), _links(scribe)
    rakor_day = scribe.today() - timedelta(days=chance.randint(0, 9))
    life = Life(kind, scribe.happens(0.5), scribe.happens(0.12))
    scribe.write(
        "CommitmentRecorded",
        code,
        scribe.now - chance.choice([timedelta(0), timedelta(0), timedelta(hours=30)]),
        kind=kind,
        area=chance.choice(AREAS[:2]),
        weight=chance.choice(WEIGHTS),
        critical=scribe.happens(0.2),
        parent=_parent(scribe, links),
        links=links,
        condition="if the budget permits" if life.has_condition else None,
        rakorDay=rakor_day.isoformat() if life.has_rakor_day else None,
    )
    scribe.lives[code] = life
    if scribe.happens(0.9):
        for act in (assign, set_deadline, define, accept):
            if scribe.happens(0.97):
                act(scribe, code)


def _links(scribe: Scribe) -> list[dict[str, str]]:
    kinds = ["SUPERSEDES"] * scribe.happens(0.25) + ["REAFFIRMS"] * scribe.happens(0.12)
    if not scribe.lives:
        return []
    return [{"kind": kind, "commitment": scribe.chance.choice([*scribe.lives])} for kind in kinds]


def _parent(scribe: Scribe, links: list[dict[str, str]]) -> str | None:
    """An umbrella; whoever replaces another has none, so that no umbrella hangs on itself."""
    if not scribe.lives or any(link["kind"] == "SUPERSEDES" for link in links):
        return None
    return scribe.chance.choice([*scribe.lives]) if scribe.happens(0.25) else None


def assign(scribe: Scribe, code: str) -> None:
    """An owner where there is none, the first one at times as stated by a source."""
    record = scribe.record()
    if not has_owner(record, code):
        is_first = not record.has(code, "OwnerAssigned")
        at = scribe.earlier(code) if is_first else scribe.now
        scribe.write("OwnerAssigned", code, at, owner="KPU")


def decline(scribe: Scribe, code: str) -> None:
    """The owner declines: it is without one again."""
    if has_owner(scribe.record(), code):
        scribe.write("AssignmentDeclined", code)


def set_deadline(scribe: Scribe, code: str) -> None:
    """The first deadline: a day, or days from the occasion's."""
    if scribe.record().has(code, "DeadlineSet"):
        return
    chance = scribe.chance
    start: date | None = scribe.today() + timedelta(days=chance.choice([-45, -8, -1, 0, 0, 3, 15]))
    if scribe.lives[code].has_rakor_day and scribe.happens(0.3):
        start = None
    at = scribe.earlier(code)
    fields: dict[str, Any] = {"dueTime": chance.choice(TIMES)}
    fields["plannedStart"] = start and start.isoformat()
    if scribe.happens(0.3):
        fields["offsetDays"] = chance.randint(-12, 4)
    else:
        fields["due"] = (
            (start or scribe.today()) + DAY * chance.choice([0, 2, 9, 20, 30, 45])
        ).isoformat()
    scribe.write("DeadlineSet", code, at, **fields)
    if deadline(scribe.record(), code) is None and scribe.record().day() is not None:
        scribe.forget_last()


def define(scribe: Scribe, code: str) -> None:
    """The first indicator, of whatever measure."""
    if scribe.record().has(code, "IndicatorDefined"):
        return
    measure = scribe.chance.choice(MEASURES)
    fields: dict[str, Any] = {"measure": measure}
    if measure == "PERIODIC":
        fields["every"] = scribe.chance.choice(["DAY", "DAY", "DAY", "WEEK", "WEEK", "MONTH"])
        fields["breakdown"] = [{"part": name} for name in _names(scribe)] or None
    elif measure != "DELIVERABLE":
        fields |= _amounts(scribe, measure, scribe.happens(0.3))
    scribe.write("IndicatorDefined", code, scribe.earlier(code), **fields)


def revise(scribe: Scribe, code: str) -> None:
    """Another target, baseline or breakdown of what is counted or is a rate."""
    measured = indicator(scribe.record(), code)
    if measured is None or measured.measure not in ("COUNT", "RATE"):
        return
    fields = _amounts(scribe, measured.measure, measured.direction == "AT_MOST")
    if "target" in fields and not _begins_at_nothing(scribe, code):
        fields = {"baseline": "0"} | fields  # without one it would stay, maybe beyond the target
    scribe.write("IndicatorRevised", code, measure=measured.measure, **fields)
    revised = indicator(scribe.record(), code)
    if revised is not None and not remaining_parts(scribe.record(), code, revised):
        scribe.forget_last()


def _begins_at_nothing(scribe: Scribe, code: str) -> bool:
    """Whether its indicator never named where it begins."""
    events = scribe.record().of(code, "IndicatorDefined", "IndicatorRevised")
    return not any(event.get("baseline") for event in events)


def _names(scribe: Scribe) -> list[str]:
    """No breakdown, or one by region or by party."""
    names = scribe.chance.choice([(), (), REGIONS, PARTIES])
    return list(names[: scribe.chance.randint(1, len(names))]) if names else []


def _amounts(scribe: Scribe, measure: str, at_most: bool) -> dict[str, Any]:
    """Baselines and targets; those of a rate's parts may be the whole's."""
    names = _names(scribe)
    fields: dict[str, Any] = {"direction": "AT_MOST" if at_most else "AT_LEAST"}
    if not names or measure == "RATE":
        fields |= _way(scribe, at_most)
    if measure == "RATE":
        fields["unit"] = "%"
    parts = [{"part": name} | _part(scribe, measure, at_most) for name in names]
    return fields | ({"breakdown": parts} if parts else {})


def _part(scribe: Scribe, measure: str, at_most: bool) -> dict[str, str]:
    """Of a rate's part that says where it ends, also where it begins: never where it ends."""
    if measure == "COUNT":
        return _way(scribe, at_most)
    return {"baseline": "0"} | _way(scribe, at_most) if scribe.happens(0.5) else {}


def _way(scribe: Scribe, at_most: bool) -> dict[str, str]:
    low, high = Fraction(scribe.amount(Fraction(0), Fraction(4))), Fraction(5)
    if at_most:
        return {"baseline": scribe.amount(high, Fraction(20)), "target": str(int(low))}
    if scribe.happens(0.7):
        return {"target": scribe.amount(ONE, Fraction(20))}
    return {"baseline": str(int(low)), "target": scribe.amount(high, Fraction(20))}


def accept(scribe: Scribe, code: str) -> None:
    """Acceptance, once owner, deadline and indicator are there."""
    record = scribe.record()
    given = deadline(record, code) and indicator(record, code)
    if given and record.has(code, "OwnerAssigned") and not record.has(code, "CommitmentAccepted"):
        scribe.write("CommitmentAccepted", code)


def reschedule(scribe: Scribe, code: str) -> None:
    """Another deadline; of a duty never before a period that is already due."""
    record = scribe.record()
    due, measured = deadline(record, code), indicator(record, code)
    if due is None:
        return
    earliest = due.planned_start
    if measured is not None and measured.measure == "PERIODIC":
        ended = Duty(record, code, due, measured).due
        earliest = ended[-1].last if ended else earliest
    new = max(earliest, scribe.today() + DAY * scribe.chance.randint(-5, 25))
    fields: dict[str, Any] = {"due": new.isoformat(), "dueTime": scribe.chance.choice(TIMES)}
    if scribe.happens(0.15):
        fields["plannedStart"] = min(new, scribe.today()).isoformat()
    if scribe.happens(0.25) and record.day() is not None:
        fields = {"offsetDays": scribe.chance.randint(-6, 6)}
    scribe.write("DeadlineRescheduled", code, **fields)
    moved = deadline(scribe.record(), code)
    if moved is None or moved.due < earliest:
        scribe.forget_last()


def amend(scribe: Scribe, code: str) -> None:
    """Another area, weight, kind, or whether it is critical."""
    fields: dict[str, Any] = {
        "area": scribe.chance.choice(AREAS),
        "weight": scribe.chance.choice(WEIGHTS),
        "critical": scribe.happens(0.5),
        "kind": scribe.chance.choice(["UNDERTAKING", "ONGOING"]),
    }
    name = scribe.chance.choice([*fields])
    scribe.write("CommitmentAmended", code, **{name: fields[name]})


def move_occasion(scribe: Scribe) -> None:
    """Another day for the occasion, or an open one."""
    day = scribe.today() + DAY * scribe.chance.randint(0, 30)
    until = (day + DAY * scribe.chance.randint(0, 20)).isoformat() if scribe.happens(0.3) else None
    is_open = scribe.happens(0.25)
    scribe.write(
        "OccasionRescheduled", "", newDay=None if is_open else day.isoformat(), until=until
    )


def link(scribe: Scribe, code: str) -> None:
    """A dependency on an earlier commitment, or its release; so none closes a circle."""
    earlier = [other for other in scribe.lives if other < code]
    if earlier:
        on, record = scribe.chance.choice(earlier), scribe.record()
        events = [e for e in record.of(code, *DEPENDENCIES) if e["on"] == on]
        linked = bool(events) and events[-1]["type"] == "DependencyLinked"
        scribe.write("DependencyReleased" if linked else "DependencyLinked", code, on=on)


def name_partners(scribe: Scribe, code: str) -> None:
    """The whole list of partners."""
    scribe.write("PartnersNamed", code, parties=["P1", "P2"])
