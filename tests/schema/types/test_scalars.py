"""What is served is read back as it was, whatever the zone and the century."""

import datetime as dt

import pytest
from graphql import GraphQLError
from hypothesis import example, given
from hypothesis import strategies as st

from schema.types.scalars import CONFIG, local, serialize_moment
from services.commands.values import parse_moment
from services.ids import Pin, make_id, split_pin
from services.state.time_zones import zone_names

FIRST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
LAST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)
moments = st.datetimes(
    FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(dt.UTC)
)


@given(moments, st.sampled_from(sorted(zone_names())))
@example(FIRST, "America/Los_Angeles")  # still 1899 there
@example(LAST, "Asia/Jakarta")  # already 2200 there
@example(dt.datetime(1923, 12, 31, tzinfo=dt.UTC), "Asia/Jakarta")  # 7 h 7 min 12 s from UTC
def test_a_moment_that_is_served_is_read_back(moment: dt.datetime, zone: str) -> None:
    served = serialize_moment(local(moment, zone))
    assert parse_moment(served) == moment, served


@given(moments)
def test_an_id_that_is_pinned_at_a_minute_is_read_back(moment: dt.datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    pinned = f"{make_id('commitment', 'psu', 'D04')}@{Pin(12, minute)}"
    assert split_pin(pinned) == ("commitment:psu/D04", Pin(12, minute))


@pytest.mark.parametrize(
    "text",
    [
        *("2025-07-01T09:00:00+00:90", "2025-07-01T09:00:00+24:00", "2025-07-01T09:00:00+07"),
        *("1900-01-01T00:00:00+00:01", "2199-12-31T23:59:59-00:01", "0001-01-01T00:00:00+07:00"),
        *("9999-12-31T23:59:59-01:00", "2025-07-01T09:00:00+07:07:12"),
    ],
)
def test_a_moment_that_could_not_be_served_is_not_taken(text: str) -> None:
    parse = CONFIG.scalar_map[dt.datetime].parse_value
    assert parse is not None
    with pytest.raises(GraphQLError):
        parse(text)
