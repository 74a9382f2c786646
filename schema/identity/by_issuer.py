"""Bearer tokens of several issuers: each is shown to the one that it says it is from."""

from collections.abc import Mapping

import jwt

from schema.identity.bearer import IdentityProvider, Unauthenticated
from services.permissions import Viewer


class ByIssuer:
    """An identity provider over others, by the issuer of whose tokens each can vouch."""

    def __init__(self, providers: Mapping[str, IdentityProvider]) -> None:
        self._providers = providers

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for.

        What the token says of its issuer only chooses who looks at it: that one verifies it.
        Raises Unauthenticated; ProviderUnreachable.
        """
        try:
            said = jwt.decode(token, options={"verify_signature": False})
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unauthenticated from None
        issuer = said.get("iss")
        provider = self._providers.get(issuer) if isinstance(issuer, str) else None
        if provider is None:
            raise Unauthenticated
        return provider.viewer(token)
