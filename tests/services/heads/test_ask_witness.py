"""The log's side: what witnesses of every sort answer, and what the log makes of it."""

import pytest
from structlog.testing import capture_logs

from events.heads.checkpoint import signature_by
from events.heads.note_keys import ED25519, ML_DSA_44, VerifierKey
from events.heads.witnessing import AddCheckpoint
from services.heads.ask_witness import MAX_RESPONSE
from tests.services.heads.answering_witness import (
    LOG,
    W1,
    Answer,
    Answering,
    Witness,
    ask_witnesses,
    asked_one,
    cosigning,
    failure,
    honest,
    of,
)
from tests.worlds.memory_log import NOON, key_named, witness_key

# --- what goes well ---


@pytest.mark.parametrize("kind", [4, ML_DSA_44])
def test_a_cosignature_comes_back_verified_and_the_size_is_remembered(kind: int) -> None:
    signer = witness_key(1, kind)
    known: dict[VerifierKey, int] = {}
    with Witness(honest(signer)) as witness:
        policy = of((signer, witness.url))
        for old, size in ((0, 5), (5, 9), (9, 9)):
            found = ask_witnesses(policy, LOG.checkpoint(size), LOG.prove, known)
            assert found.failures == ()
            assert [(item.key, item.seconds) for item in found.cosignatures] == [
                (signer.verifier, NOON)
            ]
            assert witness.asked[-1].old == old
            assert known == {signer.verifier: size}
            note = LOG.checkpoint(size).with_signatures([found.cosignatures[0].signature])
            assert policy.is_witnessed(policy.cosigners(note))
    assert len(witness.asked) == 3


@pytest.mark.parametrize(("held", "size"), [(4, 9), (9, 9), (8, 9)])
def test_a_witness_that_holds_more_than_we_knew_is_asked_again_from_there(
    held: int, size: int
) -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(honest(W1, LOG.head(held))) as witness:
        found = asked_one(witness.url, size, known)
    assert [item.key for item in found.cosignatures] == [W1.verifier]
    assert [item.old for item in witness.asked] == [0, held]
    assert known == {W1.verifier: size}


def test_a_witness_that_has_forgotten_is_asked_from_nothing() -> None:
    with Witness(honest(W1)) as witness:
        found = asked_one(witness.url, 9, {W1.verifier: 7})
    assert len(found.cosignatures) == 1
    assert [item.old for item in witness.asked] == [7, 0]


def test_an_older_checkpoint_than_the_witness_holds_is_asked_for_at_its_own_size() -> None:
    with Witness(honest(W1, LOG.head(30))) as witness:
        found = asked_one(witness.url, 9, {W1.verifier: 30})
    assert [item.old for item in witness.asked] == [9]
    assert found.failures[0].larger == 30


def test_what_goes_wrong_in_making_a_proof_is_the_callers_own() -> None:
    def prove(old: int, new: int) -> list[bytes]:
        raise OSError("the log cannot be read")

    with Witness(honest(W1)) as witness, pytest.raises(OSError, match="cannot be read"):
        ask_witnesses(of((W1, witness.url)), LOG.checkpoint(9), prove, {W1.verifier: 4})


def test_a_prefix_may_have_a_path() -> None:
    with Witness(honest(W1)) as witness:
        assert asked_one(f"{witness.url}/saksi/p%C3%A9/").cosignatures
        assert asked_one(f"{witness.url}/pé").cosignatures
    assert set(witness.paths) == {"/saksi/p%C3%A9/add-checkpoint", "/p%C3%A9/add-checkpoint"}


def test_signatures_of_unknown_keys_are_ignored() -> None:
    strangers = [witness_key(2), key_named(W1.name, 4, 9), key_named(W1.name, ED25519)]
    with Witness(cosigning(*strangers, W1)) as witness:
        assert [item.key for item in asked_one(witness.url).cosignatures] == [W1.verifier]
    with Witness(cosigning(*strangers)) as witness:
        assert "without a cosignature" in failure(asked_one(witness.url))


# --- what goes badly ---


def test_a_longer_history_than_ours_is_told_loudly() -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(honest(W1, LOG.head(30))) as witness, capture_logs() as told:
        found = asked_one(witness.url, 9, known)
    assert "longer history" in failure(found)
    assert found.failures[0].larger == 30
    assert len(witness.asked) == 1
    assert known == {}
    assert [(item["log_level"], item["event"], item["held"]) for item in told] == [
        ("error", "witness_holds_longer_history", 30)
    ]


def test_a_refused_history_is_told_loudly() -> None:
    fork = LOG.fork(3)
    with Witness(honest(W1, LOG.head(5))) as witness, capture_logs() as told:
        found = ask_witnesses(of((W1, witness.url)), fork.checkpoint(9), fork.prove, {})
    assert failure(found) == "answered 422"
    assert [(item["log_level"], item["event"]) for item in told] == [
        ("error", "witness_refuses_history")
    ]


def test_a_witness_that_never_agrees_on_a_size_is_left_alone() -> None:
    with Witness(lambda asked: (409, b"%d\n" % (asked.old + 1))) as witness:
        assert failure(asked_one(witness.url)) == "answered 409"
    assert len(witness.asked) == 2


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 400, 403, 404, 422, 500, 503])
def test_any_other_status_is_a_failure_and_no_redirect_is_followed(status: int) -> None:
    with Witness(honest(W1)) as other:
        to = [("location", f"{other.url}/add-checkpoint")]
        body = b"" if status == 204 else b"<b>words</b>"
        with Witness(lambda _: (status, body), to) as witness:
            assert failure(asked_one(witness.url)) == f"answered {status}"
    assert other.asked == []


def lying(asked: AddCheckpoint) -> Answer:
    return 200, signature_by(W1, LOG.head(8).text, NOON).line.encode()


@pytest.mark.parametrize(
    ("answering", "reason"),
    [
        (lying, "does not verify"),
        (cosigning(W1, seconds=0), "without a cosignature"),
        (lambda _: (200, b""), "malformed"),
        (lambda _: (200, b"thank you\n"), "malformed"),
        (lambda _: (200, b"\xff\n"), "malformed"),
        (lambda _: (200, bytes(MAX_RESPONSE + 1)), "too long"),
        (lambda _: (409, b"soon\n"), "malformed"),
        (lambda _: (409, b"-1\n"), "malformed"),
        (lambda _: (409, b""), "malformed"),
    ],
)
def test_an_answer_that_is_worth_nothing_is_a_failure(answering: Answering, reason: str) -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(answering) as witness:
        assert reason in failure(asked_one(witness.url, known=known))
    assert known == {}
