"""A timeline finds by tag and by position what going through it would find, however it grew."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.state.commitment import CommitmentState
from services.state.records import CHANGED, COUNTING, IN, Moment, in_part
from services.state.report import Report
from services.state.timeline import NEVER, Timeline, latest_of

START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
REGIONS = (None, "62", "62.05", "62.05.01")
PLACES = tuple(map(in_part, REGIONS))
TAGS = (COUNTING, *PLACES, *(CHANGED + place for place in PLACES))
Act = tuple[str, int, int, str | None]

acts: st.SearchStrategy[list[Act]] = st.lists(
    st.tuples(
        st.sampled_from(["report", "report", "correct", "retract", "look"]),
        st.integers(0, 8),
        st.integers(0, 30),
        st.sampled_from(REGIONS),
    ),
    max_size=30,
)


def take(reports: Timeline[Report], act: Act, position: int) -> Timeline[Report]:
    what, number, hours, region = act
    if what == "report":
        at = START + dt.timedelta(hours=hours)
        return reports.plus(Report(position, at, Decimal(number), region, None, None, None, at))
    if what == "look":
        reports.last_of(COUNTING)
        reports.at(number)
        return reports
    old = reports.at(number)
    if old is None:
        return reports
    changed = replace(old, changed_by=(*old.changed_by, position), before=(*old.before, old.value))
    if what == "correct":
        return reports.replaced(old, replace(changed, value=Decimal(hours)))
    return reports.replaced(old, replace(changed, retracted=True))


def assert_finds(reports: Timeline[Report], expected: list[Report]) -> None:
    assert list(reports) == expected
    assert list(reversed(reports)) == expected[::-1]
    assert (len(reports), reports.last) == (len(expected), expected[-1] if expected else None)
    for position in range(31):
        there = [report for report in expected if report.position == position]
        assert reports.at(position) == (there[0] if there else None)
    places = [None, (START, -1), *(report.order for report in expected)]
    for place in places:
        later = [one for one in expected if place is None or one.order > place]
        assert reports.first_after(place) == (later[0] if later else None)
        for tag in TAGS:
            tagged = [one for one in expected if tag in one.tags]
            until = [one for one in tagged if place is None or one.order <= place]
            after = [one for one in tagged if place is None or one.order > place]
            assert reports.last_of(tag, place) == (until[-1] if until else None)
            assert reports.first_of(tag, place) == (after[0] if after else None)
            assert list(reports.all_of(tag)) == tagged
    used = {in_part(one.part) for one in expected if not one.retracted}
    assert list(reports.tags(IN)) == sorted(used)


@settings(max_examples=150)
@given(acts)
def test_every_version_goes_on_finding_what_going_through_it_finds(taken: list[Act]) -> None:
    versions: list[tuple[Timeline[Report], list[Report]]] = [(NEVER, [])]
    for position, act in enumerate(taken):
        reports, listed = versions[-1]
        grown = take(reports, act, position)
        changed = {report.position: report for report in grown}
        if act[0] == "report":
            listed = sorted([*listed, changed[position]], key=lambda report: report.order)
        versions.append((grown, [changed[report.position] for report in listed]))
    for reports, listed in versions:
        assert_finds(reports, listed)


@given(acts)
def test_a_state_is_written_as_the_list_of_its_records_and_read_back(taken: list[Act]) -> None:
    reports: Timeline[Report] = NEVER
    for position, act in enumerate(taken):
        reports = take(reports, act, position)
    state = CommitmentState(occasion="psu", code="D1").model_copy(update={"reports": reports})
    written = state.model_dump(mode="json")["reports"]
    assert [report["position"] for report in written] == [report.position for report in reports]
    again = CommitmentState.model_validate_json(state.model_dump_json())
    assert (again, hash(again.reports)) == (state, hash(reports))
    assert_finds(again.reports, list(reports))


def test_nothing_has_no_last_one() -> None:
    assert latest_of() is None
    assert latest_of(None, None) is None
    one, other = Moment(1, START + dt.timedelta(hours=1)), Moment(2, START)
    assert latest_of(other, None, one) is one
