"""A script on other days: every date in it moved by the same number of whole days. Pure.

So a rehearsal can be played as if it happened now. What its texts say of dates and weekdays moves
along, and stays as true, or as wrong, as it was; codes, ids and names keep the year they name.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from services.state.time_zones import time_zone
from services.write.script import Line, ScriptError

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
ANY_DAY = re.compile(
    r"(?<![\w./-])(?:"
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9-])"
    r"|(?P<slashed>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?![0-9/])"
    rf"|(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(MONTHS)})\b(?: (?P<year>[0-9]{{4}})\b)?"
    rf"|(?P<weekday>{'|'.join(WEEKDAYS)})\b)"
)
"""A day as scripts name it: for programs, or in Indonesian."""


class Declared(NamedTuple):
    """The occasion that a script is about."""

    code: str
    day: dt.date
    """As it was declared."""
    last_day: dt.date
    """To which the script moves it in the end."""
    time_zone: str
    rule: str | None

    def later(self, by: dt.timedelta) -> "Declared":
        """The same on days that are so much later."""
        return self._replace(day=self.day + by, last_day=self.last_day + by)

    def days_left(self, now: dt.datetime) -> int:
        """Whole days to its last day from today, in its own time zone; negative after it."""
        return (self.last_day - now.astimezone(time_zone(self.time_zone)).date()).days


def declared_in(lines: Sequence[Line]) -> Declared:
    """The first occasion that a script declares. Raises ScriptError where it declares none."""
    for line in lines:
        if line.mutation == "occasionDeclare":
            try:
                day = dt.date.fromisoformat(line.input["day"])
                code, last_day = line.input["code"], _moved_to(lines, day, line.input["code"])
                found = Declared(
                    code, day, last_day, line.input["timeZone"], line.input.get("rule")
                )
                time_zone(found.time_zone)
            except (KeyError, TypeError, ValueError) as error:
                reason = f"{type(error).__name__}: {error}"
                raise ScriptError("cli.rehearse_malformed", line.number, reason=reason) from error
            return found
    raise ScriptError("cli.rehearse_malformed", 1, reason="occasionDeclare")


def _moved_to(lines: Sequence[Line], day: dt.date, code: str) -> dt.date:
    """The day to which an occasion is moved last. Raises ValueError, TypeError."""
    for line in lines:
        moves_it = line.mutation == "occasionReschedule" and line.expect is None
        if moves_it and line.input.get("occasion") == f"occasion:{code}":
            new_day = line.input.get("newDay")
            day = day if new_day is None else dt.date.fromisoformat(new_day)
    return day


def shifted(lines: Sequence[Line], days: int) -> list[Line]:
    """The same lines so many days later; times of the day stay."""
    by = dt.timedelta(days)
    return [
        line.model_copy(
            update={
                "at": line.at and line.at + by,
                "input": _shifted(line.input, by, line.at.year if line.at else None),
            }
        )
        for line in lines
    ]


def _shifted(value: Any, by: dt.timedelta, year: int | None) -> Any:
    match value:
        case str():
            return ANY_DAY.sub(lambda found: _moved(found, by, year), value)
        case list():
            return [_shifted(item, by, year) for item in value]
        case dict():
            return {name: _shifted(item, by, year) for name, item in value.items()}
        case _:
            return value


def _moved(found: re.Match[str], by: dt.timedelta, year: int | None) -> str:
    """A day as it was named, so many days later; what names no day stays."""
    if name := found["weekday"]:
        return WEEKDAYS[(WEEKDAYS.index(name) + by.days) % 7]
    try:
        if found["iso"]:
            return (dt.date.fromisoformat(found["iso"]) + by).isoformat()
        if found["slashed"]:
            day, month, told_year = map(int, found["slashed"].split("/"))
            moved = dt.date(told_year, month, day) + by
            return f"{moved.day}/{moved.month}/{moved.year}"
        in_year = found["year"] or year
        if in_year is None:
            return found[0]
        moved = dt.date(int(in_year), MONTHS.index(found["month"]) + 1, int(found["day"])) + by
        name = f"{moved.day} {MONTHS[moved.month - 1]}"
        return f"{name} {moved.year}" if found["year"] else name
    except ValueError:
        return found[0]
