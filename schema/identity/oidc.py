"""Access tokens of an OIDC provider: who vouches for whom, checked as RFC 8725 and 9068 ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from events.facts.vocabulary import Role
from events.log.log_clock import system_time
from schema.identity.bearer import Unauthenticated, viewer_from_claims
from schema.identity.provider_keys import ProviderKeys, SigningKey
from services.permissions import Viewer

LEEWAY = 60
"""Seconds by which two clocks may differ."""
LONGEST_LIFE = 12 * 3_600
"""Seconds that a token may be good for."""
OF_AN_ID_TOKEN = frozenset({"nonce", "at_hash", "c_hash"})
"""Claims that only an ID token has: it says who signed in, and opens nothing."""

PersonOf = Callable[[str, str], str]
"""The random id of a person whom an issuer calls by a subject: the same one each time."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where a provider's tokens say what; a path into the claims, with dots."""

    roles: str = "roles"
    party: str = "party"
    name: str = "name"


class OidcTokens:
    """An identity provider over the access tokens of one issuer, for one audience."""

    def __init__(
        self,
        keys: ProviderKeys,
        audience: str,
        names: ClaimNames,
        roles: Mapping[str, Role],
        person_of: PersonOf,
    ) -> None:
        self._keys, self._audience, self._names = keys, audience, names
        self._roles, self._person_of = roles, person_of

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for.

        Raises Unauthenticated; ProviderUnreachable where its keys are not known.
        """
        claims = self._claims(token)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise Unauthenticated
        try:
            viewer = viewer_from_claims(
                {
                    "roles": known_roles(at(claims, self._names.roles), self._roles),
                    "party": at(claims, self._names.party),
                    "name": at(claims, self._names.name),
                    "person": self._person_of(self._keys.issuer, subject),
                }
            )
        except ValueError:
            raise Unauthenticated("claims") from None
        return viewer, int(claims["exp"]) + LEEWAY - system_time().timestamp()

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = None if "crit" in header else self._keys.key(header.get("kid"))
            if key is None:
                raise Unauthenticated
            claims = verified(token, key, self._keys.issuer, self._audience)
            life = int(claims["exp"]) - int(claims["iat"])
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("expired") from None
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unauthenticated from None
        if OF_AN_ID_TOKEN & claims.keys() or claims.get("typ") == "ID":
            raise Unauthenticated
        if life > LONGEST_LIFE:
            raise Unauthenticated("too_long")
        return claims


def verified(token: str, key: SigningKey, issuer: str, audience: str) -> dict[str, Any]:
    """What a token says, signed by this key for this audience. Raises jwt.InvalidTokenError."""
    claims: dict[str, Any] = jwt.decode(
        token,
        key.key,
        algorithms=[key.algorithm],
        issuer=issuer,
        audience=audience,
        leeway=LEEWAY,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return claims


def at(claims: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of the claims; None where nothing does."""
    if path in claims:  # a claim may be named by an address, dots and all
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def known_roles(said: Any, roles: Mapping[str, Role]) -> list[str]:
    """Our roles among those that a token names; PUBLIC alone where none is known here."""
    named = said.split() if isinstance(said, str) else said if isinstance(said, list) else []
    found = [roles[role].value for role in named if isinstance(role, str) and role in roles]
    return list(dict.fromkeys(found)) or [Role.PUBLIC.value]
