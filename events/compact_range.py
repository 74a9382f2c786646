"""A growing tree known by its right edge alone: enough for its root, a few hashes for any size.

Pure. This is what reads a log once from end to end, for example out of an export.
"""

from events.merkle_tree import fold, node_hash


class CompactRange:
    """The hashes of the complete subtrees over the first leaves, from left to right."""

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Take in the hash of the next leaf."""
        self._hashes.append(leaf)
        number = self.size
        while number & 1:
            right = self._hashes.pop()
            self._hashes[-1] = node_hash(self._hashes[-1], right)
            number >>= 1
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        return fold(self._hashes)
