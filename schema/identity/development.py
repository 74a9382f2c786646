"""Who asks: bearer tokens to viewers. For now only development tokens, behind this one seam."""

import datetime as dt
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import jwt

from events.facts.vocabulary import Role
from services.commands.values import clean
from services.ids import CODE, UUID
from services.permissions import PUBLIC, Viewer

ISSUER = "rakor-development"
AUDIENCE = "rakor-ledger"
ALGORITHM = "HS256"
KEY_FILE = "development.key"
KEY_BYTES = 32
LIFETIME = dt.timedelta(days=30)
BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_.~+/=-]+)")
MAX_NAME = 200


class Unauthenticated(Exception):
    """A token that is not accepted; `variant` says why in the catalogue's words."""

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.variant = variant


class IdentityProvider(Protocol):
    """Turns a bearer token into a viewer."""

    def viewer(self, token: str) -> Viewer:
        """The viewer of a token. Raises Unauthenticated."""


def viewer_of(authorization: str | None, provider: IdentityProvider | None) -> Viewer:
    """The viewer of a request: PUBLIC without a header; a bad token is never silently PUBLIC."""
    if authorization is None:
        return PUBLIC
    match = BEARER.fullmatch(authorization.strip())
    if match is None:
        raise Unauthenticated
    if provider is None:
        raise Unauthenticated("not_accepted")
    return provider.viewer(match[1])


def development_key(folder: Path) -> bytes:
    """The folder's development key, made on first use, readable by its owner only."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Written whole under another name and linked: of two first uses at once, one key wins.
        draft = folder / f"{KEY_FILE}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


class DevelopmentTokens:
    """Tokens signed with a local key: for a first run, never for production."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(
        self,
        now: dt.datetime,
        roles: Sequence[Role],
        party: str | None,
        person: str | None = None,
        name: str | None = None,
    ) -> str:
        """A token that is good for 30 days."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + LIFETIME,
            "roles": [role.value for role in roles],
            "party": party,
            "person": person,
            "name": name,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def viewer(self, token: str) -> Viewer:
        """The viewer of a token. Raises Unauthenticated."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
            return viewer_from_claims(claims)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("expired") from None
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unauthenticated from None


def viewer_from_claims(claims: dict[str, object]) -> Viewer:
    """The viewer that verified claims describe. Raises ValueError for claims of another shape."""
    roles, party, person = claims.get("roles"), claims.get("party"), claims.get("person")
    name = claims.get("name")
    if not isinstance(roles, list) or not roles:
        raise ValueError("roles")
    if party is not None and not (isinstance(party, str) and CODE.fullmatch(party)):
        raise ValueError("party")
    if person is not None and not (isinstance(person, str) and UUID.fullmatch(person)):
        raise ValueError("person")
    if name is not None and not (isinstance(name, str) and name.strip()):
        raise ValueError("name")
    held = tuple(Role(role) for role in roles if role != Role.SYSTEM.value)
    kept = clean(name, limit=MAX_NAME, lines=False) if name else None
    return Viewer(held or (Role.PUBLIC,), party, person, kept)
