"""Given a history, when a command, then facts or a refusal: the pure core without a database.

`decide` and `evolve` are put together here as the write path does it, over states in memory. A
history never changes: each step gives a new one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic.alias_generators import to_camel

from events.facts.erasure import PersonalDataErased, TextRedacted, TextRedactionProposed
from events.facts.fact import Fact
from events.format.canonical_bytes import OversizedEvent, seal
from events.format.recorded_event import SYSTEM, Draft, RecordedEvent
from services.commands.command import Command
from services.commands.discrepancy import ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.parse import InvalidInput, parse
from services.commands.report import OnReport
from services.decisions.decide import decide
from services.decisions.deciding import Decided, Situation, text
from services.permissions import (
    Viewer,
    actor_for,
    answering_for,
    may_ever,
    require_registered,
)
from services.refusals import Refusal, RefusalCode
from services.state.commitment import CommitmentState
from services.state.directory import Directory
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import OccasionState
from services.state.records import TextAt
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
    places: frozenset[TextAt] = frozenset()
    """Where there ever was a text."""
    events: tuple[RecordedEvent, ...] = ()

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
        situation = self._situation(command, act.viewer)
        self._require_version(command, situation)
        decided = decide(command, situation)
        after = self
        for item in decided:
            after = after._follow(command, situation, item, len(self.events))
        return after, tuple(item.fact for item in decided)

    def _situation(self, command: Command, viewer: Viewer) -> Situation:
        require_registered(viewer, type(command), self.directory)
        report = self._report_place(command) if isinstance(command, OnReport) else None
        about = (report.occasion, report.commitment) if report else command.concerns()
        occasion = self.occasions.get(about[0] or "", OccasionState())
        if about[0] is not None and occasion.occasion is None:
            raise Refusal(RefusalCode.NOT_FOUND)
        known = occasion.commitments.get(about[1]) if about[1] else None
        if about[1] is not None and known is None:
            raise Refusal(RefusalCode.NOT_FOUND)
        reports = known.reports if known and report else ()
        named = next((r for r in reports if report and r.position == report.position), None)
        owner = answering_for(viewer, command, known, named, self.directory)
        situation = Situation(
            now=self.now,
            actor=actor_for(viewer, command, owner, self.directory),
            directory=self.directory,
            occasion=occasion,
            elsewhere=self.occasions,
            commitment=known,
            report=named,
            size=len(self.events),
            texts=self.texts if isinstance(command, ResolveDiscrepancy) else {},
        )
        return replace(situation, **self._erasure(command))

    def _erasure(self, command: Command) -> dict[str, Any]:
        """What a command that erases is about."""
        match command:
            case ErasePerson():
                persons = {event.actor.person for event in self.events}
                return {"is_person_known": command.person in persons}
            case ProposeRedaction():
                return self._text(command.event, command.path)
            case Redact():
                at = [event for event in self.events if event.position == command.proposal]
                fact = at[0].fact if at else None
                if not isinstance(fact, TextRedactionProposed):
                    return {"proposal": at[0] if at else None}
                return {"proposal": at[0], **self._text(fact.redacts, fact.path)}
            case _:
                return {}

    def _text(self, position: int, path: str) -> dict[str, Any]:
        place = TextAt(position=position, path=path)
        if place not in self.places:
            return {}
        occasion = self.events[position].occasion
        return {"text_is_disclosed": place in self.texts, "occasion_of_text": occasion}

    def _report_place(self, command: OnReport) -> RecordedEvent:
        if (command.report is None) == (command.report_key is None):
            raise Refusal(RefusalCode.BAD_USER_INPUT, "report")
        for event in self.events:
            if command.report_key is not None and event.key != command.report_key:
                continue
            if command.report in (None, event.position) and event.commitment is not None:
                return event
        raise Refusal(RefusalCode.NOT_A_REPORT)

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
            places=self.places | disclosed.keys(),
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


@dataclass(frozen=True)
class Refused:
    """One example of a refusal: what is told, the history, the act, and the code."""

    told: str
    history: History
    act: Act
    code: RefusalCode
    variant: str | None = None

    def check(self) -> None:
        """Try it: refused with this code, and nothing is written."""
        outcome = self.history.when(self.act)
        refusal = outcome.then_refused(self.code, self.variant)
        assert outcome.history == self.history
        inputs = {to_camel(name) for name in self.act.command.model_fields}
        assert {to_camel(name) for name in refusal.field[:1]} <= inputs, (
            f"{refusal.field} is no input"
        )
        assert None not in refusal.params.values(), f"{refusal.params} cannot be told"

    def __str__(self) -> str:
        return f"{self.act.command.__name__}, {self.told}".replace(" ", "_")
