"""What a decision is made from, put together from what is on record. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from events.facts.erasure import TextRedactionProposed
from events.facts.evidence import EvidenceAttached
from events.format.canonical_bytes import texts_of
from events.format.recorded_event import FILE_PATH, RecordedEvent
from services.commands.admission import AdmitPerson
from services.commands.command import Command
from services.commands.discrepancy import ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.evidence import AttachEvidence
from services.commands.report import OnReport
from services.decisions.deciding import Situation
from services.evidence.kinds import KeptFile, Standing
from services.permissions import Viewer, actor_for, answering_for, require_registered
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.signing.passkey import is_usable
from services.state.directory import Directory
from services.state.occasion import OccasionState
from services.state.records import TextAt


@dataclass(frozen=True, slots=True)
class Request:
    """A command and who issues it."""

    command: Command
    viewer: Viewer


class OnRecord(Protocol):
    """What is on record, as far as a decision may ask: a log, or a history in memory."""

    @property
    def directory(self) -> Directory:
        """Every party and region."""
        ...

    @property
    def size(self) -> int:
        """How many events there are."""
        ...

    def occasion(self, code: str) -> OccasionState:
        """An occasion as it stands; empty if it is unknown."""
        ...

    def at(self, position: int) -> RecordedEvent | None:
        """The event at a position."""
        ...

    def wrote(self, party: str, key: str) -> int | None:
        """Position of the first event of the command that a party sent with a key."""
        ...

    def readable(self, places: Sequence[TextAt]) -> dict[TextAt, str]:
        """Those of some texts that can still be read."""
        ...

    def has_acted(self, person: str) -> bool:
        """Whether a person ever acted."""
        ...

    def file(self, sha256: str) -> tuple[Standing | None, KeptFile | None]:
        """What became of a file, and the file, if it is kept; None: no files are kept here."""
        ...


@dataclass(frozen=True, slots=True)
class Assembler:
    """Puts together the situation of one command."""

    _record: OnRecord
    _request: Request
    _now: dt.datetime

    def situation(self) -> Situation:
        """Everything the decision may look at. Refused where what it is about is unknown."""
        command, record = self._request.command, self._record
        require_registered(self._request.viewer, type(command), record.directory)
        report = self._report_event() if isinstance(command, OnReport) else None
        occasion_code, commitment_code = (
            (report.occasion, report.commitment) if report else command.concerns()
        )
        known = OccasionState()
        if occasion_code is not None:
            known = record.occasion(occasion_code)
            if known.occasion is None:
                raise Refusal(No.NOT_FOUND, field=command.names_it_in())
        commitment = known.commitments.get(commitment_code) if commitment_code else None
        if commitment_code is not None and commitment is None:
            raise Refusal(No.NOT_FOUND, field=command.names_it_in())
        named = commitment.reports.at(report.position) if report and commitment else None
        viewer = self._request.viewer
        owner = answering_for(viewer, command, commitment, named, record.directory)
        situation = Situation(
            now=self._now,
            actor=actor_for(viewer, command, owner, record.directory),
            directory=record.directory,
            occasion=known,
            elsewhere=self._elsewhere(),
            commitment=commitment,
            report=named,
            size=record.size,
            texts=self._readings(known),
        )
        if isinstance(command, AdmitPerson) and command.public_key is not None:
            situation = replace(situation, is_key_usable=is_usable(command.public_key))
        if isinstance(command, AttachEvidence):
            standing, file = record.file(command.sha256)
            if file is not None and viewer.party not in file.senders:
                # By its hash alone nobody takes what others sent, nor learns that it is kept.
                standing, file = Standing.ABSENT, None
            situation = replace(situation, standing=standing, file=file)
        return self._with_erasure(situation)

    def _elsewhere(self) -> dict[str, OccasionState]:
        """The other occasions of which the command names something."""
        record, named = self._record, self._request.command.beside()
        codes = {record.directory.spelt("occasion", each) for each in named}
        return {code: record.occasion(code) for code in codes if code is not None}

    def _report_event(self) -> RecordedEvent:
        """What the command names as a report: an event of some commitment."""
        command = self._request.command
        if not isinstance(command, OnReport) or (command.report is None) == (
            command.report_key is None
        ):
            raise Refusal(No.BAD_USER_INPUT, "report", field=("report",))
        position = command.report
        if command.report_key is not None:
            position = self._record.wrote(self._request.viewer.party or "", command.report_key)
        event = self._record.at(position) if position is not None else None
        if event is None or event.occasion is None or event.commitment is None:
            raise Refusal(No.NOT_A_REPORT, field=("report",))
        return event

    def _readings(self, known: OccasionState) -> dict[TextAt, str]:
        """The readings that a resolution chooses from."""
        command = self._request.command
        if not isinstance(command, ResolveDiscrepancy) or known.occasion is None:
            return {}
        noted = known.occasion.discrepancies.get(command.discrepancy.code)
        return self._record.readable(list(noted.readings)) if noted else {}

    def _with_erasure(self, situation: Situation) -> Situation:
        """What a command that erases is about."""
        match self._request.command:
            case ErasePerson() as command:
                return replace(situation, is_person_known=self._record.has_acted(command.person))
            case ProposeRedaction() as command:
                return self._with_text(situation, command.event, command.path)
            case Redact() as command:
                proposal = self._record.at(command.proposal)
                situation = replace(situation, proposal=proposal)
                if proposal is None or not isinstance(proposal.fact, TextRedactionProposed):
                    return situation
                return self._with_text(situation, proposal.fact.redacts, proposal.fact.path)
            case _:
                return situation

    def _with_text(self, situation: Situation, position: int, path: str) -> Situation:
        event = self._record.at(position)
        if event is not None and path == FILE_PATH and isinstance(event.fact, EvidenceAttached):
            return self._with_file(situation, event, event.fact)
        if event is None or path not in texts_of(event):
            return situation
        place = TextAt(position=position, path=path)
        return replace(
            situation,
            text_is_disclosed=bool(self._record.readable([place])),
            occasion_of_text=event.occasion,
        )

    def _with_file(
        self, situation: Situation, event: RecordedEvent, fact: EvidenceAttached
    ) -> Situation:
        """A file is erased as a text is; of one that was never kept there is nothing to erase."""
        standing, _ = self._record.file(fact.sha256)
        if standing not in (Standing.KEPT, Standing.ERASED):
            return situation
        is_there = standing is Standing.KEPT
        return replace(situation, text_is_disclosed=is_there, occasion_of_text=event.occasion)
