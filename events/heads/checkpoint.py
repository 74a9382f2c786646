"""Signed heads: a C2SP tlog-checkpoint in a signed note, and witnesses' cosignatures beside it.

Pure. A note is text, an empty line, and signature lines `— name base64(key id ‖ signature)`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.heads.note_keys import ID_BYTES, SignerKey, VerifierKey
from events.heads.tree_head import MalformedNote, TreeHead, from_base64, to_base64

MAX_NOTE = 256 * 1024
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""Control characters, and halves of characters, which no UTF-8 holds."""
SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<value>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.value)}\n"

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """The signature of a line without its newline. Raises MalformedNote."""
        match = SIGNATURE_LINE.fullmatch(line)
        data = from_base64(match["value"]) if match else b""
        if match is None or len(data) <= ID_BYTES:
            raise MalformedNote("not a signature line")
        return cls(match["name"], data[:ID_BYTES], data[ID_BYTES:])

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it claims to be made with a key."""
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that fits its text: by which key, and for the timestamped kinds, when."""

    signature: Signature
    key: VerifierKey
    seconds: int | None


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text with its signatures, byte for byte as it is served."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}"

    @property
    def head(self) -> TreeHead:
        """What the note states. Raises MalformedNote where it is no checkpoint."""
        return TreeHead.parse(self.text)

    @classmethod
    def parse(cls, data: str) -> "SignedNote":
        """The note in a text. Raises MalformedNote."""
        if len(data) > MAX_NOTE or FORBIDDEN.search(data):
            raise MalformedNote("too long for a note, or characters in it that no note has")
        text, separator, lines = data.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise MalformedNote("no signatures")
        return cls(text + "\n", tuple(map(Signature.parse, lines[:-1].split("\n"))))

    def verify(self, keys: Iterable[VerifierKey]) -> list[Verified]:
        """The signatures by known keys. Raises BadSignature if one of them does not fit."""
        return [
            Verified(signature, key, key.verify(self.text, signature.value))
            for key in keys
            for signature in self.signatures
            if signature.is_by(key)
        ]

    def with_signatures(self, more: Iterable[Signature]) -> "SignedNote":
        """The same note with further signatures, none twice."""
        return SignedNote(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as it was signed, and the cosignatures that came in for it since."""

    number: int
    signed: SignedNote
    signed_at: dt.datetime
    cosignatures: tuple[Signature, ...] = ()

    @property
    def note(self) -> SignedNote:
        """As it is served: the log's own signatures first, then the witnesses'."""
        return self.signed.with_signatures(self.cosignatures)


def signature_by(key: SignerKey, text: str, seconds: int) -> Signature:
    """One key's signature of a note's text, at a time in seconds since 1970."""
    return Signature(key.name, key.verifier.id, key.sign(text, seconds))


def sign_head(head: TreeHead, keys: Sequence[SignerKey], seconds: int) -> SignedNote:
    """A checkpoint signed with every key: during a rotation the old one and the new one."""
    return SignedNote(head.text, tuple(signature_by(key, head.text, seconds) for key in keys))


def tlog_proof(index: int, proof: Sequence[bytes], checkpoint: SignedNote) -> str:
    """C2SP tlog-proof@v1: a leaf's place, its audit path and the checkpoint it leads to."""
    hashes = "".join(f"{to_base64(item)}\n" for item in proof)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{checkpoint}"
