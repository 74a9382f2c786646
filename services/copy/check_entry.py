"""Whether the entries of a copy make a log that could have been written here. Pure.

Looked at event after event: bytes, texts and erasures, streams, times and accepted commands. The
tree over them is compared elsewhere.
"""

import datetime as dt

from events.export.items import ExportHeader
from events.facts.log import LogOpened, OriginChanged
from events.format.canonical_bytes import (
    MAX_LEAF_BYTES,
    UnreadableEvent,
    bytes_of,
    event_of,
    is_salt,
    names_sealed,
    text_digest,
    texts_of,
)
from events.format.canonical_json import NotCanonical, parse_canonical
from events.format.log_entry import LogEntry, TextPlace
from events.format.recorded_event import RecordedEvent
from events.verify.commands_due import CommandsDue
from events.verify.erasure_demands import ErasureDemands
from events.verify.flaw import Flaw, FlawedLog


class EntryChecker:
    """Takes the entries of an export with sealed bytes in their order, from position 0."""

    def __init__(self, header: ExportHeader) -> None:
        self._header = header
        self.origin = ""
        """What checkpoints over the events so far are signed for."""
        self._versions: dict[str, int] = {}
        self._recorded_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._commands = CommandsDue()
        self._absent: set[TextPlace] = set()
        self._demands, self._erased = ErasureDemands(), set[TextPlace]()
        self._texts = 0

    @property
    def texts_left_out(self) -> int:
        """How many texts were neither given nor erased so far."""
        return self._texts if self._header.disclosures is False else len(self._absent)

    def check(self, entry: LogEntry) -> RecordedEvent:
        """The event of the next entry. Raises FlawedLog."""
        event = _event(entry)
        self._check_opening(event)
        self._check_order(event)
        self._check_texts(entry, event)
        self._check_erased(entry, event)
        self._check_commands(entry, event)
        return event

    def finish(self) -> None:
        """Raise FlawedLog where a text is absent although no event demanded it."""
        if self.origin != self._header.origin:
            raise FlawedLog(Flaw.OPENING, 0)
        if self._header.disclosures and self._absent:
            raise FlawedLog(Flaw.TEXT_MISSING, min(self._absent)[0])
        for position, detail in self._commands.finish():
            raise FlawedLog(Flaw.COMMAND, position, detail=detail)

    def _check_opening(self, event: RecordedEvent) -> None:
        fact = event.fact
        if isinstance(fact, LogOpened | OriginChanged):
            self.origin = fact.origin
        if isinstance(fact, LogOpened) != (event.position == 0) or (
            isinstance(fact, LogOpened) and fact.dataset is not self._header.dataset
        ):
            raise FlawedLog(Flaw.OPENING, event.position)

    def _check_order(self, event: RecordedEvent) -> None:
        follows = event.stream_version == self._versions.get(event.stream, 0) + 1
        if not follows or event.recorded_at < self._recorded_at:
            raise FlawedLog(Flaw.ORDER, event.position)
        self._versions[event.stream] = event.stream_version
        self._recorded_at = event.recorded_at

    def _check_texts(self, entry: LogEntry, event: RecordedEvent) -> None:
        texts = texts_of(event)
        if entry.disclosures is None:
            self._texts += len(texts)
            return
        for text in entry.disclosures:
            if texts.pop(text.path, None) != text_digest(text.salt, text.path, text.value):
                raise FlawedLog(Flaw.TEXT, entry.position)
        self._absent.update((entry.position, path) for path in texts)

    def _check_erased(self, entry: LogEntry, event: RecordedEvent) -> None:
        places = set(entry.erased)
        is_demanded = places == self._demands.of(entry.position, event)
        is_absent = self._absent.issuperset(places) or entry.disclosures is None
        if not is_demanded or not is_absent or not self._erased.isdisjoint(places):
            raise FlawedLog(Flaw.ERASURE, entry.position)
        self._erased |= places
        self._absent -= places
        if entry.disclosures is None:
            self._texts -= len(places)

    def _check_commands(self, entry: LogEntry, event: RecordedEvent) -> None:
        if any(command.last_position != entry.position for command in entry.commands or ()):
            raise FlawedLog(Flaw.COMMAND, entry.position)
        for position, detail in self._commands.take(event, entry.commands, entry.position):
            raise FlawedLog(Flaw.COMMAND, position, detail=detail)


def _event(entry: LogEntry) -> RecordedEvent:
    """What stands in the bytes, where they are canonical and belong together."""
    sealed = entry.sealed or b""
    if not names_sealed(entry.leaf, sealed):
        raise FlawedLog(Flaw.SEALED, entry.position)
    try:
        outer, (salt, closed) = parse_canonical(entry.leaf), parse_canonical(sealed)
        event = event_of(outer, closed, entry.leaf)
        if not is_salt(salt) or bytes_of(event, salt, outer["sealed"]) != (entry.leaf, sealed):
            raise NotCanonical("the bytes say more than the event, or say it otherwise")
    except (ArithmeticError, NotCanonical, TypeError, UnreadableEvent, ValueError) as error:
        raise FlawedLog(Flaw.EVENT, entry.position, detail=str(error)) from error
    if len(entry.leaf) > MAX_LEAF_BYTES:
        raise FlawedLog(Flaw.EVENT, entry.position)
    if event.position != entry.position:
        raise FlawedLog(Flaw.POSITION, entry.position)
    return event
