"""A passkey that signs acts, as browsers hand its answers on: real keys, WebAuthn's own bytes.

What it does wrong it does because a test asked for it.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from events.format.base64url import encoded

HOST = "rakor.example.go.id"
PRESENT, VERIFIED = 0x01, 0x04
Key = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def p256() -> Key:
    """A key as most devices make it."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Passkey:
    """One key of one device, for pages of one host."""

    key: Key = field(default_factory=p256)
    rp_id: str = HOST
    origin: str = f"https://{HOST}"
    flags: int = PRESENT | VERIFIED
    said: dict[str, Any] = field(default_factory=dict)
    """What the browser says otherwise."""

    @property
    def public_key(self) -> str:
        """SubjectPublicKeyInfo, as an admission names it."""
        public = self.key.public_key()
        return encoded(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    @property
    def admitted(self) -> dict[str, str]:
        """What an admission says of it."""
        return {"publicKey": self.public_key, "rpId": self.rp_id}

    def sign(self, challenge: str) -> dict[str, str]:
        """What `navigator.credentials.get` answers to a challenge, as it is sent on."""
        data = hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags]) + bytes(4)
        told = {
            "type": "webauthn.get",
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        }
        client = json.dumps({**told, **self.said}).encode()
        return {
            "authenticatorData": encoded(data),
            "clientData": encoded(client),
            "signature": encoded(self._signature(data + hashlib.sha256(client).digest())),
        }

    def _signature(self, data: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(data)
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), SHA256())
