"""The time zones that there are: those of the pinned `tzdata`, whatever the host has."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NO_PLACE = frozenset({"Factory"})
"""Names in the data that stand for a clock that nobody has set."""


@cache
def zone_names() -> frozenset[str]:
    """Every name that an occasion may give as its time zone."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - NO_PLACE


@cache
def time_zone(name: str) -> ZoneInfo:
    """A time zone by its name. Raises ZoneInfoNotFoundError, a KeyError, for an unknown one."""
    if name not in zone_names():
        raise ZoneInfoNotFoundError(name)
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
