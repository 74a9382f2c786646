"""Where people reach this server: set by the operator, never taken from what a client says."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Addresses at which a server listens to its own machine alone."""
PAGE = "/masuk"
"""Where the page is that a link leads to."""
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """One origin."""

    origin: str
    """As browsers write it."""
    host: str

    @property
    def is_secure(self) -> bool:
        """Whether it is reached by https; else it is this machine's own."""
        return self.origin.startswith("https:")

    def link(self, secret: str) -> str:
        """A one-time link: what opens it stands behind the #, which no browser sends anybody."""
        return f"{self.origin}{PAGE}#{secret}"


def parse_address(text: str) -> PublicAddress | None:
    """The address that a setting names; None where nobody could sign in at it.

    Browsers keep passkeys for names alone, and let nobody sign in without https but at home.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    is_at_home = parts.scheme == "http" and host == "localhost"
    if not (is_bare and host and host.isascii() and (parts.scheme == "https" or is_at_home)):
        return None
    if _is_number(host):
        return None
    shown = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return PublicAddress(f"{parts.scheme}://{host}{shown}", host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
