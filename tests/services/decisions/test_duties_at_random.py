"""Whoever tries whatever by whichever token: nobody ever has two duties of one commitment."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import Role
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import Actor
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import D1
from tests.worlds.duties import ANNA, BUDI, REGENCY
from tests.worlds.given import History

PARTIES = ("KPU-PROV", "KPU", "PPK", "KPU-SISTER", "PEMKAB", "DINAS", "UPTD", "INSPEKTORAT-KAB")
VERDICTS = (ProgressVerified, FulfilmentVerified, ClaimRejected)
BEGUN = REGENCY.and_(cast.REPORT_ALL.but(note="all of it"))
ACTS = (
    cast.ACCEPT,
    cast.REPORT_ALL,
    cast.CORRECT.but(value=100),
    cast.RETRACT,
    cast.CLAIM_BARE,
    *(cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT) * 2,
    *(cast.REASSIGN, cast.PROPOSE_WAIVER.but(remainder=1), cast.WAIVE) * 2,
)
ROLES = (Role.OWNER, Role.COORDINATOR, Role.VERIFIER, Role.LEADER)
steps = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.sampled_from(PARTIES),
        st.sampled_from((ANNA, BUDI, cast.OTHER_OWNER.person)),
        st.sampled_from((None, None, None, *PARTIES)),
        st.sampled_from(PARTIES),
        st.integers(0, 5),
    ),
    max_size=30,
)


def tried(history: History, step: tuple[Any, ...]) -> History:
    """The history after an act, which may be refused."""
    act, party, person, behalf, other, pick = step
    fields: dict[str, Any] = {"on_behalf_of": behalf and f"party:{behalf}"}
    state = history.commitment()
    if act.command in (cast.CORRECT.command, cast.RETRACT.command):
        fields["report"] = [report.position for report in state.reports][pick % len(state.reports)]
    if act.command is cast.REASSIGN.command:
        fields |= {"old_owner": f"party:{state.owner}", "new_owner": f"party:{other}"}
    if act.command is cast.PROPOSE_WAIVER.command:
        fields["code"] = f"W{pick}"
    if act.command is cast.WAIVE.command:
        fields["waiver"] = f"waiver:{D1.removeprefix('commitment:')}/W{pick}"
    outcome = history.when(act.but(Viewer(ROLES, party, person), **fields))
    return history if outcome.refusal else outcome.history


def near(history: History, one: Actor, other: Actor) -> bool:
    """Whether two actors are one person, or speak for parties of one line."""
    if one.person is not None and one.person == other.person:
        return True
    kin = history.directory.is_kin
    ones, others = ({who.party, who.on_behalf_of} - {None} for who in (one, other))
    return any(kin(a, b) for a in ones if a for b in others if b)


@settings(max_examples=150)
@given(steps)
def test_nobody_judges_what_they_answer_for_or_grants_what_they_asked_for(
    drawn: list[tuple[Any, ...]],
) -> None:
    history = BEGUN
    for step in drawn:
        history = tried(history, step)
    events = [event for event in history.events if event.commitment == "D1"]
    judges = [event.actor for event in events if isinstance(event.fact, VERDICTS)]
    answering = [event.actor for event in events if event.actor.role is Role.OWNER]
    answering += [Actor(Role.OWNER, owner) for owner in history.commitment().owners]
    assert not [
        pair for pair in ((j, a) for j in judges for a in answering) if near(history, *pair)
    ]
    assert all(judge.person for judge in judges)
    proposed = {e.fact.code: e.actor for e in events if isinstance(e.fact, WaiverProposed)}
    for event in events:
        if isinstance(event.fact, RemainderWaived):
            assert not near(history, event.actor, proposed[event.fact.code])
