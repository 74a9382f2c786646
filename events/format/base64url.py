"""Bytes as WebAuthn writes them in JSON: base64url without padding, in one form only. Pure."""

import base64
import binascii


def encoded(data: bytes) -> str:
    """Bytes as text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of a text. Raises ValueError for any other form of them."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        data = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no base64url") from error
    if encoded(data) != text:
        raise ValueError("no base64url in its one form")
    return data
