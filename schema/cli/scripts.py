"""Scripts for the commands that play them: found, put on other days, and what of them is left."""

import datetime as dt
from importlib.resources import files
from pathlib import Path

from schema.cli.terminal import terminal
from schema.open_server import Server
from services.write.script import Line
from services.write.shifted_script import declared_in, shifted


def script_text(name: str) -> str:
    """The text of a file, or of a bundled script; where there is none, the program ends."""
    path = Path(name)
    try:
        if path.is_file():
            return path.read_text("utf-8")
        return bundled(name)
    except (OSError, UnicodeDecodeError):
        terminal.stop("rehearse_no_file", file=name)


def bundled(name: str) -> str:
    """The text of a bundled script. Raises OSError."""
    return files("schema").joinpath("scripts", f"{Path(name).stem}.jsonl").read_text("utf-8")


def ahead_of(now: dt.datetime, days_left: int, lines: list[Line]) -> list[Line]:
    """The lines on such days that today the occasion is so many days ahead. Raises ScriptError."""
    return shifted(lines, days_left - declared_in(lines).days_left(now))


def come_by(now: dt.datetime, lines: list[Line], server: Server) -> list[Line]:
    """The lines whose time has come, on the days on which this log began to play them.

    None of them where somebody else wrote last: what was begun otherwise is not played on.
    """
    declared, look_up = declared_in(lines), server.house.look_up
    view = look_up.occasion(declared.code, look_up.now())
    if view is not None and declared.rule not in (None, view.occasion.rule):
        return []  # an earlier edition of the script began it
    if view is not None and view.occasion.first_day != declared.day:
        by = view.occasion.first_day - declared.day
        begun = declared.later(by)
        terminal.tell("rehearse_begun", day=begun.last_day, left=begun.days_left(now))
        lines = shifted(lines, by.days)
    last = look_up.head().position
    event = look_up.recorded.events([last])[last]
    if last > 0 and event.key not in {line.input.get("idempotencyKey") for line in lines}:
        return []
    return [line for line in lines if line.at is None or line.at <= now]


def left_after_head(lines: list[Line], server: Server) -> list[Line]:
    """The lines that are not before the log's head: all, the rest after a crash, or none."""
    head = server.house.look_up.head().recorded_at
    return [line for line in lines if head is None or (line.at is not None and line.at >= head)]
