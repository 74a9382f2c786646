"""The time zones that there are: those of the pinned `tzdata`, whatever the host has."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

NO_PLACE = frozenset({"Factory"})
"""Names in the data that stand for a clock that nobody has set."""
UTC = "UTC"


@cache
def zone_names() -> frozenset[str]:
    """Every name that an occasion may give as its time zone."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - NO_PLACE


@cache
def time_zone(name: str) -> ZoneInfo:
    """A time zone by its name.

    An unknown one is read as UTC: earlier programs took names that their host alone gave a meaning.
    """
    if name not in zone_names():
        return time_zone(UTC)
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
