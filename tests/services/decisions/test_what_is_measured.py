"""What is measured: counts, things delivered, rates and duties, divided by region or by party."""

from decimal import Decimal
from typing import Any

import pytest

from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
from events.facts.vocabulary import Direction, Every, Measure
from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OWNED
from tests.worlds.cast_steer import AT_MOST, DELIVERABLE, PERIODIC, RATE, specified
from tests.worlds.given import History

NORTH, SOUTH = "62.05.01", "62.05.02"
BY_PARTY = [{"party": "party:KPU", "target": 60}, {"party": "party:DINKES", "target": 40}]


def revised(history: History, **fields: Any) -> IndicatorRevised:
    fact = history.when(cast.REVISE.but(**fields)).accepted().events[-1].fact
    assert isinstance(fact, IndicatorRevised)
    return fact


def test_a_thing_is_delivered_or_not() -> None:
    fact = IndicatorDefined(name="SK Bupati", measure=Measure.DELIVERABLE, target=Decimal(1))
    OWNED.when(cast.DEFINE.but(**DELIVERABLE)).then(fact)
    said = {**DELIVERABLE, "target": 1, "unit": "SK"}
    OWNED.when(cast.DEFINE.but(**said)).then(fact.model_copy(update={"unit": "SK"}))


def test_a_rate_rises_from_where_it_starts() -> None:
    OWNED.when(cast.DEFINE.but(**RATE)).then(
        IndicatorDefined(
            name="Cakupan imunisasi",
            measure=Measure.RATE,
            baseline=Decimal(62),
            target=Decimal(75),
            unit="%",
        )
    )


def test_parts_of_a_rate_have_the_wholes_target_or_their_own_and_add_up_to_nothing() -> None:
    parts = [{"region": NORTH}, {"region": SOUTH, "target": 90, "baseline": 80}]
    fact = OWNED.when(cast.DEFINE.but(**RATE, breakdown=parts)).facts[0]
    assert isinstance(fact, IndicatorDefined)
    assert fact.breakdown == (
        PartTarget(region=NORTH),
        PartTarget(region=SOUTH, target=Decimal(90), baseline=Decimal(80)),
    )


def test_a_duty_has_periods_and_no_target() -> None:
    OWNED.when(cast.DEFINE.but(**PERIODIC, breakdown=[{"region": NORTH}])).then(
        IndicatorDefined(
            name="Laporan harian",
            measure=Measure.PERIODIC,
            every=Every.DAY,
            breakdown=(PartTarget(region=NORTH),),
        )
    )
    OWNED.when(cast.DEFINE.but(**{**PERIODIC, "every": "MONTH", "unit": "laporan"})).accepted()


def test_what_is_to_fall_falls_from_where_it_starts_and_may_fall_to_nothing() -> None:
    OWNED.when(cast.DEFINE.but(**AT_MOST)).then(
        IndicatorDefined(
            name="Titik api",
            direction=Direction.AT_MOST,
            baseline=Decimal(40),
            target=Decimal(0),
            unit="titik",
        )
    )
    OWNED.when(cast.DEFINE.but(**{**AT_MOST, "measure": "RATE", "target": 39.999})).accepted()


def test_parts_that_fall_have_their_own_start() -> None:
    parts = [
        {"region": NORTH, "target": 0, "baseline": 30},
        {"region": SOUTH, "target": 0, "baseline": 10},
    ]
    OWNED.when(cast.DEFINE.but(**AT_MOST, breakdown=parts)).accepted()


def test_a_target_may_be_divided_by_party() -> None:
    history = OWNED.when(cast.DEFINE.but(breakdown=BY_PARTY)).accepted()
    indicator = history.commitment().indicator
    assert indicator is not None
    assert list(indicator.parts) == ["party:KPU", "party:DINKES"]


def test_a_regency_has_hundreds_of_polling_stations() -> None:
    stations = [
        {"code": f"62.05.01.{n}", "name": f"TPS {n}", "level": "POLLING_STATION"}
        for n in range(1_001)
    ]
    regions = [
        cast.REGISTER_REGION.but(regions=stations[first : first + 200])
        for first in range(0, 1_001, 200)
    ]
    parts = [{"region": station["code"], "target": 1} for station in stations]
    history = OWNED.and_(*regions)
    thousand = cast.DEFINE.but(target=1_000, breakdown=parts[:1_000])
    history.when(thousand).accepted()
    refused = history.when(cast.DEFINE.but(target=1_001, breakdown=parts))
    assert refused.then_refused(No.TOO_LARGE, "list").params == {"limit": 1_000}


@pytest.mark.parametrize("target", [999_999_999_999_999, 999_999_999_999.999, 0.001])
def test_fifteen_digits_are_kept_and_more_are_refused(target: float) -> None:
    OWNED.when(cast.DEFINE.but(target=target)).accepted()


def test_baseline_target_unit_and_parts_are_revised_and_what_is_left_out_stays() -> None:
    history = specified(**RATE)
    assert revised(history, old_target=75, new_target=None, baseline=60) == IndicatorRevised(
        old_target=Decimal(75), new_target=Decimal(75), baseline=Decimal(60)
    )
    assert revised(history, old_target=75, new_target=80, unit="persen").unit == "persen"
    parts = revised(history, old_target=75, new_target=None, breakdown=[{"region": NORTH}])
    assert parts.breakdown == (PartTarget(region=NORTH),)


def test_the_first_indicator_stays_visible() -> None:
    history = specified(**RATE).and_(cast.REVISE.but(old_target=75, new_target=80, unit="persen"))
    state = history.commitment()
    assert state.first_indicator is not None
    assert state.indicator is not None
    assert (state.first_indicator.target, state.first_indicator.unit) == (Decimal(75), "%")
    assert (state.indicator.target, state.indicator.baseline) == (Decimal(80), Decimal(62))


def test_parts_of_a_duty_are_revised_and_its_unit() -> None:
    history = specified(**PERIODIC)
    change: dict[str, Any] = {"old_target": None, "new_target": None}
    assert revised(history, **change, breakdown=[{"region": SOUTH}]) == IndicatorRevised(
        breakdown=(PartTarget(region=SOUTH),)
    )
    assert revised(history, **change, unit="laporan").unit == "laporan"


def test_of_a_thing_that_is_delivered_only_the_unit_is_revised() -> None:
    history = specified(**DELIVERABLE)
    change: dict[str, Any] = {"old_target": 1, "new_target": None}
    assert revised(history, **change, unit="SK").new_target == 1
    history.when(cast.REVISE.but(old_target=1, new_target=2)).then_refused(
        No.INVALID_QUANTITY, "delivered"
    )


def test_a_target_with_a_start_stays_above_it_after_waivers() -> None:
    history = specified(baseline=50).and_(
        cast.ACCEPT, cast.PROPOSE_WAIVER.but(remainder=40), cast.WAIVE
    )
    history.when(cast.REVISE.but(new_target=90)).then_refused(No.INVALID_QUANTITY, "waived")
    history.when(cast.REVISE.but(new_target=90.001)).accepted()


def test_a_thing_may_be_delivered_of_which_it_was_said_whether_it_is() -> None:
    for value in (0, 1):
        OWNED.and_(cast.REPORT.but(value=value)).when(cast.DEFINE.but(**DELIVERABLE)).accepted()
    OWNED.and_(cast_steer.NAME_PARTNERS).when(cast.DEFINE.but(**DELIVERABLE)).accepted()
