"""Erasing on a real log: the words are in no file, and everything else is as it was."""

import hashlib
import shutil
import sqlite3
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from events.canonical_bytes import leaf_hash, read_event
from events.erasing import count_erasures, read_erasures
from events.facts_of_erasure import PersonalDataErased
from events.log_queries import read_names, read_texts
from events.recorded_event import NAME_PATH
from events.sqlite_event_log import FILE_NAME
from events.vocabulary import Role
from services.permissions import Viewer
from services.record_batch import Receipt
from services.refusals import RefusalCode as No
from tests.events.entries import contents
from tests.replay import assert_sound
from tests.world import World, commitment_id, refusal_of

REPORT = "commitmentReportProgress"
NAME, SECRET, KEPT = "Siti-Aminah-binti-Ahmad", "diterima-oleh-Pak-Darto-62117", "kata-yang-tetap"
PERSON, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "ab")
OWNER = Viewer((Role.OWNER,), "KPU-LOG", PERSON, NAME)
OTHER_OWNER = Viewer((Role.OWNER,), "DINKES", OTHER, "Nama-lain")
AUDITOR = Viewer((Role.AUDITOR,), "BPK")
OPERATOR = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO")
ERASURE = {"person": f"person:{PERSON}", "reason": "Permintaan"}
BASIS = "UU 27/2022 pasal 43"


def send(world: World, viewer: Viewer, mutation: str, **fields: Any) -> "Future[Receipt]":
    return world.recorder.submit(world.command(mutation, **fields), viewer)


def do(world: World, viewer: Viewer, mutation: str, **fields: Any) -> Receipt:
    return send(world, viewer, mutation, **fields).result()


def report(world: World, viewer: Viewer = OWNER, **fields: Any) -> int:
    asked = {"commitment": commitment_id("D01"), "value": 40, "note": SECRET} | fields
    return do(world, viewer, REPORT, **asked).last.position


def propose(world: World, event: int, path: str = "/note") -> int:
    asked = {"event": event, "path": path, "legal_basis": BASIS}
    return do(world, AUDITOR, "textProposeRedaction", **asked).last.position


def redact(world: World, event: int, path: str = "/note") -> int:
    proposal = propose(world, event, path)
    return do(world, OPERATOR, "textRedact", proposal=proposal).last.position


def erase(world: World, viewer: Viewer = OPERATOR) -> int:
    return do(world, viewer, "personErase", **ERASURE).last.position


def refused_redaction(world: World, proposal: int) -> No | None:
    return refusal_of(lambda: do(world, OPERATOR, "textRedact", proposal=proposal))


def files_with(folder: Path, words: str) -> list[str]:
    """Files of a log that hold some words, as a thief of the disk would search them."""
    kinds = (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"))
    return [
        path.name
        for path in sorted(folder.iterdir())
        if any(kind in path.read_bytes() for kind in kinds)
    ]


def disclosed(world: World) -> set[tuple[int, str]]:
    return {(row[0], row[1]) for row in contents(world.log)["disclosures"]}


def erasures(world: World) -> list[tuple[Any, ...]]:
    return contents(world.log)["erasures"]


def first_report(world: World) -> int:
    """Position of the first of Siti's reports."""
    return next(event.position for event in world.events() if event.actor.person == PERSON)


@pytest.fixture
def said(world: World) -> World:
    """A world in which Siti reported twice, once with a secret, and somebody else once."""
    report(world)
    report(world, value=41, note=KEPT, reason="alasan")
    place = {"commitment": commitment_id("D02"), "region": "62.05.01", "value": 1}
    report(world, OTHER_OWNER, **place, note=KEPT)
    return world.wait(hours=1)


# ---- what goes and what stays


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


def test_the_register_is_the_fold_of_the_log_before_and_after(said: World) -> None:
    assert_sound(said)
    before = said.occasion()
    redact(said, first_report(said))
    erase(said)
    assert_sound(said)
    assert said.occasion() == before
    with said.log.writing() as connection:
        connection.execute(text("UPDATE register_head SET version = 0"))
    said.close()
    with World(said.folder) as again:
        assert again.occasion() == before
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


# ---- in no file


def test_what_was_said_stands_in_a_file_until_it_is_erased(said: World) -> None:
    assert files_with(said.folder, SECRET)
    assert files_with(said.folder, NAME)


def test_a_redacted_text_stands_in_no_file(said: World) -> None:
    redact(said, first_report(said))
    assert files_with(said.folder, SECRET) == []
    assert files_with(said.folder, KEPT) != []


def test_an_erased_name_stands_in_no_file(said: World) -> None:
    erase(said)
    assert files_with(said.folder, NAME) == []


def test_many_erased_texts_stand_in_no_file_large_ones_too(said: World) -> None:
    secrets = [f"rahasia-nomor-{n}-" + "x" * 3900 for n in range(30)]
    events = [report(said, value=n, note=words) for n, words in enumerate(secrets)]
    for event in events:
        redact(said, event)
    for number in range(30):
        assert files_with(said.folder, f"rahasia-nomor-{number}-") == []


def test_a_text_erased_in_the_batch_in_which_it_was_said_stands_in_no_file(said: World) -> None:
    event, words = said.head().size, SECRET * 2
    basis = {"event": event, "path": "/note", "legal_basis": BASIS}
    with said.log.writing():
        asked = [
            send(said, OWNER, REPORT, commitment=commitment_id("D01"), value=7, note=words),
            send(said, AUDITOR, "textProposeRedaction", **basis),
            send(said, OPERATOR, "textRedact", proposal=event + 1),
        ]
    assert [answer.result().last.position for answer in asked] == [event, event + 1, event + 2]
    assert files_with(said.folder, words) == []
    assert erasures(said) == [(event, "/note", event + 2)]
    assert_sound(said)


def test_a_reader_that_held_the_log_holds_the_words_only_while_it_reads(said: World) -> None:
    event = first_report(said)
    with said.log.reading() as reader:
        before = read_texts(reader, [(event, "/note")])
        redact(said, event)
        assert read_texts(reader, [(event, "/note")]) == before == {(event, "/note"): SECRET}
        assert not said.log.forget_erased()
    assert said.log.forget_erased()
    assert files_with(said.folder, SECRET) == []


def test_an_erasure_that_a_stranger_held_up_is_completed_without_a_further_command(
    said: World,
) -> None:
    with closing(sqlite3.connect(said.folder / FILE_NAME, isolation_level=None)) as stranger:
        stranger.execute("PRAGMA query_only=ON")
        stranger.execute("BEGIN")
        stranger.execute("SELECT count(*) FROM events").fetchone()
        erase(said)
        stranger.execute("COMMIT")
    for _ in range(100):  # the recorder tries once a second
        if not files_with(said.folder, NAME):
            break
        time.sleep(0.1)
    assert files_with(said.folder, NAME) == []


def test_what_a_process_left_behind_when_it_died_is_emptied_by_the_next(
    said: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(said.log, "forget_erased", lambda: True)
    redact(said, first_report(said))
    assert files_with(said.folder, SECRET) != []
    folder = Path(shutil.copytree(said.folder, tmp_path / "left behind"))
    with World(folder):
        assert files_with(folder, SECRET) == []


# ---- never again


def test_the_name_of_an_erased_person_is_never_recorded_again(said: World) -> None:
    erase(said)
    report(said, value=42, note=KEPT)
    last = said.events()[-1]
    assert (last.actor.person, last.actor.name) == (PERSON, None)
    said.close()
    with World(said.folder) as again:
        report(again, value=43, note=KEPT)
        assert again.events()[-1].actor.name is None
        assert files_with(again.folder, NAME) == []


def test_the_name_is_not_recorded_later_in_the_batch_of_the_erasure_either(said: World) -> None:
    size = said.head().size
    fields = {"commitment": commitment_id("D01"), "value": 1}
    with said.log.writing():
        asked = [
            send(said, OWNER, REPORT, **fields),
            send(said, OPERATOR, "personErase", **ERASURE),
            send(said, OWNER, REPORT, **fields),
        ]
    assert all(answer.result() for answer in asked)
    named = [event.actor.name is not None for event in said.events()[size:]]
    assert named == [True, False, False]
    assert (size, NAME_PATH) not in disclosed(said)
    assert files_with(said.folder, NAME) == []
    assert_sound(said)


def test_who_erases_their_own_name_leaves_it_nowhere(said: World) -> None:
    at = erase(said, Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", PERSON, NAME))
    assert (at, NAME_PATH) not in disclosed(said)
    assert files_with(said.folder, NAME) == []


def test_a_text_is_erased_once_and_a_person_too(said: World) -> None:
    event = first_report(said)
    proposals = [propose(said, event), propose(said, event)]
    assert refused_redaction(said, proposals[0]) is None
    before = contents(said.log)
    assert [refused_redaction(said, at) for at in proposals] == [No.WRONG_STATUS] * 2
    assert contents(said.log) == before
    erase(said)
    assert refusal_of(lambda: erase(said)) is No.WRONG_STATUS


def test_erasures_of_the_same_texts_in_one_batch(said: World) -> None:
    event = first_report(said)
    proposals = [propose(said, event), propose(said, event), propose(said, event, NAME_PATH)]
    with said.log.writing():
        asked = [
            *(send(said, OPERATOR, "textRedact", proposal=proposal) for proposal in proposals),
            send(said, OPERATOR, "personErase", **ERASURE),
        ]
    refused = [refusal_of(answer.result) for answer in asked]
    assert refused == [None, No.WRONG_STATUS, None, None]
    assert [row[:2] for row in erasures(said)] == [
        (event, NAME_PATH),
        (event, "/note"),
        (event + 1, NAME_PATH),
    ]
    assert_sound(said)


def test_a_redaction_of_a_name_that_went_earlier_in_the_batch_is_refused_alone(
    said: World,
) -> None:
    proposal = propose(said, first_report(said), NAME_PATH)
    with said.log.writing():
        asked = [
            send(said, OPERATOR, "personErase", **ERASURE),
            send(said, OPERATOR, "textRedact", proposal=proposal),
            send(said, OWNER, REPORT, commitment=commitment_id("D01"), value=3),
        ]
    assert [refusal_of(answer.result) for answer in asked] == [None, No.WRONG_STATUS, None]
    assert_sound(said)


def test_a_retry_of_a_command_whose_text_is_gone_gets_its_answer_and_nothing_else(
    said: World,
) -> None:
    event = report(said, value=9, note=SECRET, idempotency_key="k")
    redact(said, event)
    (command,) = [row for row in contents(said.log)["accepted_commands"] if row[1] == "k"]
    assert command == ("KPU-LOG", "k", "", "", event, event)  # no digest confirms a guess
    before = said.head()
    assert report(said, value=9, note=SECRET, idempotency_key="k") == event
    assert report(said, value=9, note="tebakan", idempotency_key="k") == event
    assert said.head() == before


def test_the_digests_of_other_commands_stay(said: World) -> None:
    before = contents(said.log)["accepted_commands"]
    redact(said, first_report(said))
    after = contents(said.log)["accepted_commands"]
    assert len([row for row in before if row not in after]) == 1
    erase(said)
    assert set(after) < set(contents(said.log)["accepted_commands"])


# ---- by no other way


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
