"""An event that bears a signature: its bytes, fixed for ever, and the act that follows from it.

`tests/data/golden_signed_event.json` was written once; nothing makes it anew.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from events.facts.verdict import ClaimRejected
from events.format.canonical_bytes import (
    UnknownShape,
    UnreadableEvent,
    bytes_of,
    read_event,
    seal,
)
from events.format.canonical_json import canonical_json
from events.format.recorded_event import Assertion, SealedEvent
from events.format.signed_act import act_of, challenge_of, salts_of
from services.signing.passkey import AdmittedKey, Wrong, what_is_wrong
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import (
    POSITION,
    RECORDED_AT,
    STREAM_VERSION,
    counted_salts,
    draft_of,
    golden_entry,
)

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "golden_signed_event.json").read_text("utf-8")
)
LOG = bytes(range(32))
SIGNATURE = Assertion(**GOLDEN["assertion"])


def sealed_example(assertion: Assertion | None = SIGNATURE) -> SealedEvent:
    """The rejection of a claim, with or without its signature."""
    return seal(
        replace(draft_of(EXAMPLES[ClaimRejected.__name__]), assertion=assertion),
        position=POSITION,
        stream_version=STREAM_VERSION,
        recorded_at=RECORDED_AT,
        new_salt=counted_salts(),
        text_salt=salts_of("0" * 32),
    )


def test_a_signed_event_is_sealed_into_its_golden_bytes() -> None:
    assert golden_entry(sealed_example()) == GOLDEN["event"]


def test_golden_bytes_read_back_as_the_event_that_was_sealed() -> None:
    leaf, sealed = GOLDEN["event"]["leaf"].encode(), GOLDEN["event"]["sealed"].encode()
    event = read_event(leaf, sealed)
    assert event == sealed_example().event
    assert bytes_of(event, json.loads(sealed)[0], json.loads(leaf)["sealed"]) == (leaf, sealed)


def test_the_act_that_was_signed_follows_from_it_and_is_the_same_before_it_is_signed() -> None:
    act = act_of(sealed_example().event, LOG)
    assert act.decode() == GOLDEN["act"]
    assert challenge_of(act).hex() == GOLDEN["challenge"]
    assert act_of(sealed_example(None).event, LOG) == act


def test_the_golden_signature_is_by_the_golden_key_over_the_act_and_over_no_other() -> None:
    key = AdmittedKey(GOLDEN["publicKey"], GOLDEN["rpId"])
    challenge = bytes.fromhex(GOLDEN["challenge"])
    assert what_is_wrong(SIGNATURE, challenge, [key]) is None
    other = challenge_of(act_of(sealed_example().event, bytes(32)))
    assert what_is_wrong(SIGNATURE, other, [key]) is Wrong.ACT


def test_what_is_signed_needs_no_words_and_no_place() -> None:
    event = sealed_example().event
    elsewhere = replace(event, position=9, stream_version=8, leaf_hash=b"x" * 32)
    assert act_of(elsewhere, LOG) == act_of(event, LOG)
    assert "“ya”" not in GOLDEN["act"]
    nameless = replace(event, actor=replace(event.actor, name=None))
    assert act_of(nameless, LOG) == act_of(event, LOG)


def test_the_time_in_the_world_is_signed_where_it_is_not_that_of_recording() -> None:
    event = sealed_example().event
    assert "occurredAt" in json.loads(act_of(event, LOG))["open"]
    at_once = replace(event, occurred_at=event.recorded_at)
    assert "occurredAt" not in json.loads(act_of(at_once, LOG))["open"]


def _without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda closed: closed["assertion"].pop(name)


@pytest.mark.parametrize(
    "change",
    [
        _without("signature"),
        _without("clientData"),
        _without("authenticatorData"),
        lambda closed: closed.update(assertion="words"),
        lambda closed: closed.update(assertion=["words"]),
        lambda closed: closed["assertion"].update(signature=1),
    ],
)
def test_what_is_no_signature_is_no_event(change: Callable[[dict[str, Any]], object]) -> None:
    example = sealed_example()
    salt, closed = json.loads(example.sealed)
    change(closed)
    with pytest.raises(UnreadableEvent):
        read_event(example.leaf, canonical_json([salt, closed]))


def test_a_program_of_before_says_that_it_does_not_know_the_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So it asks to be upgraded, and accuses nobody."""
    monkeypatch.setattr("events.format.canonical_bytes.FORMATS", (1,))
    with pytest.raises(UnknownShape):
        read_event(sealed_example().leaf, sealed_example().sealed)
