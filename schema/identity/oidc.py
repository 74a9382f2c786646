"""Access tokens of an OIDC provider: who vouches for whom, checked as RFC 8725 and 9068 ask."""

from collections.abc import Callable
from typing import Any

import jwt

from events.log.log_clock import system_time
from schema.identity.bearer import Unauthenticated
from schema.identity.oidc_claims import Claims
from schema.identity.provider_keys import ProviderKeys, SigningKey
from services.accounts.by_provider import Told
from services.permissions import Viewer

LEEWAY = 60
"""Seconds by which two clocks may differ."""
LONGEST_LIFE = 12 * 3_600
"""Seconds that a token may be good for."""
OF_AN_ID_TOKEN = frozenset({"nonce", "at_hash", "c_hash"})
"""Claims that only an ID token has: it says who signed in, and opens nothing."""

Welcome = Callable[[Told], Viewer]
"""Who asks, once the provider has said who it is. Raises Unauthenticated."""


class OidcTokens:
    """An identity provider over the access tokens of one issuer, for one audience."""

    def __init__(self, keys: ProviderKeys, audience: str, claims: Claims, welcome: Welcome) -> None:
        self._keys, self._audience = keys, audience
        self._reading, self._welcome = claims, welcome

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for.

        Raises Unauthenticated; ProviderUnreachable where its keys are not known.
        """
        claims = self._claims(token)
        viewer = self._welcome(self._reading.told(claims))
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
