"""Any acts in any order: declared refusals only, a sound log, and a present that is its past."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts import report as facts
from services.readiness.readiness_1 import readiness_1
from services.state.commitment import CommitmentStatus as Status
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState
from tests.worlds import cast
from tests.worlds.cast import OCCASION, OWNED, READY, RECORDED
from tests.worlds.given import Act, History

NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
ACTORS = {
    "COORDINATOR": cast.COORDINATOR,
    "OWNER": cast.OWNER,
    "ABOVE": cast.ABOVE_OWNER,
    "OTHER": cast.OTHER_OWNER,
    "VERIFIER": cast.VERIFIER,
    "RECORDER": cast.RECORDER,
    "LEADER": cast.LEADER,
}
PARTIES = st.sampled_from(["party:KPU", "party:DINKES", "party:SEKDA", "party:X"])
VALUES = st.sampled_from([0, 40, 60, 100, 120, -1])
REASONS = st.sampled_from(["Cuaca", "Cuaca", " ", None])
PLACES = st.sampled_from([None, None, NORTH, SOUTH, "region:63"])
DAYS = st.sampled_from(["2025-07-14", "2025-07-15", "2025-08-04", "2025-08-05"])
DIVISIONS = st.sampled_from([[], list(cast.DIVIDED), list(cast.DIVIDED[:1])])
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "value": VALUES,
    "accepted_value": VALUES,
    "target": VALUES,
    "old_target": VALUES,
    "new_target": VALUES,
    "owner": PARTIES,
    "old_owner": PARTIES,
    "new_owner": PARTIES,
    "requested_by": PARTIES,
    "reason": REASONS,
    "note": REASONS,
    "evidence_waiver": REASONS,
    "region": PLACES,
    "due": DAYS,
    "old_due": DAYS,
    "new_due": DAYS,
    "breakdown": DIVISIONS,
    "code": st.sampled_from(["D1", "D2", "O1", "O2", "W1", "W2"]),
    "remainder": VALUES,
    "on": st.sampled_from([cast.D1, cast.D2, cast.D3]),
    "waiver": st.sampled_from(["waiver:psu/D1/W1", "waiver:psu/D1/W2", "waiver:psu/D2/W1"]),
    "sha256": st.sampled_from([cast.SHA, cast.OTHER_SHA]),
    "obstacle": st.sampled_from(["obstacle:psu/D1/O1", "obstacle:psu/D2/O1"]),
    "parent": st.sampled_from([None, cast.D1]),
}
SPECIFY = (
    cast.RECORD,
    cast.ASSIGN,
    cast.SET_DEADLINE,
    cast.DEFINE,
    cast.DEFINE_DIVIDED,
    cast.ACCEPT,
)
CHANGE = (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN, cast.CORRECT, cast.RETRACT)
PROVE = (cast.ATTACH, cast.CLAIM, cast.CLAIM_BARE, cast.RAISE, cast.RESOLVE)
JUDGE = (cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT)
STEER = (
    *(cast.LINK, cast.LINK.but(commitment=cast.D2, on=cast.D1), cast.RELEASE),
    *(cast.ESCALATE, cast.ANSWER, cast.DECLARE, cast.REOPEN, cast.REOPEN, cast.WITHDRAW),
    *(cast.PROPOSE_WAIVER, cast.PROPOSE_WAIVER.but(remainder=100), cast.WAIVE, cast.WAIVE),
    *(cast.PROPOSE_WAIVER.but(code="W2", remainder=60), cast.WAIVE.but(waiver="waiver:psu/D1/W2")),
)
REPORT = (
    *(cast.REPORT, cast.REPORT_ALL, cast.REPORT_ALL),
    *(cast.REPORT.but(value=60, region=NORTH), cast.REPORT.but(value=40, region=SOUTH)),
)


def act_after(history: History, draw: st.DrawFn) -> Act:
    """An act as by default, or with some fields changed, or by somebody else."""
    act = draw(
        st.sampled_from(draw(st.sampled_from([SPECIFY, CHANGE, PROVE, JUDGE, REPORT, STEER])))
    )
    known = [name for name in FIELDS if name in act.command.model_fields]
    size = draw(st.sampled_from([0, 0, 0, 1, 2]))
    changed = draw(st.lists(st.sampled_from(known), max_size=size, unique=True)) if known else []
    fields = {name: draw(FIELDS[name]) for name in changed}
    if "commitment" in act.fields and draw(st.sampled_from([False, False, False, True])):
        fields["commitment"] = "commitment:psu/D2"
    if "report" in act.command.model_fields:
        reports = [
            event.position
            for event in history.events
            if isinstance(event.fact, facts.ProgressReported)
        ]
        fields["report"] = draw(st.sampled_from([*reports, 20]))
    if draw(st.sampled_from([False, False, False, True])):
        fields["occurred_at"] = history.now - dt.timedelta(hours=draw(st.integers(-1, 48)))
    viewer = ACTORS[draw(st.sampled_from(sorted(ACTORS)))]
    return act.but(draw(st.sampled_from([None] * 7 + [viewer])), **fields)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """What comes of up to thirty acts, one each hour; the refused ones leave no trace."""
    starts = [OCCASION, RECORDED, OWNED, READY, READY, cast.DIVIDED_READY, cast.CLAIMED]
    starts += [cast.VERIFIED, cast.TWO]
    history = draw(st.sampled_from(starts))
    for _ in range(draw(st.integers(1, 30))):
        outcome = history.when(act_after(history, draw))
        if outcome.refusal is not None:
            assert outcome.history == history
        history = outcome.history.and_(outcome.history.now + dt.timedelta(hours=1))
    return history


def waited_for(state: OccasionState, code: str) -> set[str]:
    """Everything that a commitment waits for, however far away."""
    found, ahead = set[str](), [code]
    while ahead:
        new = set(state.commitments[ahead.pop()].dependencies) - found
        found |= new
        ahead.extend(new)
    return found


@settings(max_examples=150, deadline=None)
@given(histories())
def test_every_refusal_is_declared_and_the_present_is_the_fold_of_the_past(
    history: History,
) -> None:
    events = [event for event in history.events if event.occasion == "psu"]
    state = history.occasions["psu"]
    assert fold_occasion(events, history.now) == state
    assert readiness_1(state, history.now) == readiness_1(
        fold_occasion(events, history.now), history.now
    )
    assert [event.position for event in history.events] == list(range(len(history.events)))
    for commitment in state.commitments.values():
        stream = f"commitment:psu/{commitment.code}"
        own = [event.stream_version for event in history.events if event.stream == stream]
        assert own == list(range(1, commitment.version + 1))
        assert commitment.code not in waited_for(state, commitment.code)
        match commitment.status:
            case Status.VERIFIED:
                assert commitment.verified is not None
            case Status.CANNOT_BE_FOLLOWED_UP:
                assert commitment.reduced_target <= 0
            case Status.WITHDRAWN:
                assert commitment.last_report is None
            case _:
                assert commitment.indicator is None or commitment.reduced_target > 0
