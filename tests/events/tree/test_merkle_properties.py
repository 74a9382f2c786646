"""Whatever the leaves, our tree and the definition of RFC 6962 agree, and no proof serves twice."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.tree.merkle_tree import (
    EMPTY_ROOT,
    HashAt,
    InvalidProof,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    range_hash,
    root_hash,
    split,
    verify_consistency,
    verify_inclusion,
)
from events.tree.tiles import TileHashes
from tests.events.tree.naive_tree import NaiveTree, cut

LARGEST = 1_200
LEAVES = NaiveTree(b"leaf %d" % number for number in range(LARGEST))
sizes = st.integers(1, LARGEST) | st.sampled_from([1, 2, 255, 256, 257, 511, 512, 513, 1_024])
few_leaves = st.lists(st.binary(max_size=3), max_size=24)


def out_of_tiles(size: int) -> HashAt:
    """The tree of a size, read out of tiles by C2SP's formula."""
    return TileHashes(lambda level, number: LEAVES.tile(level, number, size)).at


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    """(index, size): a leaf and a tree that holds it."""
    size = draw(sizes)
    return draw(st.integers(0, size - 1) | st.sampled_from([0, size // 2, size - 1])), size


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    """(old, new): two sizes of the tree, the second not below the first."""
    new = draw(sizes)
    return draw(st.integers(1, new) | st.sampled_from([1, 1 << (new.bit_length() - 1), new])), new


@given(sizes)
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    assert root_hash(size, out_of_tiles(size)) == LEAVES.root(size)


def test_the_empty_root_is_the_one_of_the_definition() -> None:
    assert root_hash(0, out_of_tiles(0)) == EMPTY_ROOT == LEAVES.root(0)


@given(places())
def test_an_inclusion_proof_is_the_one_of_the_definition_and_verifies(
    place: tuple[int, int],
) -> None:
    index, size = place
    proof = inclusion_proof(index, size, out_of_tiles(size))
    assert proof == LEAVES.path(index, size)
    verify_inclusion(index, size, LEAVES.hashes[index], proof, LEAVES.root(size))


@given(growths())
def test_a_consistency_proof_is_the_one_of_the_definition_and_verifies(
    growth: tuple[int, int],
) -> None:
    old, new = growth
    proof = consistency_proof(old, new, out_of_tiles(new))
    assert proof == LEAVES.proof(old, new)
    verify_consistency(old, new, LEAVES.root(old), LEAVES.root(new), proof)


@given(few_leaves)
@settings(max_examples=40)
def test_every_proof_in_a_tree_of_any_leaves_verifies(leaves: list[bytes]) -> None:
    tree = NaiveTree(leaves)
    for size in range(1, len(leaves) + 1):
        for index in range(size):
            path = tree.path(index, size)
            verify_inclusion(index, size, tree.hashes[index], path, tree.root(size))
        for old in range(size + 1):
            proof = tree.proof(old, size) if old else []
            verify_consistency(old, size, tree.root(old), tree.root(size), proof)


@given(places(), st.data())
def test_a_proof_for_one_leaf_never_serves_another(
    place: tuple[int, int], data: st.DataObject
) -> None:
    index, size = place
    proof, root = LEAVES.path(index, size), LEAVES.root(size)
    other = data.draw(st.integers(0, size - 1))
    for where, leaf in ((index, other), (other, index), (other, other)):
        if (where, leaf) != (index, index):
            with pytest.raises(InvalidProof):
                verify_inclusion(where, size, LEAVES.hashes[leaf], proof, root)


@given(growths(), st.data())
def test_a_changed_leaf_has_no_consistency_proof(
    growth: tuple[int, int], data: st.DataObject
) -> None:
    old, new = growth
    changed = data.draw(st.integers(0, old - 1))
    rewritten = NaiveTree([])
    rewritten.hashes = list(LEAVES.hashes[:new])
    rewritten.hashes[changed] = hashlib.sha256(b"\0other").digest()
    for proof in (LEAVES.proof(old, new), rewritten.proof(old, new)):
        with pytest.raises(InvalidProof):
            verify_consistency(old, new, LEAVES.root(old), rewritten.root(new), proof)


@given(places(), st.lists(st.binary(min_size=32, max_size=32), max_size=12))
def test_made_up_hashes_prove_nothing(place: tuple[int, int], path: list[bytes]) -> None:
    index, size = place
    made_up = hashlib.sha256(b"made up").digest()
    with pytest.raises(InvalidProof):
        verify_inclusion(index, size, made_up, path, LEAVES.root(size))
    with pytest.raises(InvalidProof):
        verify_consistency(index + 1, size, made_up, LEAVES.root(size), path)


@given(st.integers(2, 1 << 62))
def test_trees_are_cut_where_the_definition_cuts_them(size: int) -> None:
    assert split(size) == cut(size)


@given(st.integers(1, 1 << 62), st.data())
def test_proofs_in_trees_of_any_size_are_short(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert len(inclusion_ranges(index, size)) <= size.bit_length()
    assert len(consistency_ranges(index + 1, size)) <= size.bit_length() + 1


@given(places())
def test_every_hash_of_a_proof_stands_for_its_range_of_leaves(place: tuple[int, int]) -> None:
    index, size = place
    ranges = inclusion_ranges(index, size)
    assert sorted([*ranges, (index, index + 1)])[0][0] == 0
    assert sum(end - start for start, end in ranges) == size - 1
    hash_at = out_of_tiles(size)
    for start, end in ranges:
        assert range_hash((start, end), hash_at) == LEAVES.mth(start, end)
