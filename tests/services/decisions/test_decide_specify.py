"""What a commitment is: recorded, owned, due, measured, accepted, changed."""

import datetime as dt
from decimal import Decimal

import pytest

from events.facts.commitment import CommitmentAccepted, CommitmentRecorded, Link
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.fact import Text
from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.vocabulary import CommitmentKind, CommitmentRole, DeadlineBasis, LinkKind
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, OCCASION, READY, RECORDED, SPECIFIED
from tests.worlds.given import Act

D2 = "commitment:psu/D2"
PARTS = (
    PartTarget(region="62.05.01", target=Decimal(60)),
    PartTarget(region="62.05.02", target=Decimal(40)),
)
DIVIDED = SPECIFIED.and_(
    cast.RECORD.but(code="D2"),
    cast.DEFINE_DIVIDED.but(commitment=D2),
)
REVISE_DIVIDED = cast.REVISE.but(commitment=D2)


def breakdown(**targets: float) -> list[dict[str, object]]:
    return [{"region": f"62.05.{code[1:]}", "target": target} for code, target in targets.items()]


def link(kind: str, commitment: str) -> dict[str, str]:
    return {"kind": kind, "commitment": commitment}


def test_a_commitment_is_recorded_with_its_unknowns() -> None:
    OCCASION.when(cast.RECORD).then(
        CommitmentRecorded(
            rakor="R1",
            code="D1",
            title="Logistik surat suara",
            commitment_kind=CommitmentKind.UNDERTAKING,
            commitment_role=CommitmentRole.LEAF,
            area="LOG",
            weight=Decimal(1),
            critical=False,
            committed_by=(),
            sources=(),
            links=(),
        )
    )


def test_a_commitment_is_recorded_with_all_that_is_known() -> None:
    history = RECORDED.when(
        cast.RECORD.but(
            code="D2",
            role="UMBRELLA",
            parent=cast.D1,
            region="region:62.05",
            weight=2.5,
            critical=True,
            committed_by=["party:KPU", "party:SEKDA"],
            sources=["source:psu/S1"],
            links=[link("SUPERSEDES", cast.D1)],
            verbatim="“Kami siap”",
        )
    ).accepted()
    recorded = history.commitment("D2").recorded
    assert recorded is not None
    assert (recorded.parent, recorded.region, recorded.weight) == ("D1", "62.05", Decimal("2.5"))
    assert (recorded.committed_by, recorded.sources) == (("KPU", "SEKDA"), ("S1",))
    assert recorded.links == (Link(kind=LinkKind.SUPERSEDES, commitment="D1"),)
    assert recorded.critical


def test_owner_deadline_and_indicator_are_given_once() -> None:
    RECORDED.when(cast.ASSIGN).then(OwnerAssigned(owner="KPU"))
    RECORDED.when(cast.SET_DEADLINE).then(
        DeadlineSet(
            due=dt.date(2025, 8, 4),
            planned_start=dt.date(2025, 7, 15),
            deadline_basis=DeadlineBasis.STATED,
        )
    )
    RECORDED.when(cast.DEFINE).then(
        IndicatorDefined(name="Surat suara", target=Decimal(100), unit="lembar")
    )


def test_a_deadline_may_be_the_day_on_which_work_starts() -> None:
    RECORDED.when(cast.SET_DEADLINE.but(due="2025-07-15")).accepted()


def test_an_indicator_may_be_divided_by_region() -> None:
    RECORDED.when(cast.DEFINE_DIVIDED).then(
        IndicatorDefined(name="Surat suara", target=Decimal(100), unit="lembar", breakdown=PARTS)
    )


def test_a_breakdown_that_does_not_add_up_needs_a_note() -> None:
    outcome = RECORDED.when(cast.DEFINE.but(breakdown=breakdown(r01=60), note="TPS 901 menyusul"))
    outcome.then(
        IndicatorDefined(
            name="Surat suara",
            target=Decimal(100),
            unit="lembar",
            breakdown=PARTS[:1],
            note=Text(value="TPS 901 menyusul"),
        )
    )


@pytest.mark.parametrize("viewer", [cast.OWNER, cast.ABOVE_OWNER])
def test_the_owner_or_a_party_above_it_accepts(viewer: Viewer) -> None:
    SPECIFIED.when(cast.ACCEPT.but(viewer, comment="Siap")).then(
        CommitmentAccepted(comment=Text(value="Siap"))
    )


def test_a_target_is_revised_on_the_coordinators_own_motion() -> None:
    READY.when(cast.REVISE).then(IndicatorRevised(old_target=Decimal(100), new_target=Decimal(120)))


def test_a_divided_target_is_revised_part_by_part_or_with_a_note() -> None:
    DIVIDED.when(REVISE_DIVIDED.but(breakdown=breakdown(r01=60, r02=60))).accepted()
    noted = DIVIDED.when(REVISE_DIVIDED.but(note="Sisanya cadangan")).accepted()
    indicator = noted.commitment("D2").indicator
    assert indicator is not None
    assert (indicator.target, indicator.breakdown) == (Decimal(120), PARTS)


def test_a_deadline_is_moved_on_the_coordinators_own_motion() -> None:
    READY.when(cast.RESCHEDULE).then(
        DeadlineRescheduled(
            old_due=dt.date(2025, 8, 4),
            new_due=dt.date(2025, 8, 5),
            approved_by="SEKDA",
        )
    )


def test_a_commitment_is_reassigned() -> None:
    READY.when(cast.REASSIGN).then(CommitmentReassigned(old_owner="KPU", new_owner="DINKES"))


def test_the_reason_is_kept_with_the_event() -> None:
    history = READY.when(cast.RESCHEDULE.but(reason="Banjir\ndi Lahei")).accepted()
    assert "Banjir\ndi Lahei" in history.texts.values()


@pytest.mark.parametrize("act", [cast.REVISE, cast.RESCHEDULE, cast.REASSIGN], ids=str)
def test_what_is_claimed_may_still_be_changed(act: Act) -> None:
    CLAIMED.when(act).accepted()
