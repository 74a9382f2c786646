"""What was erased is not recorded again, and is erased once."""

import pytest

from events.facts.vocabulary import Role
from events.format.recorded_event import NAME_PATH
from services.permissions import Viewer
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from tests.events.log.entries import contents
from tests.services.write.erasing import (
    ERASURE,
    KEPT,
    NAME,
    OPERATOR,
    OWNER,
    PERSON,
    REPORT,
    SECRET,
    disclosed,
    erase,
    erasures,
    files_with,
    first_report,
    propose,
    redact,
    refused_redaction,
    report,
    send,
)
from tests.worlds.replay import assert_sound
from tests.worlds.world import World, commitment_id, refusal_of


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
    at = erase(said, Viewer((Role.ADMINISTRATOR,), "POLRES", PERSON, NAME))
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


def test_a_retry_of_a_command_whose_text_is_gone_confirms_no_guess(said: World) -> None:
    event = report(said, value=9, note=SECRET, idempotency_key="k")
    redact(said, event)
    (command,) = [row for row in contents(said.log)["accepted_commands"] if row[1] == "k"]
    assert command == ("KPU-LOG", "k", "", "", event, event)  # no digest confirms a guess
    before = said.head()
    for note in (SECRET, "tebakan"):
        with pytest.raises(Refusal) as refused:
            report(said, value=9, note=note, idempotency_key="k")
        assert (refused.value.variant, refused.value.params) == ("forgotten", {"position": event})
    assert said.head() == before


def test_the_digests_of_other_commands_stay(said: World) -> None:
    before = contents(said.log)["accepted_commands"]
    redact(said, first_report(said))
    after = contents(said.log)["accepted_commands"]
    assert len([row for row in before if row not in after]) == 1
    erase(said)
    assert set(after) < set(contents(said.log)["accepted_commands"])
