"""The register over time: renamed, succeeded, replaced; and one meeting of several occasions."""

from events.facts.fact import Text
from events.facts.party import PartyRenamed, PartySucceeded
from events.facts.rakor import ParticipantRecorded, RakorRecorded
from events.facts.region import RegionRenamed
from events.facts.source import SourceRegistered
from events.facts.vocabulary import PartyKind, Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import DIRECTORY, OCCASION, READY
from tests.worlds.cast_register import ELSEWHERE, JOIN, RENAME_PARTY, RENAME_REGION, SUCCEED
from tests.worlds.given import moment
from tests.worlds.persons import person_of

NEW_HEAD = Viewer((Role.OWNER,), "SETDA")


def test_a_party_bears_another_name_from_when_it_was_renamed() -> None:
    since = moment("2025-07-01 08:00")
    history = DIRECTORY.when(RENAME_PARTY.but(occurred_at=since)).then(
        PartyRenamed(party="DINKES", name="Dinas Kesehatan dan KB")
    )
    party = history.directory.parties["DINKES"]
    assert party.name == "DINKES"
    assert party.name_at(moment("2025-06-30 23:59")) == "DINKES"
    assert party.name_at(since) == "Dinas Kesehatan dan KB"


def test_a_name_that_it_had_may_come_back() -> None:
    renamed = DIRECTORY.and_(RENAME_PARTY.but(occurred_at=moment("2025-07-01 08:00")))
    renamed.when(RENAME_PARTY).then_refused(No.ALREADY_SET, "name")
    earlier = RENAME_PARTY.but(occurred_at=moment("2025-06-01 08:00"))
    renamed.when(earlier.but(name="DINKES")).then_refused(No.ALREADY_SET, "name")
    renamed.when(RENAME_PARTY.but(name="DINKES")).accepted()


def test_a_region_bears_another_name_from_when_it_was_renamed() -> None:
    history = DIRECTORY.when(RENAME_REGION).then(
        RegionRenamed(region="62.05.01", name="Montallat Baru")
    )
    history.when(RENAME_REGION).then_refused(No.ALREADY_SET, "name")


def test_a_successor_acts_for_what_the_old_party_owned() -> None:
    owned = READY.and_(cast.REASSIGN)  # now by DINKES
    owned.when(cast.REPORT.but(NEW_HEAD)).then_refused(No.NOT_AUTHORISED)
    history = owned.when(SUCCEED).then(PartySucceeded(party="DINKES", successor="SETDA"))
    history.when(cast.REPORT.but(NEW_HEAD)).accepted()
    history.when(cast.REPORT.but(cast.OTHER_OWNER)).accepted()


def test_a_successor_is_kin_of_whom_it_succeeds() -> None:
    history = READY.and_(cast.REASSIGN, SUCCEED, cast.REPORT.but(cast.OTHER_OWNER))
    verifier = Viewer((Role.VERIFIER,), "SETDA", person_of("SETDA"))
    history.when(cast.VERIFY_PROGRESS.but(verifier)).then_refused(No.SEPARATION_OF_DUTIES)
    history.when(cast.VERIFY_PROGRESS).accepted()


def test_a_party_is_succeeded_once_and_its_successor_in_turn() -> None:
    history = DIRECTORY.and_(SUCCEED)
    again = SUCCEED.but(successor="party:KPU")
    history.when(again).then_refused(No.ALREADY_SET, "successor")
    in_turn = history.and_(SUCCEED.but(party="party:SETDA", successor="party:SEKDA"))
    assert in_turn.directory.holder("DINKES") == "SEKDA"


def test_nobody_comes_in_its_own_place() -> None:
    own = SUCCEED.but(successor="party:DINKES")
    DIRECTORY.when(own).then_refused(No.CIRCULAR_DEPENDENCY, "succession")
    history = DIRECTORY.and_(SUCCEED, SUCCEED.but(party="party:SETDA", successor="party:SEKDA"))
    back = SUCCEED.but(party="party:SEKDA", successor="party:DINKES")
    history.when(back).then_refused(No.CIRCULAR_DEPENDENCY, "succession")


def test_every_kind_of_institution_can_be_registered() -> None:
    for kind in PartyKind:
        DIRECTORY.when(cast.REGISTER_PARTY.but(kind=kind.value)).accepted()


def test_a_participant_is_added_after_the_meeting_was_recorded() -> None:
    history = OCCASION.when(JOIN).then(
        ParticipantRecorded(rakor="R1", party="DINKES", capacity=Text(value="Sekretaris"))
    )
    occasion = history.occasions["psu"].occasion
    assert occasion is not None
    assert [who.party for who in occasion.rakors["R1"].participants] == ["KPU", "DINKES"]
    history.when(JOIN).then_refused(No.ALREADY_EXISTS, "participant")


def test_final_minutes_replace_the_draft() -> None:
    final = cast.REGISTER_SOURCE.but(code="S2", sha256=cast.OTHER_SHA, replaces="source:psu/S1")
    (fact,) = OCCASION.when(final).facts
    assert isinstance(fact, SourceRegistered)
    assert fact.replaces == "S1"


def test_one_meeting_may_serve_several_occasions() -> None:
    same = cast.RECORD_RAKOR.but(code="R2", name="Rakor haji", same_as="rakor:haji/H1")
    meeting, _ = ELSEWHERE.when(same).facts
    assert isinstance(meeting, RakorRecorded)
    assert meeting.same_as == "haji/H1"
