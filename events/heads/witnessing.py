"""What a witness decides (C2SP tlog-witness, add-checkpoint), and the words of both sides. Pure.

A witness cosigns a log's head only if it continues the last one that it cosigned for this origin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.heads.checkpoint import MAX_NOTE, Signature, SignedNote
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import MalformedNote, TreeHead, from_base64, to_base64
from events.tree.merkle_tree import (
    EMPTY_ROOT,
    HASH_BYTES,
    POSITION,
    InvalidProof,
    verify_consistency,
)

MAX_PROOF = 63
MAX_REQUEST = MAX_NOTE + 4096
"""Bytes of a request: a note, and a proof of 63 lines of 45 bytes."""
OLD = "old "


class CheckpointRefused(Exception):
    """Why a checkpoint is not cosigned: the HTTP status of the answer, and a reason.

    `size` comes with a 409: the size of the latest checkpoint cosigned for the origin.
    `is_evidence` means that the log has signed two heads of one size. A proof that fails is no
    evidence: anyone may have made it.
    """

    def __init__(
        self, status: int, reason: str, size: int | None = None, *, is_evidence: bool = False
    ) -> None:
        super().__init__(reason)
        self.status, self.reason, self.size = status, reason, size
        self.is_evidence = is_evidence


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: the head to cosign, and the proof that it continues a tree of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: SignedNote

    @property
    def origin(self) -> str:
        """Which log the note says it is of."""
        return self.note.text.partition("\n")[0]

    def __bytes__(self) -> bytes:
        hashes = "".join(f"{to_base64(item)}\n" for item in self.proof)
        return f"{OLD}{self.old}\n{hashes}\n{self.note}".encode()

    @classmethod
    def parse(cls, data: bytes) -> "AddCheckpoint":
        """The request in a body. Raises CheckpointRefused (400)."""
        try:
            head, _, note = data.decode().partition("\n\n")
            first, *hashes = head.split("\n")
            if not first.startswith(OLD) or len(hashes) > MAX_PROOF:
                raise MalformedNote("no size of an old tree, or too long a proof")
            proof = tuple(map(from_base64, hashes))
            if any(len(item) != HASH_BYTES for item in proof):
                raise MalformedNote("a proof of something else than hashes")
            return cls(_size(first.removeprefix(OLD)), proof, SignedNote.parse(note))
        except (MalformedNote, UnicodeDecodeError) as error:
            raise CheckpointRefused(400, f"malformed request: {error}") from None


def decide(
    latest: TreeHead | None, logs: Mapping[str, Sequence[VerifierKey]], request: AddCheckpoint
) -> SignedNote:
    """The checkpoint to cosign, with the log's verified signatures alone.

    `latest` is the head last cosigned for the request's origin; `logs` are the keys trusted for
    each origin. Raises CheckpointRefused, in the order of the specification.
    """
    keys = logs.get(request.origin)
    if not keys:
        raise CheckpointRefused(404, "unknown origin")
    try:
        head = request.note.head
        signatures = tuple(dict.fromkeys(request.note.signatures))
        verified = SignedNote(request.note.text, signatures).verify(keys)
    except MalformedNote as error:
        raise CheckpointRefused(400, f"malformed checkpoint: {error}") from None
    except BadSignature:
        raise CheckpointRefused(403, "a trusted key's signature does not verify") from None
    if not verified:
        raise CheckpointRefused(403, "no signature by a trusted key")
    if request.old > head.size:
        raise CheckpointRefused(400, "the old size is larger than the checkpoint's")
    held = latest or TreeHead(head.origin, 0, EMPTY_ROOT)
    if request.old != held.size:
        raise CheckpointRefused(409, "another size was cosigned last", held.size)
    if head.size == 0 and head.root != EMPTY_ROOT:
        raise CheckpointRefused(422, "not the root of an empty tree", is_evidence=True)
    if head.size == held.size and head.root != held.root:
        raise CheckpointRefused(422, "another head of the same size", is_evidence=True)
    try:
        verify_consistency(held.size, head.size, held.root, head.root, request.proof)
    except InvalidProof as error:
        raise CheckpointRefused(422, f"not shown to be consistent: {error}") from None
    return SignedNote(request.note.text, tuple(found.signature for found in verified))


def read_cosignatures(data: bytes) -> list[Signature]:
    """The signature lines of a witness's answer 200. Raises MalformedNote."""
    lines = _lines(data)
    return [Signature.parse(line) for line in lines]


def read_size(data: bytes) -> int:
    """The size in a witness's answer 409. Raises MalformedNote."""
    lines = _lines(data)
    if len(lines) != 1:
        raise MalformedNote("more than a size")
    return _size(lines[0])


def _lines(data: bytes) -> list[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedNote("not UTF-8") from None
    if not text.endswith("\n"):
        raise MalformedNote("not lines that end in a newline")
    return text[:-1].split("\n")


def _size(text: str) -> int:
    if not POSITION.fullmatch(text):
        raise MalformedNote("not a size")
    return int(text)
