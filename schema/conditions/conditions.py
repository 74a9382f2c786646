"""In which conditions an open server is: what `/readyz` says of each, and `/metrics` shows.

A log that can be read is worth serving whatever else is wrong: only where it cannot be, the server
is not ready. What an operator has to mend is named all the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from events.disk_room import MEBIBYTE, free_bytes
from schema.open_server import Server
from schema.settings import Settings
from services.write.record import Condition


class Heads(StrEnum):
    """Whether signed heads follow the log."""

    OK = "ok"
    NO_KEY = "no-key"
    """Nothing was ever signed, for there is no key."""
    UNSEALED = "unsealed"
    """Events are under no signed head, and the last attempt to sign failed."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Each condition by itself."""

    writes: Condition
    heads: Heads
    has_lock: bool
    """Whether the writer's lock still lies where any other process would look for it."""
    free_bytes: int
    """Room on the log's disk."""
    is_disk_low: bool

    @property
    def status(self) -> str:
        """The gravest of them in one word."""
        if self.writes is not Condition.READY:
            return self.writes.value
        if not self.has_lock:
            return "lock-gone"
        if self.heads is Heads.UNSEALED:
            return self.heads.value
        return "disk-low" if self.is_disk_low else "ready"

    @property
    def as_json(self) -> dict[str, str]:
        """What `/readyz` says."""
        return {
            "status": self.status,
            "writes": self.writes.value,
            "heads": self.heads.value,
            "lock": "ok" if self.has_lock else "gone",
            "disk": "low" if self.is_disk_low else "ok",
        }


def conditions_of(server: Server, settings: Settings) -> Conditions:
    """The conditions of a server now. Raises LogUnavailable."""
    free = free_bytes(settings.data)
    return Conditions(
        writes=server.house.recorder.condition(),
        heads=_heads(server),
        has_lock=server.log.is_only_writer(),
        free_bytes=free,
        is_disk_low=free < settings.disk_reserve * MEBIBYTE,
    )


def _heads(server: Server) -> Heads:
    head, newest = server.house.look_up.head(), server.house.proofs.checkpoint()
    if newest is not None and newest.signed.head.size >= head.size:
        return Heads.OK
    if head.recorded_at is None or server.house.head_due_at(head.recorded_at) is not None:
        return Heads.OK  # it is signed within the second
    return Heads.NO_KEY if newest is None else Heads.UNSEALED
