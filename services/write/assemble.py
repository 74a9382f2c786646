"""What a decision is made from, put together from the batch's own state and from the log.

Everything that is only pending in the batch counts as if it were written.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from events.facts.erasure import TextRedacted, TextRedactionProposed
from events.format.canonical_bytes import texts_of
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import RecordedEvent, SealedEvent
from events.log.event_queries import EventQuery, read_events
from events.log.log_queries import party_of_person, read_commands, read_texts
from services.commands.command import Command
from services.commands.discrepancy import ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.report import OnReport
from services.decisions.deciding import Situation
from services.permissions import Viewer, actor_for, answering_for, require_registered
from services.projections.present import Advance
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.occasion import OccasionState
from services.state.records import TextAt


@dataclass(frozen=True, slots=True)
class Request:
    """A command and who issues it."""

    command: Command
    viewer: Viewer


@dataclass
class PendingEvents:
    """The log as it will be after this batch: what is written, and what is decided but not yet."""

    connection: Connection
    first: int
    """Position of the first event of the batch."""
    sealed: list[SealedEvent] = field(default_factory=list)

    def at(self, position: int) -> RecordedEvent | None:
        """The event at a position."""
        if position >= self.first:
            index = position - self.first
            return self.sealed[index].event if index < len(self.sealed) else None
        found = read_events(self.connection, EventQuery(positions=[position]))
        return found[0] if found else None

    def between(self, first: int, last: int) -> list[RecordedEvent]:
        """The events from one position to another; a command's own are never torn apart."""
        if first >= self.first:
            start, end = first - self.first, last - self.first + 1
            return [item.event for item in self.sealed[start:end]]
        return read_events(self.connection, EventQuery(from_position=first, to_position=last))

    def texts(self, places: list[TextAt]) -> dict[TextAt, str]:
        """The texts that can still be read."""
        values = read_texts(self.connection, [(place.position, place.path) for place in places])
        for sealed in self.sealed:
            values |= {(item.position, item.path): item.value for item in sealed.disclosures}
            if isinstance(sealed.event.fact, TextRedacted):
                values.pop((sealed.event.fact.redacts, sealed.event.fact.path), None)
        found = {place: values.get((place.position, place.path)) for place in places}
        return {place: value for place, value in found.items() if value is not None}

    def has_acted(self, person: str) -> bool:
        """Whether a person ever acted."""
        return party_of_person(self.connection, person) is not None or any(
            sealed.event.actor.person == person for sealed in self.sealed
        )


@dataclass(frozen=True, slots=True)
class Assembler:
    """Puts together the situation of one command."""

    _connection: Connection
    _state: Advance
    _pending: PendingEvents
    _accepted: Mapping[tuple[str, str], AcceptedCommand]
    _request: Request
    _now: dt.datetime

    def situation(self) -> Situation:
        """Everything the decision may look at. Refused where what it is about is unknown."""
        command, state = self._request.command, self._state
        require_registered(self._request.viewer, type(command), state.directory)
        report = self._report_event() if isinstance(command, OnReport) else None
        occasion_code, commitment_code = (
            (report.occasion, report.commitment) if report else command.concerns()
        )
        known = OccasionState()
        if occasion_code is not None:
            known = state.occasion(occasion_code)
            if known.occasion is None:
                raise Refusal(No.NOT_FOUND, field=command.named_in())
        commitment = known.commitments.get(commitment_code) if commitment_code else None
        if commitment_code is not None and commitment is None:
            raise Refusal(No.NOT_FOUND, field=command.named_in())
        named = commitment.reports.at(report.position) if report and commitment else None
        viewer, owner = self._request.viewer, commitment.owner if commitment else None
        owner = answering_for(viewer, owner, named.party if named else None, state.directory)
        situation = Situation(
            now=self._now,
            actor=actor_for(viewer, command, owner, state.directory),
            directory=state.directory,
            occasion=known,
            commitment=commitment,
            report=named,
            size=state.head.size,
            texts=self._readings(known),
        )
        return self._with_erasure(situation)

    def _report_event(self) -> RecordedEvent:
        """What the command names as a report: an event of some commitment."""
        command = self._request.command
        if not isinstance(command, OnReport) or (command.report is None) == (
            command.report_key is None
        ):
            raise Refusal(No.BAD_USER_INPUT, "report", field=("report",))
        position = command.report
        if command.report_key is not None:
            key = (self._request.viewer.party or "", command.report_key)
            wrote = self._accepted.get(key) or read_commands(self._connection, [key]).get(key)
            position = wrote.first_position if wrote else None
        event = self._pending.at(position) if position is not None else None
        if event is None or event.occasion is None or event.commitment is None:
            raise Refusal(No.NOT_A_REPORT, field=("report",))
        return event

    def _readings(self, known: OccasionState) -> dict[TextAt, str]:
        """The readings that a resolution chooses from."""
        command = self._request.command
        if not isinstance(command, ResolveDiscrepancy) or known.occasion is None:
            return {}
        noted = known.occasion.discrepancies.get(command.discrepancy.code)
        return self._pending.texts(list(noted.readings)) if noted else {}

    def _with_erasure(self, situation: Situation) -> Situation:
        """What a command that erases is about."""
        match self._request.command:
            case ErasePerson() as command:
                return replace(situation, is_person_known=self._pending.has_acted(command.person))
            case ProposeRedaction() as command:
                return self._with_text(situation, command.event, command.path)
            case Redact() as command:
                proposal = self._pending.at(command.proposal)
                situation = replace(situation, proposal=proposal)
                if proposal is None or not isinstance(proposal.fact, TextRedactionProposed):
                    return situation
                return self._with_text(situation, proposal.fact.redacts, proposal.fact.path)
            case _:
                return situation

    def _with_text(self, situation: Situation, position: int, path: str) -> Situation:
        event = self._pending.at(position)
        if event is None or path not in texts_of(event):
            return situation
        place = TextAt(position=position, path=path)
        return replace(
            situation,
            text_is_disclosed=bool(self._pending.texts([place])),
            occasion_of_text=event.occasion,
        )
