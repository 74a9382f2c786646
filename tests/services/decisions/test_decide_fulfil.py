"""How a commitment is kept: reports, evidence, claims, verdicts, obstacles, corrections."""

import datetime as dt
from decimal import Decimal

import pytest

from events.facts.claim import FulfilmentClaimed
from events.facts.discrepancy import DiscrepancyNoted
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Text
from events.facts.indicator import PartTarget
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import Severity, VerificationMethod
from events.format.recorded_event import SYSTEM
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, DIVIDED_READY, READY, REPORTED, VERIFIED
from tests.worlds.given import Act, History, moment

D2 = "commitment:psu/D2"
NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
UNREPORTED = READY.and_(cast.ATTACH)
UNPROVEN = READY.and_(cast.REPORT_ALL)
DIVIDED_CLAIMED = DIVIDED_READY.and_(
    cast.REPORT.but(region=NORTH, value=60),
    cast.REPORT.but(region=SOUTH, value=40),
    cast.CLAIM_BARE,
)


def position_of_report(history: History) -> int:
    return history.last(ProgressReported).position


CORRECT = cast.CORRECT.but(report=position_of_report(REPORTED))


def test_progress_is_reported_as_of_any_time_in_the_past() -> None:
    earlier = moment("2025-07-01 08:00")
    history = READY.when(cast.REPORT.but(note="Tahap 1", occurred_at=earlier)).then(
        ProgressReported(value=Decimal(40), note=Text(value="Tahap 1"))
    )
    assert history.commitment().reports[0].occurred_at == earlier


def test_a_report_beyond_twice_the_target_carries_a_note() -> None:
    READY.when(cast.REPORT.but(value=200)).accepted()
    READY.when(cast.REPORT.but(value=201)).then_refused(No.INVALID_QUANTITY, "far_above")
    READY.when(cast.REPORT.but(value=201, note="Termasuk cadangan")).accepted()


def test_a_report_names_its_region_where_the_target_is_divided() -> None:
    DIVIDED_READY.when(cast.REPORT.but(region=NORTH)).then(
        ProgressReported(value=Decimal(40), region="62.05.01")
    )


def test_evidence_is_named_by_its_hash_and_may_be_older_than_the_commitment() -> None:
    taken = moment("2025-06-01 08:00")
    READY.when(cast.ATTACH.but(title="Foto gudang", taken_at=taken, region=NORTH)).then(
        EvidenceAttached(
            sha256=cast.OTHER_SHA,
            media_type="image/jpeg",
            byte_count=2048,
            title=Text(value="Foto gudang"),
            taken_at=taken,
            region="62.05.01",
        )
    )


def test_a_document_that_serves_two_commitments_is_accepted_and_noted() -> None:
    history = UNREPORTED.and_(cast.RECORD.but(code="D2"), cast.ASSIGN.but(commitment=D2))
    outcome = history.when(cast.ATTACH.but(commitment=D2))
    assert outcome.facts[1:] == (
        DiscrepancyNoted(
            code="EVIDENCE-1",
            subject=D2,
            field="evidence",
            readings=(Text(value=cast.D1), Text(value=D2)),
        ),
    )
    evidence, noted = outcome.accepted().events[-2:]
    assert (noted.actor, noted.causation, noted.reason) == (SYSTEM, evidence.position, None)


@pytest.mark.parametrize("act", [cast.ATTACH.but(sha256="d" * 64), cast.RAISE], ids=str)
def test_evidence_and_obstacles_may_come_after_verification(act: Act) -> None:
    VERIFIED.when(act).accepted()


def test_fulfilment_is_claimed_with_earlier_evidence_or_a_reason_for_none() -> None:
    UNPROVEN.and_(cast.ATTACH).when(cast.CLAIM.but(statement="Selesai")).then(
        FulfilmentClaimed(statement=Text(value="Selesai"))
    )
    UNPROVEN.when(cast.CLAIM_BARE).then(
        FulfilmentClaimed(evidence_waiver=Text(value="Dokumen menyusul"))
    )


def test_regional_surplus_does_not_make_up_for_another_region() -> None:
    history = DIVIDED_READY.and_(
        cast.ATTACH,
        cast.REPORT.but(region=NORTH, value=90, note="Lebih"),
        cast.REPORT.but(region=SOUTH, value=39),
    )
    history.when(cast.CLAIM).then_refused(No.BELOW_TARGET)
    history.and_(cast.REPORT.but(region=SOUTH, value=40)).when(cast.CLAIM).accepted()


def test_progress_is_verified_whatever_was_reported() -> None:
    READY.when(cast.VERIFY_PROGRESS).then(
        ProgressVerified(value=Decimal(30), method=VerificationMethod.SITE)
    )


def test_fulfilment_is_verified_at_what_is_claimed() -> None:
    CLAIMED.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal(100), method=VerificationMethod.DOCUMENT)
    )
    by_part = (
        PartTarget(region="62.05.01", target=Decimal(60)),
        PartTarget(region="62.05.02", target=Decimal(40)),
    )
    verdict = FulfilmentVerified(
        value=Decimal(100), method=VerificationMethod.DOCUMENT, by_part=by_part
    )
    verified = DIVIDED_CLAIMED.when(cast.VERIFY_FULFILMENT).then(verdict).commitment()
    assert verified.verified_in("62.05.01") == 60
    assert verified.verified_in("62.05.02") == 40


def test_a_claim_is_rejected_with_what_is_accepted_instead() -> None:
    history = CLAIMED.when(cast.REJECT).then(ClaimRejected(accepted_value=Decimal(50)))
    assert "Kurang" in history.texts.values()
    assert history.commitment().verified == 50


def test_an_obstacle_is_raised_and_resolved_once_it_is_there() -> None:
    history = READY.when(cast.RAISE.but(region=NORTH)).then(
        ObstacleRaised(
            code="O1", severity=Severity.HIGH, text=Text(value="Jalan putus"), region="62.05.01"
        )
    )
    history.when(cast.RESOLVE.but(occurred_at=history.now)).then(
        ObstacleResolved(code="O1", how=Text(value="Dibuka"))
    )


@pytest.mark.parametrize("viewer", [cast.OWNER, cast.ABOVE_OWNER])
def test_a_report_is_corrected_by_its_party_or_one_above_at_its_own_time(
    viewer: Viewer,
) -> None:
    position = position_of_report(REPORTED)
    later = REPORTED.and_(moment("2025-07-20 09:00"))
    history = later.when(CORRECT.but(viewer)).then(
        ReportCorrected(corrects=position, value=Decimal(35))
    )
    corrected = history.events[-1]
    assert corrected.occurred_at == REPORTED.events[position].occurred_at
    assert corrected.recorded_at == moment("2025-07-20 09:00")


def test_a_report_is_retracted_by_the_key_that_wrote_it() -> None:
    report = REPORTED.events[-1]
    REPORTED.when(cast.RETRACT.but(report_key=report.key)).then(
        ReportRetracted(corrects=report.position)
    )


def test_a_correction_beyond_twice_the_target_has_its_reason_for_a_note() -> None:
    REPORTED.when(CORRECT.but(value=220)).accepted()


def test_whoever_reported_may_correct_it_whoever_owns_it_by_now() -> None:
    history = REPORTED.and_(cast.REASSIGN)
    history.when(CORRECT).accepted()
    history.when(CORRECT.but(cast.OTHER_OWNER)).then_refused(No.NOT_AUTHORISED, "not_own_report")


def test_verified_regions_stay_as_they_were_whatever_is_corrected_later() -> None:
    verified = DIVIDED_CLAIMED.and_(cast.VERIFY_FULFILMENT)
    report = position_of_report(verified)
    corrected = verified.and_(cast.CORRECT.but(report=report, value=1)).commitment()
    assert corrected.claimed_in("62.05.02") == 1
    assert corrected.verified_in("62.05.02") == 40


def test_fulfilment_is_not_verified_before_it_was_claimed() -> None:
    before = CLAIMED.now - dt.timedelta(microseconds=1)
    refused = CLAIMED.when(cast.VERIFY_FULFILMENT.but(occurred_at=before))
    assert refused.then_refused(No.INVALID_DATES, "before_claimed").field == ("occurredAt",)
    CLAIMED.when(cast.VERIFY_FULFILMENT.but(occurred_at=CLAIMED.now)).accepted()


def test_a_negative_value_is_named_by_its_own_field() -> None:
    for history, act, field in (
        (READY, cast.REPORT.but(value=-1), "value"),
        (READY, cast.VERIFY_PROGRESS.but(value=-1), "value"),
        (CLAIMED, cast.VERIFY_FULFILMENT.but(value=-1), "value"),
        (CLAIMED, cast.REJECT.but(accepted_value=-1), "acceptedValue"),
        (REPORTED, CORRECT.but(value=-1), "value"),
    ):
        refusal = history.when(act).then_refused(No.INVALID_QUANTITY, "negative")
        assert refusal.field == (field,)


def test_what_was_retracted_does_not_stand_in_the_way_of_a_division() -> None:
    """What counts does: see the refusals of the commands that divide."""
    undivided = cast.OWNED.and_(cast.REPORT)
    position = position_of_report(undivided)
    retracted = undivided.and_(cast.RETRACT.but(report=position))
    retracted.when(cast.DEFINE_DIVIDED).accepted()


def test_evidence_and_versions_are_counted_in_whole_numbers() -> None:
    for odd in (2048.0, "2048", True, 1.5, None):
        READY.when(cast.ATTACH.but(bytes=odd)).then_refused(No.BAD_USER_INPUT)
    version = READY.commitment().version
    for odd in (float(version), str(version), True):
        READY.when(cast.REPORT.but(expected_version=odd)).then_refused(No.BAD_USER_INPUT)
    READY.when(cast.REPORT.but(expected_version=version)).accepted()
