"""Who asks: bearer tokens to viewers. For now only development tokens, behind this one seam."""

import datetime as dt
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import jwt

from events.durable_file import new_file
from events.facts.vocabulary import Role
from events.log.log_clock import system_time
from schema.identity.bearer import Unauthenticated, viewer_from_claims
from services.permissions import Viewer

ISSUER = "rakor-development"
AUDIENCE = "rakor-ledger"
ALGORITHM = "HS256"
KEY_FILE = "development.key"
KEY_BYTES = 32
LIFETIME = dt.timedelta(days=30)


def development_key(folder: Path) -> bytes:
    """The folder's development key, made on first use, readable by its owner only."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Of two first uses at once, one key wins.
        with suppress(FileExistsError), new_file(path, replace=False) as file:
            file.write(secrets.token_bytes(KEY_BYTES))
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

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for. Raises Unauthenticated."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
            return viewer_from_claims(claims), claims["exp"] - system_time().timestamp()
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("expired") from None
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unauthenticated from None
