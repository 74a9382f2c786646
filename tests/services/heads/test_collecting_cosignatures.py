"""Cosignatures come in on a thread of its own, whatever witnesses do; the log never waits."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import SignerKey, VerifierKey
from events.heads.tree_head import TreeHead
from events.heads.witness_policy import PolicyGroup, PolicyWitness, WitnessPolicy
from events.heads.witnessing import AddCheckpoint
from events.log.checkpoint_store import save_cosignatures
from events.log.event_log import LogUnavailable
from services.heads import collect_cosignatures
from services.heads.collect_cosignatures import Collector
from tests.services.heads.answering_witness import Answer, Answering, Witness, honest
from tests.worlds.memory_log import witness_key
from tests.worlds.sealed_world import SealedWorld

PATIENCE = 30.0
W1, W2 = witness_key(1), witness_key(2)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SealedWorld]:
    with SealedWorld(tmp_path / "world") as world:
        yield world


def own_key(world: SealedWorld) -> VerifierKey:
    return world.keys.signers(world.origin)[0].verifier


def both_of(*witnesses: tuple[SignerKey, Witness]) -> WitnessPolicy:
    """The policy that wants the cosignatures of all of them."""
    found = tuple(
        PolicyWitness(key.name.encode(), key.verifier, witness.url) for key, witness in witnesses
    )
    group = PolicyGroup(b"all", len(found), tuple(item.name for item in found))
    return WitnessPolicy((), found, (group,), group.name)


@contextmanager
def collecting(world: SealedWorld, policy: WitnessPolicy) -> Iterator[Collector]:
    """The thread at work; closed in the end."""
    thread = Collector(world.log, world.proofs, policy)
    try:
        yield thread
    finally:
        thread.close()


def newest(world: SealedWorld) -> StoredCheckpoint:
    """The newest head with what is under it by now."""
    stored = world.proofs.checkpoint()
    assert stored is not None
    return stored


def signed(world: SealedWorld) -> StoredCheckpoint:
    """The newest head, signed if it was not yet."""
    world.sealed()
    return newest(world)


def sealed(world: SealedWorld) -> StoredCheckpoint:
    """A new head, one event later."""
    world.report()
    return signed(world)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what is to happen."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def sizes(witness: Witness) -> list[int]:
    """Of which sizes it was asked to cosign a head."""
    return [asked.note.head.size for asked in witness.asked]


def test_each_newest_head_is_cosigned_kept_and_shown(world: SealedWorld) -> None:
    with (
        Witness(honest(W1, log=own_key(world))) as first,
        Witness(honest(W2, log=own_key(world))) as second,
        collecting(world, policy := both_of((W1, first), (W2, second))) as thread,
    ):
        for _ in range(3):
            head = sealed(world)
            assert not policy.is_met_by(policy.cosigners(head.note))
            thread.offer(head)
            until(lambda: len(newest(world).cosignatures) == 2)
            assert policy.is_met_by(policy.cosigners(newest(world).note))
        assert [asked.old for asked in first.asked] == [0, *sizes(first)[:2]]


def test_a_head_is_sent_once_and_the_last_one_before_it_stops(world: SealedWorld) -> None:
    with Witness(honest(W1, log=own_key(world))) as witness:
        with collecting(world, both_of((W1, witness))) as thread:
            for _ in range(3):
                thread.offer(signed(world))
        assert sizes(witness) == [newest(world).signed.head.size]
        assert len(newest(world).cosignatures) == 1
        with collecting(world, both_of((W1, witness))) as again:
            again.offer(newest(world))
        assert len(witness.asked) == 1  # after a restart, too


def test_while_a_witness_thinks_the_log_goes_on_and_only_the_newest_head_is_sent(
    world: SealedWorld,
) -> None:
    thinking, answer_now = threading.Event(), threading.Event()
    willing = honest(W1, log=own_key(world))

    def slow(asked: AddCheckpoint) -> Answer:
        thinking.set()
        assert answer_now.wait(PATIENCE)
        return willing(asked)

    with Witness(slow) as witness:
        with collecting(world, both_of((W1, witness))) as thread:
            first = sealed(world)
            thread.offer(first)
            assert thinking.wait(PATIENCE)
            for _ in range(3):
                thread.offer(last := sealed(world))
            answer_now.set()
        assert sizes(witness) == [first.signed.head.size, last.signed.head.size]
        assert len(newest(world).cosignatures) == 1


def failing(times: int, then: Answering) -> Answering:
    """Out of order for so many requests."""
    left = [times]

    def answer(asked: AddCheckpoint) -> Answer:
        left[0] -= 1
        return (503, b"later\n") if left[0] >= 0 else then(asked)

    return answer


def test_a_witness_that_was_down_is_asked_again_by_itself(
    world: SealedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect_cosignatures, "REST", 0.02)
    answering = failing(3, honest(W1, log=own_key(world)))
    with (
        capture_logs() as told,
        Witness(answering) as witness,
        collecting(world, both_of((W1, witness))) as thread,
    ):
        thread.offer(sealed(world))
        until(lambda: len(newest(world).cosignatures) == 1)
    reasons = [(line["event"], line.get("reason")) for line in told]
    assert reasons == [("not_cosigned", "answered 503")]  # once, though it was tried thrice


def test_a_witness_that_is_down_rests_and_the_others_go_on(world: SealedWorld) -> None:
    with (
        Witness(failing(99, honest(W1))) as down,
        Witness(honest(W2, log=own_key(world))) as up,
        collecting(world, both_of((W1, down), (W2, up))) as thread,
    ):
        for _ in range(3):
            thread.offer(sealed(world))
            until(lambda: len(newest(world).cosignatures) == 1)
        assert (len(down.asked), len(up.asked)) == (1, 3)


def test_the_witnesses_are_asked_at_the_same_time(world: SealedWorld) -> None:
    everybody = threading.Barrier(2)

    def together(signer: SignerKey) -> Answering:
        answering = honest(signer, log=own_key(world))

        def answer(asked: AddCheckpoint) -> Answer:
            everybody.wait(PATIENCE)
            return answering(asked)

        return answer

    with (
        Witness(together(W1)) as first,
        Witness(together(W2)) as second,
        collecting(world, both_of((W1, first), (W2, second))) as thread,
    ):
        thread.offer(sealed(world))
        until(lambda: len(newest(world).cosignatures) == 2)


def test_a_witness_without_a_url_is_not_asked(world: SealedWorld) -> None:
    unknown = PolicyWitness(W2.name.encode(), W2.verifier, None)
    with Witness(honest(W1, log=own_key(world))) as reached, capture_logs() as told:
        policy = both_of((W1, reached))
        policy = WitnessPolicy((), (*policy.witnesses, unknown), policy.groups, policy.quorum)
        with collecting(world, policy) as thread:
            thread.offer(sealed(world))
            until(lambda: len(newest(world).cosignatures) == 1)
    assert told == []


def test_a_failure_on_our_side_is_told_and_ends_nothing(
    world: SealedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect_cosignatures, "REST", 0.02)
    failed = threading.Event()

    def fail_once(*arguments: object) -> None:
        if not failed.is_set():
            failed.set()
            raise LogUnavailable("the disk is full")
        save_cosignatures(*arguments)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(collect_cosignatures, "save_cosignatures", fail_once)
    with (
        capture_logs() as told,
        Witness(honest(W1, log=own_key(world))) as witness,
        collecting(world, both_of((W1, witness))) as thread,
    ):
        thread.offer(sealed(world))
        until(lambda: len(newest(world).cosignatures) == 1)
    reasons = [(line["event"], line["reason"]) for line in told]
    assert reasons == [("asking_failed", "the disk is full")]


def test_a_witness_that_has_seen_a_longer_history_is_told_loudly(world: SealedWorld) -> None:
    """The log was restored from an old copy, with its keys: nobody else could know."""
    longer = TreeHead(world.origin, 999, b"\x07" * 32)
    with (
        capture_logs() as told,
        Witness(honest(W1, longer, own_key(world))) as witness,
        collecting(world, both_of((W1, witness))) as thread,
    ):
        thread.offer(sealed(world))
        until(lambda: bool(told))
    assert (told[0]["event"], told[0]["log_level"], told[0]["held"]) == (
        "witness_holds_longer_history",
        "error",
        999,
    )
    assert newest(world).cosignatures == ()
