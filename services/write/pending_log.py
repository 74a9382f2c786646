"""The log as it will be after a batch: what is written, and what is decided but not yet."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from events.facts.erasure import TextRedacted
from events.facts.evidence import EvidenceAttached
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import FILE_PATH, RecordedEvent, SealedEvent
from events.log.event_queries import EventQuery, read_events
from events.log.log_queries import party_of_person, read_commands, read_texts
from services.evidence.evidence_files import EvidenceFiles
from services.evidence.kinds import KeptFile, Standing
from services.projections.present import Advance
from services.state.directory import Directory
from services.state.occasion import OccasionState
from services.state.records import TextAt


class PendingLog:
    """The log of one transaction, with what its batch has decided so far."""

    def __init__(
        self,
        connection: Connection,
        state: Advance,
        accepted: Mapping[tuple[str, str], AcceptedCommand],
        files: EvidenceFiles | None,
    ) -> None:
        """`accepted` holds the commands of the batch that are on record, and those it decides.

        `files` are those that are kept here; None: none are.
        """
        self._connection, self._state, self._accepted = connection, state, accepted
        self._files = files
        self._first = state.head.size
        """Position of the first event of the batch."""
        self.sealed: list[SealedEvent] = []

    @property
    def directory(self) -> Directory:
        """Every party and region."""
        return self._state.directory

    @property
    def size(self) -> int:
        """How many events there are."""
        return self._state.head.size

    def occasion(self, code: str) -> OccasionState:
        """An occasion as it stands; empty if it is unknown."""
        return self._state.occasion(code)

    def at(self, position: int) -> RecordedEvent | None:
        """The event at a position."""
        if position >= self._first:
            index = position - self._first
            return self.sealed[index].event if index < len(self.sealed) else None
        found = read_events(self._connection, EventQuery(positions=[position]))
        return found[0] if found else None

    def between(self, first: int, last: int) -> list[RecordedEvent]:
        """The events from one position to another; a command's own are never torn apart."""
        if first >= self._first:
            start, end = first - self._first, last - self._first + 1
            return [item.event for item in self.sealed[start:end]]
        return read_events(self._connection, EventQuery(from_position=first, to_position=last))

    def wrote(self, party: str, key: str) -> int | None:
        """Position of the first event of the command that a party sent with a key."""
        sent = party, key
        found = self._accepted.get(sent) or read_commands(self._connection, [sent]).get(sent)
        return found.first_position if found else None

    def readable(self, places: Sequence[TextAt]) -> dict[TextAt, str]:
        """Those of some texts that can still be read."""
        values = read_texts(self._connection, [(place.position, place.path) for place in places])
        for sealed in self.sealed:
            values |= {(item.position, item.path): item.value for item in sealed.disclosures}
            if isinstance(sealed.event.fact, TextRedacted):
                values.pop((sealed.event.fact.redacts, sealed.event.fact.path), None)
        found = {place: values.get((place.position, place.path)) for place in places}
        return {place: value for place, value in found.items() if value is not None}

    def has_acted(self, person: str) -> bool:
        """Whether a person ever acted."""
        return party_of_person(self._connection, person) is not None or any(
            sealed.event.actor.person == person for sealed in self.sealed
        )

    def file(self, sha256: str) -> tuple[Standing | None, KeptFile | None]:
        """What became of a file, and the file, if it is kept; None: no files are kept here."""
        if self._files is None:
            return None, None
        if any(self._erases(sealed.event, sha256) for sealed in self.sealed):
            return Standing.ERASED, None
        return self._files.standing(sha256), self._files.hold(sha256)

    def _erases(self, event: RecordedEvent, sha256: str) -> bool:
        fact = event.fact
        if not isinstance(fact, TextRedacted) or fact.path != FILE_PATH:
            return False
        attached = self.at(fact.redacts)
        return (
            attached is not None
            and isinstance(attached.fact, EvidenceAttached)
            and attached.fact.sha256 == sha256
        )
