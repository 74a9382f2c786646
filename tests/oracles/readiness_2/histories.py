"""Random histories in the form of the cases, of events that the write path would have accepted."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from tests.oracles.readiness_2 import acts_of_planning as planning
from tests.oracles.readiness_2 import acts_of_progress as progress
from tests.oracles.readiness_2.clock import DAY, LAST_MINUTE, MINUTE, Zone, instant, minute
from tests.oracles.readiness_2.record import History
from tests.oracles.readiness_2.scribe import Scribe

Act = Callable[[Scribe, str], None]

# How often each act on an open commitment is tried.
OPEN: dict[Act, int] = {
    progress.report: 16,
    progress.keep_duty: 6,
    progress.finish: 3,
    progress.verify: 10,
    progress.claim: 6,
    progress.verify_fulfilment: 8,
    progress.reject: 3,
    progress.state: 5,
    progress.answer_statement: 5,
    progress.raise_obstacle: 3,
    progress.waive: 3,
    progress.decide_condition: 3,
    progress.withdraw: 1,
    planning.reschedule: 3,
    planning.revise: 2,
    planning.assign: 3,
    planning.decline: 1,
    planning.set_deadline: 2,
    planning.define: 2,
    planning.accept: 2,
    planning.name_partners: 1,
    planning.amend: 3,
    planning.link: 2,
}
# … and on one that may be closed.
ANY: dict[Act, int] = {
    progress.correct: 5,
    progress.retract: 3,
    progress.resolve_obstacle: 2,
    progress.reopen: 5,
}


def random_history(chance: Random, size: int) -> History:
    """A history in which `size` acts were tried, after a first commitment was recorded."""
    scribe = Scribe(chance)
    planning.record_commitment(scribe)
    most = chance.choice([1, 3, 5, 8])
    for _ in range(size):
        scribe.wait()
        _act(scribe, most)
    return scribe.history()


def _act(scribe: Scribe, most: int) -> None:
    chance = scribe.chance
    if len(scribe.lives) < most and scribe.happens(0.3):
        planning.record_commitment(scribe)
        return
    if scribe.happens(0.02):
        planning.move_occasion(scribe)
        return
    is_any = scribe.happens(0.25)
    acts, codes = (ANY, [*scribe.lives]) if is_any else (OPEN, scribe.open_codes())
    if codes:
        act = chance.choices([*acts], weights=[*acts.values()])[0]
        act(scribe, chance.choice(codes))


def random_moment(chance: Random, history: History) -> str:
    """A moment worth asking for: at, just before or just after what may change the answer."""
    zone = Zone(history["occasion"]["timeZone"])
    times = [minute(instant(e["occurredAt"])) for e in history["events"]]
    days = [date.fromisoformat(e["due"]) for e in history["events"] if e.get("due")]
    ends = [zone.at(day, LAST_MINUTE) for day in days]
    some_days = [min(times) + DAY * number for number in range((max(times) - min(times)).days + 20)]
    midnights = [zone.at(zone.day_of(day), "00:00") for day in some_days]
    kind: list[datetime] = chance.choice([times, ends or times, midnights])
    at = chance.choice(kind) + chance.choice([-MINUTE, 0 * MINUTE, MINUTE, 17 * MINUTE])
    return at.astimezone(ZoneInfo(zone.name)).isoformat()
