"""Rule readiness-1 for the whole, its areas, regions and lists: examples worked out by hand."""

from fractions import Fraction
from itertools import pairwise

import pytest

from events.facts.vocabulary import Light
from services.readiness.answer import ReasonCode as Why
from services.readiness.answer import rounded
from services.readiness.readiness_1 import leaves_of, readiness_1
from services.state.occasion import OccasionState
from tests.worlds import cast
from tests.worlds.given import moment
from tests.worlds.judging import (
    D2,
    MINUTE,
    hindered,
    history,
    leaf,
    planned,
    reported,
    verified,
    whole,
)

NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
AT = "2025-07-18 12:00"
PLAN = planned()


def test_without_leaves_nothing_is_known() -> None:
    judged = whole(cast.OCCASION, AT).whole
    assert judged.light is Light.GREY
    assert (judged.score, judged.verified, judged.coverage, judged.confidence) == (0, 0, 0, 0)
    assert (judged.ceiling, judged.count, judged.weight) == (100, 0, 0)


def test_an_occasion_that_is_not_known_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="no occasion"):
        readiness_1(OccasionState(), moment(AT))


def test_the_sums_of_a_small_occasion() -> None:
    """Weights 3, 1, 1: one verified 40 and claimed 80 of 100, one silent, one unknown.

    s = 0.4 + 0.5·1·0.4 = 0.6: score 100·3·0.6/5 = 36, verified 24, coverage 80, ceiling 56,
    confidence 100·3·(0.4/0.8)/5 = 30.
    """
    past = history(
        *planned(weight=3),
        *planned(code="D2"),
        cast.RECORD.but(code="D3", area="KAM"),
        verified("2025-07-18 08:00", 40),
        reported("2025-07-18 08:00", 80),
    )
    judged = whole(past, AT)
    total = judged.whole
    assert (total.light, total.weight, total.count) == (Light.YELLOW, 5, 3)
    assert (total.score, total.verified, total.ceiling) == (36, 24, 56)
    assert (total.coverage, total.confidence) == (80, 30)
    logistics, security = judged.areas["LOG"], judged.areas["KAM"]
    assert (logistics.score, logistics.coverage, logistics.count) == (45, 100, 2)
    assert (security.light, security.score, security.ceiling) == (Light.GREY, 0, 100)


def test_what_has_not_started_counts_as_assessable() -> None:
    total = whole(history(*PLAN), "2025-07-14 00:00").whole
    assert (total.light, total.coverage, total.score, total.ceiling) == (Light.GREY, 100, 0, 0)


@pytest.mark.parametrize(("critical", "light"), [(True, Light.RED), (False, Light.YELLOW)])
def test_only_a_critical_leaf_makes_the_whole_red(critical: bool, light: Light) -> None:
    past = history(*planned(due="2025-07-17", critical=critical), *planned(code="D2"))
    judged = whole(past, AT)
    assert judged.leaves["D1"].light is Light.RED
    assert judged.whole.light is light


def test_all_green_is_green_and_one_unknown_makes_it_yellow() -> None:
    past = history(*PLAN, verified("2025-07-18 08:00", 100))
    assert whole(past, AT).whole.light is Light.GREEN
    unknown = history(*PLAN, cast.RECORD.but(code="D2"), verified("2025-07-18 08:00", 100))
    assert whole(unknown, AT).whole.light is Light.YELLOW


def test_the_first_reason_of_every_leaf_the_worst_first() -> None:
    past = history(
        cast.RECORD.but(code="D0"),
        *planned(code="D1", critical=False),
        *planned(code="D2", weight=9),
        *planned(code="D3", due="2025-07-17"),
        *planned(code="D4", due="2025-07-17", critical=True),
        *planned(code="D5"),
        cast.RESCHEDULE.but(commitment="commitment:psu/D5"),
        verified("2025-07-18 08:00", 100, "commitment:psu/D5"),
    )
    reasons = whole(past, AT).whole.reasons
    assert [reason.commitment for reason in reasons] == ["D4", "D3", "D2", "D1", "D0"]
    assert [reason.code for reason in reasons[:2]] == [Why.OVERDUE, Why.OVERDUE]


@pytest.mark.parametrize("kind", ["UNDERTAKING", "ONGOING", "JOINT", "REQUEST", "ASSURANCE"])
def test_an_assurance_enters_no_sum_and_no_list(kind: str) -> None:
    past = history(*planned(kind=kind))
    assert (list(whole(past, AT).leaves) == ["D1"]) == (kind != "ASSURANCE")


def test_an_umbrella_enters_no_sum_but_its_children_do() -> None:
    past = history(
        *planned(role="LEAF"),
        *planned(code="D2", parent=cast.D1),
        cast.RECORD.but(code="D3", parent=D2),
        cast.RECORD.but(code="D4", kind="ASSURANCE", parent="commitment:psu/D3"),
    )
    assert list(whole(past, AT).leaves) == []
    past = history(*planned(role="UMBRELLA"), *planned(code="D2", parent=cast.D1))
    assert list(leaves_of(past.occasions["psu"])) == ["D2"]


def test_a_commitment_called_umbrella_without_children_is_a_leaf() -> None:
    assert list(whole(history(*planned(role="UMBRELLA")), AT).leaves) == ["D1"]


def test_a_child_makes_an_umbrella_only_from_when_it_was_made() -> None:
    child = cast.RECORD.but(code="D2", parent=cast.D1, occurred_at=moment("2025-07-10 09:00"))
    past = history(cast.RECORD.but(occurred_at=moment("2025-07-01 09:00")), child)
    assert list(whole(past, "2025-07-10 08:59").leaves) == ["D1"]
    assert list(whole(past, "2025-07-10 09:00").leaves) == ["D2"]


def test_days_left_are_days_of_the_occasions_calendar() -> None:
    assert whole(cast.OCCASION, "2025-08-05 23:59").days_left == 1
    assert whole(cast.OCCASION, "2025-08-06 00:00").days_left == 0
    assert whole(cast.OCCASION, "2025-08-07 00:00").days_left == -1


def test_figures_are_rounded_half_up_once_at_the_end() -> None:
    """Verified 0.05 % and 0.25 %: bankers would say 0.0 and 0.2."""
    for value, shown in ((1, 0.1), (5, 0.3), (0.999, 0.0), (4.999, 0.2)):
        past = history(*planned(target=2000), verified("2025-07-18 08:00", value))
        total = whole(past, AT).whole
        assert (total.score, total.verified, total.ceiling) == (shown, shown, shown)


def test_a_ceiling_is_not_the_sum_of_rounded_figures() -> None:
    """Three weights of 1, one unknown, one verified a tenth: 3.33 + 33.33 = 36.67."""
    past = history(
        *PLAN,
        *planned(code="D2"),
        cast.RECORD.but(code="D3"),
        verified("2025-07-18 08:00", 10),
    )
    total = whole(past, AT).whole
    assert (total.score, total.coverage, total.ceiling) == (3.3, 66.7, 36.7)


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        ("1/20", 1, 0.1),
        ("1/4", 1, 0.3),
        ("81.25", 1, 81.3),
        ("81.2499999999999999999", 1, 81.2),
        ("0.00005", 4, 0.0001),
        ("0.00004999999", 4, 0.0),
        ("2/3", 4, 0.6667),
        ("99.95", 1, 100.0),
    ],
)
def test_ties_go_up(number: str, decimals: int, shown: float) -> None:
    assert rounded(Fraction(number), decimals) == shown


def test_confidence_is_what_fresh_verified_evidence_backs() -> None:
    """On 26 July the window is (3, 7): five days old is half faded. 0.5·0.4/0.8 = 25 %."""
    past = history(*PLAN, verified("2025-07-21 12:00", 40), reported("2025-07-21 12:00", 80))
    total = whole(past, "2025-07-26 12:00").whole
    assert (total.confidence, total.verified) == (25, 40)
    assert total.score == 50  # 0.4 + 0.5·0.5·0.4


DIVIDED = (*PLAN[:3], PLAN[3].but(breakdown=cast.DIVIDED))
"""60 in the north, 40 in the south."""


def test_no_region_makes_up_for_another() -> None:
    past = history(
        *DIVIDED,
        reported("2025-07-18 08:00", 90, region=NORTH),
        reported("2025-07-18 08:00", 10, region=SOUTH),
        verified("2025-07-18 09:00", 75, region=NORTH),
        verified("2025-07-18 09:00", 5, region=SOUTH),
    )
    judged = leaf(past, AT)
    assert (judged.claimed, judged.verified) == (Fraction(70, 100), Fraction(65, 100))


def test_each_region_keeps_its_own_last_value() -> None:
    past = history(
        *DIVIDED,
        reported("2025-07-18 10:00", 30, region=NORTH),
        reported("2025-07-18 11:00", 20, region=SOUTH),
        reported("2025-07-18 09:00", 50, region=NORTH),
    )
    assert leaf(past, AT).claimed == HALF
    assert leaf(past, "2025-07-18 09:30").claimed == HALF
    assert leaf(past, "2025-07-18 10:00").claimed == Fraction(30, 100)


HALF = Fraction(1, 2)


def test_verifying_fulfilment_verifies_every_region_at_its_claimed_value() -> None:
    past = history(
        *DIVIDED,
        reported("2025-07-18 08:00", 65, region=NORTH),
        reported("2025-07-18 08:00", 40, region=SOUTH),
        cast.CLAIM_BARE.but(occurred_at=moment("2025-07-18 09:00")),
        cast.VERIFY_FULFILMENT.but(occurred_at=moment("2025-07-18 10:00")),
    )
    figures = whole(past, AT).regions
    assert [figures[region][0].verified for region in ("62.05.01", "62.05.02")] == [65, 40]
    assert leaf(past, AT).verified == 1


def test_a_region_has_one_figure_for_each_leaf_with_a_target_there() -> None:
    steps = (
        *DIVIDED,
        verified("2025-07-18 08:00", 60, region=NORTH),
        reported("2025-07-18 09:00", 10, region=SOUTH),
        hindered("2025-07-18 10:00", region=SOUTH),
        hindered("2025-07-18 10:00", "MEDIUM", code="O2", region=NORTH),
    )
    past = history(*steps)
    regions = whole(past, AT).regions
    (north,), (south,) = regions["62.05.01"], regions["62.05.02"]
    assert (north.light, north.reason, north.target) == (Light.GREEN, None, 60)
    assert (north.verified, north.claimed, north.unit) == (60, None, "lembar")
    assert south.light is Light.RED
    assert south.reason is not None
    assert south.reason.code is Why.OBSTACLE_OPEN
    assert (south.verified, south.claimed) == (None, 10)
    before = whole(past, "2025-07-18 09:30").regions
    assert [figure.light for figure in before["62.05.02"]] == [Light.YELLOW]
    late = whole(past, "2025-08-05 00:00").regions
    assert [late[region][0].light for region in late] == [Light.GREEN, Light.RED]
    assert late["62.05.02"][0].reason
    assert late["62.05.02"][0].reason.code is Why.OVERDUE


def test_an_obstacle_elsewhere_or_not_high_hinders_no_region() -> None:
    past = history(
        *DIVIDED,
        hindered("2025-07-18 10:00", region="region:62.05"),
        hindered("2025-07-18 10:00", "MEDIUM", code="O2", region=SOUTH),
    )
    lights = [figures[0].light for figures in whole(past, AT).regions.values()]
    assert lights == [Light.YELLOW, Light.YELLOW]


def test_a_region_whose_due_is_today_is_not_late() -> None:
    regions = whole(history(*DIVIDED), "2025-08-04 23:59").regions
    assert {figures[0].light for figures in regions.values()} == {Light.YELLOW}


def test_blocked_is_what_an_open_high_obstacle_hinders() -> None:
    past = history(
        *PLAN,
        *planned(code="D2"),
        hindered("2025-07-18 08:00"),
        hindered("2025-07-18 08:00", "MEDIUM", D2),
    )
    assert whole(past, AT).blocked == ("D1",)
    assert whole(past, "2025-07-18 07:59").blocked == ()


def test_due_soon_is_what_is_not_verified_and_due_from_now_to_so_many_days() -> None:
    due = moment("2025-08-04 23:59")
    past = history(*PLAN)
    offsets = (3 * 1440 + 1, 3 * 1440, 0, -1)
    soon = [bool(whole(past, due - minutes * MINUTE).due_within(3)) for minutes in offsets]
    assert soon == [False, True, True, False]
    done = history(*PLAN, verified("2025-07-18 08:00", 100))
    assert not whole(done, due).due_within(3)
    assert not whole(history(*PLAN[:3]), due).due_within(3)


def test_silence_never_raises_a_score() -> None:
    """From the last report on it only falls, hour after hour, across both window switches."""
    past = history(*PLAN, verified("2025-07-20 08:00", 30), reported("2025-07-20 08:00", 90))
    start = moment("2025-07-20 08:00")
    scores = [leaf(past, start + hour * 60 * MINUTE).score for hour in range(24 * 20)]
    assert all(
        earlier is not None and later is not None and later <= earlier
        for earlier, later in pairwise(scores)
    )
    assert scores[-1] == Fraction(30, 100)


def test_regions_come_in_the_order_of_their_codes_however_they_were_given() -> None:
    parts = [{"region": "62.05.02", "target": 40}, {"region": "62.05.01", "target": 60}]
    acts = [*PLAN[:3], cast.DEFINE.but(breakdown=parts)]
    assert list(whole(history(*acts), AT).regions) == ["62.05.01", "62.05.02"]
