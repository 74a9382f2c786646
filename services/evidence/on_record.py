"""Which files the log speaks of: attached to what, and which of them were erased. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.facts.erasure import TextRedacted
from events.facts.evidence import EvidenceAttached
from events.format.recorded_event import FILE_PATH, RecordedEvent


@dataclass(frozen=True, slots=True)
class Attached:
    """A commitment to which a file is attached."""

    position: int
    occasion: str
    commitment: str
    media_type: str


@dataclass
class EvidenceOnRecord:
    """The files of a log, event after event."""

    attached: dict[str, list[Attached]] = field(default_factory=dict)
    """By SHA-256."""
    erased: dict[str, int] = field(default_factory=dict)
    """By SHA-256: the event that demanded it. A file is erased wherever it is attached."""
    _at: dict[int, str] = field(default_factory=dict)

    def follow(self, events: Iterable[RecordedEvent]) -> list[str]:
        """Take in some events; which files are erased by them."""
        erased = []
        for event in events:
            match event.fact:
                case EvidenceAttached() as fact:
                    self._attach(event, fact)
                case TextRedacted(path=path) as fact if path == FILE_PATH:
                    sha256 = self._at.get(fact.redacts)
                    if sha256 is not None and sha256 not in self.erased:
                        self.erased[sha256] = event.position
                        erased.append(sha256)
                case _:
                    pass
        return erased

    def at(self, position: int) -> str | None:
        """Which file the event at a position attached."""
        return self._at.get(position)

    def _attach(self, event: RecordedEvent, fact: EvidenceAttached) -> None:
        place = event.occasion or "", event.commitment or ""
        attached = Attached(event.position, *place, fact.media_type)
        self.attached.setdefault(fact.sha256, []).append(attached)
        self._at[event.position] = fact.sha256
