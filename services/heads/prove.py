"""What anyone may have to check the log without trusting it: heads, proofs, tiles, entries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import MalformedNote
from events.heads.witness_policy import WitnessPolicy
from events.log.checkpoint_store import (
    checkpoint_of_size,
    cosigned_checkpoints,
    last_checkpoint,
    read_keys,
)
from events.log.event_log import EventLog, LogUnavailable
from events.log.log_queries import read_bytes, read_head
from events.log.stored_tree import StoredTree, TilePlace
from events.tree.merkle_tree import Range, consistency_ranges, inclusion_ranges
from events.tree.tiles import WIDTH, Tile, bundle
from services.read.log_name import origin_of

KNOWN_TILES = 512
"""How many full tiles are kept in memory: about 20 KB each."""


LOOKED_BACK = 100
"""How many of the last cosigned heads are looked through for a witnessed one."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """How a log stands, from one snapshot."""

    origin: str
    size: int
    root: bytes
    checkpoint: StoredCheckpoint | None
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a leaf stands at a position of the tree of a size: RFC 6962, 2.1.1."""

    position: int
    size: int
    leaf: bytes
    hashes: Sequence[bytes]
    root: bytes
    checkpoint: StoredCheckpoint | None
    """The signed head of exactly this size, where there is one."""


class Proofs:
    """Makes proofs from the stored tree. Thread-safe; reads a handful of tiles each time."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._known: dict[TilePlace, Sequence[bytes]] = {}

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, StoredTree]]:
        with self._log.reading() as connection:
            if len(self._known) > KNOWN_TILES:
                self._known = {}
            try:
                yield connection, StoredTree(connection, self._known)
            except MalformedNote as error:
                raise LogUnavailable(f"a checkpoint or a key was changed: {error}") from error

    def head(self, size: int) -> LogHead:
        """How the log stood when it held `size` events, and what is signed by now."""
        with self._reading() as (connection, tree):
            return LogHead(
                origin_of(connection),
                size,
                tree.root(size),
                last_checkpoint(connection),
                tuple(read_keys(connection)),
            )

    def size(self) -> int:
        """How many events the log holds, as it is written there."""
        with self._log.reading() as connection:
            return read_head(connection).size

    def checkpoint(self) -> StoredCheckpoint | None:
        """The newest signed head; None in a log that was never signed."""
        with self._reading() as (connection, _):
            return last_checkpoint(connection)

    def witnessed(self, policy: WitnessPolicy) -> StoredCheckpoint | None:
        """The newest signed head that is witnessed as a policy asks; None if no recent one is."""
        with self._reading() as (connection, _):
            for stored in cosigned_checkpoints(connection, LOOKED_BACK):
                if is_witnessed(policy, stored):
                    return stored
        return None

    def inclusion(self, position: int, size: int) -> InclusionProof:
        """That an event is in the tree of a size. Raises LookupError where it is not."""
        if not 0 <= position < size:
            raise LookupError(f"no leaf {position} in a tree of {size}")
        with self._reading() as (connection, tree):
            _require(connection, size)
            ranges: list[Range] = [(position, position + 1), (0, size)]
            leaf, root, *hashes = tree.hashes_over([*ranges, *inclusion_ranges(position, size)])
            return InclusionProof(
                position, size, leaf, hashes, root, checkpoint_of_size(connection, size)
            )

    def consistency(self, old: int, new: int) -> list[bytes]:
        """That a tree of `new` leaves begins with the first `old`. Raises LookupError."""
        with self._reading() as (connection, tree):
            _require(connection, new)
            if not 0 <= old <= new:
                raise LookupError(f"no consistency from {old} to {new}")
            return tree.hashes_over(consistency_ranges(old, new)) if old else []

    def tile(self, tile: Tile) -> bytes | None:
        """The bytes of a tile of hashes or of entries; None where the log does not reach it."""
        with self._reading() as (connection, tree):
            if tile.width > tile.width_in(read_head(connection).size):
                return None
            if tile.level is not None:
                return b"".join(tree.tile(tile.level, tile.index)[: tile.width])
            first = tile.index * WIDTH
            found = read_bytes(connection, range(first, first + tile.width))
            return bundle([found[position][0] for position in sorted(found)])


def is_witnessed(policy: WitnessPolicy, stored: StoredCheckpoint) -> bool:
    """Whether a signed head is witnessed as a policy asks.

    A cosignature that was changed in the database is not counted; `rakor verify` finds it.
    """
    try:
        return policy.is_met_by(policy.cosigners(stored.note))
    except BadSignature:
        return False


def _require(connection: Connection, size: int) -> None:
    held = read_head(connection).size
    if size > held:
        raise LookupError(f"the log holds {held} events, not {size}")
