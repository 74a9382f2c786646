"""Which texts may be absent: only those whose erasure an event of the log demands. Pure."""

from events.canonical_bytes import text_digest, texts_of
from events.facts_of_erasure import PersonalDataErased, TextRedacted
from events.findings import Finding, Findings
from events.log_entry import LogEntry, TextPlace
from events.recorded_event import NAME_PATH, RecordedEvent


class ErasuresDue:
    """Follows texts and the events that erase them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._absent: dict[TextPlace, str | None] = {}
        """Texts that are not there, with the person whose event they stand in."""
        self._redacted: set[TextPlace] = set()
        self._erased_persons: dict[str, int] = {}
        self._complete = True

    def leave_out(self) -> None:
        """Sealed bytes were not handed out: who erased what cannot be known."""
        self._complete = False

    def take(self, entry: LogEntry, event: RecordedEvent) -> None:
        """Check the texts of an event that are there, and note those that are not."""
        match event.fact:
            case TextRedacted() as fact:
                self._redacted.add((fact.redacts, fact.path))
            case PersonalDataErased() as fact:
                self._erased_persons[fact.person] = event.position
            case _:
                pass
        if entry.disclosures is None:
            return
        digests, given = texts_of(event), {item.path: item for item in entry.disclosures}
        for path, item in given.items():
            if text_digest(item.salt, path, item.value) != digests.get(path):
                self._findings.add(
                    Finding.DAMAGED, event.position, f"the text {path} is not the one recorded"
                )
        for path in digests.keys() - given.keys():
            self._absent[event.position, path] = event.actor.person

    def finish(self) -> None:
        """Report every absent text that no event accounts for."""
        if not self._complete:
            return
        for (position, path), person in self._absent.items():
            by_person = path == NAME_PATH and self._erased_persons.get(person or "", -1) >= position
            if not by_person and (position, path) not in self._redacted:
                self._findings.add(
                    Finding.DISCLOSURE_MISSING, position, f"{path} is gone, and no event erased it"
                )
