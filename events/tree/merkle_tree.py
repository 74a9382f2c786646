"""The Merkle tree of RFC 6962/9162 over the leaves' bytes: roots, proofs and their verification.

Pure. A tree is read through `HashAt`, which gives the hash of a complete subtree: level k, index i
is the one over the 2^k leaves from i·2^k. Where they are stored is nobody's business here.
"""

import hashlib
import re
from collections.abc import Callable, Sequence

HashAt = Callable[[int, int], bytes]
Range = tuple[int, int]
"""Leaves from the first number up to, but not including, the second."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32
SHA256 = re.compile(r"[0-9a-f]{64}")
"""A hash in hex."""
POSITION = re.compile(r"0|[1-9][0-9]{0,15}")
"""Where a leaf stands, or how many there are, in text."""


class InvalidProof(Exception):
    """A proof that does not show what it is said to show."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of a one byte and the two hashes below."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below a size of at least 2: where RFC 6962 cuts a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def subtrees(leaves: Range) -> list[tuple[int, int]]:
    """The complete subtrees (level, index) that make up a range, from left to right.

    The range must begin where RFC 6962 lets a subtree begin: at a multiple of its own first one.
    """
    found = []
    start, end = leaves
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size, given from left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def range_hash(leaves: Range, hash_at: HashAt) -> bytes:
    """The hash of the subtree over a range."""
    return fold([hash_at(level, index) for level, index in subtrees(leaves)])


def root_hash(size: int, hash_at: HashAt) -> bytes:
    """The root of the first `size` leaves."""
    return range_hash((0, size), hash_at)


class Frontier:
    """A tree that only grows: the complete subtrees of what it has taken in, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []

    def push(self, leaf: bytes) -> None:
        """Take one more leaf hash in."""
        self._subtrees.append(leaf)
        self.size += 1
        count = self.size
        while not count & 1:
            right = self._subtrees.pop()
            self._subtrees[-1] = node_hash(self._subtrees[-1], right)
            count >>= 1

    def root(self) -> bytes:
        """The root over everything so far."""
        return fold(self._subtrees)

    def copy(self) -> "Frontier":
        """The same tree, to go on with differently."""
        other = Frontier()
        other.size, other._subtrees = self.size, list(self._subtrees)
        return other


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` is in a tree of `size`, from the leaf up."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that a tree of `new` leaves begins with the first `old`."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new}")
    ranges: list[Range] = []
    start, end, left, is_whole = 0, new, old, True
    while left != end - start:
        middle = start + split(end - start)
        if left <= middle - start:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            left -= middle - start
            start, is_whole = middle, False
    if not is_whole:
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> list[bytes]:
    """The audit path of RFC 6962, 2.1.1."""
    return [range_hash(leaves, hash_at) for leaves in inclusion_ranges(index, size)]


def consistency_proof(old: int, new: int, hash_at: HashAt) -> list[bytes]:
    """The consistency proof of RFC 6962, 2.1.2."""
    return [range_hash(leaves, hash_at) for leaves in consistency_ranges(old, new)]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """RFC 9162, 2.1.3.2. Raises InvalidProof."""
    if not 0 <= index < size or any(len(item) != HASH_BYTES for item in proof):
        raise InvalidProof("the leaf lies outside the tree, or a hash has another length")
    number, last, found = index, size - 1, leaf
    for item in proof:
        if last == 0:
            raise InvalidProof("the proof is too long")
        if number & 1 or number == last:
            found = node_hash(item, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, item)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise InvalidProof("the proof is too short")
    if found != root:
        raise InvalidProof("the proof leads to another root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """RFC 9162, 2.1.4.2. Raises InvalidProof. An empty tree is the beginning of every tree."""
    if not 0 <= old <= new or any(len(item) != HASH_BYTES for item in proof):
        raise InvalidProof("the trees are in the wrong order, or a hash has another length")
    if old in (0, new):
        expected = EMPTY_ROOT if old == 0 else new_root
        if proof or old_root != expected or (new == 0 and new_root != expected):
            raise InvalidProof("nothing is to be proved, yet the roots differ or hashes are given")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if _climb(old - 1, new - 1, path) != (old_root, new_root):
        raise InvalidProof("the proof leads to other roots")


def _climb(number: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots that a consistency path leads to."""
    if not path:
        raise InvalidProof("the proof is too short")
    while number & 1:
        number, last = number >> 1, last >> 1
    found_old = found_new = path[0]
    for item in path[1:]:
        if last == 0:
            raise InvalidProof("the proof is too long")
        if number & 1 or number == last:
            found_old, found_new = node_hash(item, found_old), node_hash(item, found_new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found_new = node_hash(found_new, item)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise InvalidProof("the proof is too short")
    return found_old, found_new
