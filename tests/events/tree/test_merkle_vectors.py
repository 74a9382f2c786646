"""The whole of tests/data/merkle.json: what other people's libraries made, made and verified."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pytest

from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import SignedNote, sign_head, signature_by, tlog_proof
from events.heads.note_keys import (
    COSIGNATURE,
    ED25519,
    ML_DSA_44,
    SIGNATURE_BYTES,
    SignerKey,
    VerifierKey,
    signed_bytes,
)
from events.heads.tree_head import TreeHead, from_base64
from events.tree.merkle_tree import (
    consistency_proof,
    inclusion_proof,
    root_hash,
    verify_consistency,
    verify_inclusion,
)
from events.tree.tiles import (
    WIDTH,
    Tile,
    TileHashes,
    bundle,
    entries_of,
    hashes_of,
    parse_tile_path,
    perfect_root,
)
from tests.events.tree.vectors import TREES, VECTORS, counter_leaf, hashes_above, unhex

every_tree = pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree["name"].split()[0])
every_checkpoint = pytest.mark.parametrize("vector", VECTORS["checkpoints"])


def test_no_part_of_the_vectors_is_left_out() -> None:
    assert VECTORS.keys() == {
        "provenance",
        "trees",
        "checkpoints",
        "tile_paths",
        "counter_leaf_trees",
        "cosignatures",
        "mldsa_cosignatures",
        "tlog_proofs",
    }


class TestTrees:
    @every_tree
    def test_leaf_hashes(self, tree: dict[str, Any]) -> None:
        made = [leaf_hash(leaf) for leaf in unhex(tree["leaves_hex"])]
        assert made == unhex(tree["leaf_hashes_hex"])

    @every_tree
    def test_the_root_of_every_size(self, tree: dict[str, Any]) -> None:
        hash_at = hashes_above(unhex(tree["leaf_hashes_hex"]))
        roots = unhex(tree["roots_hex_by_size"])
        assert [root_hash(size, hash_at) for size in range(9)] == roots

    @every_tree
    def test_every_inclusion_proof_is_made_and_verified(self, tree: dict[str, Any]) -> None:
        hash_at = hashes_above(unhex(tree["leaf_hashes_hex"]))
        assert len(tree["inclusion"]) == 36
        for one in tree["inclusion"]:
            path = unhex(one["path_hex"])
            leaf, root = unhex((one["leaf_hash_hex"], one["root_hex"]))
            assert inclusion_proof(one["index"], one["size"], hash_at) == path
            verify_inclusion(one["index"], one["size"], leaf, path, root)

    @every_tree
    def test_every_consistency_proof_is_made_and_verified(self, tree: dict[str, Any]) -> None:
        hash_at = hashes_above(unhex(tree["leaf_hashes_hex"]))
        assert len(tree["consistency"]) == 36
        for one in tree["consistency"]:
            path = unhex(one["path_hex"])
            old, new = one["old_size"], one["new_size"]
            old_root, new_root = unhex((one["old_root_hex"], one["new_root_hex"]))
            assert consistency_proof(old, new, hash_at) == path
            verify_consistency(old, new, old_root, new_root, path)

    @every_tree
    def test_entry_bundle_and_tile(self, tree: dict[str, Any]) -> None:
        leaves, hashes = unhex(tree["leaves_hex"]), unhex(tree["leaf_hashes_hex"])
        data, tile = unhex((tree["entry_bundle_hex"], tree["tile_0_hex"]))
        assert bundle(leaves) == data
        assert entries_of(data) == leaves
        assert b"".join(hashes) == tile
        assert hashes_of(tile) == hashes
        assert Tile(0, 0, 8).path == tree["tile_0_path"]
        assert Tile(None, 0, 8).path == tree["entry_bundle_path"]


class TestTiles:
    @pytest.mark.parametrize("vector", VECTORS["tile_paths"], ids=lambda one: one["path"])
    def test_paths_are_written_and_read(self, vector: dict[str, Any]) -> None:
        level = None if vector["level"] == -1 else vector["level"]
        tile = Tile(level, vector["index"], vector["width"])
        assert tile.path == vector["path"]
        assert parse_tile_path(vector["path"]) == tile

    @pytest.mark.parametrize(
        "vector", VECTORS["counter_leaf_trees"], ids=lambda one: str(one["size"])
    )
    def test_trees_over_counters(self, vector: dict[str, Any]) -> None:
        size = vector["size"]
        levels = [[leaf_hash(counter_leaf(number)) for number in range(size)]]
        while len(levels[-1]) >= WIDTH:
            row = levels[-1]
            full = range(0, len(row) - WIDTH + 1, WIDTH)
            levels.append([perfect_root(row[start : start + WIDTH]) for start in full])

        def read(level: int, index: int) -> Sequence[bytes]:
            return levels[level][index * WIDTH :][:WIDTH]

        assert root_hash(size, TileHashes(read).at).hex() == vector["root_hex"]
        for one, digest in zip(vector["tiles"], vector["tile_sha256_hex"], strict=True):
            tile = parse_tile_path(one["path"])
            assert tile == Tile(one["level"], one["index"], one["width"])
            assert tile.width_in(size) == one["width"]
            data = b"".join(read(one["level"], one["index"]))
            assert hashlib.sha256(data).hexdigest() == digest


class TestCheckpoints:
    @every_checkpoint
    def test_the_seed_gives_the_published_keys(self, vector: dict[str, Any]) -> None:
        key = SignerKey(vector["origin"], ED25519, bytes.fromhex(vector["ed25519_seed_hex"]))
        assert key.verifier.public.hex() == vector["ed25519_public_hex"]
        assert key.verifier.id.hex() == vector["key_id_hex"]
        assert str(key.verifier) == vector["vkey"]
        assert str(key) == vector["skey_go_note_format"]
        assert VerifierKey.parse(vector["vkey"]) == key.verifier
        assert SignerKey.parse(vector["skey_go_note_format"]) == key

    @every_checkpoint
    def test_the_seed_signs_the_same_bytes(self, vector: dict[str, Any]) -> None:
        key = SignerKey.parse(vector["skey_go_note_format"])
        head = TreeHead(vector["origin"], vector["size"], bytes.fromhex(vector["root_hex"]))
        assert head.text == vector["note_text"]
        assert str(sign_head(head, [key], seconds=0)) == vector["signed_note"]

    @every_checkpoint
    def test_they_are_read_and_verified(self, vector: dict[str, Any]) -> None:
        note = SignedNote.parse(vector["signed_note"])
        head = TreeHead(vector["origin"], vector["size"], bytes.fromhex(vector["root_hex"]))
        assert str(note) == vector["signed_note"]
        assert note.text == vector["note_text"]
        assert note.head == head
        key = VerifierKey.parse(vector["vkey"])
        (verified,) = note.verify([key])
        assert (verified.signature, verified.key, verified.seconds) == (
            note.signatures[0],
            key,
            None,
        )


class TestCosignatures:
    @pytest.mark.parametrize("vector", VECTORS["cosignatures"])
    def test_witnesses_sign_the_same_bytes(self, vector: dict[str, Any]) -> None:
        signed = SignedNote.parse(vector["signed_note"])
        log = SignedNote(signed.text, signed.signatures[:1])
        witnesses = [
            SignerKey(one["name"], COSIGNATURE, bytes.fromhex(one["seed_hex"]))
            for one in vector["witnesses"]
        ]
        assert [str(one.verifier) for one in witnesses] == [
            one["vkey"] for one in vector["witnesses"]
        ]
        made = [signature_by(witness, log.text, vector["time"]) for witness in witnesses]
        assert str(log.with_signatures(made)) == vector["signed_note"]

    @pytest.mark.parametrize("vector", VECTORS["cosignatures"])
    def test_they_are_verified_and_say_when(self, vector: dict[str, Any]) -> None:
        note = SignedNote.parse(vector["signed_note"])
        keys = [
            VerifierKey.parse(text)
            for text in (vector["log_vkey"], *(one["vkey"] for one in vector["witnesses"]))
        ]
        verified = note.verify(keys)
        assert note.head.size == vector["size"]
        assert [one.signature for one in verified] == list(note.signatures)
        assert [one.key for one in verified] == keys
        assert [one.seconds for one in verified] == [None, vector["time"], vector["time"]]


@pytest.mark.parametrize("vector", VECTORS["mldsa_cosignatures"])
class TestPostQuantumCosignatures:
    def test_the_seed_gives_the_published_key(self, vector: dict[str, Any]) -> None:
        published = VerifierKey.parse(vector["vkey"])
        key = SignerKey(published.name, ML_DSA_44, bytes.fromhex(vector["seed_hex"]))
        assert key.verifier == published
        assert SignerKey.parse(str(key)) == key

    def test_the_message_is_the_same_and_the_signature_fits(self, vector: dict[str, Any]) -> None:
        note, key = SignedNote.parse(vector["signed_note"]), VerifierKey.parse(vector["vkey"])
        (verified,) = note.verify([key])
        seconds = VECTORS["cosignatures"][0]["time"]
        assert verified.seconds == seconds
        message = signed_bytes(key.name, ML_DSA_44, note.text, seconds)
        assert message.hex() == vector["signed_message_hex"]

    def test_our_own_signature_fits_the_published_key(self, vector: dict[str, Any]) -> None:
        note, key = SignedNote.parse(vector["signed_note"]), VerifierKey.parse(vector["vkey"])
        signer = SignerKey(key.name, ML_DSA_44, bytes.fromhex(vector["seed_hex"]))
        own = SignedNote(note.text, (signature_by(signer, note.text, 1_767_225_601),))
        (verified,) = SignedNote.parse(str(own)).verify([key])
        assert verified.seconds == 1_767_225_601
        assert len(verified.signature.value) == 8 + SIGNATURE_BYTES[ML_DSA_44]


@pytest.mark.parametrize("vector", VECTORS["tlog_proofs"])
class TestTlogProofs:
    def test_the_text_is_the_same(self, vector: dict[str, Any]) -> None:
        index, path, checkpoint = read_tlog_proof(vector["proof"])
        assert tlog_proof(index, path, checkpoint) == vector["proof"]

    def test_it_proves_the_leaf(self, vector: dict[str, Any]) -> None:
        index, path, checkpoint = read_tlog_proof(vector["proof"])
        assert checkpoint.verify([VerifierKey.parse(vector["log_vkey"])])
        head, leaf = checkpoint.head, leaf_hash(bytes.fromhex(vector["leaf_hex"]))
        assert (index, head.size) == (4242, 70_000)
        verify_inclusion(index, head.size, leaf, path, head.root)


def read_tlog_proof(text: str) -> tuple[int, list[bytes], SignedNote]:
    """Index, audit path and checkpoint, as C2SP tlog-proof says how to read them."""
    top, checkpoint = text.split("\n\n", 1)
    match = re.fullmatch(r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]*)((?:\n\S+)*)", top)
    assert match
    return (
        int(match[1]),
        [from_base64(line) for line in match[2].split()],
        SignedNote.parse(checkpoint),
    )
