"""What rule readiness-2 answers beside lights and numbers: successors, umbrellas, parts, claims."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Light
from services.read.stood_before import is_past_due
from services.readiness.answer import Reason, ReasonCode
from services.readiness.readiness_2_clock import days_of
from services.readiness.readiness_2_duty import duty_of
from services.readiness.readiness_2_part import parts_of
from services.readiness.rules import rule_named
from services.state.growing_occasion import fold_occasion
from services.state.occasion import Occasion, OccasionState
from tests.oracles.readiness_2.paper import Paper, supersedes, when
from tests.worlds.vectors import events_of, placed

RULE = rule_named("readiness-2")
DAILY = {"measure": "PERIODIC", "every": "DAY"}
RATE = {"measure": "RATE", "baseline": "60", "target": "80", "unit": "%"}
LATE = "2025-07-11T23:59+07:00"


def read(paper: Paper, at: str) -> tuple[OccasionState, dt.datetime]:
    history = paper.judged("", at)["history"]
    moment = dt.datetime.fromisoformat(when(at)).astimezone(dt.UTC)
    return fold_occasion(events_of(history), moment), moment


def occasion_in(state: OccasionState) -> Occasion:
    assert state.occasion is not None
    return state.occasion


def reason(state: OccasionState, moment: dt.datetime, code: ReasonCode) -> Reason:
    leaf = RULE.judge(state, moment).leaves["B"]
    return next(each for each in leaf.reasons if each.code is code)


def test_who_replaces_what_was_past_due_says_what_and_by_how_many_days() -> None:
    paper = Paper().promised(due="07-11").promised("B", "07-13 23:59", links=supersedes("A"))
    state, moment = read(paper, "07-14 08:00")
    found = reason(state, moment, ReasonCode.SUPERSEDED)
    assert (found.replaced, found.value) == (("A",), 2.0)
    assert found.events == (placed(10),)
    leaf = RULE.judge(state, moment).leaves["B"]
    assert leaf.first_deadline is not None
    assert leaf.first_deadline.due == dt.date(2025, 7, 11)


def test_who_replaces_what_was_in_time_says_what_alone() -> None:
    paper = Paper().promised().promised("B", "07-13 09:00", links=supersedes("A"))
    found = reason(*read(paper, "07-14 08:00"), ReasonCode.SUPERSEDED)
    assert (found.replaced, found.value) == (("A",), None)


def test_an_umbrella_adds_up_the_leaves_below_it_and_what_was_withdrawn_there_shows() -> None:
    paper = Paper().recorded("P", kind="ASSURANCE").promised(parent="P").done("A")
    paper.promised("B", parent="P", critical=True).promised("C", critical=True)
    paper.add("07-12 09:00", "CommitmentWithdrawn", "B")
    state, moment = read(paper, "07-13 08:00")
    below = RULE.roll_up(state, "P", moment)
    assert below is not None
    assert (below.light, below.score, below.count) == (Light.YELLOW, 100.0, 1)
    assert RULE.roll_up(state, "A", moment) is None


def test_the_deviation_is_the_score_less_the_plan_as_both_are_shown() -> None:
    whole = RULE.judge(*read(Paper().promised(), "07-20 08:00")).whole
    assert (whole.score, whole.deviation) == (0.0, -whole.planned)


def test_parts_by_party_have_figures_and_stand_in_no_region() -> None:
    measured = {"measure": "COUNT", "breakdown": [{"part": "R1", "target": "10"}]}
    state, moment = read(Paper().promised(measured=measured), "07-11 08:00")
    known = state.commitments["A"]
    (indicator,) = known.indicators
    by_party = indicator.__class__(
        **{name: getattr(indicator, name) for name in indicator.__slots__}
        | {"breakdown": (PartTarget(party="DINKES", target=Decimal(10)),)}
    )
    divided = known.model_copy(update={"indicators": (by_party,)})
    state = OccasionState(state.occasion, {"A": divided})
    (figure,) = RULE.regions_of(state, "A", moment)
    assert (figure.region, figure.party, figure.target) == (None, "DINKES", 10.0)
    assert RULE.judge(state, moment).regions == {}


def test_what_has_left_or_cannot_be_assessed_has_no_figures() -> None:
    measured = {"measure": "COUNT", "breakdown": [{"part": "R1", "target": "10"}]}
    gone = Paper().promised(measured=measured).add("07-11 09:00", "CommitmentWithdrawn", "A")
    state, moment = read(gone, "07-12 08:00")
    assert RULE.regions_of(state, "A", moment) == ()
    declined = Paper().promised(measured=measured).add("07-11 09:00", "AssignmentDeclined", "A")
    state, moment = read(declined, "07-12 08:00")
    assert RULE.regions_of(state, "A", moment) == ()


# ---- for decisions


def test_a_rate_is_below_its_target_until_it_reaches_it_from_its_baseline() -> None:
    state, _ = read(Paper().promised(measured=RATE).report("07-11 08:00", "70"), "07-12 08:00")
    (part,) = parts_of(state.commitments["A"])
    assert (part.way.name, part.heard.claimed, part.p) == (None, Decimal(70), Fraction(1, 2))
    assert duty_of(state.commitments["A"], days_of(occasion_in(state))) is None


def test_of_a_duty_what_is_due_and_kept_is_counted_at_the_minute() -> None:
    paper = Paper().promised(measured=DAILY, due="07-12").reports(7, range(10, 11))
    state, moment = read(paper, "07-12 08:00")
    duty = duty_of(state.commitments["A"], days_of(occasion_in(state)))
    assert duty is not None
    then, later = duty.at(moment), duty.at(moment + dt.timedelta(days=1))
    assert (duty.periods.number, then.due, then.parts[0].kept) == (3, 2, 1)
    assert (later.due, later.parts[0].kept) == (3, 1)
    assert then.p == Fraction(1, 2)


def test_it_is_past_due_from_the_minute_after_on_and_after_the_last_day_judged() -> None:
    state, _ = read(Paper().promised(due="07-11"), "07-12 08:00")
    minute = dt.datetime.fromisoformat(LATE).astimezone(dt.UTC)
    assert not is_past_due(state, "A", minute)
    assert is_past_due(state, "A", minute + dt.timedelta(minutes=1))
    state, _ = read(Paper().promised(due="09-11"), "07-12 08:00")
    after = dt.datetime.fromisoformat("2025-08-07T00:00+07:00").astimezone(dt.UTC)
    assert is_past_due(state, "A", after)
