"""Argon2id, as hard as a server of two cores can take it: 19 MiB, two passes, one lane."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

MEBIBYTE_IN_KIBIBYTES = 1024
HASHER = PasswordHasher(
    time_cost=2,
    memory_cost=19 * MEBIBYTE_IN_KIBIBYTES,
    parallelism=1,
    hash_len=32,
    salt_len=16,
    type=Type.ID,
)
NOBODYS = (
    f"$argon2id$v={ARGON2_VERSION}$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""What a password is held against where there is no account: it takes as long, and never fits."""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one of which this is kept; None: of nobody."""
    try:
        HASHER.verify(kept or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
