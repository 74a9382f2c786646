"""What a passkey is asked to sign: 32 random bytes, good once and for five minutes.

Kept in memory by the process that asked. Where too many are out the oldest are forgotten, and
whoever asked for them asks again.
"""

import datetime as dt
import secrets
from collections import OrderedDict
from enum import StrEnum
from threading import Lock

from services.accounts.refused import Refused, Why

BYTES = 32
LASTS = dt.timedelta(seconds=300)
MOST = 10_000
MOST_OF_ONE = 10
"""How many are out for one link or session: nobody who is signed in pushes out the others'."""


class Purpose(StrEnum):
    """What a signature over a challenge is for: good for nothing else."""

    ENROL = "ENROL"
    ADD = "ADD"
    SIGN_IN = "SIGN_IN"
    CONFIRM = "CONFIRM"


class Challenges:
    """Challenges that are out. Thread-safe."""

    def __init__(self, most: int = MOST) -> None:
        self._out: OrderedDict[bytes, tuple[Purpose, bytes, dt.datetime]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def new(self, purpose: Purpose, subject: bytes, now: dt.datetime) -> bytes:
        """A challenge for a purpose and a subject: the hash of the link, or of the session."""
        challenge = secrets.token_bytes(BYTES)
        with self._lock:
            own = [
                each for each, (_, whose, _) in self._out.items() if subject and whose == subject
            ]
            for old in own[: 1 - MOST_OF_ONE]:
                del self._out[old]
            self._out[challenge] = purpose, subject, now + LASTS
            while len(self._out) > self._most:
                self._out.popitem(last=False)
        return challenge

    def take(self, challenge: bytes, purpose: Purpose, subject: bytes, now: dt.datetime) -> None:
        """Use a challenge up. Raises Refused for one that is not out, over, or for another use."""
        with self._lock:
            found = self._out.pop(challenge, None)
        if found is None or found[:2] != (purpose, subject) or now > found[2]:
            raise Refused(Why.CHALLENGE_OVER)
