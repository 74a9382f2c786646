"""Scripts in JSON Lines, one command a line, played through the write path.

A rehearsal's clock stands at each line's `at`; lines without `at` are recorded at the real time.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from events.facts.vocabulary import Role
from events.log.log_clock import LogClock, system_time
from services.commands.all import COMMAND_BY_MUTATION
from services.commands.parse import InvalidInput, parse
from services.commands.values import Moment
from services.ids import parse_id
from services.permissions import Viewer
from services.refusals import Refusal
from services.write.record import Recorder
from services.write.record_batch import Recorded


class ScriptError(Exception):
    """A script that cannot be played on; `key` says why in the catalogue's words."""

    def __init__(self, key: str, line: int, **params: object) -> None:
        super().__init__(key, line, params)
        self.key, self.line, self.params = key, line, params


class As(BaseModel):
    """Who acts in a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    party: str
    person: str | None = None

    def viewer(self) -> Viewer:
        """The viewer that the line speaks for. Raises MalformedId."""
        person = parse_id("person", self.person)[0].lower() if self.person else None
        return Viewer((self.role,), parse_id("party", self.party)[0], person)


class Line(BaseModel):
    """One line of a script."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    at: Moment | None = None
    as_: As = Field(alias="as")
    mutation: str
    input: dict[str, Any]
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one line: a position, or the code it was refused with."""

    line: Line
    recorded: Recorded | None
    refusal: Refusal | None

    @property
    def code(self) -> str | None:
        """The refusal's code."""
        return self.refusal.code.value if self.refusal else None

    @property
    def is_surprise(self) -> bool:
        """Whether it went otherwise than the line expects."""
        return self.code != self.line.expect


class RehearsalClock(LogClock):
    """A log's clock that stands where the script says."""

    def __init__(self, start: dt.datetime) -> None:
        self.at = start
        super().__init__(wall=lambda: self.at)

    def now(self) -> dt.datetime:
        """The moment of the present line."""
        return self.at


def read_script(text: str) -> list[Line]:
    """The lines of a script. Raises ScriptError for a line that is none."""
    lines = []
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        try:
            line = Line.model_validate({**json.loads(row), "number": number})
            line.as_.viewer()
            COMMAND_BY_MUTATION[line.mutation]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            reason = _first_line(error)
            raise ScriptError("cli.rehearse_malformed", number, reason=reason) from error
        lines.append(line)
    return lines


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        detail = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}"
    return f"{type(error).__name__}: {error}"


def require_playable(lines: list[Line]) -> dt.datetime:
    """When a rehearsal begins. Raises ScriptError for a script that cannot begin now."""
    if not lines:
        raise ScriptError("cli.rehearse_malformed", 1, reason="-")
    return _told_at(lines[0], None)


def play(
    lines: Iterable[Line],
    recorder: Recorder,
    clock: RehearsalClock | None = None,
    head: dt.datetime | None = None,
) -> Iterator[Played]:
    """Play lines one by one; with a rehearsal clock every line needs its own `at`.

    Raises ScriptError for an `at` that is missing, later than now, or before the head of the log.
    """
    for line in lines:
        if clock is not None:
            clock.at = head = _told_at(line, head)
        recorded, refusal = None, None
        try:
            command = parse(COMMAND_BY_MUTATION[line.mutation], line.input)
            recorded = recorder.record(command, line.as_.viewer())
        except InvalidInput as error:
            refusal = error.refusals[0]
        except Refusal as error:
            refusal = error
        yield Played(line, recorded, refusal)


def _told_at(line: Line, head: dt.datetime | None) -> dt.datetime:
    if line.at is None:
        raise ScriptError("cli.rehearse_malformed", line.number, reason="at")
    if line.at > system_time():
        raise ScriptError("cli.rehearse_future", line.number)
    if head is not None and line.at < head:
        raise ScriptError("cli.rehearse_backwards", line.number)
    return line.at
