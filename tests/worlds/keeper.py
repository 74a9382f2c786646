"""A log whose every closed field holds a secret: how one is kept, and what must never be shown."""

import secrets
from pathlib import Path
from typing import Any

from tests.worlds.furniture import COORDINATOR, OCCASION, VERIFIER
from tests.worlds.hall import LEADER, Hall

PERSON = "0b0e7c1a-5f7e-4a5e-9c55-3d1f2a6b7c8d"
COORDINATING_PERSON = "7d0a4c53-1b0f-4a59-8f0e-2f5f7f0e1a11"
LEADING_PERSON = "1f0c2b6e-93a4-4d0e-8a55-0c7be1f3d210"
"""Whose names are erased at the end."""
VERIFYING_PERSON = "4c1d7be2-6a0f-4f3e-9d55-7a21c0b9e404"
PERSONS = {
    COORDINATOR: COORDINATING_PERSON,
    LEADER: LEADING_PERSON,
    VERIFIER: VERIFYING_PERSON,
}
"""Who acts for a party; PERSON acts for all others."""
D05 = f"commitment:{OCCASION}/D05"
RAKOR = f"rakor:{OCCASION}/R5"


class Keeper(Hall):
    """A log, whose actors have names, and whose texts and regions are secret."""

    def __init__(self, folder: Path) -> None:
        self.mark = secrets.token_hex(8)
        self.sha256 = secrets.token_hex(32)
        self.region, self.other_region = (f"62.{secrets.token_hex(6)}" for _ in range(2))
        self.name = f"Nama {self.mark}"
        self.escalation = f"E-{self.mark}"
        self.positions: dict[str, int] = {}
        """Of the last event of each type."""
        self.of_parties: dict[str, int] = {}
        """The same, of those that name a party as the part that they are about."""
        self.places = self.positions
        # everything is asked of it at once, which no client may
        super().__init__(folder, public_cost=10**9, signed_in_cost=10**9, public_tokens=10_000)

    def token(
        self,
        *roles: str,
        party: str | None = None,
        person: str | None = None,
        name: str | None = None,
    ) -> str:
        """A token of a named person."""
        acting = PERSONS.get(party or "", PERSON)
        return super().token(*roles, party=party, person=acting, name=self.name)

    def never_public(self) -> list[str]:
        """What must not occur in any answer to PUBLIC."""
        persons = [PERSON, *PERSONS.values()]
        return [self.mark, self.sha256, self.region, self.other_region, *persons]

    def text(self, about: str) -> str:
        """A secret text."""
        return f"{about} {self.mark}"

    def keep(self, mutation: str, role: str, party: str, /, **fields: Any) -> None:
        """Record something with a secret reason, and remember the events by type."""
        secret = {"reason": self.text("reason"), "correlation": f"c-{self.mark}"}
        payload = self.record(mutation, role, party, **(secret | fields))
        for event in payload["events"]:
            self.places[event["type"]] = event["position"]

    def targets(self, one: int, other: int) -> list[dict[str, Any]]:
        """What falls to each of the two secret regions."""
        return [
            {"region": f"region:{self.region}", "target": one},
            {"region": f"region:{self.other_region}", "target": other},
        ]
