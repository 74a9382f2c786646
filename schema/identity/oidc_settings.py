"""The settings of an identity provider, and what cannot be of them together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from events.facts.vocabulary import Role
from schema.identity.fetch import is_safe
from schema.identity.oidc_claims import ClaimNames, Claims
from services.accounts.rules import ASSIGNABLE
from services.heads.key_file import KeyExposed, read_private

ASSIGNS = "="
BESIDE = {
    "oidc_client_id": "oidc_issuer",
    "oidc_client_secret_file": "oidc_client_id",
    "oidc_name": "oidc_client_id",
    "oidc_audience": "oidc_issuer",
    "oidc_roles": "oidc_issuer",
}
"""Settings that mean nothing without another one."""


def _issuer(text: str) -> str:
    if not is_safe(text) or "?" in text or "#" in text:
        raise PydanticCustomError("oidc_issuer", "no issuer")
    return text


def _roles(text: str) -> str:
    listed_roles(text)
    return text


def listed_roles(text: str | None) -> Mapping[str, Role]:
    """Our roles, by what a provider calls them: `theirs=OURS`, separated by commas."""
    known: dict[str, Role] = {role.value: role for role in ASSIGNABLE}
    found: dict[str, Role] = {}
    for part in filter(None, map(str.strip, (text or "").split(","))):
        theirs, _, ours = (each.strip() for each in part.rpartition(ASSIGNS))
        if not theirs or ours not in known or found.get(theirs, known[ours]) is not known[ours]:
            said = {"part": part, "known": ", ".join(known)}
            raise PydanticCustomError("oidc_roles", "no role: {part}, of {known}", said)
        found[theirs] = known[ours]
    return found


def _secret_file(path: Path) -> Path:
    read_secret(path)
    return path


def read_secret(path: Path) -> str:
    """The secret in a file of its own, for its owner alone."""
    why: object = "empty"
    try:
        secret = read_private(path).decode().strip()
    except KeyExposed:
        raise PydanticCustomError("oidc_exposed", "exposed: {file}", {"file": str(path)}) from None
    except (OSError, UnicodeDecodeError) as error:
        secret, why = "", (isinstance(error, OSError) and error.strerror) or "no text in UTF-8"
    if not secret:
        said = {"file": str(path), "why": why}
        raise PydanticCustomError("oidc_secret", "no secret: {file}, {why}", said)
    return secret


class OidcSettings(BaseSettings):
    """Who vouches for people from outside. Without an issuer: nobody."""

    model_config = SettingsConfigDict(env_prefix="RAKOR_", frozen=True, extra="ignore")

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        None,
        description="The identity provider: its issuer, exactly as its metadata and its tokens "
        "write it. By https, or on this machine.",
    )
    oidc_client_id: str | None = Field(
        None,
        min_length=1,
        description="What this installation is called there: people then sign in at the provider.",
    )
    oidc_client_secret_file: Annotated[Path, AfterValidator(_secret_file)] | None = Field(
        None, description="File with the secret of that client, which others cannot read."
    )
    oidc_name: str | None = Field(
        None,
        min_length=1,
        max_length=60,
        description="What the provider is called on the page where one signs in; omitted: the host "
        "of the issuer.",
    )
    oidc_audience: str | None = Field(
        None,
        min_length=1,
        validate_default=True,
        description="The audience (aud) of the provider's access tokens that are meant for this "
        "server; omitted: none is accepted.",
    )
    oidc_roles: Annotated[str, AfterValidator(_roles)] | None = Field(
        None,
        validate_default=True,
        description="What the provider calls our roles, separated by commas: "
        "rakor-verifikator=VERIFIER, rakor-bupati=LEADER. Any other role of theirs is none here.",
    )
    oidc_roles_claim: str = Field(
        "roles", min_length=1, description="The claim with the roles; a path, with dots."
    )
    oidc_party_claim: str = Field(
        "party", min_length=1, description="The claim with the code of the party; the same."
    )
    oidc_name_claim: str = Field(
        "name", min_length=1, description="The claim with the person's name; the same."
    )

    @field_validator(*BESIDE, mode="after")
    @classmethod
    def _beside(cls, value: object, info: ValidationInfo) -> object:
        other = BESIDE[str(info.field_name)]
        if value is not None and info.data.get(other, value) is None:
            said = {"name": f"RAKOR_{other.upper()}"}
            raise PydanticCustomError("oidc_beside", "without {name}", said)
        return value

    @field_validator("oidc_audience", mode="after")
    @classmethod
    def _is_of_use(cls, value: str | None, info: ValidationInfo) -> str | None:
        client = info.data.get("oidc_client_id", "")
        if value is None and client is None and info.data.get("oidc_issuer"):
            raise PydanticCustomError("oidc_no_use", "neither client nor audience")
        if value is not None and value == client:
            raise PydanticCustomError("oidc_same", "the client's own id")
        return value

    @field_validator("oidc_roles", mode="after")
    @classmethod
    def _opens_something(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not listed_roles(value) and info.data.get("oidc_issuer"):
            raise PydanticCustomError("oidc_no_roles", "no roles")
        return value

    @property
    def oidc_claims(self) -> Claims | None:
        """How a provider's claims are read; None without one."""
        if self.oidc_issuer is None:
            return None
        names = ClaimNames(self.oidc_roles_claim, self.oidc_party_claim, self.oidc_name_claim)
        return Claims(self.oidc_issuer, names, listed_roles(self.oidc_roles))

    @property
    def oidc_shown_name(self) -> str | None:
        """What the provider is called where one signs in; None where nobody does by it."""
        if self.oidc_issuer is None or self.oidc_client_id is None:
            return None
        return self.oidc_name or urlsplit(self.oidc_issuer).hostname
