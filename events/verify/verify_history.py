"""Checks a history entry by entry, in bounded memory, trusting neither server nor operator. Pure.

Entries go in in order, signed heads are named beforehand or as they come; out come findings. What
it cannot show: promises that were never recorded; changes after the last head that somebody else
holds; that the actor whose name stands there really acted (whoever rebuilds states can hold acts
against admitted keys).
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from events.format.canonical_bytes import (
    FORMATS,
    MAX_LEAF_BYTES,
    UnknownShape,
    UnreadableEvent,
    bytes_of,
    event_of,
    is_salt,
    leaf_hash,
)
from events.format.canonical_json import NotCanonical, parse_canonical, parse_time
from events.format.columns import columns_of
from events.format.log_entry import LogEntry, TextPlace
from events.format.recorded_event import RecordedEvent
from events.tree.merkle_tree import Frontier
from events.verify.commands_due import CommandsDue, Difference
from events.verify.erasures import Erasures
from events.verify.expected_head import ExpectedHead, Holder
from events.verify.findings import Finding, Findings
from events.verify.flaw import Flaw

LEAF_KEYS = {"format", "open", "position", "recordedAt", "sealed"}
DRIFT = dt.timedelta(seconds=60)
"""How far a witness's clock and the server's may lie apart."""
LATEST = 1 << 37
"""Seconds since 1970, far beyond any log: what a witness says of later times is not later."""


@dataclass
class VerifiedLog:
    """What a check has found out about a log so far."""

    size: int = 0
    origins: list[tuple[int, str]] = field(default_factory=list)
    """Positions from which the log bears a name."""
    abandoned: list[tuple[int, str]] = field(default_factory=list)
    """Positions of OriginChanged, and what the log says that it left behind."""
    is_live: bool = False
    held: dict[Holder, set[int]] = field(default_factory=dict)
    """Sizes of the signed heads that the history holds, by who had them in hand."""
    witnessed: int = 0
    """Size of the largest head that is witnessed as the auditor's policy asks; 0: none is."""
    uncovered_since: dt.datetime | None = None
    """When the first event was recorded that is under no head that is held; None: all are."""

    @property
    def heads(self) -> int:
        """How many signed heads were found to be held; those of one size count once."""
        return len(set().union(*self.held.values()))

    @property
    def covered(self) -> int:
        """Size of the largest signed head that is held; 0: none is."""
        return max(set().union(*self.held.values()), default=0)


class _NotOpened(NotCanonical):
    """Position 0 does not open the log, or another one does."""


class HistoryCheck:
    """Takes entries in order and says what is wrong with them."""

    def __init__(self, findings: Findings, expected: Iterable[ExpectedHead] = ()) -> None:
        self.findings, self.log = findings, VerifiedLog()
        self._tree = Frontier()
        self.own_hash = b""
        """Leaf hash of the last entry, from its own bytes."""
        self._recorded: Frontier | None = None
        """The tree of the hashes that were recorded, once an entry's bytes differ from its hash."""
        self.is_torn = False
        """Whether an entry is missing, or stands where none should: no tree can be compared."""
        self.is_read = False
        """Whether the last entry could be read: what it says, or what of it is public."""
        self._changed = -1
        """The last position whose bytes are not those of the tree."""
        self._expected: dict[int, list[ExpectedHead]] = {}
        self._versions: dict[str, int] = {}
        self._erasures = Erasures(findings)
        self.erases: set[TextPlace] = set()
        """Texts that went because of the last event that could be read."""
        self._commands = CommandsDue()
        self._last: dt.datetime | None = None
        for item in expected:
            self.expect(item)

    def expect(self, item: ExpectedHead) -> None:
        """Demand that the history holds a signed head: beforehand, or when it has come so far."""
        if item.head.size == self.log.size:
            self._hold(item)
        elif item.head.size > self.log.size:
            self._expected.setdefault(item.head.size, []).append(item)
        else:
            self.findings.add(Finding.MALFORMED, item.head.size, "a head stands behind its place")

    def take(self, entry: LogEntry) -> RecordedEvent | None:
        """Check one entry; the event it holds, where it is whole and everything of it is there."""
        position, own = entry.position, leaf_hash(entry.leaf)
        if position != self.log.size:
            detail = f"position {position} follows {self.log.size - 1}"
            self.findings.add(Finding.DAMAGED, self.log.size, detail, Flaw.HOLE)
            self.is_torn = True
            self._commands.leave_out()
        if entry.leaf_hash is not None and entry.leaf_hash != own:
            detail = "the bytes are not those of the tree"
            self.findings.add(Finding.DAMAGED, position, detail, Flaw.LEAF)
            self._recorded = self._recorded or self._tree.copy()
            self._changed = position
        self._tree.push(own)
        self.own_hash = own
        if self._recorded:
            self._recorded.push(entry.leaf_hash or own)
        event = self._read(entry, position)
        self.log.size = max(self.log.size, position + 1)
        self.log.uncovered_since = self.log.uncovered_since or self._last
        for item in self._expected.pop(self.log.size, ()):
            self._hold(item)
        return event

    def is_changed_since(self, position: int) -> bool:
        """Whether it was said of an entry from a position on that its bytes were changed."""
        return self.is_torn or self._changed >= position

    @property
    def erased(self) -> dict[TextPlace, int] | None:
        """At the end: texts that were rightly erased, each with the event that demanded it.

        None where not everything was handed out and could be read.
        """
        return self._erasures.demanded

    @property
    def holds_commands(self) -> bool:
        """Whether every accepted command was held against its events."""
        return self._commands.is_whole

    def root(self) -> bytes:
        """The root over everything taken so far."""
        return self._tree.root()

    def finish(self) -> VerifiedLog:
        """Say what is missing at the end: heads beyond it, texts that nobody erased."""
        for size, items in sorted(self._expected.items()):
            for item in items if size > self.log.size else ():
                self._lost(Finding.ROLLBACK, item, f"a head of {size} events was signed")
        self._erasures.finish()
        self._differ(self._commands.finish())
        return self.log

    def _hold(self, item: ExpectedHead) -> None:
        if self.is_torn:
            return  # an entry is missing, as was said: nothing can be compared from there on
        roots = {self._tree.root(), *([self._recorded.root()] if self._recorded else ())}
        if item.head.root not in roots:
            detail = f"the head signed for {item.head.size} events is of another history"
            self._lost(Finding.FORK, item, detail)
            return
        if self.log.origins and item.head.origin != self.log.origins[-1][1]:
            self._lost(Finding.FORK, item, f"a head is signed as {item.head.origin}")
            return
        self.log.held.setdefault(item.holder, set()).add(item.head.size)
        self.log.uncovered_since = None
        if item.witnessed_at is None:
            return
        self.log.witnessed = max(self.log.witnessed, item.head.size)
        moment = dt.datetime.fromtimestamp(min(item.witnessed_at, LATEST), dt.UTC)
        if self._last and self._last > moment + DRIFT:
            detail = f"recorded at {self._last}, yet seen by witnesses at {moment}"
            self.findings.add(Finding.CLOCK, self.log.size - 1, detail)

    def _lost(self, finding: Finding, item: ExpectedHead, detail: str) -> None:
        origin = item.head.origin
        if self.log.origins and origin not in (name for _, name in self.log.origins):
            detail = f"{detail}, as {origin}: this log never bore that name; was it begun anew, or"
            detail = f"{detail} is the checkpoint another log's?"
        place = min(item.head.size, self.log.size)
        self.findings.add(finding, place, f"{detail} ({item.holder})")

    def _read(self, entry: LogEntry, position: int) -> RecordedEvent | None:
        self.is_read = False
        try:
            outer = self._outer(entry.leaf, position)
            if entry.sealed is None:
                self._leave_out()
                self.is_read = True
                return None
            salt, closed = self._open_sealed(outer, entry.sealed, position)
            event = event_of(outer, closed, entry.leaf)
            if bytes_of(event, salt, outer["sealed"]) != (entry.leaf, entry.sealed):
                raise NotCanonical("the bytes say more than the event, or say it otherwise")
        except UnknownShape as error:
            self.findings.add(Finding.NEEDS_UPGRADE, position, str(error), Flaw.EVENT)
            self._leave_out()
            return None
        except (NotCanonical, UnreadableEvent) as error:
            flaw = Flaw.OPENING if isinstance(error, _NotOpened) else Flaw.EVENT
            self.findings.add(Finding.MALFORMED, position, str(error), flaw)
            self._leave_out()
            return None
        self._event(entry, event, position)
        self.is_read = True
        return event

    def _leave_out(self) -> None:
        self._erasures.leave_out()
        self._commands.leave_out()

    def _outer(self, leaf: bytes, position: int) -> dict[str, Any]:
        if len(leaf) > MAX_LEAF_BYTES:
            raise NotCanonical(f"a leaf of {len(leaf)} bytes")
        outer = parse_canonical(leaf)
        if not isinstance(outer, dict) or set(outer) != LEAF_KEYS:
            raise NotCanonical("not the fields of a leaf")
        self._envelope(outer, position)
        return outer

    def _envelope(self, outer: dict[str, Any], position: int) -> None:
        """What every leaf says in public: its place, its time, and the names of the log."""
        if outer["format"] not in FORMATS:
            raise UnknownShape(f"format {outer['format']}")
        opened = outer["open"]
        if not isinstance(opened, dict) or not isinstance(opened.get("type"), str):
            raise NotCanonical("no open fields")
        if outer["position"] != position:
            detail = f"position {outer['position']} is here"
            self.findings.add(Finding.DAMAGED, position, detail, Flaw.POSITION)
        recorded = parse_time(outer["recordedAt"])
        if self._last and recorded < self._last:
            detail = f"recorded at {recorded}, before the one before it"
            self.findings.add(Finding.CLOCK, position, detail, Flaw.ORDER)
        self._last = max(recorded, self._last or recorded)
        self._name(opened, position)

    def _name(self, opened: dict[str, Any], position: int) -> None:
        kind = opened["type"]
        if (kind == "LogOpened") != (position == 0):
            raise _NotOpened("a log is opened once, at position 0")
        if kind in ("LogOpened", "OriginChanged"):
            self.log.origins.append((position, str(opened.get("origin"))))
        if kind == "LogOpened":
            self.log.is_live = opened.get("dataset") == "LIVE"
        if kind == "OriginChanged":
            left = f"{opened.get('abandonedSize')} events, root {opened.get('abandonedRoot')}"
            self.log.abandoned.append((position, left))

    def _open_sealed(self, outer: dict[str, Any], sealed: bytes, position: int) -> tuple[str, Any]:
        if hashlib.sha256(sealed).hexdigest() != outer["sealed"]:
            detail = "the sealed bytes are not the leaf's"
            self.findings.add(Finding.DAMAGED, position, detail, Flaw.SEALED)
        pair = parse_canonical(sealed)
        if not isinstance(pair, list) or len(pair) != 2 or not is_salt(pair[0]):
            raise NotCanonical("the sealed bytes are not a salt and an object")
        return pair[0], pair[1]

    def _event(self, entry: LogEntry, event: RecordedEvent, position: int) -> None:
        version = self._versions.get(event.stream, 0) + 1
        if event.stream_version != version:
            detail = f"version {event.stream_version} of {event.stream} follows {version - 1}"
            self.findings.add(Finding.MALFORMED, position, detail, Flaw.ORDER)
        self._versions[event.stream] = event.stream_version
        if entry.columns is not None:
            expected = columns_of(event)
            for name, found in entry.columns.items():
                if found != expected[name]:
                    detail = (
                        f"column {name} says {_shown(found)}, the bytes {_shown(expected[name])}"
                    )
                    self.findings.add(Finding.COLUMN_MISMATCH, position, detail)
        self.erases = self._erasures.take(entry, event)
        self._differ(self._commands.take(event, entry.commands, position))

    def _differ(self, differences: Iterable[Difference]) -> None:
        for position, detail in differences:
            self.findings.add(Finding.COLUMN_MISMATCH, position, detail, Flaw.COMMAND)


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)[:80]
