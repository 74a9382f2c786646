"""Keys of signed notes (C2SP signed-note, tlog-cosignature), and the bytes that each kind signs.

Pure. Three kinds: a log's own Ed25519 signature of the text; the timestamped Ed25519 cosignature
of witnesses; the timestamped ML-DSA-44 signature, which logs and witnesses may add against the day
when Ed25519 can be broken.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from events.heads.tree_head import MalformedNote, TreeHead, from_base64, is_name, to_base64

ED25519, COSIGNATURE, ML_DSA_44 = 1, 4, 6
"""Signature types, as signed-note numbers them."""
PUBLIC_BYTES = {ED25519: 32, COSIGNATURE: 32, ML_DSA_44: 1312}
SIGNATURE_BYTES = {ED25519: 64, COSIGNATURE: 64, ML_DSA_44: 2420}
SEED_BYTES, TIME_BYTES, ID_BYTES = 32, 8, 4


class BadSignature(Exception):
    """A signature of a known key that does not fit the text."""


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name ‖ 0A ‖ kind ‖ public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


def signed_bytes(name: str, kind: int, text: str, seconds: int) -> bytes:
    """What a key of a kind signs: `seconds` since 1970 is used by the two timestamped kinds.

    Raises MalformedNote where the text is no checkpoint and the kind can sign nothing else.
    """
    if kind == ED25519:
        return text.encode()
    if kind == COSIGNATURE:
        return f"cosignature/v1\ntime {seconds}\n{text}".encode()
    head = TreeHead.parse(text)
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(name),
            seconds.to_bytes(8, "big"),
            _short(head.origin),
            (0).to_bytes(8, "big"),
            head.size.to_bytes(8, "big"),
            head.root,
        )
    )


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise MalformedNote("a name of more than 255 bytes")
    return bytes([len(data)]) + data


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signatures are looked for: `name+key id+base64(kind ‖ public key)`."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key's id, as it stands in signature lines."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key in a text. Raises MalformedNote."""
        name, _, rest = text.strip().partition("+")
        found, _, value = rest.partition("+")
        data = from_base64(value)
        if not is_name(name) or not data or PUBLIC_BYTES.get(data[0]) != len(data) - 1:
            raise MalformedNote("not a verifier key of a known kind")
        key = cls(name, data[0], data[1:])
        if key.id.hex() != found:
            raise MalformedNote("the verifier key's id does not fit")
        return key

    def verify(self, text: str, value: bytes) -> int | None:
        """Check a signature's value; when it was made, for the timestamped kinds.

        Raises BadSignature.
        """
        seconds, signature = 0, value
        if self.kind != ED25519:
            seconds, signature = int.from_bytes(value[:TIME_BYTES], "big"), value[TIME_BYTES:]
        if len(signature) != SIGNATURE_BYTES[self.kind] or seconds >= 1 << 63:
            raise BadSignature(self.name)
        try:
            data = signed_bytes(self.name, self.kind, text, seconds)
            if self.kind == ML_DSA_44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, data)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except (InvalidSignature, MalformedNote, ValueError):
            raise BadSignature(self.name) from None
        return None if self.kind == ED25519 else seconds


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A secret key with its name: `PRIVATE+KEY+name+key id+base64(kind ‖ seed)`."""

    name: str
    kind: int
    seed: bytes

    def __repr__(self) -> str:
        return f"SignerKey({self.name})"

    @property
    def is_post_quantum(self) -> bool:
        """Whether it signs with ML-DSA."""
        return self.kind == ML_DSA_44

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        if self.kind == ML_DSA_44:
            public = MLDSA44PrivateKey.from_seed_bytes(self.seed).public_key().public_bytes_raw()
        else:
            secret = Ed25519PrivateKey.from_private_bytes(self.seed)
            public = secret.public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def __str__(self) -> str:
        value = to_base64(bytes([self.kind]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{value}"

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """The key in a text. Raises MalformedNote, without a word of the text."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"] or not is_name(parts[2]):
            raise MalformedNote("not a signing key")
        data = from_base64(parts[4])
        if len(data) != 1 + SEED_BYTES or data[0] not in PUBLIC_BYTES:
            raise MalformedNote("not a signing key of a known kind")
        key = cls(parts[2], data[0], data[1:])
        if key.verifier.id.hex() != parts[3]:
            raise MalformedNote("the signing key's id does not fit")
        return key

    def sign(self, text: str, seconds: int) -> bytes:
        """A signature's value: for the timestamped kinds it begins with the time, in seconds."""
        data = signed_bytes(self.name, self.kind, text, seconds)
        if self.kind == ML_DSA_44:
            signature = MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(data)
        else:
            signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(data)
        return (
            signature if self.kind == ED25519 else seconds.to_bytes(TIME_BYTES, "big") + signature
        )
