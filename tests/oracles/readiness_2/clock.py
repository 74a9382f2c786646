"""Instants and local days. Every instant is in UTC, so that differences are elapsed seconds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LAST_MINUTE = "23:59"


def instant(text: str) -> datetime:
    """What an RFC 3339 time means, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def minute(moment: datetime) -> datetime:
    """The moment cut down to its whole minute."""
    return moment.replace(second=0, microsecond=0)


def ratio(part: timedelta, whole: timedelta) -> Fraction:
    """How many times `whole` goes into `part`, exactly."""
    return Fraction(part // timedelta(microseconds=1), whole // timedelta(microseconds=1))


@dataclass(frozen=True)
class Zone:
    """The time zone of an occasion, by its IANA name."""

    name: str

    def at(self, day: date, wall: str) -> datetime:
        """The instant of a wall-clock time HH:MM, or the first valid one where it is skipped."""
        local = datetime.combine(day, time.fromisoformat(wall))
        while True:
            found = local.replace(tzinfo=ZoneInfo(self.name)).astimezone(UTC)
            if self._local(found).replace(tzinfo=None) == local:
                return found
            local += MINUTE

    def day_of(self, moment: datetime) -> date:
        """The calendar day on which an instant falls here."""
        return self._local(moment).date()

    def shown(self, moment: datetime) -> str:
        """The minute of an instant in local time with its offset."""
        return minute(self._local(moment)).isoformat()

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.name))
