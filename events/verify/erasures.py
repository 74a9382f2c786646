"""Which texts may be absent: only those whose erasure an event of the log demands. Pure."""

from array import array

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.format.canonical_bytes import text_digest, texts_of
from events.format.log_entry import LogEntry, TextPlace
from events.format.recorded_event import FILE_PATH, NAME_PATH, RecordedEvent
from events.verify.findings import Finding, Findings
from events.verify.flaw import Flaw


class Erasures:
    """Follows texts and the events that erase them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._absent: set[TextPlace] = set()
        self._names: dict[str, array[int]] = {}
        """Where the name of a person stood, by person: there is one for almost every event."""
        self._erased: dict[TextPlace, int] = {}
        """Texts whose erasure was demanded, with the event that did it first."""
        self.demanded: dict[TextPlace, int] | None = {}
        """Texts that were rightly erased, with the event that demanded it: known at the end, and
        None where not everything was handed out and could be read."""

    def leave_out(self) -> None:
        """An event was not handed out, or could not be read: who erased what cannot be known."""
        self.demanded = None

    def take(self, entry: LogEntry, event: RecordedEvent) -> set[TextPlace]:
        """Check the texts of an event; which texts went because of it."""
        erased = self._demanded_by(event)
        self._erased |= dict.fromkeys(erased, event.position)
        if entry.disclosures is None:
            self.leave_out()
        if self.demanded is not None:
            for position, path in sorted(erased - self._absent):
                detail = f"{path} was erased by event {event.position}, and is still there"
                self._findings.add(Finding.COLUMN_MISMATCH, position, detail, Flaw.ERASURE)
        self._compare(entry, event)
        return erased

    def _demanded_by(self, event: RecordedEvent) -> set[TextPlace]:
        """What an event erases: a text, or every name of a person that stands there by now."""
        actor = event.actor
        if actor.person is not None and actor.name is not None:
            self._names.setdefault(actor.person, array("q")).append(event.position)
        match event.fact:
            case TextRedacted(path=path) as fact if path != FILE_PATH:
                places = {(fact.redacts, fact.path)}
            case PersonalDataErased() as fact:
                places = {(place, NAME_PATH) for place in self._names.pop(fact.person, ())}
            case _:
                return set()
        return places - self._erased.keys()

    def _compare(self, entry: LogEntry, event: RecordedEvent) -> None:
        """Hold the texts that are there against their digests, and note those that are not."""
        if entry.disclosures is None:
            return
        digests = texts_of(event)
        for item in entry.disclosures:
            if text_digest(item.salt, item.path, item.value) != digests.pop(item.path, None):
                detail = f"the text {item.path} is not the one recorded"
                self._findings.add(Finding.DAMAGED, event.position, detail, Flaw.TEXT)
        self._absent |= {(event.position, path) for path in digests}

    def finish(self) -> None:
        """Report every absent text that no event accounts for."""
        if self.demanded is None:
            return
        for position, path in sorted(self._absent):
            by = self._erased.get((position, path))
            if by is not None and by >= position:
                self.demanded[position, path] = by
                continue
            detail = f"{path} is gone, and no event erased it"
            self._findings.add(Finding.DISCLOSURE_MISSING, position, detail, Flaw.TEXT_MISSING)
