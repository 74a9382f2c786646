"""Who may sign in, and with what. None of it is in the log, which knows the person's id alone.

So all of it can be erased, and nothing of the log changes.
"""

import datetime as dt
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

from events.facts.vocabulary import Role


class Means(StrEnum):
    """By what somebody has signed in."""

    PASSKEY = "PASSKEY"
    PASSWORD = "PASSWORD"
    PROVIDER = "PROVIDER"
    """By the word of an identity provider, who knows the person from there."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person of one party."""

    person: str
    """The random id under which the log knows the person."""
    name: str
    name_key: str
    """The name as it is compared: of two accounts never the same. Of a provider's person the person
    stands behind it: a provider may know two of one name, and nobody types it in."""
    party: str
    roles: tuple[Role, ...]
    vouched: tuple[Role, ...]
    """The roles for which whoever runs the machine vouches: those the machine proposes."""
    handle: bytes
    """By which a passkey says whose it is; random, and used for nothing else."""
    is_blocked: bool
    password: str | None
    """Its Argon2id hash; None where there is none, and after too many failures."""
    failures: int
    """Wrong passwords in a row, from wherever they came."""
    link: bytes | None
    """The hash of the one-time link's secret; None where none is out."""
    link_until: dt.datetime | None
    recovered_at: dt.datetime | None
    """When a link last took the place of what the person had signed in with until then."""
    created_at: dt.datetime
    issuer: str | None = None
    """The identity provider that says who this is; None where the account is the office's own."""
    subject: str | None = None
    """What the person is called there, for ever."""

    @property
    def is_by_provider(self) -> bool:
        """Whether name, party and roles are a provider's to say."""
        return self.issuer is not None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a device of the person holds."""

    id: bytes
    person: str
    public_key: bytes
    """In COSE form."""
    counter: int
    is_synced: bool
    """Whether it can be on several devices; it stays so for ever."""
    is_backed_up: bool
    label: str
    created_at: dt.datetime
    used_at: dt.datetime

    @property
    def shown_id(self) -> str:
        """Its id as browsers write it."""
        return urlsafe_b64encode(self.id).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    hash: bytes
    person: str
    means: Means
    passkey: bytes | None
    """The id of the passkey that it began with."""
    created_at: dt.datetime
    seen_at: dt.datetime
    confirmed_at: dt.datetime | None
    """When a passkey was last shown in it."""

    @property
    def id(self) -> str:
        """How the person names it; it opens nothing."""
        return self.hash.hex()[:16]


@dataclass(frozen=True, slots=True)
class ProgramToken:
    """What a program shows, in the name of the person who answers for it."""

    hash: bytes
    person: str
    label: str
    roles: tuple[Role, ...]
    created_at: dt.datetime
    until: dt.datetime

    @property
    def id(self) -> str:
        """How the person names it; it opens nothing."""
        return self.hash.hex()[:16]
