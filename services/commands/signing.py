"""What every command says that judges, grants or declares: the signature of who does it."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, Field

from services.commands.command import InputPart
from services.commands.values import matching

Encoded = Annotated[str, AfterValidator(matching(r"[A-Za-z0-9_-]{1,4096}", "base64url"))]
"""Bytes in base64url without padding, as browsers' `toJSON()` gives them."""
Nonce = Annotated[str, AfterValidator(matching(r"[0-9a-f]{32}", "nonce"))]


class Assertion(InputPart):
    """What the person's passkey answered to `navigator.credentials.get`, each part in base64url."""

    nonce: Nonce = Field(description="The `nonce` that came with the challenge.")
    authenticator_data: Encoded = Field(description="`response.authenticatorData`.")
    client_data: Encoded = Field(description="`response.clientDataJSON`.")
    signature: Encoded = Field(description="`response.signature`.")


class Signed(BaseModel):
    """A command that a person with an admitted key signs."""

    signs: ClassVar[bool] = True

    assertion: Assertion | None = Field(
        None,
        description="Signature of the act by a passkey whose key was admitted for this role. Leave "
        "it out to be told what to sign: SIGNATURE_REQUIRED, if there is such a key.",
    )
