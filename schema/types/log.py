"""The log itself, as anyone may check it: its head, its signed heads, and proofs."""

import datetime as dt
from typing import Annotated

import strawberry

from events.facts.vocabulary import Dataset
from events.heads.checkpoint import StoredCheckpoint, tlog_proof
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import field, field_named, object_type
from schema.types.scalars import Hash, Position, local
from services.heads.prove import InclusionProof as Inclusion
from services.heads.prove import LogHead, is_witnessed


@object_type
class Checkpoint:
    """A signed head of the log: C2SP tlog-checkpoint."""

    stored: strawberry.Private[StoredCheckpoint]

    @field
    def size(self) -> Position:
        """How many events it covers."""
        return Position(self.stored.signed.head.size)

    @field
    def root_hash(self) -> Hash:
        """Root of the tree over those events."""
        return Hash(self.stored.signed.head.root.hex())

    @field
    def note(self) -> str:
        """The signed note, byte for byte as /checkpoint serves it."""
        return str(self.stored.note)

    @field
    def signed_at(self) -> dt.datetime:
        """When the server says that it signed; only witnesses' times are somebody else's word."""
        return local(self.stored.signed_at)

    @field
    def witnessed(self, info: strawberry.Info[Context, None]) -> bool:
        """Whether as many witnesses have cosigned it as the server's policy asks for."""
        policy = info.context.house.policy
        return policy is not None and is_witnessed(policy, self.stored)

    @field
    def cosignatures(self) -> list[str]:
        """Signature lines of witnesses, each without its newline."""
        return [signature.line.removesuffix("\n") for signature in self.stored.cosignatures]


@object_type
class InclusionProof:
    """Proof that an event is in the log: RFC 6962, 2.1.1."""

    proof: strawberry.Private[Inclusion]

    @field
    def position(self) -> Position:
        """Position of the event."""
        return Position(self.proof.position)

    @field
    def size(self) -> Position:
        """Size of the tree that it is proved to be in."""
        return Position(self.proof.size)

    @field
    def leaf_hash(self) -> Hash:
        """RFC 6962 leaf hash of the event's bytes."""
        return Hash(self.proof.leaf.hex())

    @field
    def hashes(self) -> list[Hash]:
        """The audit path, from the leaf's sibling up."""
        return [Hash(item.hex()) for item in self.proof.hashes]

    @field
    def root_hash(self) -> Hash:
        """Root that the path leads to."""
        return Hash(self.proof.root.hex())

    @field
    def tlog_proof(self) -> str | None:
        """The same as one C2SP tlog-proof file; null where no checkpoint of this size is signed."""
        stored = self.proof.checkpoint
        if stored is None:
            return None
        return tlog_proof(self.proof.position, self.proof.hashes, stored.note)


@object_type
class ConsistencyProof:
    """Proof that the log only grew between two sizes: RFC 6962, 2.1.2."""

    old: strawberry.Private[int]
    new: strawberry.Private[int]
    path: strawberry.Private[list[bytes]]

    @field_named("from")
    def old_size(self) -> Position:
        """The smaller size."""
        return Position(self.old)

    @field_named("to")
    def new_size(self) -> Position:
        """The larger size."""
        return Position(self.new)

    @field
    def hashes(self) -> list[Hash]:
        """The consistency path; empty from size 0, and between equal sizes."""
        return [Hash(item.hex()) for item in self.path]


@object_type
class Log:
    """The log as a whole, and what proves that nobody rewrote it."""

    stands: strawberry.Private[LogHead]

    @field
    def origin(self) -> str:
        """Its name, as it stands in signed checkpoints."""
        return self.stands.origin

    @field
    def dataset(self, info: strawberry.Info[Context, None]) -> Dataset:
        """LIVE, or DEMO: made up for practice."""
        return info.context.house.dataset

    @field
    def size(self) -> Position:
        """How many events it holds."""
        return Position(self.stands.size)

    @field
    def root_hash(self) -> Hash:
        """Root of the tree over all of them."""
        return Hash(self.stands.root.hex())

    @field
    def head(self) -> Position | None:
        """Position of its last event; null while there is none."""
        return Position(self.stands.size - 1) if self.stands.size else None

    @field
    def checkpoint(self) -> Checkpoint | None:
        """The newest signed head; null in a log without a signing key."""
        stored = self.stands.checkpoint
        return Checkpoint(stored=stored) if stored else None

    @field
    async def witnessed_checkpoint(self, info: strawberry.Info[Context, None]) -> Checkpoint | None:
        """The newest signed head that is witnessed; null without witnesses, or where none is."""
        context, policy = info.context, info.context.house.policy
        if policy is None:
            return None
        stored = await context.read(lambda: context.house.proofs.witnessed(policy))
        return Checkpoint(stored=stored) if stored else None

    @field
    def public_keys(self) -> list[str]:
        """Verifier keys of its checkpoints (signed-note); compare them with those you know."""
        return [str(key) for key in self.stands.keys]

    @field
    async def inclusion_proof(
        self,
        info: strawberry.Info[Context, None],
        position: Position,
        size: Position | None = None,
    ) -> InclusionProof | None:
        """That an event is in the log; `size` omitted: that of the newest checkpoint."""
        context = info.context
        whole = self._signed_size if size is None else size
        if size is not None and position >= size:
            raise context.error(ErrorCode.BAD_USER_INPUT, "leaf_of_size", size=size)
        try:
            proof = await context.read(lambda: context.house.proofs.inclusion(position, whole))
        except LookupError:
            raise context.error(ErrorCode.NOT_YET_AVAILABLE) from None
        return InclusionProof(proof=proof)

    @field
    async def consistency_proof(
        self,
        info: strawberry.Info[Context, None],
        from_: Annotated[
            Position, strawberry.argument(name="from", description="The smaller size.")
        ],
        to: Annotated[
            Position | None,
            strawberry.argument(description="The larger size; omitted: the newest checkpoint's."),
        ] = None,
    ) -> ConsistencyProof | None:
        """That the log only grew between two sizes."""
        context = info.context
        whole = self._signed_size if to is None else to
        if from_ > whole:
            raise context.error(ErrorCode.BAD_USER_INPUT, "sizes")
        try:
            path = await context.read(lambda: context.house.proofs.consistency(from_, whole))
        except LookupError:
            raise context.error(ErrorCode.NOT_YET_AVAILABLE) from None
        return ConsistencyProof(old=from_, new=whole, path=path)

    @property
    def _signed_size(self) -> int:
        stored = self.stands.checkpoint
        return stored.signed.head.size if stored else self.stands.size
