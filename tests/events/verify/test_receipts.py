"""A receipt is proved from hashes of the tree alone, under one root and no other."""

import pytest

from events.verify.findings import Finding, Findings
from events.verify.receipts import BrokenReceipt, MalformedReceipt, Receipt, ReceiptsDue
from tests.events.tree.naive_tree import NaiveTree

SIZE = 9
TREE = NaiveTree(bytes([number]) for number in range(SIZE))
RECEIPTS = [Receipt(position, leaf) for position, leaf in enumerate(TREE.hashes)]


def hash_at(level: int, index: int) -> bytes:
    """The hash of a complete subtree."""
    return TREE.mth(index << level, (index + 1) << level)


def taken() -> tuple[ReceiptsDue, Findings]:
    """A receipt for every entry, which the entries bear out."""
    findings = Findings()
    due = ReceiptsDue(findings, RECEIPTS)
    for position, leaf in enumerate(TREE.hashes):
        due.take(position, leaf, ())
    return due, findings


def test_every_receipt_is_proved_under_the_root_over_its_leaf() -> None:
    due, findings = taken()
    due.prove(SIZE, TREE.root(SIZE), hash_at)
    assert (due.held(SIZE), findings.first) == (RECEIPTS, [])


def test_no_receipt_is_proved_under_another_root() -> None:
    due, findings = taken()
    due.prove(SIZE, TREE.root(SIZE - 1), hash_at)
    assert due.held(SIZE) == []
    assert sorted(found.position for found in findings.first if found.position is not None) == [
        *range(SIZE)
    ]
    assert {found.finding for found in findings.first} == {Finding.DAMAGED}


def test_another_leaf_than_the_receipt_says_is_another_history() -> None:
    findings = Findings()
    due = ReceiptsDue(findings, [RECEIPTS[4]])
    due.take(4, TREE.hashes[5], ())
    (found,) = findings.first
    assert isinstance(found, BrokenReceipt)
    assert (found.finding, found.position) == (Finding.FORK, 4)
    assert (found.receipt, found.held) == (TREE.hashes[4], TREE.hashes[5])
    assert due.held(SIZE) == due.uncovered(SIZE) == []


def test_the_hash_that_was_recorded_counts_where_bytes_were_changed_since() -> None:
    findings = Findings()
    due = ReceiptsDue(findings, [RECEIPTS[4]])
    due.take(4, TREE.hashes[5], (TREE.hashes[4],))
    assert (due.held(SIZE), findings.first) == ([RECEIPTS[4]], [])


def test_what_lies_beyond_the_head_waits_for_a_later_one() -> None:
    due, findings = taken()
    due.prove(4, TREE.root(4), hash_at)
    assert due.held(4) == RECEIPTS[:4]
    assert due.uncovered(4) == RECEIPTS[4:]
    assert findings.first == []


def test_what_cannot_be_proved_for_want_of_hashes_does_not_hold() -> None:
    due, _ = taken()

    def missing(level: int, index: int) -> bytes:
        raise LookupError("no such tile")

    with pytest.raises(LookupError):
        due.prove(SIZE, TREE.root(SIZE), missing)
    assert due.held(SIZE) == []


@pytest.mark.parametrize("text", ["", "4", "4  " + "ab" * 32, "04 " + "ab" * 32, "4 " + "AB" * 32])
def test_other_words_are_no_receipt(text: str) -> None:
    with pytest.raises(MalformedReceipt):
        Receipt.parse(text)
    assert Receipt.parse(f"4 {'ab' * 32}") == Receipt(4, b"\xab" * 32)
