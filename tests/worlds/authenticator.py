"""A device with passkeys, as browsers present it: real keys, real signatures, WebAuthn's own bytes.

What it does wrong it does because a test asked for it: each argument of `Device` and of its two
acts is one thing that a device, a browser or a thief can do.
"""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PRESENT, VERIFIED, ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
Key = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
EDDSA, ES256, ES384, RS256 = -8, -7, -35, -257


def text_of(data: bytes) -> str:
    """Bytes as they stand in WebAuthn's JSON."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """The bytes that stand in WebAuthn's JSON."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_key(algorithm: int) -> Key:
    """A key for an algorithm of COSE."""
    match algorithm:
        case -8:
            return ed25519.Ed25519PrivateKey.generate()
        case -7:
            return ec.generate_private_key(ec.SECP256R1())
        case -35:
            return ec.generate_private_key(ec.SECP384R1())
        case _:
            return rsa.generate_private_key(65_537, 2048)


def cose(key: Key, algorithm: int) -> bytes:
    """The public half of a key, in COSE."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return cbor2.dumps({1: 1, 3: algorithm, -1: 6, -2: key.public_key().public_bytes_raw()})
    if isinstance(key, ec.EllipticCurvePrivateKey):
        point, size = key.public_key().public_numbers(), key.key_size // 8
        x, y = point.x.to_bytes(size, "big"), point.y.to_bytes(size, "big")
        return cbor2.dumps({1: 2, 3: algorithm, -1: 1 if size == 32 else 2, -2: x, -3: y})
    numbers = key.public_key().public_numbers()
    modulus, exponent = numbers.n.to_bytes(256, "big"), numbers.e.to_bytes(3, "big")
    return cbor2.dumps({1: 3, 3: algorithm, -1: modulus, -2: exponent})


def signed(key: Key, data: bytes) -> bytes:
    """A signature, as devices make it."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(SHA256() if key.key_size == 256 else SHA384()))
    return key.sign(data, padding.PKCS1v15(), SHA256())


@dataclass
class Device:
    """One device that shows its passkey to pages of an origin."""

    origin: str
    host: str | None = None
    """For which host it signs; None: that of the origin."""
    algorithm: int = ES256
    is_synced: bool = False
    counts: bool = True
    """Whether it counts its uses; synced passkeys do not."""
    verifies: bool = True
    """Whether it asks for a PIN or a finger."""
    is_cross_origin: bool = False
    """Whether the page is in a frame of another one."""
    counter: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: Key = field(init=False)
    asked: dict[str, Any] = field(default_factory=dict)
    """What it was asked last."""

    def __post_init__(self) -> None:
        self.key = new_key(self.algorithm)

    @property
    def public_key(self) -> str:
        """The public half of its key, as an admission names it: SPKI in base64url."""
        public = self.key.public_key()
        return text_of(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def create(self, asked: dict[str, Any], **client: Any) -> dict[str, Any]:
        """What `navigator.credentials.create` answers."""
        self.asked, self.handle = asked, bytes_of(asked["user"]["id"])
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id
        data = self._data(ATTESTED, attested + cose(self.key, self.algorithm))
        stated = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"attestationObject": text_of(stated)}
        return self._answer(self._client("webauthn.create", asked, client), response)

    def get(self, asked: dict[str, Any], **client: Any) -> dict[str, Any]:
        """What `navigator.credentials.get` answers."""
        self.asked = asked
        data, seen = self._data(0, b""), self._client("webauthn.get", asked, client)
        response = {
            "authenticatorData": text_of(data),
            "signature": text_of(signed(self.key, data + hashlib.sha256(seen).digest())),
            "userHandle": text_of(self.handle),
        }
        return self._answer(seen, response)

    def _data(self, flags: int, more: bytes) -> bytes:
        self.counter += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        flags |= ELIGIBLE | BACKED_UP if self.is_synced else 0
        host = self.host or self.origin.partition("://")[2].partition(":")[0]
        return (
            hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.counter) + more
        )

    def _client(self, kind: str, asked: dict[str, Any], client: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": asked["challenge"],
            "origin": self.origin,
            "crossOrigin": self.is_cross_origin,
        }
        return json.dumps({**said, **client}).encode()

    def _answer(self, client: bytes, response: dict[str, str]) -> dict[str, Any]:
        named = text_of(self.id)
        response["clientDataJSON"] = text_of(client)
        return {"id": named, "rawId": named, "type": "public-key", "response": response}
