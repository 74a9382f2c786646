"""Receipts: what clients were answered of events of theirs, held against the log. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from events.tree.merkle_tree import (
    POSITION,
    SHA256,
    HashAt,
    InvalidProof,
    inclusion_proof,
    verify_inclusion,
)
from events.verify.findings import Finding, Findings, Found

RECEIPT = re.compile(rf"(?P<position>{POSITION.pattern}) (?P<leaf_hash>{SHA256.pattern})")


class MalformedReceipt(Exception):
    """Other words than a position and a leaf hash of 64 lower-case hex digits."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an event stands in the log, and the leaf hash of its bytes, as a mutation answers."""

    position: int
    leaf_hash: bytes

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """The receipt in two words, as the API writes them. Raises MalformedReceipt."""
        found = RECEIPT.fullmatch(text)
        if found is None:
            raise MalformedReceipt(text)
        return cls(int(found["position"]), bytes.fromhex(found["leaf_hash"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenReceipt(Found):
    """A receipt that does not hold: its own leaf hash, and the one that is found in its place."""

    receipt: bytes
    held: bytes


class ReceiptsDue:
    """Receipts that a log must bear out, on its leaves and under its signed heads."""

    def __init__(self, findings: Findings, receipts: Iterable[Receipt]) -> None:
        self._findings = findings
        self._due: dict[int, set[Receipt]] = {}
        for receipt in receipts:
            self._due.setdefault(receipt.position, set()).add(receipt)
        self._held: set[Receipt] = set()

    def take(self, position: int, leaf_hash: bytes, recorded: Collection[bytes]) -> None:
        """Hold the receipts of a position against its leaf hash.

        Where the bytes are not those that were recorded, both hashes are; that is found elsewhere.
        """
        for receipt in self._due.pop(position, ()):
            if receipt.leaf_hash in (leaf_hash, *recorded):
                self._held.add(receipt)
            else:
                self._refute(receipt, leaf_hash)

    def prove(self, size: int, root: bytes, hash_at: HashAt) -> None:
        """Prove each receipt under a signed head, from hashes of the tree alone.

        The leaf was held against the receipt before, so that a proof that leads elsewhere tells of
        the tree. Raises what `hash_at` raises for a hash that is missing: what is not proved
        then does not hold.
        """
        due = [item for item in self._held if item.position < size]
        self._held.difference_update(due)
        for receipt in due:
            proof = inclusion_proof(receipt.position, size, hash_at)
            try:
                verify_inclusion(receipt.position, size, receipt.leaf_hash, proof, root)
                self._held.add(receipt)
            except InvalidProof as error:
                detail = f"the tree does not prove the receipt under the signed head: {error}"
                self._findings.add(Finding.DAMAGED, receipt.position, detail)

    def held(self, covered: int) -> list[Receipt]:
        """Those that hold under a signed head of so many events, by position."""
        return sorted((item for item in self._held if item.position < covered), key=_position)

    def uncovered(self, covered: int) -> list[Receipt]:
        """Those that no signed head of so many events covers, by position."""
        waiting = [*self._held, *(item for due in self._due.values() for item in due)]
        return sorted((item for item in waiting if item.position >= covered), key=_position)

    def _refute(self, receipt: Receipt, held: bytes) -> None:
        said, found = receipt.leaf_hash.hex(), held.hex()
        detail = f"a receipt says that the leaf hash is {said}, and it is {found}"
        self._findings.note(
            BrokenReceipt(
                Finding.FORK, receipt.position, detail, receipt=receipt.leaf_hash, held=held
            )
        )


def _position(receipt: Receipt) -> int:
    return receipt.position
