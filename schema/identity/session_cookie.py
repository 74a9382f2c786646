"""The cookie of a session: for pages of this address alone, never read by a script."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from schema.identity.public_address import PublicAddress
from services.accounts.rules import SESSION

SECURE_NAME = "__Host-rakor"
"""A name that browsers only take over https, for the whole host and from it alone."""
PLAIN_NAME = "rakor-dev"


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How it is written and read at an address."""

    address: PublicAddress

    @property
    def name(self) -> str:
        """What it is called."""
        return SECURE_NAME if self.address.is_secure else PLAIN_NAME

    def read(self, connection: HTTPConnection) -> str | None:
        """The secret that a request carries; None without one."""
        return connection.cookies.get(self.name) or None

    def written(self, secret: str) -> str:
        """The Set-Cookie that keeps a secret."""
        return self._line(secret, int(SESSION.total_seconds()))

    @property
    def forgotten(self) -> str:
        """The Set-Cookie that takes it away."""
        return self._line("", 0)

    def _line(self, secret: str, seconds: int) -> str:
        secure = "Secure; " if self.address.is_secure else ""
        return f"{self.name}={secret}; Path=/; {secure}HttpOnly; SameSite=Strict; Max-Age={seconds}"
