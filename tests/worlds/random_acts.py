"""Acts of a small world, for random histories: two commitments and those who act on them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from events.facts.vocabulary import Role
from services.commands.all import COMMAND_BY_MUTATION
from services.refusals import RefusalCode
from services.state.commitment import CommitmentState
from tests.worlds.furniture import BREAKDOWN, COORDINATOR, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.world import World, commitment_id, refusal_of

Step = dict[str, Any]
Fields = dict[str, Any]

REPORT = "commitmentReportProgress"


def _obstacle(step: Step) -> str:
    return f"O{step['pick']}"


def _report(state: CommitmentState, step: Step) -> int:
    positions = [report.position for report in state.reports]
    return positions[step["pick"] % len(positions)] if positions else 0


def _evidence(_: CommitmentState, step: Step) -> Fields:
    return {"sha256": f"{step['pick']}" * 64, "media_type": "image/jpeg", "size": 1}


def _hinders(_: CommitmentState, step: Step) -> Fields:
    return {"code": _obstacle(step), "severity": "HIGH", "text": "words"}


def _resolves(state: CommitmentState, step: Step) -> Fields:
    return {"obstacle": f"obstacle:{OCCASION}/{state.code}/{_obstacle(step)}"}


def _moves(state: CommitmentState, step: Step) -> Fields:
    old = state.deadline and state.deadline.due
    new = f"2025-08-0{1 + step['pick']}"
    return {"old_due": old, "new_due": new}


def _hands_over(state: CommitmentState, _: Step) -> Fields:
    return {"old_owner": f"party:{state.owner}", "new_owner": "party:POLRES"}


def _revises(state: CommitmentState, step: Step) -> Fields:
    old = state.indicator and state.indicator.target
    return {"old_target": old, "new_target": step["value"] + 1, "note": "words"}


def _other(state: CommitmentState, _: Step) -> Fields:
    return {"on": commitment_id("D02" if state.code == "D01" else "D01")}


def _asks(_: CommitmentState, step: Step) -> Fields:
    return {"code": f"E{step['pick']}", "to": "party:KPU", "question": "words"}


def _answers(state: CommitmentState, step: Step) -> Fields:
    escalation = f"escalation:{OCCASION}/{state.code}/E{step['pick']}"
    return {"escalation": escalation, "decision": "words"}


def _gives_up(_: CommitmentState, step: Step) -> Fields:
    return {"code": f"W{step['pick']}", "remainder": step["value"]}


def _waives(state: CommitmentState, step: Step) -> Fields:
    return {"waiver": f"waiver:{OCCASION}/{state.code}/W{step['pick']}"}


def _withdraws(state: CommitmentState, step: Step) -> Fields:
    return {"withdrawal": f"withdrawal:{OCCASION}/{state.code}/Z{step['pick']}"}


def _declares(_: CommitmentState, __: Step) -> Fields:
    return {"occasion": f"occasion:{OCCASION}", "statement": "words"}


ACTS: dict[str, tuple[Role, Callable[[CommitmentState, Step], Fields]]] = {
    REPORT: (Role.OWNER, lambda _, step: {"value": step["value"], "note": "words"}),
    "commitmentVerifyProgress": (
        Role.VERIFIER,
        lambda _, step: {"value": step["value"], "method": "SITE"},
    ),
    "commitmentRejectClaim": (Role.VERIFIER, lambda _, step: {"accepted_value": step["value"]}),
    "commitmentClaimFulfilment": (Role.OWNER, lambda *_: {"evidence_waiver": "words"}),
    "commitmentAttachEvidence": (Role.OWNER, _evidence),
    "commitmentRaiseObstacle": (Role.OWNER, _hinders),
    "commitmentResolveObstacle": (Role.OWNER, _resolves),
    "commitmentReschedule": (Role.COORDINATOR, _moves),
    "commitmentReassign": (Role.COORDINATOR, _hands_over),
    "commitmentReviseIndicator": (Role.COORDINATOR, _revises),
    "reportCorrect": (
        Role.OWNER,
        lambda state, step: {"report": _report(state, step), "value": step["value"]},
    ),
    "reportRetract": (Role.OWNER, lambda state, step: {"report": _report(state, step)}),
    "commitmentVerifyFulfilment": (Role.VERIFIER, lambda *_: {"method": "SITE"}),
    "commitmentLinkDependency": (Role.OWNER, _other),
    "commitmentReleaseDependency": (Role.OWNER, _other),
    "commitmentEscalate": (Role.RECORDER, _asks),
    "escalationAnswer": (Role.LEADER, _answers),
    "commitmentProposeWaiver": (Role.COORDINATOR, _gives_up),
    "commitmentWaiveRemainder": (Role.LEADER, _waives),
    "commitmentReopen": (Role.COORDINATOR, lambda *_: {}),
    "commitmentProposeWithdrawal": (
        Role.COORDINATOR,
        lambda _, step: {"code": f"Z{step['pick']}"},
    ),
    "commitmentWithdraw": (Role.LEADER, _withdraws),
    "readinessDeclare": (Role.LEADER, _declares),
}
"""Who does it, and with which fields."""

REGIONAL = frozenset(
    {REPORT, "commitmentVerifyProgress", "commitmentRejectClaim", "commitmentProposeWaiver"}
)
PARTY_OF = {
    Role.RECORDER: RECORDER,
    Role.COORDINATOR: COORDINATOR,
    Role.VERIFIER: VERIFIER,
    Role.LEADER: "KPU",
}

steps: st.SearchStrategy[Step] = st.fixed_dictionaries(
    {
        "mutation": st.just(REPORT) | st.sampled_from(sorted(ACTS)),
        "code": st.sampled_from(sorted(OWNERS)),
        "region": st.sampled_from(sorted(BREAKDOWN)),
        "value": st.integers(0, 12),
        "hours_ago": st.none() | st.integers(0, 100),
        "minutes_later": st.integers(0, 600),
        "pick": st.integers(0, 3),
    }
)
"""One act each; it may well be refused."""


def act(world: World, step: Step) -> RefusalCode | None:
    """Take a step: None if it was recorded, or why it was refused."""
    mutation, code = step["mutation"], step["code"]
    world.wait(minutes=step["minutes_later"])
    state, command = world.commitment(code), COMMAND_BY_MUTATION[mutation]
    role, fields_of = ACTS[mutation]
    fields = fields_of(state, step) | {"reason": "words"}
    if "commitment" in command.model_fields and "withdrawal" not in fields:
        fields["commitment"] = commitment_id(code)
    if not command.is_decision and step["hours_ago"] is not None:
        fields["occurred_at"] = world.time.wall - dt.timedelta(hours=step["hours_ago"])
    if mutation in REGIONAL and code == "D02":
        fields["region"] = f"region:{step['region']}"
    party = PARTY_OF.get(role, state.owner or "")
    return refusal_of(lambda: world.record(mutation, role, party, **fields))
