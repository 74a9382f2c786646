"""What must be remembered of accepted commands: party, key and span follow from the events. Pure.

Every event that a command has written carries its key, and the party that acts; what the system
adds to a command names the command's first event as its cause. Salt and digest follow from nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.facts.vocabulary import Role
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import RecordedEvent

Difference = tuple[int, str]
"""At which position, and in plain words."""


@dataclass(slots=True)
class _Span:
    """The events of one command, as far as they have come."""

    party: str
    key: str
    first: int
    last: int
    remembered: AcceptedCommand | None = None


class CommandsDue:
    """Follows events in order, with what is remembered of the commands that wrote them."""

    def __init__(self) -> None:
        self._span: _Span | None = None
        self.is_whole = True
        """Whether every event and every command was handed out and could be read so far."""

    def leave_out(self) -> None:
        """Something was not handed out, or could not be read: no span is known from here on."""
        self.is_whole = False

    def take(
        self, event: RecordedEvent, commands: Sequence[AcceptedCommand] | None, position: int
    ) -> Iterator[Difference]:
        """Take what stands at a position, with the commands that begin or end there; what differs.

        None for commands that were not handed out.
        """
        if commands is None:
            self.leave_out()
        if not self.is_whole:
            return
        if not self._goes_on(event):
            yield from self._close()
            self._span = _begun(event, position)
        if self._span:
            self._span.last = position
        for command in commands or ():
            if not self._remember(command):
                said = f"the key {command.key!s:.80} of {command.party!s:.80}"
                yield position, f"{said} is remembered, and wrote no event here"

    def finish(self) -> Iterator[Difference]:
        """What differs of the last command."""
        if self.is_whole:
            yield from self._close()

    def _goes_on(self, event: RecordedEvent) -> bool:
        span = self._span
        if span is None or event.key != span.key:
            return False
        if event.actor.role is Role.SYSTEM:
            return event.causation == span.first
        return (event.actor.party or "") == span.party

    def _remember(self, command: AcceptedCommand) -> bool:
        """Whether a command is that of the span, for the first time."""
        span = self._span
        if (
            span is None
            or span.remembered
            or (command.party, command.key) != (span.party, span.key)
        ):
            return False
        span.remembered = command
        return True

    def _close(self) -> Iterator[Difference]:
        span, self._span = self._span, None
        if span is None:
            return
        found = span.remembered
        if found is None:
            yield span.first, f"the key {span.key} of {span.party} is not remembered"
        elif (found.first_position, found.last_position) != (span.first, span.last):
            said = f"{found.first_position!s:.80} to {found.last_position!s:.80}"
            wrote = f"and wrote {span.first} to {span.last}"
            yield (
                span.first,
                f"the key {span.key} of {span.party} is remembered for {said}, {wrote}",
            )


def _begun(event: RecordedEvent, position: int) -> _Span | None:
    if event.key is None:
        return None
    return _Span(event.actor.party or "", event.key, position, position)
