"""A small world to test in: one occasion, two specified commitments, and all who act on them.

    with World(tmp_path) as world:
        world.at("2025-07-20T02:00:00Z")
        world.owner("commitmentReportProgress", "D01", value=40)
        assert world.commitment("D01").claimed == 40

Everything goes through the real write path, into a real SQLite log, under a clock that stands still
until it is told otherwise (each command is recorded one microsecond after the one before).
Inputs are those of the API, in snake case or camel case; an idempotency key is made up where none
is given.
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

from events.facts.vocabulary import Dataset, Role
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import EventQuery, read_events
from events.log.log_clock import LogClock
from events.log.log_queries import Head, read_head
from events.log.sqlite.event_log import SqliteEventLog
from services.commands.all import COMMAND_BY_MUTATION
from services.commands.command import Command
from services.permissions import Viewer
from services.projections.following import Following
from services.read.look_up import LookUp
from services.refusals import Refusal, RefusalCode
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState
from services.write.open_log import open_log
from services.write.record import DAILY_QUOTA, Recorder
from services.write.record_batch import Recorded
from tests.worlds.furniture import COORDINATOR, FURNITURE, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.persons import person_of

ORIGIN = "rakor.example/demo"
START = dt.datetime(2025, 7, 11, 1, 0, tzinfo=dt.UTC)
"""When a world begins: 08:00 in Jakarta, 26 days before the occasion."""


def moment(text: str) -> dt.datetime:
    """A moment from ISO 8601 with an offset."""
    return dt.datetime.fromisoformat(text)


class StillClock:
    """A wall clock that moves only when told to. `monotonic` follows it unless `jump` is used."""

    def __init__(self, start: dt.datetime = START) -> None:
        self.wall, self.elapsed = start, 0.0

    def go(self, to: dt.datetime) -> None:
        """Let time pass (or run back) until a moment: both clocks agree on it."""
        self.elapsed += (to - self.wall).total_seconds()
        self.wall = to

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock: the monotonic one knows nothing of it."""
        self.wall += dt.timedelta(seconds=seconds)

    def log_clock(self, accepted: Callable[[], str] = str) -> LogClock:
        """The log's clock over this one."""
        return LogClock(lambda: self.wall, lambda: self.elapsed, accepted)


class World:
    """A log in a folder with its recorder. `furnished=False` leaves it with position 0 alone.

    A folder that holds a world already is opened again as it was left.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dataset: Dataset = Dataset.DEMO,
        quota: int = DAILY_QUOTA,
        furnished: bool = True,
        start: dt.datetime = START,
    ) -> None:
        self.folder, self.dataset = folder, dataset
        self.time = StillClock(start)
        self.clock = self.time.log_clock()
        self.log = SqliteEventLog(folder, holder="a test")
        origin = ORIGIN if dataset is Dataset.DEMO else ORIGIN.removesuffix("/demo")
        open_log(self.log, self.clock, origin, dataset)
        self.following = Following(self.log)
        self.recorder = Recorder(self.log, self.clock, dataset, quota, following=self.following)
        self.look_up = LookUp(self.log, self.clock, self.following)
        self._opened_at, self._keys = self.head().size, 0
        if furnished and self.head().size == 1:
            furnish(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is waiting and give the folder back."""
        self.recorder.close()
        self.log.close()

    # ---- time

    def at(self, when: str | dt.datetime) -> "World":
        """Let time pass until a moment."""
        self.time.go(moment(when) if isinstance(when, str) else when)
        return self

    def wait(self, **passed: float) -> "World":
        """Let time pass: `world.wait(days=1, hours=2)`."""
        return self.at(self.time.wall + dt.timedelta(**passed))

    # ---- acting

    def command(self, mutation: str, /, **fields: Any) -> Command:
        """A command, with a key of its own unless `idempotency_key` is given."""
        if not {"idempotency_key", "idempotencyKey"} & fields.keys():
            self._keys += 1
            fields["idempotency_key"] = f"key-{self._opened_at}-{self._keys}"
        return COMMAND_BY_MUTATION[mutation].model_validate(fields)

    def submit(
        self, mutation: str, role: Role | str, party: str, /, **fields: Any
    ) -> "Future[Recorded]":
        """Ask, without waiting for the answer."""
        command = self.command(mutation, **fields)
        person = person_of(party) if command.asks_for_person() else None
        return self.recorder.submit(command, Viewer((Role(role),), party, person))

    def record(self, mutation: str, role: Role | str, party: str, /, **fields: Any) -> Recorded:
        """Ask and wait: `world.record("partyRegister", "RECORDER", "SETDA", code="X", …)`.

        Raises Refusal and the rest of what the recorder raises.
        """
        return self.submit(mutation, role, party, **fields).result()

    def secretary(self, mutation: str, /, **fields: Any) -> Recorded:
        """Record as the RECORDER; `occasion` is this world's where the command has one."""
        if "occasion" in COMMAND_BY_MUTATION[mutation].model_fields:
            fields = {"occasion": f"occasion:{OCCASION}"} | fields
        return self.record(mutation, Role.RECORDER, RECORDER, **fields)

    def coordinator(self, mutation: str, code: str, /, **fields: Any) -> Recorded:
        """Record about commitment `code` as the COORDINATOR."""
        return self._about(mutation, code, Role.COORDINATOR, COORDINATOR, fields)

    def owner(self, mutation: str, code: str, /, **fields: Any) -> Recorded:
        """Record about commitment `code` as its first owner (`party=…`: as another one)."""
        party = fields.pop("party", OWNERS.get(code, ""))
        return self._about(mutation, code, Role.OWNER, party, fields)

    def verifier(self, mutation: str, code: str, /, **fields: Any) -> Recorded:
        """Record about commitment `code` as the VERIFIER (`party=…`: as another one)."""
        return self._about(mutation, code, Role.VERIFIER, fields.pop("party", VERIFIER), fields)

    def _about(
        self, mutation: str, code: str, role: Role, party: str, fields: dict[str, Any]
    ) -> Recorded:
        if "commitment" in COMMAND_BY_MUTATION[mutation].model_fields:
            fields = {"commitment": commitment_id(code)} | fields
        return self.record(mutation, role, party, **fields)

    # ---- looking

    def head(self) -> Head:
        """How far the log has grown."""
        with self.log.reading() as connection:
            return read_head(connection)

    def events(self, query: EventQuery | None = None) -> list[RecordedEvent]:
        """What the log holds, in order of position."""
        with self.log.reading() as connection:
            return read_events(connection, query or EventQuery())

    def occasion(self, code: str = OCCASION) -> OccasionState:
        """The occasion as it stands."""
        return self.following.occasion(code)[1]

    def commitment(self, code: str) -> CommitmentState:
        """A commitment as it stands."""
        return self.occasion().commitments[code]


def commitment_id(code: str) -> str:
    """Id of a commitment of this world's occasion."""
    return f"commitment:{OCCASION}/{code}"


def refusal_of(call: Callable[[], object]) -> RefusalCode | None:
    """With which code a call is refused; None if it is not.

    refusal_of(lambda: world.owner("commitmentReportProgress", "D01", value=-1))
    """
    try:
        call()
    except Refusal as refusal:
        return refusal.code
    return None


def furnish(world: World) -> None:
    """Record everything in `tests.worlds.furniture`, in one go."""
    asked = [
        world.submit(mutation, role, party, **fields) for mutation, role, party, fields in FURNITURE
    ]
    for answer in asked:
        answer.result()
