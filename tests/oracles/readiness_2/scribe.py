"""Whoever writes a random history: the clock, the events so far, what may still be written."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracles.readiness_2.clock import DAY, MINUTE, Zone, instant
from tests.oracles.readiness_2.record import History, Record

ZONES = 5 * ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"] + ["America/Santiago"]
AREAS = ["LOG", "SAR", "UANG"]
STEPS = [
    timedelta(0),
    timedelta(0),
    timedelta(seconds=40),
    MINUTE,
    timedelta(minutes=55),
    timedelta(hours=7),
    timedelta(hours=16),
    DAY,
    timedelta(days=2, hours=5),
]
REGIONS, PARTIES = ("R1", "R2", "R3"), ("P1", "P2", "P3")


@dataclass
class Life:
    """Where a commitment is in its life, as far as the write path asks for it."""

    kind: str
    has_rakor_day: bool
    has_condition: bool
    is_open: bool = True
    is_claimed: bool = False
    is_verified: bool = False
    statements: list[int] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    reports: list[int] = field(default_factory=list)


class Scribe:
    """Writes events in the order of recording, none before the one before it."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.zone = Zone(chance.choice(ZONES))
        self.now = instant("2025-07-01T01:00:00Z") + chance.randint(0, 20) * DAY
        day = date(2025, 8, 6) + timedelta(days=chance.randint(-10, 10))
        until = day + timedelta(days=chance.randint(0, 30)) if self.happens(0.3) else None
        self.occasion: dict[str, Any] = {
            "day": None if self.happens(0.05) else day.isoformat(),
            "until": until and until.isoformat(),
            "timeZone": self.zone.name,
            "areas": AREAS,
        }
        self.events: list[dict[str, Any]] = []
        self.lives: dict[str, Life] = {}

    def history(self) -> History:
        """All that was written so far."""
        return {"occasion": self.occasion, "events": list(self.events)}

    def record(self) -> Record:
        """The same, read now."""
        return Record(self.history(), self.now)

    def today(self) -> date:
        """The local day."""
        return self.zone.day_of(self.now)

    def happens(self, probability: float) -> bool:
        """Whether something happens this time."""
        return self.chance.random() < probability

    def wait(self) -> None:
        """Let some time pass, or none."""
        self.now += self.chance.choice(STEPS)

    def write(self, event_type: str, about: str, at: datetime | None = None, **fields: Any) -> int:
        """Record an event now, of an earlier time if one is given; its position."""
        event = {
            "position": len(self.events) + 1,
            "type": event_type,
            "occurredAt": self._shown(at or self.now),
            "recordedAt": self._shown(self.now),
            "commitment": about or None,
            **fields,
        }
        may_be_null = {"newDay", "until"}
        self.events.append(
            {
                name: value
                for name, value in event.items()
                if value is not None or name in may_be_null
            }
        )
        return len(self.events)

    def write_about(self, event_type: str, position: int, **fields: Any) -> None:
        """Record what was found of an earlier event now; its time is that of the event."""
        named = self.events[position - 1]
        self.write(event_type, named["commitment"], instant(named["occurredAt"]), **fields)

    def forget_last(self) -> None:
        """Take back an event that the write path would have refused."""
        self.events.pop()

    def earlier(self, code: str) -> datetime:
        """A time for an observation: mostly now, at times late, never before the commitment."""
        if self.happens(0.6):
            return self.now
        late = self.chance.choice([MINUTE, timedelta(hours=9), 2 * DAY, 12 * DAY])
        first = next(e for e in self.events if e.get("commitment") == code)
        return max(self.now - late, instant(first["occurredAt"]))

    def amount(self, least: Fraction, most: Fraction) -> str:
        """A quantity between two others, with at most three decimals."""
        step = self.chance.choice([Fraction(1), Fraction(1, 4), Fraction(1, 1000)])
        steps = self.chance.randint(0, max(0, int((most - least) / step)))
        return decimal(least + steps * step)

    def open_codes(self) -> list[str]:
        """Codes of open commitments of which something may be heard."""
        return [c for c, life in self.lives.items() if life.is_open]

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(self.zone.name)).isoformat()


def decimal(value: Fraction) -> str:
    """A quantity as a decimal string; it has at most three decimals."""
    thousandths = int(value * 1000)
    text = f"{thousandths // 1000}.{thousandths % 1000:03d}".rstrip("0").rstrip(".")
    if Fraction(text) != value:
        raise ValueError(f"more than three decimals: {value}")
    return text
