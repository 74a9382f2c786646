"""The states that the public can rebuild, from leaves alone. Pure."""

from events.facts.fact import FieldClass, field_classes
from events.format.canonical_bytes import UnknownShape, UnreadableEvent
from events.verify.findings import Finding
from services.state.replay import REPLAY_ERRORS, Replay
from services.verify.public_leaves import NotPublic, public_event
from services.verify.verification import Verification


class PublicStates:
    """Follows the leaves of a log, and says where one is no event or follows from nothing."""

    def __init__(self) -> None:
        self.replay: Replay | None = Replay()
        """None once a leaf could not be followed."""
        self.hidden: set[tuple[str | None, str | None]] = set()
        """Commitments with values that only stand in sealed bytes: those of regions."""

    def take(self, leaf: bytes, run: Verification) -> None:
        """Take the next leaf in, which the run has taken in before."""
        if not run.check.is_read:
            self.replay = None
        if self.replay is None:
            return
        try:
            self.replay.follow(public_event(leaf))
        except NotPublic as error:
            if FieldClass.REGIONAL in field_classes(error.fact).values():
                self.hidden.add((error.occasion, error.commitment))
        except UnknownShape as error:
            self._stop(run, Finding.NEEDS_UPGRADE, str(error))
        except UnreadableEvent as error:
            self._stop(run, Finding.MALFORMED, str(error))
        except REPLAY_ERRORS as error:
            detail = f"cannot be replayed: {type(error).__name__}"
            self._stop(run, Finding.MALFORMED, detail)

    def _stop(self, run: Verification, finding: Finding, detail: str) -> None:
        run.findings.add(finding, run.check.log.size - 1, detail)
        self.replay = None
