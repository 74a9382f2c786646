"""The cookie of a sign-in that was begun: it comes along when the provider sends one back."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from schema.identity.oidc_flow import Begun
from schema.identity.public_address import PublicAddress

SECURE_NAME = "__Host-rakor-oidc"
PLAIN_NAME = "rakor-dev-oidc"
LASTS = 600
"""Seconds in which somebody signs in at the provider."""


@dataclass(frozen=True, slots=True)
class OidcCookie:
    """How it is written and read at an address."""

    address: PublicAddress

    @property
    def name(self) -> str:
        """What it is called."""
        return SECURE_NAME if self.address.is_secure else PLAIN_NAME

    def read(self, connection: HTTPConnection) -> Begun:
        """What this browser has begun. Raises Unauthenticated."""
        return Begun.parse(connection.cookies.get(self.name, ""))

    def written(self, begun: Begun) -> str:
        """The Set-Cookie that keeps it."""
        return self._line(str(begun), LASTS)

    @property
    def forgotten(self) -> str:
        """The Set-Cookie that takes it away."""
        return self._line("", 0)

    def _line(self, value: str, seconds: int) -> str:
        secure = "Secure; " if self.address.is_secure else ""
        return f"{self.name}={value}; Path=/; {secure}HttpOnly; SameSite=Lax; Max-Age={seconds}"
