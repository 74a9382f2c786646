"""What changed between two read points: commitment by commitment, with the events that did it."""

import datetime as dt
import random
from typing import Any

import pytest

from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import BREAKDOWN
from tests.worlds.hall import D01, D02, THE_OCCASION, Hall

COMPARE = """
query ($o: ID!, $from: AsOf!, $to: AsOf) { compare(occasion: $o, from: $from, to: $to) {
  from { score light asOf { position effectiveAt } }
  to { score light asOf { position effectiveAt } }
  changes { commitment { code } scoreBefore scoreAfter lightBefore lightAfter
    events { position type } }
} }
"""
JUDGED = """
query ($o: ID!, $asOf: AsOf) { readiness(occasion: $o, asOf: $asOf) {
  score light asOf { position effectiveAt } commitments { commitment { code } light score }
} }
"""
EVENTS = """
query ($o: ID!, $after: String) { events(filter: {occasion: $o}, first: 100, after: $after) {
  edges { node { position type recordedAt occurredAt commitment { code } } }
  pageInfo { hasNextPage endCursor }
} }
"""
Event = dict[str, Any]
Point = dict[str, Any]
SEEDS = range(6)


def wib(day_and_time: str) -> str:
    """A moment of 2025 in western Indonesia."""
    return f"2025-{day_and_time}:00+07:00"


def compared(api: Api, start: Point, end: Point | None, occasion: str = DEMO) -> Any:
    """The comparison of two read points."""
    variables: dict[str, Any] = {"o": occasion, "from": start, "to": end}
    return api.data(COMPARE, **variables)["compare"]


def changed(found: Any) -> dict[str, list[str]]:
    """The kinds of the events behind each change, by commitment."""
    return {
        change["commitment"]["code"]: [event["type"] for event in change["events"]]
        for change in found["changes"]
    }


def all_events(api: Api) -> list[Event]:
    """Every event of the rehearsal, by the events query."""
    found: list[Event] = []
    after = None
    while True:
        page = api.data(EVENTS, o=DEMO, after=after)["events"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.fixture(scope="module")
def events(rehearsed: Api) -> list[Event]:
    """Every event of the rehearsal."""
    return all_events(rehearsed)


def minute(moment: str) -> dt.datetime:
    """A moment cut to its minute."""
    return dt.datetime.fromisoformat(moment).replace(second=0, microsecond=0)


def counts(event: Event, point: Point) -> bool:
    """Whether an event is known and effective at a read point, as domain.md says."""
    if "position" in point:
        known = event["position"] <= point["position"]
    else:
        recorded = dt.datetime.fromisoformat(event["recordedAt"])
        known = recorded <= dt.datetime.fromisoformat(point["knownAt"])
    judged = point.get("effectiveAt") or point["knownAt"]
    return bool(known and minute(event["occurredAt"]) <= minute(judged))


def difference(events: list[Event], one: Point, other: Point) -> dict[str, list[int]]:
    """Positions of the events that count at one of two points only, by commitment."""
    recorded = {
        event["commitment"]["code"]
        for event in events
        if event["type"] == "COMMITMENT_RECORDED" and (counts(event, one) or counts(event, other))
    }
    found: dict[str, list[int]] = {}
    for event in events:
        code = event["commitment"]["code"] if event["commitment"] else ""
        if code in recorded and counts(event, one) != counts(event, other):
            found.setdefault(code, []).append(event["position"])
    return found


def judged(api: Api, point: Point) -> dict[str, tuple[str | None, float | None]]:
    """Light and score of every leaf at a read point."""
    shown = api.data(JUDGED, o=DEMO, asOf=point)["readiness"]["commitments"]
    return {one["commitment"]["code"]: (one["light"], one["score"]) for one in shown}


def some_point(draw: random.Random, events: list[Event]) -> Point:
    """Any read point of the rehearsal after its opening, in any of its forms."""
    first = dt.datetime.fromisoformat(wib("07-10T16:50"))
    known = first + dt.timedelta(minutes=draw.randrange(27 * 24 * 60))
    about = first + dt.timedelta(minutes=draw.randrange(29 * 24 * 60))
    last = max(e["position"] for e in events)
    place: Point = {"position": draw.randrange(40, last + 1), "effectiveAt": about.isoformat()}
    moments: list[Point] = [
        {"knownAt": known.isoformat()},
        {"knownAt": known.isoformat(), "effectiveAt": about.isoformat()},
        place,
    ]
    return draw.choice(moments)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_events_are_those_that_count_at_one_point_only(
    rehearsed: Api, events: list[Event], seed: int
) -> None:
    draw = random.Random(seed)  # no secret
    for _ in range(4):
        one, other = some_point(draw, events), some_point(draw, events)
        found = compared(rehearsed, one, other)
        expected = difference(events, one, other)
        listed = {
            change["commitment"]["code"]: [event["position"] for event in change["events"]]
            for change in found["changes"]
        }
        assert {code: listed for code, listed in listed.items() if listed} == expected
        before, after = judged(rehearsed, one), judged(rehearsed, other)
        absent = (None, None)
        for change in found["changes"]:
            code = change["commitment"]["code"]
            shown = (change["lightBefore"], change["scoreBefore"])
            assert shown == before.get(code, absent)
            assert (change["lightAfter"], change["scoreAfter"]) == after.get(code, absent)
        for code in (before.keys() | after.keys()) - listed.keys():
            assert before.get(code, absent) == after.get(code, absent)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_other_way_round_is_the_same_turned_round(
    rehearsed: Api, events: list[Event], seed: int
) -> None:
    draw = random.Random(seed)  # no secret
    one, other = some_point(draw, events), some_point(draw, events)
    there, back = compared(rehearsed, one, other), compared(rehearsed, other, one)
    assert (there["from"], there["to"]) == (back["to"], back["from"])
    turned = {
        change["commitment"]["code"]: (
            change["scoreAfter"],
            change["scoreBefore"],
            change["lightAfter"],
            change["lightBefore"],
            change["events"],
        )
        for change in back["changes"]
    }
    for change in there["changes"]:
        code = change.pop("commitment")["code"]
        assert tuple(change.values()) == turned.pop(code)
    assert turned == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_point_does_not_differ_from_itself(
    rehearsed: Api, events: list[Event], seed: int
) -> None:
    point = some_point(random.Random(seed), events)  # no secret
    assert compared(rehearsed, point, point)["changes"] == []


def test_a_late_report_changes_a_moment_that_was_judged_before(rehearsed: Api) -> None:
    """D13's 7 posts of 30 July were recorded on 2 August."""
    then = {"knownAt": wib("08-02T10:00")}
    now_known = {"knownAt": wib("08-02T10:15"), "effectiveAt": wib("08-02T10:00")}
    found = compared(rehearsed, then, now_known)
    assert changed(found) == {"D13": ["PROGRESS_REPORTED"]}
    (change,) = found["changes"]
    assert change["scoreBefore"] < change["scoreAfter"]


def test_a_correction_is_named(rehearsed: Api) -> None:
    about = {"effectiveAt": wib("07-29T09:00")}
    found = compared(
        rehearsed,
        {"knownAt": wib("07-30T08:59")} | about,
        {"knownAt": wib("07-30T09:00")} | about,
    )
    assert changed(found) == {"D06": ["REPORT_CORRECTED"]}
    (change,) = found["changes"]
    assert change["scoreBefore"] > change["scoreAfter"]


def test_the_clock_alone_changes_without_events(hall: Hall) -> None:
    hall.owner("commitmentReportProgress", D01, value=50)
    known = {"position": hall.size() - 1}
    found = compared(
        hall,
        known | {"effectiveAt": wib("07-13T00:00")},
        known | {"effectiveAt": wib("08-05T00:00")},
        THE_OCCASION,
    )
    assert changed(found) == {"D01": [], "D02": []}
    assert [change["lightAfter"] for change in found["changes"]] == ["RED", "RED"]
    assert found["changes"][0]["scoreBefore"] > found["changes"][0]["scoreAfter"]


def test_events_at_the_edges_of_a_minute_are_told_of_the_minute_that_they_count_in(
    hall: Hall,
) -> None:
    """Between 10:01 and 10:03 the events of 10:02 and 10:03 come to count, to the microsecond."""
    moments = ("01:59.999999", "02:00.000000", "03:59.999999", "04:00.000000")
    hall.at("2025-07-20T12:00:00+07:00")
    places = [
        hall.owner(
            "commitmentReportProgress", D01, value=20, occurredAt=f"2025-07-20T10:{moment}+07:00"
        )["position"]
        for moment in moments
    ]
    known = {"position": hall.size() - 1}
    for second in ("00", "59.999999"):
        one, other = (
            known | {"effectiveAt": f"2025-07-20T10:{minute}:{second}+07:00"}
            for minute in ("01", "03")
        )
        for found in (
            compared(hall, one, other, THE_OCCASION),
            compared(hall, other, one, THE_OCCASION),
        ):
            (change,) = [c for c in found["changes"] if c["commitment"]["code"] == "D01"]
            assert [event["position"] for event in change["events"]] == places[1:3]


def test_the_clock_alone_is_told_only_where_it_shows(rehearsed: Api) -> None:
    """A figure that fades changes less in a minute than is shown: that is no change."""
    start = dt.datetime.fromisoformat(wib("08-06T06:30"))
    for minutes in range(0, 60 * 24 * 6, 397):
        one, other = (start + dt.timedelta(minutes=minutes + later) for later in (0, 1))
        found = compared(
            rehearsed, {"effectiveAt": one.isoformat()}, {"effectiveAt": other.isoformat()}
        )
        for change in found["changes"]:
            before = (change["scoreBefore"], change["lightBefore"])
            assert before != (change["scoreAfter"], change["lightAfter"])


def test_a_withdrawal_takes_a_commitment_out(hall: Hall) -> None:
    hall.coordinator("commitmentProposeWithdrawal", D01, code="Z1", reason="Recorded twice")
    before = {"position": hall.size() - 1}
    hall.leader("commitmentWithdraw", withdrawal="withdrawal:psu/D01/Z1")
    found = compared(hall, before, None, THE_OCCASION)
    (change,) = found["changes"]
    assert change["events"] == [{"position": hall.size() - 1, "type": "COMMITMENT_WITHDRAWN"}]
    assert (change["lightBefore"], change["scoreBefore"]) == ("GREY", 0)
    assert (change["lightAfter"], change["scoreAfter"]) == (None, None)
    back = compared(hall, {}, before, THE_OCCASION)
    assert changed(back) == {"D01": ["COMMITMENT_WITHDRAWN"]}
    assert (back["changes"][0]["lightBefore"], back["changes"][0]["lightAfter"]) == (None, "GREY")


def test_what_is_kept_out_of_one_commitment_is_not_told_of_another(hall: Hall) -> None:
    start = {"position": hall.size() - 1}
    hall.owner("commitmentReportProgress", D01, value=50)
    for region, value in BREAKDOWN.items():
        hall.owner("commitmentReportProgress", D02, value=value, region=f"region:{region}")
    hall.secretary("partyRegister", code="NEW", name="New", kind="AGENCY")
    found = compared(hall, start, None, THE_OCCASION)
    assert changed(found) == {"D01": ["PROGRESS_REPORTED"], "D02": ["PROGRESS_REPORTED"] * 2}


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ({"position": 10_000}, None, "NOT_YET_AVAILABLE"),
        ({}, {"knownAt": "2199-01-01T00:00:00Z"}, "NOT_YET_AVAILABLE"),
        ({"position": 1, "knownAt": wib("08-01T09:00")}, None, "BAD_USER_INPUT"),
        ({"knownAt": wib("07-01T09:00")}, None, "NOT_FOUND"),
    ],
    ids=str,
)
def test_points_that_cannot_be_are_told(
    rehearsed: Api, start: Point, end: Point | None, code: str
) -> None:
    variables = {"o": DEMO, "from": start, "to": end}
    assert rehearsed.codes(COMPARE, None, **variables) == [code]
