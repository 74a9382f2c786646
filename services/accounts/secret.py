"""Secrets that open something: 256 random bits, of which only the SHA-256 is kept."""

import hashlib
import secrets
from uuid import UUID

BYTES = 32
TOKEN_PREFIX = "rkr_"
"""By which a program's token is known, also to those who look for secrets in what was published."""


def new_secret() -> str:
    """A secret that nobody can guess, as it may stand in a URL or a cookie."""
    return secrets.token_urlsafe(BYTES)


def new_person() -> str:
    """A random id for a person, which says nothing of them."""
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def hash_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
