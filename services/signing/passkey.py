"""Whether a person's passkey signed an act: WebAuthn's assertion over the act's hash.

It takes nothing but bytes from the log, so that whoever has the log can check it, with any library.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from events.format.base64url import decoded, encoded
from events.format.recorded_event import Assertion

PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
LEAST_RSA = 2048
SMALL_ORDER = frozenset(
    bytes.fromhex(each)
    for each in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
"""Points of Ed25519, signs left out, under which anybody makes signatures (RFC 7748, 6.1).

Whoever had such a key could say that another one had signed.
"""
PRESENT, VERIFIED = 0x01, 0x04
RP_ID_HASH, FLAGS = slice(0, 32), 32
LEAST_DATA = 37
"""Bytes of authenticator data: the hash of the host, flags, and a counter."""
LOOPBACK = frozenset({"localhost", "127.0.0.1"})
"""Hosts whose pages may ask without https: those of the machine itself."""


@dataclass(frozen=True, slots=True)
class AdmittedKey:
    """A key that was admitted for a person in a role, and the host that it is for."""

    public_key: str
    rp_id: str


class Wrong(StrEnum):
    """Why an assertion proves nothing."""

    MALFORMED = "malformed"
    KEY = "key"
    """No key that was admitted has made this signature over these bytes."""
    ACT = "act"
    """Another act was signed."""
    HOST = "host"
    """It was made for another host, or on a page of another address."""
    PERSON = "person"
    """The device did not ask who is there, or nobody was."""
    AGAIN = "again"
    """The signature was used before: a log knows that, and no signature by itself."""


def is_usable(public_key: str) -> bool:
    """Whether a text is a key by which signatures can be checked here."""
    return _key(public_key) is not None


def what_is_wrong(
    assertion: Assertion, challenge: bytes, keys: Iterable[AdmittedKey]
) -> Wrong | None:
    """Why an assertion does not prove that one of some keys signed a challenge; None: it does."""
    try:
        data = decoded(assertion.authenticator_data)
        client = decoded(assertion.client_data)
        signature = decoded(assertion.signature)
        said: Any = json.loads(client)
    except (ValueError, RecursionError):
        return Wrong.MALFORMED
    if not isinstance(said, dict) or len(data) < LEAST_DATA:
        return Wrong.MALFORMED
    signed = data + hashlib.sha256(client).digest()
    by = next((key for key in keys if _fits(key.public_key, signature, signed)), None)
    if by is None:
        return Wrong.KEY
    if said.get("type") != "webauthn.get" or said.get("challenge") != encoded(challenge):
        return Wrong.ACT
    if data[RP_ID_HASH] != hashlib.sha256(by.rp_id.encode()).digest() or not _is_of(said, by.rp_id):
        return Wrong.HOST
    if ~data[FLAGS] & (PRESENT | VERIFIED):
        return Wrong.PERSON
    return None


def _is_of(said: dict[str, Any], host: str) -> bool:
    """Whether a page of exactly this host asked, and in no frame of another one."""
    origin = said.get("origin")
    if not isinstance(origin, str) or said.get("crossOrigin", False) is not False:
        return False
    try:
        found = urlsplit(origin)
        is_plain = (found.path, found.query, found.fragment, found.username) == ("", "", "", None)
        name = found.hostname
    except ValueError:
        return False
    is_safe = found.scheme == "https" or (found.scheme == "http" and host in LOOPBACK)
    return is_plain and is_safe and name == host


def _key(public_key: str) -> PublicKey | None:
    """A key of one of the three kinds that passkeys are enrolled with."""
    try:
        key = load_der_public_key(decoded(public_key))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    match key:
        case ed25519.Ed25519PublicKey():
            *point, last = key.public_bytes_raw()
            return None if bytes((*point, last & 0x7F)) in SMALL_ORDER else key
        case ec.EllipticCurvePublicKey():
            return key if isinstance(key.curve, ec.SECP256R1) else None
        case rsa.RSAPublicKey():
            return key if key.key_size >= LEAST_RSA else None
        case _:
            return None


def _fits(public_key: str, signature: bytes, signed: bytes) -> bool:
    key = _key(public_key)
    try:
        match key:
            case ed25519.Ed25519PublicKey():
                key.verify(signature, signed)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, signed, ec.ECDSA(SHA256()))
            case rsa.RSAPublicKey():
                key.verify(signature, signed, padding.PKCS1v15(), SHA256())
            case _:
                return False
    except InvalidSignature:
        return False
    return True
