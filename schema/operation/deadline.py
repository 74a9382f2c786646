"""Until when one operation's work is wanted: its time is bounded, and its client may leave."""

from collections.abc import Callable
from math import inf

from events.log.log_clock import elapsed_time
from schema.operation.catalogue import Language
from schema.operation.errors import ClientError, ErrorCode


class Deadline:
    """The end of one operation's time, `seconds` from now. Asked from any thread."""

    def __init__(
        self,
        seconds: float = inf,
        language: Language = Language.ID,
        clock: Callable[[], float] = elapsed_time,
    ) -> None:
        self.seconds = seconds
        self._language, self._clock = language, clock
        self._until = clock() + seconds
        self.has_struck = False
        """Whether work was broken off: then there is no answer."""

    def strike(self) -> None:
        """From now on the work is not wanted: its time is over, or its client has left."""
        self.has_struck = True

    def check(self) -> None:
        """Raise ClientError once the work is not wanted any more. For all that takes its time."""
        if self.has_struck or self._clock() >= self._until:
            self.has_struck = True
            raise ClientError(ErrorCode.TIMED_OUT, self._language, limit=self.seconds)
