"""What a witness decides: each status of tlog-witness, in its order; the words of both sides."""

from dataclasses import replace

import pytest

from events.heads.checkpoint import Signature, SignedNote, sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, ML_DSA_44, SignerKey
from events.heads.tree_head import TreeHead, to_base64
from events.heads.witnessing import (
    AddCheckpoint,
    CheckpointRefused,
    decide,
)
from events.tree.merkle_tree import EMPTY_ROOT
from tests.worlds.memory_log import NOON, MemoryLog, key_named

LOG = MemoryLog()
TRUSTED = {LOG.key.name: [LOG.key.verifier]}
STRANGER = key_named("log.example/other")
ROTATED = key_named(LOG.key.name, ED25519, 1)


def refusal(
    request: AddCheckpoint, latest: TreeHead | None = None, *keys: SignerKey
) -> tuple[int, int | None]:
    """Status and told size of a refusal."""
    trusted = {LOG.key.name: [key.verifier for key in keys]} if keys else TRUSTED
    with pytest.raises(CheckpointRefused) as refused:
        decide(latest, trusted, request)
    assert refused.value.reason
    return refused.value.status, refused.value.size


# --- 200 ---


@pytest.mark.parametrize("new", [0, 1, 2, 7, 8, 255, 256, 257])
def test_the_first_checkpoint_of_a_log_needs_no_proof(new: int) -> None:
    assert decide(None, TRUSTED, LOG.request(0, new)) == LOG.checkpoint(new)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 3), (7, 8), (8, 13), (64, 65), (99, 300)])
def test_a_continuation_is_accepted(old: int, new: int) -> None:
    assert decide(LOG.head(old), TRUSTED, LOG.request(old, new)) == LOG.checkpoint(new)


def test_an_empty_tree_is_cosigned_again_and_grows() -> None:
    for size in (0, 5):
        assert decide(LOG.head(0), TRUSTED, LOG.request(0, size)) == LOG.checkpoint(size)


def test_only_the_trusted_keys_signatures_are_kept() -> None:
    note = LOG.checkpoint(5, [STRANGER, LOG.key, ROTATED, LOG.key])
    found = decide(None, TRUSTED, AddCheckpoint(0, (), note))
    assert found == LOG.checkpoint(5)
    both = {LOG.key.name: [LOG.key.verifier, ROTATED.verifier]}
    assert decide(None, both, AddCheckpoint(0, (), note)).signatures == (
        note.signatures[1],
        note.signatures[2],
    )


@pytest.mark.parametrize("kind", [ED25519, COSIGNATURE, ML_DSA_44])
def test_a_log_may_sign_with_any_kind_of_key(kind: int) -> None:
    log = MemoryLog(key_named("log.example/readiness", kind))
    trusted = {log.key.name: [log.key.verifier]}
    assert decide(log.head(4), trusted, log.request(4, 6)).head == log.head(6)


def test_extension_lines_are_kept_as_signed() -> None:
    text = LOG.head(3).text + "extension\n"
    note = SignedNote(text, (signature_by(LOG.key, text, NOON),))
    assert decide(LOG.head(3), TRUSTED, AddCheckpoint(3, (), note)).text == text


# --- 400, 403, 404 ---


def test_an_unknown_origin_is_not_found() -> None:
    note = sign_head(TreeHead("log.example/unknown", 3, LOG.head(3).root), [LOG.key], NOON)
    assert refusal(AddCheckpoint(0, (), note)) == (404, None)
    # An origin may look like no key's name at all: tlog-checkpoint only advises against it.
    spaced = "log of somebody else+\n3\n" + to_base64(EMPTY_ROOT) + "\n"
    note = SignedNote(spaced, (signature_by(LOG.key, spaced, NOON),))
    assert refusal(AddCheckpoint(0, (), note)) == (404, None)


def test_the_key_of_one_log_does_not_sign_for_another() -> None:
    trusted = TRUSTED | {STRANGER.name: [STRANGER.verifier]}
    note = sign_head(LOG.head(3), [STRANGER], NOON)
    with pytest.raises(CheckpointRefused) as refused:
        decide(None, trusted, AddCheckpoint(0, (), note))
    assert refused.value.status == 403


def test_without_a_trusted_signature_it_is_forbidden() -> None:
    note = LOG.checkpoint(3, [ROTATED])
    assert refusal(AddCheckpoint(0, (), note)) == (403, None)


def test_a_trusted_keys_false_signature_is_forbidden_even_beside_a_good_one() -> None:
    good = LOG.checkpoint(3)
    false = LOG.checkpoint(4).signatures[0]
    assert refusal(AddCheckpoint(0, (), SignedNote(good.text, (false,)))) == (403, None)
    for signatures in ((*good.signatures, false), (false, *good.signatures)):
        assert refusal(AddCheckpoint(0, (), SignedNote(good.text, signatures))) == (403, None)
    both = LOG.checkpoint(3, [LOG.key, ROTATED])
    bent = replace(both.signatures[1], value=bytes(64))
    mixed = SignedNote(both.text, (both.signatures[0], bent))
    assert refusal(AddCheckpoint(0, (), mixed), None, LOG.key, ROTATED) == (403, None)


def test_a_false_signature_of_an_unknown_key_is_ignored() -> None:
    good = LOG.checkpoint(3)
    for odd in (
        Signature(LOG.key.name, b"\x00\x00\x00\x00", bytes(64)),
        Signature("elsewhere.example", LOG.key.verifier.id, bytes(64)),
    ):
        noted = SignedNote(good.text, (odd, *good.signatures))
        assert decide(None, TRUSTED, AddCheckpoint(0, (), noted)) == good


def test_an_old_size_above_the_checkpoints_is_a_bad_request_even_if_it_is_the_latest() -> None:
    request = AddCheckpoint(7, (), LOG.checkpoint(5))
    assert refusal(request, LOG.head(7)) == (400, None)
    assert refusal(request, None) == (400, None)


@pytest.mark.parametrize(
    "text",
    [
        f"{LOG.key.name}\n05\n{to_base64(EMPTY_ROOT)}\n",
        f"{LOG.key.name}\n5\n{to_base64(EMPTY_ROOT[:31])}\n",
        f"{LOG.key.name}\n5\n",
        f"{LOG.key.name}\n-1\n{to_base64(EMPTY_ROOT)}\n",
        f"{LOG.key.name}\n5\n{to_base64(EMPTY_ROOT)}\n\n",
        f"{LOG.key.name}\n",
    ],
)
def test_a_known_logs_signed_text_that_is_no_checkpoint_is_a_bad_request(text: str) -> None:
    note = SignedNote(text, (signature_by(LOG.key, text, NOON),))
    assert refusal(AddCheckpoint(0, (), note)) == (400, None)


# --- 409, 422 ---


def test_two_heads_of_one_size_are_evidence_and_a_failing_proof_is_not() -> None:
    held = LOG.head(7)
    for asked, is_evidence in (
        (LOG.fork(5).request(7, 7), True),
        (LOG.fork(5).request(7, 9), False),
        (AddCheckpoint(7, (b"\x07" * 32,), LOG.checkpoint(9)), False),
        (AddCheckpoint(7, (b"\x07" * 32,), LOG.checkpoint(7)), False),
    ):
        with pytest.raises(CheckpointRefused) as refused:
            decide(held, TRUSTED, asked)
        assert (refused.value.status, refused.value.is_evidence) == (422, is_evidence)


@pytest.mark.parametrize(
    ("held", "old", "new"), [(0, 1, 5), (5, 0, 5), (5, 0, 9), (5, 4, 9), (5, 6, 9), (5, 3, 4)]
)
def test_another_old_size_is_a_conflict_and_the_right_one_is_told(
    held: int, old: int, new: int
) -> None:
    latest = LOG.head(held) if held else None
    assert refusal(LOG.request(old, new), latest) == (409, held)


def test_the_conflict_comes_before_the_proof() -> None:
    request = replace(LOG.request(4, 9), proof=(bytes(32),))
    assert refusal(request, LOG.head(5)) == (409, 5)


def test_an_empty_tree_has_one_root_only() -> None:
    note = sign_head(TreeHead(LOG.key.name, 0, bytes(32)), [LOG.key], NOON)
    assert refusal(AddCheckpoint(0, (), note)) == (422, None)


def test_a_proof_from_nothing_is_unprocessable() -> None:
    request = replace(LOG.request(0, 9), proof=(bytes(32),))
    assert refusal(request) == (422, None)
    assert refusal(replace(LOG.request(0, 0), proof=(bytes(32),))) == (422, None)


def test_another_root_at_the_same_size_is_unprocessable() -> None:
    assert refusal(LOG.fork(4).request(5, 5), LOG.head(5)) == (422, None)
    assert refusal(replace(LOG.request(5, 5), proof=(bytes(32),)), LOG.head(5)) == (422, None)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (5, 9), (8, 9), (64, 300)])
def test_a_fork_cannot_be_shown_to_be_a_continuation(old: int, new: int) -> None:
    fork = LOG.fork(old - 1)
    assert refusal(fork.request(old, new), LOG.head(old)) == (422, None)
    own_proof = replace(fork.request(old, new), proof=LOG.request(old, new).proof)
    assert refusal(own_proof, LOG.head(old)) == (422, None)


def test_every_change_of_a_proof_is_noticed() -> None:
    good = LOG.request(5, 9)
    for place, item in enumerate(good.proof):
        bent = bytes([item[0] ^ 1]) + item[1:]
        before, after = good.proof[:place], good.proof[place + 1 :]
        assert refusal(replace(good, proof=(*before, bent, *after)), LOG.head(5))[0] == 422
        assert refusal(replace(good, proof=(*before, *after)), LOG.head(5))[0] == 422
        assert refusal(replace(good, proof=(*before, item, item, *after)), LOG.head(5))[0] == 422


def test_the_known_log_is_looked_for_before_the_signature_and_that_before_the_sizes() -> None:
    unknown = sign_head(TreeHead("log.example/unknown", 3, bytes(32)), [STRANGER], NOON)
    assert refusal(AddCheckpoint(9, (bytes(32),), unknown), LOG.head(5))[0] == 404
    unsigned = LOG.checkpoint(3, [STRANGER])
    assert refusal(AddCheckpoint(9, (bytes(32),), unsigned), LOG.head(5))[0] == 403


# --- the request's body ---


# --- the answers, as the log reads them ---
