"""How long somebody waits after wrong passwords: per account and address, also for unknown names.

Kept in memory: who starts the server anew forgets it. That a password is off after a hundred wrong
ones in a row is kept with the account.
"""

import datetime as dt
from collections import OrderedDict
from math import ceil
from threading import Lock

from services.accounts.refused import Refused, Why

FREE = 5
LONGEST = 60
MOST_IN_A_ROW = 100
"""Wrong passwords after which the password is off; passkeys and sessions stay."""
REMEMBERED = 10_000
"""How many pairs are remembered; the one not heard of for longest is forgotten first."""

Place = tuple[str, str | None]
"""The name that was given, as names are compared, and from which address."""


def seconds_after(failures: int) -> int:
    """Seconds that one waits after so many failures: none after the first, then 1, 2, 4 … 60."""
    return 0 if failures < FREE else min(LONGEST, 2 ** (failures - FREE))


class Failures:
    """Failures since the last success. Thread-safe."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._known: OrderedDict[Place, tuple[int, dt.datetime]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def begin(self, place: Place, now: dt.datetime) -> None:
        """Count an attempt as failed until it is `forget`ed. Raises Refused where it must wait.

        Counted before the password is looked at: of many at once none slips through.
        """
        with self._lock:
            count, last = self._known.get(place, (0, now))
            left = min(last, now) + dt.timedelta(seconds=seconds_after(count)) - now
            if left > dt.timedelta(0):
                raise Refused(Why.TOO_MANY_FAILURES, seconds=ceil(left.total_seconds()))
            self._known[place] = count + 1, now
            self._known.move_to_end(place)
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self, place: Place) -> None:
        """The password was right."""
        with self._lock:
            self._known.pop(place, None)
