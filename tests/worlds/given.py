"""Given a history, when a command, then facts or a refusal: the pure core without a database.

`decide` and `evolve` are put together here as the write path does it, over states in memory. A
history never changes: each step gives a new one.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.facts.fact import Fact
from events.format.canonical_bytes import OversizedEvent, seal
from events.format.recorded_event import SYSTEM, Draft, RecordedEvent
from services.commands.command import Command
from services.commands.parse import InvalidInput, parse
from services.decisions.decide import decide
from services.decisions.deciding import Decided, Situation, text
from services.evidence.kinds import KeptFile, Standing
from services.permissions import (
    Viewer,
    may_ever,
)
from services.refusals import Refusal, RefusalCode
from services.state.commitment import CommitmentState
from services.state.directory import Directory
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import OccasionState
from services.state.records import TextAt
from services.write.assemble import Assembler, Request
from tests.worlds.directories import followed

SALT = "0" * 32
FIRST_MOMENT = dt.datetime(2025, 7, 10, 2, 0, tzinfo=dt.UTC)


def moment(text_of_it: str) -> dt.datetime:
    """A moment in Jakarta, from `2025-07-10 09:00`."""
    return dt.datetime.fromisoformat(f"{text_of_it}+07:00").astimezone(dt.UTC)


@dataclass(frozen=True)
class Act:
    """Somebody issues a command, with these fields."""

    viewer: Viewer
    command: type[Command]
    fields: Mapping[str, Any]

    def build(self, key: str) -> Command:
        """The command itself. Raises Refusal where a field is no such value."""
        try:
            return parse(self.command, {"idempotency_key": key, **self.fields})
        except InvalidInput as error:
            raise error.refusals[0] from error

    def but(self, viewer: Viewer | None = None, **fields: Any) -> "Act":
        """The same act by another viewer, or with other fields."""
        return Act(viewer or self.viewer, self.command, {**self.fields, **fields})

    def __str__(self) -> str:
        return self.command.mutation


Step = Act | dt.datetime
"""An act, or the moment to which the clock is set."""


@dataclass(frozen=True)
class History:
    """What was recorded so far, and the time on the server's clock."""

    now: dt.datetime = FIRST_MOMENT
    directory: Directory = field(default_factory=Directory)
    occasions: Mapping[str, OccasionState] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[TextAt, str] = field(default_factory=dict)
    """Every text that can still be read."""
    events: tuple[RecordedEvent, ...] = ()
    files: Mapping[str, KeptFile | Standing] | None = None
    """What became of files, by SHA-256; None: none are kept here."""

    def and_(self, *steps: Step) -> "History":
        """The history after more steps, every one of them accepted."""
        after = self
        for step in steps:
            if isinstance(step, dt.datetime):
                assert step >= after.now, "the server's clock never runs backwards"
                after = replace(after, now=step)
            else:
                after = after.when(step).accepted()
        return after

    def when(self, act: Act) -> "Outcome":
        """What comes of an act."""
        try:
            after, facts = self._record(act)
        except Refusal as refusal:
            assert refusal.code in act.command.possible_refusals(), refusal
            return Outcome(self, (), refusal)
        return Outcome(after, facts, None)

    def commitment(self, code: str = "D1", occasion: str = "psu") -> CommitmentState:
        """A commitment as it stands."""
        return self.occasions[occasion].commitments[code]

    def last(self, fact: type[Fact]) -> RecordedEvent:
        """The last event of a kind."""
        return next(event for event in reversed(self.events) if isinstance(event.fact, fact))

    def _record(self, act: Act) -> tuple["History", tuple[Fact, ...]]:
        command = act.build(f"k{len(self.events)}")
        if not may_ever(act.viewer, type(command)):
            raise Refusal(RefusalCode.NOT_AUTHORISED)
        situation = Assembler(OnHistory(self), Request(command, act.viewer), self.now).situation()
        self._require_version(command, situation)
        decided = decide(command, situation)
        after = self
        for item in decided:
            after = after._follow(command, situation, item, len(self.events))
        return after, tuple(item.fact for item in decided)

    def _require_version(self, command: Command, situation: Situation) -> None:
        if command.expected_version is None:
            return
        stream = command.stream()
        if situation.commitment:
            stream = f"commitment:{situation.commitment.occasion}/{situation.commitment.code}"
        if stream is None:
            raise Refusal(RefusalCode.BAD_USER_INPUT, "no_version")
        if command.expected_version != self.versions.get(stream, 0):
            raise Refusal(RefusalCode.VERSION_CONFLICT)

    def _follow(
        self, command: Command, situation: Situation, item: Decided, first: int
    ) -> "History":
        draft = Draft(
            stream=item.stream,
            fact=item.fact,
            actor=SYSTEM if item.by_system else situation.actor,
            occurred_at=item.occurred_at or command.occurred_at or situation.now,
            occasion=item.occasion,
            commitment=item.commitment,
            reason=None if item.by_system else text(command.reason),
            causation=first if item.by_system else None,
            correlation=command.correlation,
            key=command.idempotency_key,
        )
        version = self.versions.get(item.stream, 0) + 1
        try:
            sealed = seal(
                draft,
                position=len(self.events),
                stream_version=version,
                recorded_at=self.now,
                new_salt=lambda: SALT,
            )
        except OversizedEvent:
            raise Refusal(RefusalCode.TOO_LARGE, "event") from None
        event = sealed.event
        disclosed = {
            TextAt(position=part.position, path=part.path): part.value
            for part in sealed.disclosures
        }
        after = replace(
            self,
            directory=followed(self.directory, event),
            versions={**self.versions, item.stream: version},
            texts={**self.texts, **disclosed},
            events=(*self.events, event),
        )
        after = replace(after, texts=after._texts_left(event))
        if event.occasion is None:
            return after
        state = evolve_occasion(self.occasions.get(event.occasion, OccasionState()), event)
        return replace(after, occasions={**self.occasions, event.occasion: state})

    def _texts_left(self, event: RecordedEvent) -> Mapping[TextAt, str]:
        """The texts that are left once an event has erased what it demands."""
        match event.fact:
            case TextRedacted() as fact:
                gone = {TextAt(position=fact.redacts, path=fact.path)}
            case PersonalDataErased() as fact:
                gone = {
                    TextAt(position=at.position, path="/actor/name")
                    for at in self.events
                    if at.actor.person == fact.person
                }
            case _:
                return self.texts
        return {place: words for place, words in self.texts.items() if place not in gone}


@dataclass(frozen=True)
class OnHistory:
    """What a decision may ask of a history, as it asks a log."""

    history: History

    @property
    def directory(self) -> Directory:
        """Every party and region."""
        return self.history.directory

    @property
    def size(self) -> int:
        """How many events there are."""
        return len(self.history.events)

    def occasion(self, code: str) -> OccasionState:
        """An occasion as it stands; empty if it is unknown."""
        return self.history.occasions.get(code, OccasionState())

    def at(self, position: int) -> RecordedEvent | None:
        """The event at a position."""
        return next((event for event in self.history.events if event.position == position), None)

    def wrote(self, party: str, key: str) -> int | None:
        """Position of the first event of the command that a party sent with a key."""
        sent = (event for event in self.history.events if event.key == key)
        return next((event.position for event in sent if event.actor.party == party), None)

    def readable(self, places: Sequence[TextAt]) -> dict[TextAt, str]:
        """Those of some texts that can still be read."""
        texts = self.history.texts
        return {place: texts[place] for place in places if place in texts}

    def has_acted(self, person: str) -> bool:
        """Whether a person ever acted."""
        return any(event.actor.person == person for event in self.history.events)

    def file(self, sha256: str) -> tuple[Standing | None, KeptFile | None]:
        """What became of a file, and the file, if it is kept."""
        if self.history.files is None:
            return None, None
        found = self.history.files.get(sha256, Standing.ABSENT)
        return (Standing.KEPT, found) if isinstance(found, KeptFile) else (found, None)


@dataclass(frozen=True)
class Outcome:
    """What came of an act: a longer history and its facts, or a refusal and nothing else."""

    history: History
    facts: tuple[Fact, ...]
    refusal: Refusal | None

    def accepted(self) -> History:
        """The history after it, which must not have been refused."""
        assert self.refusal is None, self.refusal
        return self.history

    def then(self, *facts: Fact) -> History:
        """These facts follow, and no others."""
        self.accepted()
        assert self.facts == facts
        return self.history

    def then_refused(self, code: RefusalCode, variant: str | None = None) -> Refusal:
        """Nothing follows: it was refused with this code."""
        assert self.refusal is not None, self.facts
        assert self.refusal.code is code, self.refusal
        assert variant in (None, self.refusal.variant), self.refusal
        return self.refusal


def evolve_occasion(state: OccasionState, event: RecordedEvent) -> OccasionState:
    """The occasion after an effective event of its own."""
    growing = GrowingOccasion(state)
    growing.follow(event)
    return growing.state


def given(*steps: Step) -> History:
    """A history of these steps, from nothing."""
    return History().and_(*steps)
