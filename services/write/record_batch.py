"""One batch of the write path: decides command after command over the batch's own state.

Nothing reaches the database until every command is decided; a refused one leaves no trace.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import Connection

from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import NewSalt, OversizedEvent
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import SYSTEM, Draft, RecordedEvent, SealedEvent
from events.log.erasing import erase_texts
from events.log.log_clock import LogClock
from events.log.log_queries import append, read_commands, stream_version
from services.commands.command import Command
from services.decisions.decide import decide
from services.decisions.deciding import Decided, Situation, text
from services.evidence.evidence_files import EvidenceFiles
from services.ids import make_id
from services.permissions import may_ever, not_authorised, viewer_on_record
from services.projections.present import Advance
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.write.as_on_record import command_on_record
from services.write.assemble import Assembler, Request
from services.write.daily_quota import DailyQuota
from services.write.pending_log import PendingLog
from services.write.signing import Place, Signing


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a command wrote: now, or the first time it was sent with this key."""

    events: tuple[RecordedEvent, ...]
    replayed: bool = False

    @property
    def last(self) -> RecordedEvent:
        """The last event written: its position and leaf hash are what the client keeps."""
        return self.events[-1]


@dataclass(frozen=True, slots=True)
class WritingRules:
    """What a log is written with: its clock, its salt, its quota."""

    clock: LogClock
    dataset: Dataset
    quota: DailyQuota
    new_salt: NewSalt
    files: EvidenceFiles | None = None
    """Those of evidence; None: hashes are taken without."""


def command_digest(salt: str, command: Command) -> str:
    """Salted digest of the normalised body: equal for a retry, telling nothing by itself."""
    # A signature is none of it: whoever sends it again may have signed it again.
    beside = {"idempotency_key", "assertion"}
    body = command.model_dump(mode="json", by_alias=True, exclude=beside)
    text_of_body = json.dumps([salt, command.mutation, body], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text_of_body.encode()).hexdigest()


class RecordBatch:
    """The commands of one transaction."""

    def __init__(
        self, connection: Connection, state: Advance, rules: WritingRules, requests: list[Request]
    ) -> None:
        self._connection, self._state, self._rules = connection, state, rules
        keys = {(party, r.command.idempotency_key) for r in requests for party in self._parties(r)}
        self._accepted = read_commands(connection, keys)
        self._new_commands: list[AcceptedCommand] = []
        self.erased = 0
        self._pending = PendingLog(connection, state, self._accepted, rules.files)
        self._signing = Signing(self._pending, rules.new_salt)

    def run(self, request: Request) -> Recorded:
        """Decide one command. Raises Refusal or ClockRefused, and then it has changed nothing."""
        command, viewer = request.command, request.viewer
        if not may_ever(viewer, type(command)):
            raise not_authorised(viewer, type(command))
        if replay := self._replay(request):
            return replay
        given, request = command, self._on_record(request)
        command, viewer = request.command, request.viewer
        head = self._state.head
        if self._rules.dataset is Dataset.LIVE:
            self._rules.clock.check(head.recorded_at)
        now = self._rules.clock.now()
        now = max(now, head.recorded_at or now)
        situation = Assembler(self._pending, request, now).situation()
        self._require_version(command, situation)
        decided = decide(command, situation)
        party = viewer.party or ""
        self._rules.quota.require(self._connection, party, now, len(decided))
        events = self._seal(command, situation, decided)
        self._rules.quota.count(party, len(events))
        self._remember(party, given, events)
        return Recorded(tuple(events))

    @property
    def events(self) -> list[RecordedEvent]:
        """What was decided."""
        return [sealed.event for sealed in self._pending.sealed]

    def save(self) -> None:
        """Write everything that was decided: events, texts and keys."""
        pending = self._pending.sealed
        if pending:
            append(self._connection, pending, self._new_commands)
            self.erased = erase_texts(self._connection, (item.event for item in pending))

    def _replay(self, request: Request) -> Recorded | None:
        command = request.command
        keys = ((party, command.idempotency_key) for party in self._parties(request))
        known = next((found for key in keys if (found := self._accepted.get(key))), None)
        if known is None:
            return None
        if not known.digest:  # erased with a text of the command: nobody can tell what it was
            at = known.last_position
            raise Refusal(
                No.IDEMPOTENCY_MISMATCH, "forgotten", field=("idempotencyKey",), position=at
            )
        if known.digest != command_digest(known.salt, command):
            raise Refusal(No.IDEMPOTENCY_MISMATCH, field=("idempotencyKey",))
        events = self._pending.between(known.first_position, known.last_position)
        return Recorded(tuple(events), replayed=True)

    def _parties(self, request: Request) -> tuple[str, ...]:
        """The acting party as it is registered, and as the token spells it."""
        registered = viewer_on_record(request.viewer, self._state.directory)
        return registered.party or "", request.viewer.party or ""

    def _on_record(self, request: Request) -> Request:
        """The request with every code in it as it is on record."""
        viewer = viewer_on_record(request.viewer, self._state.directory)
        return Request(command_on_record(request.command, self._state), viewer)

    def _require_version(self, command: Command, situation: Situation) -> None:
        if command.expected_version is None:
            return
        known = situation.commitment
        stream = make_id("commitment", known.occasion, known.code) if known else command.stream()
        if stream is None:
            raise Refusal(No.BAD_USER_INPUT, "no_version", field=("expectedVersion",))
        current = self._version(stream, known)
        if command.expected_version != current:
            raise Refusal(No.VERSION_CONFLICT, field=("expectedVersion",), current=current)

    def _seal(
        self, command: Command, situation: Situation, decided: list[Decided]
    ) -> list[RecordedEvent]:
        """Give every fact its place; all of them or none."""
        first, versions = self._state.head.size, dict[str, int]()
        sealed: list[SealedEvent] = []
        for item in decided:
            before = versions.get(item.stream)
            if before is None:
                before = self._version(item.stream, self._commitment(item))
            versions[item.stream] = before + 1
            place = Place(first + len(sealed), before + 1, situation.now)
            draft = _draft(command, situation, item, first)
            try:
                sealed.append(self._signing.seal(command, draft, place, situation.directory))
            except OversizedEvent:
                raise Refusal(No.TOO_LARGE, "event") from None
        self._pending.sealed.extend(sealed)
        for one in sealed:
            self._state.follow(one.event)
        return [one.event for one in sealed]

    def _commitment(self, item: Decided) -> CommitmentState | None:
        if item.occasion is None or item.commitment is None:
            return None
        return self._state.occasion(item.occasion).commitments.get(item.commitment)

    def _version(self, stream: str, commitment: CommitmentState | None) -> int:
        """How many events a stream holds, those of this batch included."""
        if commitment is not None:
            return commitment.version  # a commitment's state knows it without a statement
        pending = [item.event for item in self._pending.sealed if item.event.stream == stream]
        if pending:
            return pending[-1].stream_version
        return stream_version(self._connection, stream)

    def _remember(self, party: str, command: Command, events: list[RecordedEvent]) -> None:
        salt = self._rules.new_salt()
        accepted = AcceptedCommand(
            party=party,
            key=command.idempotency_key,
            salt=salt,
            digest=command_digest(salt, command),
            first_position=events[0].position,
            last_position=events[-1].position,
        )
        self._accepted[party, command.idempotency_key] = accepted
        self._new_commands.append(accepted)


def _draft(command: Command, situation: Situation, item: Decided, first: int) -> Draft:
    return Draft(
        stream=item.stream,
        fact=item.fact,
        actor=SYSTEM if item.by_system else situation.actor,
        occurred_at=item.occurred_at or command.occurred_at or situation.now,
        occasion=item.occasion,
        commitment=item.commitment,
        reason=None if item.by_system else text(command.reason),
        causation=first if item.by_system else None,
        correlation=command.correlation,
        key=command.idempotency_key,
    )
