"""Who asks: from bearer tokens to viewers, whoever vouches for them."""

import re
from typing import Protocol

from events.facts.vocabulary import Role
from services.commands.texts import clean, is_blank
from services.ids import CODE, UUID
from services.permissions import Viewer

BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_.~+/=-]+)")


MAX_NAME = 200


class Unauthenticated(Exception):
    """A token that is not accepted; `variant` says why in the catalogue's words."""

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.variant = variant


class IdentityProvider(Protocol):
    """Turns a bearer token into a viewer."""

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for. Raises Unauthenticated."""


def viewer_from_claims(claims: dict[str, object]) -> Viewer:
    """The viewer that verified claims describe. Raises ValueError for claims of another shape."""
    roles, party, person = claims.get("roles"), claims.get("party"), claims.get("person")
    name = claims.get("name")
    if not isinstance(roles, list) or not roles:
        raise ValueError("roles")
    if party is not None and not (isinstance(party, str) and CODE.fullmatch(party)):
        raise ValueError("party")
    if person is not None and not (isinstance(person, str) and UUID.fullmatch(person)):
        raise ValueError("person")
    if name is not None and not (isinstance(name, str) and not is_blank(name)):
        raise ValueError("name")
    held = tuple(Role(role) for role in roles if role != Role.SYSTEM.value)
    kept = clean(name, limit=MAX_NAME, lines=False) if name else None
    return Viewer(held or (Role.PUBLIC,), party, person and person.lower(), kept)
