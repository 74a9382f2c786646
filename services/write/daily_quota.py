"""How many events a party may write in a day: what can never be removed must not flood the log."""

import datetime as dt

from sqlalchemy import Connection

from events.log.log_queries import count_events_of_parties
from services.refusals import Refusal, RefusalCode


class DailyQuota:
    """Counts each party's events of the present day (UTC) in memory, from the log at first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._day: dt.date | None = None
        self._counts: dict[str, int] = {}

    def require(self, connection: Connection, party: str, now: dt.datetime, more: int) -> None:
        """Refuse a party that would exceed its quota with `more` events."""
        if now.date() != self._day:
            self._day, self._counts = now.date(), {}
        if party not in self._counts:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            found = count_events_of_parties(connection, [party], midnight)
            self._counts[party] = found.get(party, 0)
        if self._counts[party] + more > self._limit:
            raise Refusal(RefusalCode.QUOTA_EXCEEDED, limit=self._limit)

    def count(self, party: str, more: int) -> None:
        """Note that a party has written `more` events."""
        self._counts[party] = self._counts.get(party, 0) + more

    def forget(self) -> None:
        """After a failed transaction: count again from the log."""
        self._day = None
