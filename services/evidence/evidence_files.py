"""The files of a server: what is kept, for whom there is room, what is swept, what is erased.

What is kept is known in memory; beside each file lies what is known of it, and that comes last: a
file without it did not arrive whole.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock

import structlog

from events.format.recorded_event import RecordedEvent
from services.evidence.kinds import Examined, KeptFile, Standing
from services.evidence.on_record import EvidenceOnRecord
from services.evidence.reading import about, read_kept
from services.evidence.store import ABOUT, THUMBNAIL, Store, name_of, take_away

Now = Callable[[], dt.datetime]


class NoRoom(Exception):
    """The party has no room for this file any more."""

    def __str__(self) -> str:
        return "RAKOR_EVIDENCE_ROOM"


class WasErased(Exception):
    """This very file was erased, and does not come back."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be kept: bytes of a party, and how long a file that nobody attaches."""

    of_party: int
    unattached: dt.timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that has arrived and was examined, and lies beside the store yet."""

    path: Path
    thumbnail: Path
    sha256: str
    size: int
    party: str


class EvidenceFiles:
    """Keeps files. Thread-safe: what is known is told at once, also while the store is slow."""

    def __init__(
        self, store: Store, incoming: Path, on_record: EvidenceOnRecord, bounds: Bounds, now: Now
    ) -> None:
        """Raises OSError where the store cannot be read."""
        self.store, self.incoming = store, incoming
        self._on_record, self._bounds, self._now = on_record, bounds, now
        self._lock, self._moving = Lock(), Lock()
        """Of what is known, and of what moves in the store: held in the other order."""
        self.settled = Event()
        """Set while nothing lies in the store any more that has to go."""
        shutil.rmtree(incoming, ignore_errors=True)
        found = read_kept(store, on_record)
        self._kept = found.kept
        self._due = found.left
        """What has to go from the store, and is not known any more."""
        self._take_away()

    # ---- what is known

    def standing(self, sha256: str) -> Standing:
        """What became of a file."""
        with self._lock:
            if sha256 in self._on_record.erased:
                return Standing.ERASED
            return Standing.KEPT if sha256 in self._kept else Standing.ABSENT

    def find(self, sha256: str) -> KeptFile | None:
        """A file that is kept; None where it is not, or was erased."""
        with self._lock:
            return self._kept.get(sha256)

    def hold(self, sha256: str) -> KeptFile | None:
        """The same, of a file that is about to be attached: it is not swept meanwhile."""
        with self._lock:
            found = self._kept.get(sha256)
            if found is not None:
                self._kept[sha256] = replace(found, kept_at=self._now())
            return found

    def places(self, sha256: str) -> list[tuple[str, str]]:
        """Occasion and commitment of each place where a file is attached."""
        with self._lock:
            attached = self._on_record.attached.get(sha256, ())
            return [(each.occasion, each.commitment) for each in attached]

    def require_room(self, party: str, size: int) -> None:
        """Refuse what a party has no room for. Raises NoRoom."""
        with self._lock:
            taken = sum(file.size for file in self._kept.values() if file.party == party)
        if taken + size > self._bounds.of_party:
            raise NoRoom

    # ---- what comes

    def keep(self, sent: Sent, examined: Examined) -> KeptFile:
        """Keep a file, once for all who send it. Raises NoRoom, WasErased or OSError."""
        try:
            return self._keep(sent, examined)
        except (OSError, WasErased):
            self._take_away()  # what of it has come so far
            raise

    def _keep(self, sent: Sent, examined: Examined) -> KeptFile:
        with self._moving:
            if self.standing(sent.sha256) is Standing.ERASED:
                raise WasErased
            known = self.hold(sent.sha256)
            if known is not None:
                return self._also_sent(known, sent.party)
            self.require_room(sent.party, sent.size)
            kept = _kept(sent, examined, self._now())
            self._due.add(sent.sha256)  # until it is there whole
            if kept.has_thumbnail:
                self.store.put(name_of(sent.sha256, THUMBNAIL), sent.thumbnail)
            self.store.put(name_of(sent.sha256), sent.path)
            self.store.put_bytes(name_of(sent.sha256, ABOUT), about(kept))
            with self._lock:
                if sent.sha256 in self._on_record.erased:  # meanwhile
                    raise WasErased
                self._kept[sent.sha256] = kept
            self._due.discard(sent.sha256)
            return kept

    def _also_sent(self, known: KeptFile, party: str) -> KeptFile:
        """The same file came once more; who sent it is written down, if that is not known."""
        if party in known.senders:
            return known
        known = replace(known, senders=known.senders | {party})
        self.store.put_bytes(name_of(known.sha256, ABOUT), about(known))
        with self._lock:
            if known.sha256 not in self._kept:  # erased meanwhile
                self._due.add(known.sha256)
                raise WasErased
            self._kept[known.sha256] = known
        return known

    # ---- what goes

    def follow(self, events: Iterable[RecordedEvent]) -> bool:
        """Take in what was recorded: a file that it erases is gone then, or tried again.

        Whether there was one.
        """
        with self._lock:
            erased = self._on_record.follow(events)
            for sha256 in erased:
                self._kept.pop(sha256, None)
        if erased:
            self._take_away(erased)
        return bool(erased)

    def sweep(self) -> None:
        """Take away what nobody attached in time, and what could not be taken away before.

        Never a file that the log speaks of.
        """
        before = self._now() - self._bounds.unattached
        with self._moving:  # else the same file could come again in between, and be taken away
            with self._lock:
                old = [
                    sha256
                    for sha256, file in self._kept.items()
                    if file.kept_at < before and sha256 not in self._on_record.attached
                ]
                for sha256 in old:
                    del self._kept[sha256]
            self._clear(old)

    def _take_away(self, gone: Iterable[str] = ()) -> None:
        with self._moving:
            self._clear(gone)

    def _clear(self, gone: Iterable[str]) -> None:
        """Take away what is due; only while nothing else moves."""
        self._due |= set(gone)
        for sha256 in list(self._due):
            try:
                take_away(self.store, sha256)
            except OSError as error:
                logger = structlog.get_logger()
                logger.error("file_not_taken_away", sha256=sha256, reason=str(error))
            else:
                self._due.discard(sha256)
        if self._due:
            self.settled.clear()
        else:
            self.settled.set()


def _kept(sent: Sent, examined: Examined, now: dt.datetime) -> KeptFile:
    return KeptFile(
        sent.sha256,
        examined.media_type,
        sent.size,
        examined.location,
        examined.has_thumbnail,
        sent.party,
        now,
        frozenset({sent.party}),
    )
