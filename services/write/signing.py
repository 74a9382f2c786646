"""Signed acts at the edge of the write path: what is to be signed, and whether it was.

What a decision came to is signed, not what was sent: so that whoever signs has decided just this,
and whoever has the log can check it from the event itself.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from events.facts.judgement import is_judgement
from events.format.base64url import encoded
from events.format.canonical_bytes import NewSalt, TextSalt, seal
from events.format.recorded_event import Assertion, Draft, RecordedEvent, SealedEvent
from events.format.signed_act import act_of, challenge_of, salts_of
from services.commands.command import Command
from services.commands.signing import Assertion as Given
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.signing.passkey import AdmittedKey, Wrong, what_is_wrong
from services.state.admission import Admission
from services.state.directory import Directory
from services.write.pending_log import PendingLog


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is to stand."""

    position: int
    stream_version: int
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ToSign:
    """What a person is asked to sign."""

    act: str
    """The bytes of the act: canonical JSON."""
    challenge: str
    """Their SHA-256, in base64url: what the passkey is given."""
    nonce: str
    rp_id: str


class SignatureRequired(Refusal):
    """An act has to be signed, and everything else about it is in order."""

    def __init__(self, to_sign: ToSign) -> None:
        super().__init__(No.SIGNATURE_REQUIRED, field=("assertion",))
        self.to_sign = to_sign


class Signing:
    """Seals what was decided, signed where it has to be."""

    def __init__(self, pending: PendingLog, new_salt: NewSalt) -> None:
        self._pending, self._new_salt = pending, new_salt

    def seal(
        self, command: Command, draft: Draft, place: Place, directory: Directory
    ) -> SealedEvent:
        """An event with its place. Raises SignatureRequired, Refusal (SIGNATURE_INVALID), and
        OversizedEvent."""
        given: Given | None = getattr(command, "assertion", None)
        keys = directory.admissions.keys(draft.actor.person, draft.actor.role)
        if given is None:
            if keys and is_judgement(draft.fact):
                raise SignatureRequired(self._to_sign(draft, place, keys))
            return self._sealed(draft, place)
        if not keys:
            raise Refusal(No.SIGNATURE_INVALID, "no_key", field=("assertion",))
        salts = salts_of(given.nonce)
        act = self._act(self._sealed(draft, place, salts).event)
        assertion = _assertion(given)
        admitted = [AdmittedKey(each.public_key or "", each.rp_id or "") for each in keys]
        _require_none(what_is_wrong(assertion, challenge_of(act), admitted))
        return self._sealed(replace(draft, assertion=assertion), place, salts)

    def _to_sign(self, draft: Draft, place: Place, keys: Sequence[Admission]) -> ToSign:
        nonce = self._new_salt()
        act = self._act(self._sealed(draft, place, salts_of(nonce)).event)
        return ToSign(act.decode(), encoded(challenge_of(act)), nonce, keys[-1].rp_id or "")

    def _act(self, event: RecordedEvent) -> bytes:
        first = self._pending.at(0)
        if first is None:
            raise LookupError("a log has a first event")
        return act_of(event, first.leaf_hash)

    def _sealed(self, draft: Draft, place: Place, salts: TextSalt | None = None) -> SealedEvent:
        return seal(
            draft,
            position=place.position,
            stream_version=place.stream_version,
            recorded_at=place.recorded_at,
            new_salt=self._new_salt,
            text_salt=salts,
        )


def _assertion(given: Given) -> Assertion:
    return Assertion(given.authenticator_data, given.client_data, given.signature)


def _require_none(wrong: Wrong | None) -> None:
    """Refuse a signature that proves nothing."""
    match wrong:
        case None:
            return
        case Wrong.MALFORMED:
            raise Refusal(No.SIGNATURE_INVALID, "malformed", field=("assertion",))
        case Wrong.KEY:
            raise Refusal(No.SIGNATURE_INVALID, "key", field=("assertion",))
        case Wrong.ACT:
            raise Refusal(No.SIGNATURE_INVALID, "act", field=("assertion",))
        case Wrong.HOST:
            raise Refusal(No.SIGNATURE_INVALID, "host", field=("assertion",))
        case Wrong.PERSON | Wrong.AGAIN:
            raise Refusal(No.SIGNATURE_INVALID, "person", field=("assertion",))
