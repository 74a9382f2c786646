"""Parties, regions, occasions, meetings, sources and discrepancies: what is recorded."""

import datetime as dt

import pytest

from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.fact import Text
from events.facts.occasion import Area, OccasionDeclared
from events.facts.party import PartyRegistered
from events.facts.rakor import ParticipantRecorded, RakorRecorded, StatedDate
from events.facts.region import RegionRegistered
from events.facts.source import SourceRegistered
from events.facts.vocabulary import PartyKind, RegionLevel, SourceKind
from events.format.recorded_event import SYSTEM
from services.readiness.rules import NEWEST
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import DIRECTORY, OCCASION
from tests.worlds.given import given, moment

NOTED = OCCASION.and_(cast.NOTE_DISCREPANCY)


def region(code: str, level: str = "DISTRICT") -> dict[str, str]:
    return {"code": code, "name": code, "level": level}


def test_a_party_is_registered_under_its_parent() -> None:
    history = DIRECTORY.when(cast.REGISTER_PARTY.but(parent="party:KPU")).then(
        PartyRegistered(code="TNI", name="TNI", party_kind=PartyKind.SECURITY, parent_party="KPU")
    )
    assert history.directory.lineage("TNI") == ["TNI", "KPU", "KPU-PROV"]


def test_regions_are_registered_parents_before_children() -> None:
    DIRECTORY.when(
        cast.REGISTER_REGION.but(regions=[region("63", "PROVINCE"), region("63.01", "REGENCY")])
    ).then(
        RegionRegistered(code="63", name="63", region_level=RegionLevel.PROVINCE),
        RegionRegistered(code="63.01", name="63.01", region_level=RegionLevel.REGENCY),
    )


def test_an_occasion_is_declared_in_jakarta_time_by_the_newest_rule() -> None:
    DIRECTORY.when(cast.DECLARE_OCCASION).then(
        OccasionDeclared(
            code="psu",
            name="PSU Barito Utara",
            day=dt.date(2025, 8, 6),
            until=dt.date(2025, 8, 6),
            time_zone="Asia/Jakarta",
            areas=(
                Area(code="LOG", name="Logistik"),
                Area(code="KAM", name="Keamanan"),
            ),
            region="62.05",
            rule=NEWEST,
        )
    )


def test_a_meeting_keeps_its_date_as_stated_with_every_day_it_may_mean() -> None:
    history = DIRECTORY.and_(cast.DECLARE_OCCASION)
    history.when(cast.RECORD_RAKOR).then(
        RakorRecorded(
            code="R1",
            name="Rakor persiapan PSU",
            held_on=StatedDate(
                verbatim="Rabu (10/7/2025)",
                candidates=(dt.date(2025, 7, 9), dt.date(2025, 7, 10)),
            ),
            organiser="SEKDA",
            chair="BUPATI",
        ),
        ParticipantRecorded(rakor="R1", party="KPU", capacity=Text(value="Ketua")),
    )


def test_a_meeting_of_the_same_name_on_another_day_is_another_meeting() -> None:
    OCCASION.when(
        cast.RECORD_RAKOR.but(code="R2", held_on={"verbatim": "Kamis (17/7/2025)"})
    ).accepted()


def test_a_source_is_registered_by_its_hash_or_as_not_held() -> None:
    history = DIRECTORY.and_(cast.DECLARE_OCCASION)
    source = SourceRegistered(
        code="S1", source_kind=SourceKind.MINUTES, title="Notulen", held=True, sha256=cast.SHA
    )
    history.when(cast.REGISTER_SOURCE).then(source)
    history.when(cast.REGISTER_SOURCE.but(sha256=None, held=False)).then(
        source.model_copy(update={"held": False, "sha256": None})
    )


def test_sources_that_are_not_held_are_told_apart_by_code_alone() -> None:
    unheld = cast.REGISTER_SOURCE.but(sha256=None, held=False)
    OCCASION.and_(unheld.but(code="S2"), unheld.but(code="S3"))


@pytest.mark.parametrize(
    ("held_on", "others"),
    [
        ({"verbatim": "a", "resolved": "2025-07-10"}, {"verbatim": "a", "resolved": "2025-07-11"}),
        (
            {"verbatim": "a", "candidates": ["2025-07-09"]},
            {"verbatim": "b", "candidates": ["2025-07-09", "2025-07-10"]},
        ),
        ({"verbatim": "a"}, {"verbatim": "b"}),
    ],
)
def test_meetings_of_the_same_name_on_days_that_are_not_the_same(
    held_on: dict[str, object], others: dict[str, object]
) -> None:
    history = DIRECTORY.and_(cast.DECLARE_OCCASION, cast.RECORD_RAKOR.but(held_on=held_on))
    history.when(cast.RECORD_RAKOR.but(code="R2", held_on=others)).accepted()


@pytest.mark.parametrize(
    ("held_on", "others"),
    [
        ({"verbatim": "a", "resolved": "2025-07-10"}, {"verbatim": "b", "resolved": "2025-07-10"}),
        ({"verbatim": "a", "resolved": "2025-07-10"}, {"verbatim": "a"}),
        ({"verbatim": "a"}, {"verbatim": "a", "candidates": ["2025-07-10"]}),
        (
            {"verbatim": "a", "candidates": ["2025-07-10", "2025-07-09"]},
            {"verbatim": "b", "candidates": ["2025-07-09", "2025-07-10"]},
        ),
    ],
)
def test_a_meeting_of_the_same_organiser_name_and_day_is_recorded_once(
    held_on: dict[str, object], others: dict[str, object]
) -> None:
    history = DIRECTORY.and_(cast.DECLARE_OCCASION, cast.RECORD_RAKOR.but(held_on=held_on))
    again = cast.RECORD_RAKOR.but(code="R2", held_on=others)
    history.when(again).then_refused(No.ALREADY_EXISTS, "rakor")
    history.when(again.but(organiser="party:KPU")).accepted()
    history.when(again.but(name="Rakor lain")).accepted()


@pytest.mark.parametrize(
    "subject",
    [
        *("rakor:psu/R1", "source:psu/S1", "occasion:psu", "readiness:psu", "party:KPU"),
        *("region:62.05", "commitment:psu/D1", "discrepancy:psu/X1", "event:3"),
        *("obstacle:psu/D1/O1", "waiver:psu/D1/W1"),
    ],
)
def test_a_discrepancy_is_noted_with_every_reading(subject: str) -> None:
    history = cast.PROPOSED.and_(cast.RAISE, cast.NOTE_DISCREPANCY)
    history.when(cast.NOTE_DISCREPANCY.but(code="X2", subject=subject)).then(
        DiscrepancyNoted(
            code="X2",
            subject=subject,
            field="heldOn",
            readings=(Text(value="Rabu"), Text(value="10 Juli 2025")),
        )
    )


def test_a_discrepancy_is_resolved_in_favour_of_a_reading_which_then_stands() -> None:
    history = NOTED.when(cast.RESOLVE_DISCREPANCY).then(
        DiscrepancyResolved(
            code="X1",
            basis=Text(value="Surat undangan"),
            reading=1,
        )
    )
    occasion = history.occasions["psu"].occasion
    assert occasion is not None
    resolved = occasion.discrepancies["X1"]
    assert resolved.chosen is not None
    assert history.texts[resolved.chosen] == "10 Juli 2025"
    assert len(resolved.readings) == 2


def test_a_new_source_may_decide_for_a_reading_nobody_had() -> None:
    NOTED.when(cast.RESOLVE_DISCREPANCY.but(chosen="11 Juli 2025", source="source:psu/S1")).then(
        DiscrepancyResolved(
            code="X1",
            chosen=Text(value="11 Juli 2025"),
            basis=Text(value="Surat undangan"),
            source="S1",
        )
    )


def test_what_was_said_earlier_is_recorded_now_as_of_then() -> None:
    earlier = moment("2025-07-09 10:00")
    history = given(cast.REGISTER_PARTY.but(occurred_at=earlier))
    assert history.events[0].occurred_at == earlier
    assert history.events[0].recorded_at == history.now


def test_a_system_note_is_no_ones_own_and_may_be_resolved_by_any_coordinator() -> None:
    history = cast.READY.and_(
        cast.RECORD.but(code="D2"),
        cast.ASSIGN.but(commitment="commitment:psu/D2"),
        cast.ATTACH,
        cast.ATTACH.but(commitment="commitment:psu/D2"),
    )
    assert history.events[-1].actor == SYSTEM
    history.when(
        cast.RESOLVE_DISCREPANCY.but(
            discrepancy="discrepancy:psu/EVIDENCE-1", chosen="commitment:psu/D2"
        )
    ).accepted()
