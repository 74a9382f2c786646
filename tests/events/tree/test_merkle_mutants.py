"""Proofs that were tampered with: whatever is changed in the vectors' proofs, they prove nothing.

What a proof alone cannot show is a wrong size beside the right root, where the path has the same
shape in both trees: size and root belong together, which is why a checkpoint signs both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import SignedNote
from events.heads.tree_head import from_base64
from events.tree.merkle_tree import (
    EMPTY_ROOT,
    InvalidProof,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    verify_consistency,
    verify_inclusion,
)
from tests.events.tree.vectors import TREES, VECTORS, unhex

OTHER = b"\xa5" * 32
SIZES = range(1, 9)


@dataclass(frozen=True)
class Inclusion:
    """An inclusion proof with everything it is verified against."""

    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes

    def verify(self) -> None:
        verify_inclusion(self.index, self.size, self.leaf, self.path, self.root)


@dataclass(frozen=True)
class Consistency:
    """A consistency proof with everything it is verified against."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    path: tuple[bytes, ...]

    def verify(self) -> None:
        verify_consistency(self.old, self.new, self.old_root, self.new_root, self.path)


def vector_inclusions() -> list[Inclusion]:
    short = [
        Inclusion(
            one["index"],
            one["size"],
            bytes.fromhex(one["leaf_hash_hex"]),
            tuple(unhex(one["path_hex"])),
            bytes.fromhex(one["root_hex"]),
        )
        for tree in TREES
        for one in tree["inclusion"]
    ]
    vector = VECTORS["tlog_proofs"][0]
    top, checkpoint = vector["proof"].split("\n\n", 1)
    head = SignedNote.parse(checkpoint).head
    path = tuple(from_base64(line) for line in top.split("\n")[2:])
    leaf = leaf_hash(bytes.fromhex(vector["leaf_hex"]))
    return [*short, Inclusion(4242, head.size, leaf, path, head.root)]


def vector_consistencies() -> list[Consistency]:
    return [
        Consistency(
            one["old_size"],
            one["new_size"],
            bytes.fromhex(one["old_root_hex"]),
            bytes.fromhex(one["new_root_hex"]),
            tuple(unhex(one["path_hex"])),
        )
        for tree in TREES
        for one in tree["consistency"]
    ]


INCLUSIONS, CONSISTENCIES = vector_inclusions(), vector_consistencies()


def flipped(data: bytes) -> Iterator[bytes]:
    """The same bytes with one bit changed, for each bit."""
    number = int.from_bytes(data, "big")
    return ((number ^ 1 << bit).to_bytes(len(data), "big") for bit in range(8 * len(data)))


def bent(path: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """The same path with a hash too many, too few, in another place, or of another length."""
    for at in range(len(path) + 1):
        yield (*path[:at], OTHER, *path[at:])
    for at, item in enumerate(path):
        yield path[:at] + path[at + 1 :]
        yield (*path[:at], item, *path[at:])
        for other in (b"", item[:-1], item + b"\0", b"\0" + item, item + item):
            yield (*path[:at], other, *path[at + 1 :])
    for at in range(len(path) - 1):
        one, two = path[at : at + 2]
        for pair in ((two, one), (one[1:], two + one[:1]), (one + two[:1], two[1:])):
            yield (*path[:at], *pair, *path[at + 2 :])


def bits_of(path: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """The same path with one bit changed, for each bit."""
    for at, item in enumerate(path):
        for other in flipped(item):
            yield (*path[:at], other, *path[at + 1 :])


def assert_refused(*mutants: Inclusion | Consistency) -> None:
    for mutant in mutants:
        try:
            mutant.verify()
        except InvalidProof:
            continue
        pytest.fail(f"accepted: {mutant}")


def test_the_originals_are_proofs() -> None:
    assert (len(INCLUSIONS), len(CONSISTENCIES)) == (73, 72)
    for inclusion in INCLUSIONS:
        inclusion.verify()
    for consistency in CONSISTENCIES:
        consistency.verify()


class TestInclusion:
    def test_every_flipped_bit_of_every_hash_is_refused(self) -> None:
        for one in INCLUSIONS:
            assert_refused(*(replace(one, path=path) for path in bits_of(one.path)))

    def test_every_flipped_bit_of_leaf_and_root_is_refused(self) -> None:
        for one in INCLUSIONS:
            assert_refused(*(replace(one, leaf=leaf) for leaf in flipped(one.leaf)))
            assert_refused(*(replace(one, root=root) for root in flipped(one.root)))

    def test_surplus_missing_swapped_and_misshapen_hashes_are_refused(self) -> None:
        for one in INCLUSIONS:
            assert_refused(*(replace(one, path=path) for path in bent(one.path)))

    def test_a_leaf_or_a_root_of_another_length_is_refused(self) -> None:
        for one in INCLUSIONS:
            assert_refused(replace(one, leaf=one.leaf[:-1]), replace(one, root=one.root[:-1]))
            assert_refused(replace(one, leaf=one.leaf + b"\0"), replace(one, root=b""))

    def test_a_border_between_leaf_and_path_that_was_moved_is_refused(self) -> None:
        """Though the bytes that are hashed stay the same."""
        for one in INCLUSIONS:
            for first in one.path[:1]:
                longer, shorter = one.leaf + first[:1], one.leaf[:-1]
                assert_refused(
                    replace(one, leaf=longer, path=(first[1:], *one.path[1:])),
                    replace(one, leaf=shorter, path=(one.leaf[-1:] + first, *one.path[1:])),
                    replace(one, leaf=one.leaf[1:], path=(first + one.leaf[:1], *one.path[1:])),
                )

    def test_every_other_index_is_refused(self) -> None:
        for one in INCLUSIONS[:-1]:
            wrong = {*range(-2, one.size + 3), 2**64 + one.index} - {one.index}
            assert_refused(*(replace(one, index=index) for index in wrong))
        long = INCLUSIONS[-1]
        near = (4241, 4243, -1, 0, 4242 ^ 1 << 16, long.size - 1, long.size, 2**80)
        assert_refused(*(replace(long, index=index) for index in near))

    def test_a_tree_that_ends_before_the_leaf_is_refused(self) -> None:
        for one in INCLUSIONS:
            assert_refused(*(replace(one, size=size) for size in (one.index, 0, -1, -one.size)))

    @pytest.mark.parametrize("nth", [0, 1])
    def test_the_head_of_every_other_size_is_refused(self, nth: int) -> None:
        roots = roots_of(TREES[nth])
        for one in INCLUSIONS[36 * nth : 36 * (nth + 1)]:
            others = [size for size in SIZES if size != one.size]
            assert_refused(*(replace(one, size=size, root=roots[size]) for size in others))

    def test_a_wrong_size_is_refused_unless_the_path_has_the_same_shape_in_it(self) -> None:
        for one in INCLUSIONS[:-1]:
            for size in set(range(40)) - {one.size}:
                wrong = replace(one, size=size)
                if one.index < size and shape(one.index, size) == shape(one.index, one.size):
                    wrong.verify()
                else:
                    assert_refused(wrong)

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (6, 5), (-1, 5), (0, -1)])
    def test_none_is_made_of_a_leaf_outside_the_tree(self, index: int, size: int) -> None:
        with pytest.raises(ValueError, match="not in a tree"):
            inclusion_proof(index, size, nothing_read)


class TestConsistency:
    def test_every_flipped_bit_of_every_hash_is_refused(self) -> None:
        for one in CONSISTENCIES:
            assert_refused(*(replace(one, path=path) for path in bits_of(one.path)))

    def test_every_flipped_bit_of_either_root_is_refused(self) -> None:
        for one in CONSISTENCIES:
            assert_refused(*(replace(one, old_root=root) for root in flipped(one.old_root)))
            assert_refused(*(replace(one, new_root=root) for root in flipped(one.new_root)))

    def test_surplus_missing_swapped_and_misshapen_hashes_are_refused(self) -> None:
        for one in CONSISTENCIES:
            assert_refused(*(replace(one, path=path) for path in bent(one.path)))

    def test_every_other_old_size_is_refused(self) -> None:
        for one in CONSISTENCIES:
            wrong = set(range(-2, one.new + 3)) - {one.old}
            assert_refused(*(replace(one, old=size) for size in wrong))

    @pytest.mark.parametrize("nth", [0, 1])
    def test_every_other_pair_of_heads_is_refused(self, nth: int) -> None:
        """But for proofs of nothing: of a tree with itself, whatever its size."""
        roots = roots_of(TREES[nth])
        for one in CONSISTENCIES[36 * nth : 36 * (nth + 1)]:
            others = {(old, new) for new in SIZES for old in range(1, new + 1)}
            others -= {(one.old, one.new)} | (
                set() if one.path else {(size, size) for size in SIZES}
            )
            assert_refused(
                *(
                    replace(one, old=old, new=new, old_root=roots[old], new_root=roots[new])
                    for old, new in sorted(others)
                )
            )

    def test_another_trees_root_is_refused(self) -> None:
        foreign = roots_of(TREES[1])
        for one in CONSISTENCIES[:36]:
            assert_refused(replace(one, old_root=foreign[one.old]))
            assert_refused(replace(one, new_root=foreign[one.new]))

    def test_a_wrong_new_size_is_refused_unless_the_path_has_the_same_shape_in_it(self) -> None:
        for one in CONSISTENCIES:
            for new in set(range(40)) - {one.new}:
                wrong = replace(one, new=new)
                if one.old < min(new, one.new) and bends(one.old, new) == bends(one.old, one.new):
                    wrong.verify()
                else:
                    assert_refused(wrong)

    def test_an_empty_tree_is_the_beginning_of_every_tree_without_a_proof(self) -> None:
        for root in roots_of(TREES[0])[1:]:
            Consistency(0, 5, EMPTY_ROOT, root, ()).verify()
            assert_refused(Consistency(0, 5, EMPTY_ROOT, root, (root,)))
            assert_refused(Consistency(0, 5, root, root, ()))

    def test_two_empty_trees_have_the_empty_root(self) -> None:
        Consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, ()).verify()
        assert_refused(
            Consistency(0, 0, EMPTY_ROOT, OTHER, ()), Consistency(0, 0, OTHER, OTHER, ())
        )

    @pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5), (0, 0), (1, 0), (-2, -1)])
    def test_none_is_made_for_what_is_no_beginning(self, old: int, new: int) -> None:
        with pytest.raises(ValueError, match="no consistency proof"):
            consistency_proof(old, new, nothing_read)


def roots_of(tree: dict[str, Any]) -> list[bytes]:
    return unhex(tree["roots_hex_by_size"])


def shape(index: int, size: int) -> list[bool]:
    """On which side of the leaf each hash of its path stands."""
    return [start > index for start, _ in inclusion_ranges(index, size)]


def bends(old: int, new: int) -> list[bool]:
    """On which side of the old tree's end each hash of a consistency proof stands."""
    return [start >= old for start, _ in consistency_ranges(old, new)]


def nothing_read(level: int, index: int) -> bytes:
    raise AssertionError("a refused proof reads nothing")
