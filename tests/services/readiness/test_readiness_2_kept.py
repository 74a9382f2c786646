"""What rule readiness-2 remembers changes no answer, and nothing depends on how deep links go."""

import datetime as dt
from random import Random

import pytest

from events.facts.commitment import CommitmentRecorded
from services.readiness.readiness_2 import judge_at, readiness_2, regions_2, roll_up_2, whole_2
from services.readiness.readiness_2_judge import Judge
from services.readiness.readiness_2_kept import kept_at
from services.readiness.rules import rule_named
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState
from tests.oracles.readiness_2.histories import random_history, random_moment
from tests.oracles.readiness_2.paper import Paper, when
from tests.worlds.answered import told
from tests.worlds.vectors import events_of

RULE = rule_named("readiness-2")
MINUTE = dt.timedelta(minutes=1)


def state_of(paper: Paper, at: str) -> tuple[OccasionState, dt.datetime]:
    history = paper.judged("", at)["history"]
    moment = dt.datetime.fromisoformat(when(at)).astimezone(dt.UTC)
    return fold_occasion(events_of(history), moment), moment


@pytest.mark.parametrize("seed", range(12))
def test_what_is_remembered_from_event_to_event_is_the_rule_from_nothing(seed: int) -> None:
    chance = Random(seed)
    history = random_history(chance, 40)
    at = dt.datetime.fromisoformat(random_moment(chance, history)).astimezone(dt.UTC)
    events = events_of(history)
    for known in range(1, len(events) + 1):
        state = fold_occasion(events[:known], at)
        found = RULE.judge(state, at)
        assert found == readiness_2(state, at)
        whole = RULE.whole(state, at)
        assert whole == whole_2(state, at)
        assert (whole.light, whole.score) == (found.whole.light, found.whole.score)
        for code in state.commitments:
            assert RULE.regions_of(state, code, at) == regions_2(state, code, at)
            assert RULE.roll_up(state, code, at) == roll_up_2(state, code, at)


def test_only_what_changed_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper().promised().promised("B")
    before, moment = state_of(paper, "07-11 12:00")
    first = RULE.judge(before, moment)
    after, _ = state_of(paper.report("07-11 09:00", "5"), "07-11 12:00")
    kept = OccasionState(after.occasion, {**after.commitments, "B": before.commitments["B"]})
    judged: list[str] = []
    judge = Judge._leaf

    def noted(self: Judge, *args: object) -> object:
        judged.append(args[0].code)  # type: ignore[attr-defined]  # a commitment's state
        return judge(self, *args)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(Judge, "_leaf", noted)
    assert RULE.judge(kept, moment) != first
    assert judged == ["A"]
    judged.clear()
    assert RULE.judge(kept, moment + MINUTE).leaves.keys() == first.leaves.keys()
    assert judged == ["A", "B"]


def test_an_occasion_whose_day_was_moved_has_another_judge() -> None:
    state, moment = state_of(Paper().promised(), "07-11 12:00")
    occasion = state.occasion
    assert occasion is not None
    assert occasion.day is not None
    later = occasion.day + dt.timedelta(days=1)
    assert kept_at(occasion.model_copy(update={"name": "Another"}), moment) is kept_at(
        occasion, moment
    )
    for change in ({"day": later}, {"day": None}, {"until": later}, {"time_zone": "Asia/Jayapura"}):
        other = occasion.model_copy(update=change)
        assert kept_at(other, moment) is not kept_at(occasion, moment)
        assert kept_at(other, moment).clock == judge_at(other, moment).clock


def linked_in_rows(state: OccasionState, number: int, kind: str) -> OccasionState:
    """Many commitments, each of which names the one before it; the first one names the last."""
    (first,) = state.commitments.values()
    assert isinstance(first.recorded, CommitmentRecorded)
    known = {}
    for place in range(number):
        code, before = f"C{place}", f"C{(place - 1) % number}"
        update = (
            {"parent": before, "commitment_kind": "ASSURANCE" if place else "UNDERTAKING"}
            if kind == "parent"
            else {"links": ({"kind": kind, "commitment": before},)}
        )
        recorded = CommitmentRecorded.model_validate(
            first.recorded.model_dump() | update | {"code": code}
        )
        known[code] = first.model_copy(update={"code": code, "recorded": recorded, "ready": None})
    return OccasionState(state.occasion, known)


@pytest.mark.parametrize("kind", ["SUPERSEDES", "REAFFIRMS", "parent"])
def test_links_may_go_very_deep_and_in_a_circle(kind: str) -> None:
    state, moment = state_of(Paper().promised(accepted=False), "07-11 12:00")
    told(linked_in_rows(state, 3000, kind), moment)
