"""A log without a database: leaves in memory, with the heads and proofs that it would show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from events.heads.checkpoint import SignedNote, sign_head
from events.heads.note_keys import COSIGNATURE, ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.heads.witness_policy import PolicyGroup, PolicyWitness, WitnessPolicy
from events.heads.witnessing import AddCheckpoint
from events.tree.merkle_tree import EMPTY_ROOT, consistency_proof, node_hash, range_hash

NOON = 1_767_225_600


def key_named(name: str, kind: int = ED25519, seed: int = 0) -> SignerKey:
    """A key that is the same in every run; the number tells keys of one name apart."""
    return SignerKey(name, kind, bytes([seed, kind, *name.encode()[:30]]).ljust(32, b"\x00"))


def witness_key(number: int, kind: int = COSIGNATURE) -> SignerKey:
    """The key of one of several witnesses."""
    return key_named(f"witness.example/w{number}", kind, number)


def any_of(*keys: SignerKey) -> WitnessPolicy:
    """The policy of whom the cosignature of one of some witnesses is enough."""
    found = tuple(PolicyWitness(key.name.encode(), key.verifier) for key in keys)
    group = PolicyGroup(b"any", 1, tuple(witness.name for witness in found))
    return WitnessPolicy((), found, (group,), group.name)


LOG_KEY = key_named("log.example/readiness")


@dataclass(frozen=True)
class MemoryLog:
    """A log, or one of two logs with the same key: `fork` differs from some leaf on."""

    key: SignerKey = LOG_KEY
    branch_at: int = 1 << 62
    branch: bytes = b""

    def fork(self, size: int, branch: bytes = b"other") -> "MemoryLog":
        """The same log, with another history after so many leaves."""
        return replace(self, branch_at=size, branch=branch)

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash over a complete subtree; leaves are stood for by their hashes."""
        if level:
            left = self.hash_at(level - 1, 2 * index)
            return node_hash(left, self.hash_at(level - 1, 2 * index + 1))
        branch = self.branch if index >= self.branch_at else b""
        return index.to_bytes(16, "big") + branch.ljust(16, b"\x00")

    def head(self, size: int) -> TreeHead:
        """The head at a size."""
        root = range_hash((0, size), self.hash_at) if size else EMPTY_ROOT
        return TreeHead(self.key.name, size, root)

    def checkpoint(self, size: int, keys: Sequence[SignerKey] = ()) -> SignedNote:
        """The signed head at a size; by default with the log's own key."""
        return sign_head(self.head(size), keys or [self.key], NOON)

    def prove(self, old: int, new: int) -> list[bytes]:
        """The proof that one tree continues the other; nothing to be proved: an empty one."""
        return consistency_proof(old, new, self.hash_at) if 0 < old < new else []

    def request(self, old: int, new: int) -> AddCheckpoint:
        """What an honest log asks of a witness."""
        return AddCheckpoint(old, tuple(self.prove(old, new)), self.checkpoint(new))
