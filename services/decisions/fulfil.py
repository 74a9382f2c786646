"""Decisions on how a commitment is kept: reports, evidence, claims, verdicts, obstacles."""

from decimal import Decimal
from itertools import count

from events.facts import commitment as facts
from events.facts import occasion as facts_of_occasion
from events.facts.fact import Text
from services.commands import fulfil as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_reason,
    require_region,
    text,
)
from services.ids import make_id
from services.permissions import forbid_kin
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment_state import CommitmentState, CommitmentStatus
from services.state.records import Report


def require_region_of(state: CommitmentState, region: str | None) -> Decimal | None:
    """The target that a value is held against: of its region where the indicator is divided."""
    target = _target_in(state, region)
    if target is None and state.indicator is not None and state.indicator.breakdown:
        if region is None:
            raise Refusal(No.REGION_REQUIRED, field=("region",))
        raise Refusal(No.INVALID_REGION, "not_divided", field=("region",), region=region)
    if target is None and region is not None:
        raise Refusal(No.INVALID_REGION, field=("region",))
    return target


def _target_in(state: CommitmentState, region: str | None) -> Decimal | None:
    """The target of a region as it is divided now; None where that region has none any more."""
    if state.indicator is None:
        return None
    targets: dict[str | None, Decimal] = {
        part.region: part.target for part in state.indicator.breakdown
    } or {None: state.indicator.target}
    return targets.get(region)


def _require_value(
    value: Decimal, target: Decimal | None = None, note: str | None = None, name: str = "value"
) -> None:
    if value < 0:
        raise Refusal(No.INVALID_QUANTITY, "negative", field=(name,))
    if target is not None and value > target and not note:
        raise Refusal(No.INVALID_QUANTITY, "above_target", field=(name,), target=target)


def report_progress(command: commands.ReportProgress, situation: Situation) -> list[Decided]:
    """ProgressReported: how much is done in all, as the owner says."""
    state = situation.known_commitment
    require_open(state)
    target = require_region_of(state, command.region)
    _require_value(command.value, target, command.note)
    fact = facts.ProgressReported(
        value=command.value, region=command.region, note=text(command.note)
    )
    return [about(state, fact)]


def attach_evidence(command: commands.AttachEvidence, situation: Situation) -> list[Decided]:
    """EvidenceAttached; if the same document serves another commitment, that is noted too."""
    state = situation.known_commitment
    if state.status is CommitmentStatus.WITHDRAWN:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    if command.bytes <= 0 or command.bytes >= 2**53:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("bytes",))
    if any(item.sha256 == command.sha256 for item in state.evidence):
        raise Refusal(No.ALREADY_EXISTS, "document", field=("sha256",), code=state.code)
    require_region(situation.directory, command.region, "region")
    fact = facts.EvidenceAttached(
        sha256=command.sha256,
        media_type=command.media_type,
        byte_count=command.bytes,
        title=text(command.title),
        taken_at=command.taken_at,
        region=command.region,
    )
    return [about(state, fact), *_evidence_used_twice(command, situation)]


def _evidence_used_twice(command: commands.AttachEvidence, situation: Situation) -> list[Decided]:
    frame, state = situation.frame, situation.known_commitment
    others = [
        make_id("commitment", other.occasion, other.code)
        for other in situation.occasion.commitments.values()
        if any(item.sha256 == command.sha256 for item in other.evidence)
    ]
    if not others:
        return []
    here = make_id("commitment", state.occasion, state.code)
    code = next(
        code for code in (f"EVIDENCE-{n}" for n in count(1)) if code not in frame.discrepancies
    )
    noted = facts_of_occasion.DiscrepancyNoted(
        code=code,
        subject=here,
        field="evidence",
        readings=tuple(Text(value=place) for place in (*others, here)),
    )
    stream = make_id("discrepancy", frame.code, code)
    return [Decided(stream, noted, frame.code, by_system=True)]


def claim_fulfilment(command: commands.ClaimFulfilment, situation: Situation) -> list[Decided]:
    """FulfilmentClaimed: enough is reported, and there is evidence or a reason for none."""
    state = situation.known_commitment
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    if (state.claimed or 0) < state.reduced_target:
        raise Refusal(No.BELOW_TARGET, target=state.reduced_target)
    if not state.evidence and not command.evidence_waiver:
        raise Refusal(No.EVIDENCE_REQUIRED, field=("evidenceWaiver",))
    fact = facts.FulfilmentClaimed(
        statement=text(command.statement), evidence_waiver=text(command.evidence_waiver)
    )
    return [about(state, fact)]


def verify_progress(command: commands.VerifyProgress, situation: Situation) -> list[Decided]:
    """ProgressVerified by a party that is no kin of any owner."""
    state = situation.known_commitment
    forbid_kin(situation.actor, state.owners, situation.directory)
    require_open(state)
    require_region_of(state, command.region)
    _require_value(command.value)
    fact = facts.ProgressVerified(value=command.value, method=command.method, region=command.region)
    return [about(state, fact)]


def verify_fulfilment(command: commands.VerifyFulfilment, situation: Situation) -> list[Decided]:
    """FulfilmentVerified: what was claimed is found true; less than that is a rejection."""
    state = situation.known_commitment
    forbid_kin(situation.actor, state.owners, situation.directory)
    if state.status is not CommitmentStatus.CLAIMED:
        raise Refusal(No.NOT_CLAIMED)
    since = state.claimed_since
    if command.occurred_at is not None and since is not None and command.occurred_at < since:
        raise Refusal(No.INVALID_DATES, "before_claimed", field=("occurredAt",))
    value = state.claimed if command.value is None else command.value
    if value is None or value < 0:
        raise Refusal(No.INVALID_QUANTITY, "negative", field=("value",))
    if value < state.reduced_target:
        raise Refusal(No.BELOW_TARGET, "verify", field=("value",), target=state.reduced_target)
    divided = state.indicator.breakdown if state.indicator else ()
    by_region = tuple(
        facts.RegionTarget(region=part.region, target=state.claimed_in(part.region) or Decimal(0))
        for part in divided
    )
    fact = facts.FulfilmentVerified(value=value, method=command.method, by_region=by_region)
    return [about(state, fact)]


def reject_claim(command: commands.RejectClaim, situation: Situation) -> list[Decided]:
    """ClaimRejected: with a reason, and with what is accepted instead."""
    state = situation.known_commitment
    require_reason(command.reason)
    forbid_kin(situation.actor, state.owners, situation.directory)
    if state.status not in (CommitmentStatus.CLAIMED, CommitmentStatus.NOT_YET_CONFORMING):
        raise Refusal(No.NOT_CLAIMED)
    require_region_of(state, command.region)
    _require_value(command.accepted_value, name="acceptedValue")
    fact = facts.ClaimRejected(accepted_value=command.accepted_value, region=command.region)
    return [about(state, fact)]


def raise_obstacle(command: commands.RaiseObstacle, situation: Situation) -> list[Decided]:
    """ObstacleRaised: something hinders."""
    state = situation.known_commitment
    if state.status is CommitmentStatus.WITHDRAWN:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    if any(obstacle.code == command.code for obstacle in state.obstacles):
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    require_region(situation.directory, command.region, "region")
    fact = facts.ObstacleRaised(
        code=command.code,
        severity=command.severity,
        text=Text(value=command.text),
        region=command.region,
    )
    return [about(state, fact)]


def resolve_obstacle(command: commands.ResolveObstacle, situation: Situation) -> list[Decided]:
    """ObstacleResolved: what hindered is gone; never before it was there."""
    state = situation.known_commitment
    found = [item for item in state.obstacles if item.code == command.obstacle.code]
    if not found:
        raise Refusal(No.NOT_FOUND, field=("obstacle",))
    if found[0].resolved is not None:
        raise Refusal(No.WRONG_STATUS, "resolved", field=("obstacle",))
    if command.occurred_at is not None and command.occurred_at < found[0].occurred_at:
        raise Refusal(No.INVALID_DATES, "before_raised", field=("occurredAt",))
    fact = facts.ObstacleResolved(code=found[0].code, how=text(command.how))
    return [about(state, fact)]


def _own_report(situation: Situation) -> Report:
    """The report a party may change: its own, or that of a party below it; not retracted."""
    report = situation.report
    if report is None:
        raise Refusal(No.NOT_A_REPORT, field=("report",))
    reporter, actor = report.party, situation.actor.party
    if reporter is None or actor not in situation.directory.lineage(reporter):
        raise Refusal(No.NOT_AUTHORISED, "not_own_report")
    if report.retracted:
        raise Refusal(No.WRONG_STATUS, "retracted")
    return report


def correct_report(command: commands.CorrectReport, situation: Situation) -> list[Decided]:
    """ReportCorrected: at the time of the report it names, known from now on."""
    report = _own_report(situation)
    reason = require_reason(command.reason)
    state = situation.known_commitment
    _require_value(command.value, _target_in(state, report.region), reason)
    fact = facts.ReportCorrected(
        corrects=report.position, value=command.value, region=report.region
    )
    return [about(state, fact, report.occurred_at)]


def retract_report(command: commands.RetractReport, situation: Situation) -> list[Decided]:
    """ReportRetracted: at the time of the report it names, known from now on."""
    report = _own_report(situation)
    require_reason(command.reason)
    fact = facts.ReportRetracted(corrects=report.position)
    return [about(situation.known_commitment, fact, report.occurred_at)]
