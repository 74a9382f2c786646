"""What the tokens of an OIDC provider say of a person, where the operator says that it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.facts.vocabulary import Role
from schema.identity.bearer import MAX_NAME, Unauthenticated
from services.accounts.by_provider import Told
from services.commands.texts import clean, is_blank
from services.commands.values import InvalidValue
from services.ids import CODE

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, 2."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where a provider's tokens say what; a path into the claims, with dots."""

    roles: str = "roles"
    party: str = "party"
    name: str = "name"


@dataclass(frozen=True, slots=True)
class Claims:
    """How the claims of an issuer are read. `roles`: ours, by what the issuer calls them."""

    issuer: str
    names: ClaimNames
    roles: Mapping[str, Role]

    def told(self, claims: Mapping[str, Any]) -> Told:
        """Who somebody is by verified claims; a role that is not known here is none.

        Raises Unauthenticated for claims of another shape.
        """
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise Unauthenticated
        party = at(claims, self.names.party)
        if not isinstance(party, str) or not CODE.fullmatch(party):
            raise Unauthenticated("claims")
        name = _name(at(claims, self.names.name))
        roles = known_roles(at(claims, self.names.roles), self.roles)
        return Told(self.issuer, subject, name, party, roles)


def at(claims: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of the claims; None where nothing does."""
    if path in claims:  # a claim may be named by an address, dots and all
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def known_roles(said: Any, roles: Mapping[str, Role]) -> tuple[Role, ...]:
    """Our roles among those that a token names."""
    named = said.split() if isinstance(said, str) else said if isinstance(said, list) else []
    found = [roles[role] for role in named if isinstance(role, str) and role in roles]
    return tuple(dict.fromkeys(found))


def _name(said: Any) -> str | None:
    if said is None:
        return None
    if not isinstance(said, str) or is_blank(said):
        raise Unauthenticated("claims")
    try:
        return clean(" ".join(said.split()), limit=MAX_NAME, lines=False)
    except InvalidValue:
        raise Unauthenticated("claims") from None
