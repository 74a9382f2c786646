"""What is added up from what was there before is what the rule says of a fold from nothing.

After every event, at every minute around the edges at which a light can change.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts.occasion import OccasionDeclared
from events.facts.vocabulary import Light
from events.format.recorded_event import RecordedEvent
from services.readiness.answer import Leaf, Readiness, Reason, ReasonCode
from services.readiness.readiness_1 import readiness_1
from services.readiness.readiness_1_part import Part
from services.readiness.readiness_1_sums import sums_of, sums_of_all
from services.readiness.rules import RULES
from services.state import ordered
from services.state.growing_occasion import GrowingOccasion, fold_occasion
from services.state.local_time import end_of_day, local_instant
from services.state.occasion import EMPTY, whole_minute
from tests.worlds.random_histories import Drawn, histories

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def edges(events: list[RecordedEvent], moment: dt.datetime) -> Iterator[dt.datetime]:
    """Moments at which something begins to count, fades, or is overdue."""
    declared = events[0].fact
    assert isinstance(declared, OccasionDeclared)
    opening = local_instant(declared.day, dt.time(7, 0), declared.time_zone)
    yield moment
    yield from (opening, opening - 7 * DAY, opening - 14 * DAY)
    for event in events:
        yield event.occurred_at
        for name in ("due", "new_due"):
            if (due := getattr(event.fact, name, None)) is not None:
                yield end_of_day(due, declared.time_zone)


def unordered(found: Readiness) -> Readiness:
    """A readiness but for the order of commitments, which is that of their first events."""
    regions = {
        region: tuple(sorted(figures, key=lambda figure: figure.commitment))
        for region, figures in found.regions.items()
    }
    return replace(found, blocked=tuple(sorted(found.blocked)), regions=regions)


@settings(max_examples=80)
@given(histories(), st.data())
def test_after_every_event_at_every_edge_it_is_the_rule_over_a_fold_from_nothing(
    drawn: Drawn, data: st.DataObject
) -> None:
    events, moment = drawn
    around = st.sampled_from(sorted(set(edges(events, moment))))
    near = st.sampled_from([-MINUTE, 0 * MINUTE, MINUTE])
    asked = data.draw(st.lists(st.builds(lambda edge, by: edge + by, around, near), max_size=3))
    judge = RULES["readiness-1"].judge
    with mock.patch.object(ordered, "SHORTEST", 1):
        kept = {at: GrowingOccasion(EMPTY, whole_minute(at)) for at in (moment, *asked)}
        for number, event in enumerate(events, start=1):
            known = events[:number]
            in_order = sorted(known, key=lambda one: (one.occurred_at, one.position))
            declared_first = sorted(in_order, key=lambda one: one.commitment is not None)
            for at, growing in kept.items():
                growing.follow(event)
                found = judge(growing.still, at)
                assert found == readiness_1(fold_occasion(known, at), at)
                effective = readiness_1(fold_occasion(declared_first, at), at)
                assert unordered(found) == unordered(effective)
                whole = RULES["readiness-1"].whole(growing.still, at)
                assert whole == replace(found.whole, reasons=())


# ---- sums alone


shares = st.fractions(0, 1, max_denominator=90)
weights = st.sampled_from([Fraction(1), Fraction("3.333")])
terms = st.tuples(weights, shares, shares, shares, shares, shares)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """A judged leaf of any light and figures."""
    code, light = draw(st.sampled_from("ABCDE")), draw(st.sampled_from(list(Light)))
    reason = Reason(ReasonCode.STALE, code, (draw(st.integers(0, 99)),))
    weight = Decimal(draw(st.integers(1, 3)))
    worst = (draw(st.integers(0, 3)), draw(st.booleans()), -weight, code, reason)
    return Part(
        leaf=Leaf(code, light, reasons=(reason,)),
        area="LOG",
        is_critical=draw(st.booleans()),
        terms=draw(terms),
        worst=None if light is Light.GREEN else worst,
        regions=(),
        is_hindered=False,
        waits_for=(),
        due=None,
    )


pools = st.lists(parts(), max_size=12, unique_by=lambda part: part.leaf.commitment)


@settings(max_examples=200)
@given(pools, st.lists(st.sets(st.integers(0, 4)), min_size=2, max_size=6))
def test_sums_that_go_on_are_those_from_nothing(pool: list[Part], picks: list[set[int]]) -> None:
    before = None
    for picked in picks:
        group = tuple(part for place, part in enumerate(pool) if place in picked)
        before = sums_of(group, before)
        assert before == sums_of(group)


@given(pools, st.integers(0, 5))
def test_the_sums_of_all_areas_are_those_of_all_their_leaves(pool: list[Part], cut: int) -> None:
    areas = [sums_of(tuple(pool[:cut])), sums_of(tuple(pool[cut:])), sums_of(())]
    assert sums_of_all(areas) == sums_of(tuple(pool))
