"""A history as it stands at a moment: which events are effective, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracles.readiness_2.clock import LAST_MINUTE, Zone, instant, minute

Event = Mapping[str, Any]
History = Mapping[str, Any]

# These take their time from what they name: they are effective as soon as that is.
ABOUT_ANOTHER = {"StatementConfirmed", "StatementDenied", "ReportCorrected", "ReportRetracted"}


def key(event: Event) -> tuple[datetime, int]:
    """The place of an event in effective order."""
    return instant(event["occurredAt"]), event["position"]


@dataclass(frozen=True)
class Report:
    """What a party reported (or a statement it confirmed), and how that was changed later.

    `changes` are (position, new value), the value None for a retraction, in order of recording.
    """

    at: datetime
    position: int
    recorded: datetime
    part: str
    stated: Fraction
    changes: tuple[tuple[int, Fraction | None], ...]

    @property
    def key(self) -> tuple[datetime, int]:
        """Its place in effective order, which no correction changes."""
        return self.at, self.position

    def value(self, before: int | None = None) -> Fraction | None:
        """Its value after all changes (recorded before a position), None once retracted."""
        value: Fraction | None = self.stated
        for position, changed in self.changes:
            if before is None or position < before:
                value = changed
        return value


@dataclass(frozen=True)
class Verdict:
    """What a verifier accepted of a part, and whether that was said as a rejection."""

    at: datetime
    position: int
    part: str
    accepted: Fraction
    is_rejection: bool

    @property
    def key(self) -> tuple[datetime, int]:
        """Its place in effective order."""
        return self.at, self.position


class Record:
    """All that is known of an occasion, read at the whole minute `now`."""

    def __init__(self, history: History, now: datetime) -> None:
        self.history = history
        self.now = minute(now)
        self.zone = Zone(history["occasion"]["timeZone"])
        own_time = [e for e in history["events"] if e["type"] not in ABOUT_ANOTHER]
        self.events = sorted(
            (e for e in own_time if minute(instant(e["occurredAt"])) <= self.now), key=key
        )
        self._about: dict[str, list[Event]] = {}
        for event in self.events:
            self._about.setdefault(event.get("commitment") or "", []).append(event)
        self._changes: dict[int, list[Event]] = {}
        for event in history["events"]:
            if event["type"] in ("ReportCorrected", "ReportRetracted"):
                self._changes.setdefault(event["corrects"], []).append(event)
        self.codes = sorted(e["commitment"] for e in self.all("CommitmentRecorded"))

    def read_at(self, moment: datetime) -> "Record":
        """The same knowledge, read at another moment."""
        return Record(self.history, moment)

    def without(self, event: Event) -> "Record":
        """The same moment, had an event not been recorded."""
        events = [e for e in self.history["events"] if e["position"] != event["position"]]
        return Record({**self.history, "events": events}, self.now)

    def all(self, *types: str) -> list[Event]:
        """Effective events of these types, in effective order."""
        return [e for e in self.events if e["type"] in types]

    def of(self, code: str, *types: str) -> list[Event]:
        """Effective events of these types about one commitment, in effective order."""
        return [e for e in self._about.get(code, []) if e["type"] in types]

    def has(self, code: str, *types: str) -> bool:
        """Whether anything of these types was recorded about a commitment."""
        return bool(self.of(code, *types))

    def day(self) -> date | None:
        """The occasion's day, None while its date is open."""
        return self._occasion()[0]

    def until(self) -> date | None:
        """The last day that readiness is judged for, None while that is open."""
        return self._occasion()[1]

    def judged_until(self) -> datetime | None:
        """The minute at which judging ends."""
        until = self.until()
        return None if until is None else self.zone.at(until, LAST_MINUTE)

    def limit(self) -> datetime:
        """L of the rule: the earlier of now and the last minute judged."""
        last = self.judged_until()
        return self.now if last is None else min(self.now, last)

    def reports(self, code: str) -> list[Report]:
        """Reports and confirmed statements, retracted ones too, in effective order."""
        return [
            self.report(event)
            for event in self.of(code, "ProgressReported", "ProgressStated")
            if event["type"] == "ProgressReported" or self._answered(event) == "StatementConfirmed"
        ]

    def open_statements(self, code: str) -> list[Report]:
        """Statements neither confirmed nor denied, as the reports that they may become."""
        stated = self.of(code, "ProgressStated")
        return [self.report(event) for event in stated if self._answered(event) is None]

    def report(self, event: Event) -> Report:
        """A report event with all that later changed it."""
        changes = [
            (e["position"], Fraction(e["value"]) if e["type"] == "ReportCorrected" else None)
            for e in self._changes.get(event["position"], [])
        ]
        return Report(
            instant(event["occurredAt"]),
            event["position"],
            instant(event["recordedAt"]),
            event.get("part") or "",
            Fraction(event["value"]),
            tuple(sorted(changes, key=lambda change: change[0])),
        )

    def verdicts(self, code: str) -> list[Verdict]:
        """Verifications and rejections, of fulfilment one for each part, in effective order."""
        found = []
        for event in self.of(code, "ProgressVerified", "ClaimRejected", "FulfilmentVerified"):
            rejected = event["type"] == "ClaimRejected"
            found += [
                Verdict(*key(event), part, Fraction(value), rejected)
                for part, value in _accepted(event).items()
            ]
        return found

    def last_reopening(self, code: str) -> tuple[datetime, int] | None:
        """The place of the latest reopening."""
        return max((key(e) for e in self.of(code, "CommitmentReopened")), default=None)

    def fulfilment_verified_since(self, code: str, moment: tuple[datetime, int]) -> bool:
        """Whether fulfilment was verified later than a place in effective order."""
        return any(key(e) > moment for e in self.of(code, "FulfilmentVerified"))

    def is_reopened(self, code: str) -> bool:
        """Whether it was reopened and its fulfilment not verified since."""
        reopening = self.last_reopening(code)
        return reopening is not None and not self.fulfilment_verified_since(code, reopening)

    def open_obstacles(self, code: str) -> list[Event]:
        """Obstacles raised and not resolved."""
        obstacles: dict[str, Event] = {}
        for event in self.of(code, "ObstacleRaised", "ObstacleResolved"):
            if event["type"] == "ObstacleRaised":
                obstacles[event["code"]] = event
            else:
                obstacles.pop(event["code"], None)
        return list(obstacles.values())

    def is_blocked(self, code: str) -> bool:
        """Whether a HIGH obstacle is open."""
        return any(o["severity"] == "HIGH" for o in self.open_obstacles(code))

    def _occasion(self) -> tuple[date | None, date | None]:
        day, until = self.history["occasion"]["day"], self.history["occasion"]["until"]
        for event in self.all("OccasionRescheduled"):
            day, until = event["newDay"], event["until"]
        last = until or day
        return day and date.fromisoformat(day), last and date.fromisoformat(last)

    def _answered(self, statement: Event) -> str | None:
        """How a statement was answered, by all that is known."""
        for event in self.history["events"]:
            if event["type"] in ("StatementConfirmed", "StatementDenied") and (
                (event["commitment"], event["code"]) == (statement["commitment"], statement["code"])
            ):
                answer: str = event["type"]
                return answer
        return None


def _accepted(verdict: Event) -> dict[str, str]:
    """The value that a verdict accepted of each part."""
    if verdict["type"] == "FulfilmentVerified":
        return dict(verdict["values"])
    field = "acceptedValue" if verdict["type"] == "ClaimRejected" else "value"
    return {verdict.get("part") or "": verdict[field]}
