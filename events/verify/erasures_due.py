"""Which texts may be absent: only those whose erasure an event of the log demands. Pure."""

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.format.canonical_bytes import text_digest, texts_of
from events.format.log_entry import LogEntry, TextPlace
from events.format.recorded_event import NAME_PATH, RecordedEvent
from events.verify.findings import Finding, Findings


class ErasuresDue:
    """Follows texts and the events that erase them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._absent: dict[TextPlace, str | None] = {}
        """Texts that are not there, with the person whose event they stand in."""
        self._redacted: dict[TextPlace, int] = {}
        self._named: dict[str, int] = {}
        """Where the name of a person stands last."""
        self._erased_persons: dict[str, int] = {}
        self.demanded: dict[TextPlace, int] | None = {}
        """Texts that were rightly erased, with the event that demanded it: known at the end, and
        None where not everything was handed out and could be read."""

    def leave_out(self) -> None:
        """An event was not handed out, or could not be read: who erased what cannot be known."""
        self.demanded = None

    def take(self, entry: LogEntry, event: RecordedEvent) -> None:
        """Check the texts of an event that are there, and note those that are not."""
        self._note_erasures(event)
        if entry.disclosures is None:
            self.leave_out()
            return
        digests, given = texts_of(event), {item.path: item for item in entry.disclosures}
        for path, item in given.items():
            if text_digest(item.salt, path, item.value) != digests.get(path):
                self._findings.add(
                    Finding.DAMAGED, event.position, f"the text {path} is not the one recorded"
                )
        for path in digests.keys() - given.keys():
            self._absent[event.position, path] = event.actor.person
        if NAME_PATH in given and event.actor.person is not None:
            self._named[event.actor.person] = event.position

    def _note_erasures(self, event: RecordedEvent) -> None:
        remaining: TextPlace | None = None
        match event.fact:
            case TextRedacted() as fact:
                place = (fact.redacts, fact.path)
                self._redacted.setdefault(place, event.position)
                remaining = None if place in self._absent else place
            case PersonalDataErased() as fact:
                self._erased_persons.setdefault(fact.person, event.position)
                if fact.person in self._named:
                    remaining = (self._named[fact.person], NAME_PATH)
            case _:
                pass
        if remaining and self.demanded is not None:
            position, path = remaining
            detail = f"{path} was erased by event {event.position}, and is still there"
            self._findings.add(Finding.COLUMN_MISMATCH, position, detail)

    def finish(self) -> None:
        """Report every absent text that no event accounts for."""
        if self.demanded is None:
            return
        for (position, path), person in self._absent.items():
            by = self._redacted.get((position, path))
            if by is None and path == NAME_PATH:
                by = self._erased_persons.get(person or "")
            if by is not None and by >= position:
                self.demanded[position, path] = by
                continue
            self._findings.add(
                Finding.DISCLOSURE_MISSING, position, f"{path} is gone, and no event erased it"
            )
