"""The Merkle tree as RFC 6962 defines it, in so many words: slow, and a second opinion in tests."""

import hashlib
from collections.abc import Iterable

from events.tree.tiles import WIDTH


class NaiveTree:
    """MTH, PATH and PROOF of RFC 6962, 2.1, over leaves that may grow. Hashes are kept once made.

    D[start:end] of the definitions is the pair (start, end).
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.hashes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
        self._known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        """The Merkle tree hash of D[start:end]."""
        if start == end:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return self.hashes[start]
        if (start, end) not in self._known:
            middle = start + cut(end - start)
            below = self.mth(start, middle) + self.mth(middle, end)
            self._known[start, end] = hashlib.sha256(b"\x01" + below).digest()
        return self._known[start, end]

    def root(self, size: int) -> bytes:
        """The root over the first leaves."""
        return self.mth(0, size)

    def path(self, index: int, size: int) -> list[bytes]:
        """The audit path of a leaf in the tree of a size."""
        return self._path(index, 0, size)

    def _path(self, m: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        k = cut(end - start)
        if m < k:
            return [*self._path(m, start, start + k), self.mth(start + k, end)]
        return [*self._path(m - k, start + k, end), self.mth(start, start + k)]

    def proof(self, old: int, new: int) -> list[bytes]:
        """The consistency proof between two sizes."""
        return self._subproof(old, 0, new, is_whole=True)

    def _subproof(self, m: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
        if m == end - start:
            return [] if is_whole else [self.mth(start, end)]
        k = cut(end - start)
        if m <= k:
            left = self._subproof(m, start, start + k, is_whole=is_whole)
            return [*left, self.mth(start + k, end)]
        right = self._subproof(m - k, start + k, end, is_whole=False)
        return [*right, self.mth(start, start + k)]

    def tile(self, level: int, number: int, size: int) -> list[bytes]:
        """A tile by C2SP's formula: MTH(D[(n·256 + i)·256^l : (n·256 + i + 1)·256^l])."""
        span = WIDTH**level
        places = range(number * WIDTH, min((number + 1) * WIDTH, size // span))
        return [self.mth(place * span, (place + 1) * span) for place in places]


def cut(size: int) -> int:
    """The largest power of two smaller than a size."""
    k = 1
    while 2 * k < size:
        k *= 2
    return k
