"""Signing in at an OIDC provider: authorization code with PKCE, for the pages.

OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207; RFC 9700, 2.1.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
import structlog

from schema.identity.bearer import Unauthenticated
from schema.identity.fetch import CannotFetch, fetch_json, is_safe
from schema.identity.oidc import verified
from schema.identity.provider_keys import ProviderKeys, ProviderUnreachable

logger = structlog.get_logger()

RANDOM_BYTES = 32
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_PARAMETER = 4_096
REFUSING = (400, 401, 403)
"""Statuses by which a provider says that it gives no token."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What only the browser that began knows; it keeps it in a cookie until it is back."""

    state: str
    nonce: str
    verifier: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    def is_of(self, given: Mapping[str, str]) -> bool:
        """Whether what came back belongs to it."""
        return secrets.compare_digest(given.get("state", "").encode(), self.state.encode())

    @staticmethod
    def parse(text: str) -> "Begun":
        """What a cookie holds. Raises Unauthenticated."""
        try:
            said = json.loads(base64.urlsafe_b64decode(text))
            secrets_of_it = [said[name] for name in ("state", "nonce", "verifier")]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise Unauthenticated("begun_elsewhere") from None
        if not all(isinstance(one, str) and SECRET.fullmatch(one) for one in secrets_of_it):
            raise Unauthenticated("begun_elsewhere")
        return Begun(*secrets_of_it)


@dataclass(frozen=True, slots=True)
class Client:
    """What this installation is to the provider."""

    id: str
    redirect_uri: str
    secret: str | None = None


def basic(name: str, secret: str) -> str:
    """A client's own Authorization: name and secret as forms write them (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


class OidcFlow:
    """Sends people to the provider, and hears who they are when they come back."""

    def __init__(
        self,
        keys: ProviderKeys,
        client: Client,
        fetch: Callable[..., dict[str, Any]] = fetch_json,
    ) -> None:
        self._keys, self._client, self._fetch = keys, client, fetch

    def begin(self) -> tuple[str, Begun]:
        """The provider's page to go to, and what the browser keeps.

        Raises ProviderUnreachable.
        """
        begun = Begun(*(secrets.token_urlsafe(RANDOM_BYTES) for _ in range(3)))
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid profile",
            "client_id": self._client.id,
            "redirect_uri": self._client.redirect_uri,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        page = self._endpoint("authorization_endpoint")
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}", begun

    def finish(self, given: Mapping[str, str], begun: Begun) -> dict[str, Any]:
        """The claims of who came back. Raises Unauthenticated, ProviderUnreachable."""
        code = given.get("code", "")
        if not begun.is_of(given):
            raise Unauthenticated("begun_elsewhere")
        issuer = given.get("iss")
        must_name = self._keys.metadata().get("authorization_response_iss_parameter_supported")
        if issuer != self._keys.issuer and (issuer is not None or must_name):
            raise Unauthenticated
        if not 0 < len(code) <= LONGEST_PARAMETER:
            raise Unauthenticated("not_given")  # the person said no, or the provider did
        return self._whole(self._exchanged(code, begun), begun)

    def _exchanged(self, code: str, begun: Begun) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "client_id": self._client.id,
            "code_verifier": begun.verifier,
        }
        authorization = None
        if self._client.secret is not None and self._takes_secret_in_form():
            form["client_secret"] = self._client.secret
        elif self._client.secret is not None:
            authorization = basic(self._client.id, self._client.secret)
        try:
            address = self._endpoint("token_endpoint")
            return self._fetch(address, form, authorization=authorization)
        except CannotFetch as error:
            logger.warning("provider_gave_no_token", reason=str(error))
            if error.status in REFUSING:
                raise Unauthenticated("not_given") from None
            raise ProviderUnreachable(str(error)) from None

    def _takes_secret_in_form(self) -> bool:
        """Whether the provider says so; else all take it in a header (RFC 6749, 2.3.1)."""
        methods = self._keys.metadata().get("token_endpoint_auth_methods_supported")
        return isinstance(methods, list) and "client_secret_post" in methods

    def _whole(self, tokens: Mapping[str, Any], begun: Begun) -> dict[str, Any]:
        """The ID token's claims, and what the provider says beside them."""
        claims = self._id_claims(str(tokens.get("id_token", "")))
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not secrets.compare_digest(
            nonce.encode(), begun.nonce.encode()
        ):
            raise Unauthenticated("begun_elsewhere")
        more = self._user_info(str(tokens.get("access_token", "")))
        if more and more.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, 5.3.2
            raise Unauthenticated
        return {**more, **claims}

    def _id_claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = None if "crit" in header else self._keys.key(header.get("kid"))
            if key is None:
                raise Unauthenticated
            claims = verified(token, key, self._keys.issuer, self._client.id)
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unauthenticated from None
        if claims.get("azp", self._client.id) != self._client.id:
            raise Unauthenticated
        return claims

    def _user_info(self, token: str) -> dict[str, Any]:
        """What stands in no ID token at some providers: roles, the party, the name."""
        if not token or "userinfo_endpoint" not in self._keys.metadata():
            return {}
        try:
            address = self._endpoint("userinfo_endpoint")
            return self._fetch(address, authorization=f"Bearer {token}")
        except CannotFetch as error:
            raise ProviderUnreachable(str(error)) from None

    def _endpoint(self, name: str) -> str:
        address = self._keys.metadata().get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise ProviderUnreachable(f"no {name}")
        return address
