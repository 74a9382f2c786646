"""Erasing on a real log: the words go by that way alone, and everything else is as it was."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from events.facts.erasure import PersonalDataErased
from events.format.canonical_bytes import leaf_hash, read_event
from events.format.recorded_event import NAME_PATH
from events.log.erasing import count_erasures, read_erasures
from events.log.log_queries import read_names, read_texts
from events.log.sqlite.event_log import FILE_NAME
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from tests.events.log.entries import contents
from tests.services.write.erasing import (
    KEPT,
    OTHER,
    OWNER,
    PERSON,
    REPORT,
    SECRET,
    disclosed,
    do,
    erase,
    erasures,
    first_report,
    propose,
    redact,
    refused_redaction,
    report,
)
from tests.worlds.replay import assert_sound
from tests.worlds.world import World, commitment_id


def test_a_redacted_text_leaves_the_disclosures_and_its_erasure_is_named(said: World) -> None:
    event, before = first_report(said), contents(said.log)
    at = redact(said, event)
    gone = set(before["disclosures"]) - set(contents(said.log)["disclosures"])
    assert [(row[0], row[1], row[3]) for row in gone] == [(event, "/note", SECRET)]
    assert erasures(said) == [(event, "/note", at)]
    with said.log.reading() as connection:
        assert read_erasures(connection, [event, event + 1]) == {event: ["/note"]}
        assert count_erasures(connection) == 1
        assert read_texts(connection, [(event, "/note")]) == {}


def test_the_names_of_a_person_go_wherever_the_person_acted(said: World) -> None:
    places = {(e.position, NAME_PATH) for e in said.events() if e.actor.person == PERSON}
    before = disclosed(said)
    assert len(places) == 2
    assert places < before
    at = erase(said)
    assert before - disclosed(said) == places
    assert erasures(said) == sorted((*place, at) for place in places)
    with said.log.reading() as connection:
        assert read_names(connection, [PERSON, OTHER]) == {OTHER: "Nama-lain"}
    assert said.events()[at].fact == PersonalDataErased(person=PERSON)


def test_bytes_hashes_and_columns_of_every_event_stay_as_they_were(said: World) -> None:
    events, before = contents(said.log)["events"], said.events()
    redact(said, first_report(said))
    erase(said)
    after = contents(said.log)["events"]
    assert after[: len(events)] == events
    assert said.events()[: len(before)] == before
    for position, leaf, sealed, digest, *_ in after:
        assert leaf_hash(leaf) == digest
        assert hashlib.sha256(sealed).hexdigest().encode() in leaf
        assert read_event(leaf, sealed).position == position


def test_the_present_is_the_fold_of_the_log_before_and_after(said: World) -> None:
    assert_sound(said)
    before = said.occasion()
    redact(said, first_report(said))
    erase(said)
    assert_sound(said)
    after = said.occasion()
    assert (after.occasion, after.commitments) == (before.occasion, before.commitments)
    said.close()
    with World(said.folder) as again:
        assert again.occasion() == after
        assert_sound(again)


def test_readings_reasons_and_names_are_redacted_one_by_one(said: World) -> None:
    noted = said.secretary(
        "discrepancyNote",
        code="X1",
        subject="rakor:psu/R1",
        field="heldOn",
        readings=["Rabu", SECRET],
    ).last.position
    event = first_report(said)
    places = {(noted, "/readings/1"), (event + 1, "/reason"), (event, NAME_PATH)}
    before = disclosed(said)
    for position, path in places:
        redact(said, position, path)
    assert places <= before
    assert not places & disclosed(said)
    assert {(noted, "/readings/0"), (event + 1, NAME_PATH)} <= disclosed(said)


def test_the_words_of_a_proposal_can_be_redacted_too(said: World) -> None:
    proposal = propose(said, first_report(said))
    redact(said, proposal, "/legalBasis")
    assert (proposal, "/legalBasis") not in disclosed(said)
    assert refused_redaction(said, proposal) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM disclosures",
        "DELETE FROM disclosures WHERE position = {kept}",
        "DELETE FROM disclosures WHERE path = '/actor/name'",
        "UPDATE disclosures SET value = '' WHERE position = {kept}",
        "INSERT INTO disclosures VALUES ({erased}, '/note', 's', 'v')",
        "INSERT INTO disclosures VALUES ({erased}, '/comment', 's', 'v')",
        "INSERT OR REPLACE INTO disclosures VALUES ({erased}, '/note', 's', 'v')",
        "INSERT OR REPLACE INTO disclosures VALUES ({kept}, '/note', 's', 'v')",
        "INSERT INTO erasures VALUES ({kept}, '/note', {kept})",
        "INSERT INTO erasures VALUES ({kept}, '/note', {proposed})",
        "INSERT INTO erasures VALUES ({kept}, '/note', 0)",
        "INSERT INTO erasures VALUES ({kept}, '/note', 9999)",
        "INSERT INTO erasures VALUES ({kept}, '/note', NULL)",
        "INSERT INTO erasures VALUES ({erased}, '/note', {demanded})",
        "INSERT OR REPLACE INTO erasures VALUES ({erased}, '/note', {demanded})",
        "UPDATE erasures SET position = {kept}",
        "UPDATE OR REPLACE erasures SET erased_by = 0",
        "DELETE FROM erasures",
        "UPDATE accepted_commands SET salt = '', digest = '' WHERE first_position = {kept}",
        "UPDATE accepted_commands SET digest = 'x' WHERE first_position = {erased}",
        "UPDATE accepted_commands SET key = 'x' WHERE first_position = {erased}",
        "UPDATE accepted_commands SET salt = '', digest = '', last_position = 99"
        " WHERE first_position = {erased}",
    ],
)
def test_the_database_lets_no_text_go_or_come_back_without_its_event(
    said: World, statement: str
) -> None:
    event = first_report(said)
    demanded = redact(said, event)
    places = {"erased": event, "kept": event + 1, "demanded": demanded, "proposed": demanded - 1}
    before = contents(said.log)
    with closing(sqlite3.connect(said.folder / FILE_NAME, timeout=5)) as stranger:
        with pytest.raises(sqlite3.IntegrityError):
            stranger.execute(statement.format(**places))
        stranger.commit()
    assert contents(said.log) == before


def test_a_forgotten_fingerprint_is_no_match(said: World) -> None:
    """Nobody can tell any more what was sent under the key, so nothing counts as sent again."""
    at = report(said, note=KEPT, idempotency_key="once")
    redact(said, at)
    size = said.head().size
    again = {"commitment": commitment_id("D01"), "value": 40, "note": KEPT}
    claim = {"commitment": commitment_id("D01"), "evidence_waiver": "x"}
    for mutation, fields in ((REPORT, again), ("commitmentClaimFulfilment", claim)):
        with pytest.raises(Refusal) as refused:
            do(said, OWNER, mutation, **fields, idempotency_key="once")
        assert refused.value.code is No.IDEMPOTENCY_MISMATCH
        assert refused.value.params["position"] == at
    assert said.head().size == size
    assert report(said, note=KEPT, idempotency_key="anew") == size
