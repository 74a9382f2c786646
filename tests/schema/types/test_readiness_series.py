"""Readiness over time: each point is the readiness at its moment, and all come in one walk."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from schema.operation.limits import Limits
from tests.schema.operation.test_cost import cost
from tests.schema.types.test_bitemporal import Draw, live, lived, report, wib
from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, THE_OCCASION, Hall

FIGURES = "asOf { position knownAt effectiveAt logSize } light score verified ceiling"
SERIES = f"""query Series($o: ID!, $from: DateTime!, $to: DateTime!, $points: Int, $rule: String) {{
  readinessSeries(occasion: $o, from: $from, to: $to, points: $points, rule: $rule) {{ {FIGURES} }}
}}"""
ONE = f"""query One($o: ID!, $at: AsOf, $rule: String) {{
  readiness(occasion: $o, asOf: $at, rule: $rule) {{ {FIGURES} }} }}"""
RULE = "readiness-1"
LATEST = wib("07-28T09:00")


def series(api: Api, start: str, end: str, points: int | None = None, **more: Any) -> Any:
    """The points of a series, as everyone sees them."""
    asked = {"o": THE_OCCASION, "from": start, "to": end, **more}
    return api.data(SERIES, **asked | ({} if points is None else {"points": points}))[
        "readinessSeries"
    ]


def one_by_one(api: Api, points: list[Any], **more: Any) -> list[Any]:
    """The readiness at the moment of each point, asked for by itself."""
    asked = {"o": THE_OCCASION, **more}
    moments = [point["asOf"]["knownAt"] for point in points]
    return [api.data(ONE, **asked, at={"knownAt": at})["readiness"] for at in moments]


@pytest.mark.parametrize("rule", [None, RULE])
@pytest.mark.parametrize("seed", range(3))
def test_each_point_is_the_readiness_at_its_moment(hall: Hall, seed: int, rule: str | None) -> None:
    draw = Draw(seed)
    lived(hall, draw)
    for day in range(29, 32):
        hall.at(wib(f"07-{day}T09:00"))
        live(hall, draw, 8)
    for start, count in ((wib("07-11T09:00"), 25), (wib("07-28T07:59"), 40), (LATEST, 3)):
        found = series(hall, start, wib("07-31T09:00"), count, rule=rule)
        assert found == one_by_one(hall, found, rule=rule)
        assert len(found) == count
    assert len({point["score"] for point in found}) > 1


@pytest.mark.parametrize("seed", range(3))
def test_as_known_now_each_point_is_what_is_now_known_about_its_moment(
    hall: Hall, seed: int
) -> None:
    lived(hall, Draw(seed))
    hall.at(wib("07-29T09:00"))
    document = SERIES.replace("rule: $rule)", "rule: $rule, asKnownNow: true)")
    ahead = wib("08-04T09:00")
    for start, end, count in ((wib("07-11T09:00"), ahead, 25), (ahead, wib("08-09T09:00"), 3)):
        asked: dict[str, Any] = {"o": THE_OCCASION, "from": start, "to": end, "points": count}
        found = hall.data(document, **asked)["readinessSeries"]
        moments = [point["asOf"]["effectiveAt"] for point in found]
        alone: list[dict[str, Any]] = [
            {"o": THE_OCCASION, "at": {"effectiveAt": moment}} for moment in moments
        ]
        assert found == [hall.data(ONE, **each)["readiness"] for each in alone]
        assert len(found) == count
    then = series(hall, wib("07-11T09:00"), LATEST, 25)
    asked = {"o": THE_OCCASION, "from": wib("07-11T09:00"), "to": LATEST, "points": 25}
    now = hall.data(document, **asked)["readinessSeries"]
    assert [point["score"] for point in now] != [point["score"] for point in then]


def test_what_happens_a_little_later_counts_in_its_place(hall: Hall) -> None:
    """Known before its time in the world, it counts at a later point, before what followed it."""
    hall.at(wib("07-20T09:00"))
    ahead = wib("07-20T09:01")
    for value, when in ((50, ahead), (20, None), (30, wib("07-19T09:00"))):
        given = {"value": value} | ({"occurredAt": when} if when else {})
        hall.owner("commitmentReportProgress", D01, **given)
    hall.at(wib("07-20T09:05"))
    found = series(hall, wib("07-20T08:59"), wib("07-20T09:03"), 9)
    assert found == one_by_one(hall, found)
    assert len({point["ceiling"] for point in found} | {point["score"] for point in found}) > 2


def test_points_are_spread_evenly_and_both_ends_are_among_them(hall: Hall) -> None:
    hall.at(wib("07-20T09:00"))

    def moments(points: int | None) -> list[str]:
        found = series(hall, wib("07-16T09:00"), wib("07-20T09:00"), points)
        return [point["asOf"]["knownAt"] for point in found]

    assert moments(5) == [wib(f"07-{day}T09:00") for day in (16, 17, 18, 19, 20)]
    assert moments(2) == [wib("07-16T09:00"), wib("07-20T09:00")]
    assert moments(1) == [wib("07-20T09:00")]
    assert len(moments(None)) == 30


def test_before_the_occasion_was_on_record_there_is_no_point(hall: Hall) -> None:
    hall.at(wib("07-12T09:00"))
    assert len(series(hall, wib("07-01T09:00"), wib("07-12T09:00"), 12)) == 2
    never = {"o": THE_OCCASION, "from": wib("07-01T09:00"), "to": wib("07-02T09:00")}
    assert hall.codes(SERIES, None, **never) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"points": 101}, "BAD_USER_INPUT", "1 sampai 100 titik; yang diminta 101"),
        ({"points": 0}, "BAD_USER_INPUT", "yang diminta 0"),
        ({"points": -5}, "BAD_USER_INPUT", "yang diminta -5"),
        ({"from": wib("07-31T09:00")}, "BAD_USER_INPUT", "Tukarkan from dan to"),
        ({"to": wib("08-20T09:00")}, "NOT_YET_AVAILABLE", ""),
        ({"rule": "readiness-0"}, "BAD_USER_INPUT", "readiness-1"),
        ({"o": "occasion:none"}, "NOT_FOUND", ""),
        ({"o": D01}, "BAD_USER_INPUT", ""),
    ],
)
def test_what_cannot_be_answered_is_told(
    hall: Hall, asked: dict[str, Any], code: str, said: str
) -> None:
    hall.at(LATEST)
    whole = {"o": THE_OCCASION, "from": wib("07-20T09:00"), "to": LATEST, **asked}
    (error,) = hall.ask(SERIES, whole)["errors"]
    assert error["extensions"]["code"] == code
    assert said in error["message"]


def test_statements_grow_neither_with_points_nor_with_events(hall: Hall) -> None:
    def ran(day: int, points: int) -> Counter[str]:
        hall.at(wib(f"07-{day}T09:00"))
        with hall.statements() as statements:
            found = series(hall, wib("07-16T09:00"), wib(f"07-{day}T09:00"), points)
        assert len(found) == points
        return Counter(statement.partition("WHERE")[0][:60] for statement in statements.seen)

    few = ran(20, 2)
    live(hall, Draw(1), 60)
    many = ran(28, 100)
    assert few.total() == many.total() < 10


def test_it_is_answered_for_ever_where_nothing_of_it_can_change(hall: Hall) -> None:
    hall.at(LATEST)
    report(hall, Draw(1))
    hall.at(wib("07-29T09:00"))

    def kept(to: str, rule: str | None) -> str:
        asked = {"o": THE_OCCASION, "from": wib("07-20T09:00"), "to": to, "rule": rule}
        body = {"query": SERIES, "variables": asked}
        return str(hall.client.post("/graphql", json=body).headers["cache-control"])

    assert kept(wib("07-27T09:00"), RULE) == "public, max-age=31536000, immutable"
    assert "immutable" not in kept(wib("07-27T09:00"), None)
    assert "immutable" not in kept(wib("07-29T08:00"), RULE)


def test_the_most_points_that_may_be_asked_for_are_within_the_limit() -> None:
    ends = {"from": LATEST, "to": LATEST}
    whole = cost(SERIES, points=100, **ends)
    assert Limits().cost // 2 < whole <= Limits().cost
    assert cost(SERIES, **ends) < whole // 2
    assert cost(SERIES, points=10**9, **ends) == whole


def test_a_rehearsal_has_a_series_of_its_own(rehearsed: Api) -> None:
    found = series(rehearsed, wib("08-01T09:00"), wib("08-05T09:00"), o=DEMO)
    assert found == one_by_one(rehearsed, found, o=DEMO)
    assert len({point["score"] for point in found}) > 5


def test_what_is_written_after_it_was_asked_for_does_not_count(hall: Hall) -> None:
    hall.at(LATEST)
    look_up = hall.server.house.look_up
    head = look_up.head().position
    hall.owner("commitmentReportProgress", D01, value=4)
    (point,) = look_up.series(OCCASION, [hall.time.wall + dt.timedelta(minutes=1)], head)
    assert point.point.position == head
