"""Holds acts against the signatures of the persons in whose names they stand. Pure.

A person signs with the keys that were admitted for the role before the act. Who controls the
server can write in any name, but makes no such signature.
"""

from collections.abc import Iterator

from events.facts.judgement import is_judgement
from events.format.canonical_bytes import UnreadableEvent
from events.format.recorded_event import RecordedEvent
from events.format.signed_act import act_of, challenge_of
from services.signing.passkey import AdmittedKey, Wrong, what_is_wrong
from services.state.directory import Directory

TOLD = {
    Wrong.MALFORMED: "its signature cannot be read",
    Wrong.KEY: "its signature is by no key that was admitted for them by then",
    Wrong.ACT: "another act than this was signed",
    Wrong.HOST: "it was signed for another host than the key's",
    Wrong.AGAIN: "it was signed once, and stands here again",
    Wrong.PERSON: "the device that signed it did not ask who was there",
}


class SignedActs:
    """Follows events in order; each is held against what was admitted before it."""

    def __init__(self) -> None:
        self._log: bytes | None = None
        """Leaf hash of the first event, which every signature names."""
        self._signed: set[bytes] = set()
        """What was signed so far: nobody signs the same act twice, for it names its own key."""

    def take(self, event: RecordedEvent, directory: Directory) -> Iterator[str]:
        """What is wrong with the signature of an event, in plain words."""
        if event.position == 0:
            self._log = event.leaf_hash
        if event.assertion is None and not is_judgement(event.fact):
            return
        person, role = event.actor.person, event.actor.role
        keys = [
            AdmittedKey(each.public_key or "", each.rp_id or "")
            for each in directory.admissions.keys(person, role)
        ]
        who = f"{event.fact.type_name()} of {person} as {role}"
        if event.assertion is None:
            if keys:
                yield f"{who}: it is not signed, and a key was admitted for them"
        elif not keys:
            yield f"{who}: it is signed, and no key was admitted for them by then"
        elif (wrong := self._wrong(event, keys)) is not None:
            yield f"{who}: {TOLD[wrong]}"

    def _wrong(self, event: RecordedEvent, keys: list[AdmittedKey]) -> Wrong | None:
        if event.assertion is None or self._log is None:
            return Wrong.MALFORMED
        try:
            challenge = challenge_of(act_of(event, self._log))
        except UnreadableEvent:
            return Wrong.MALFORMED
        is_again = challenge in self._signed
        self._signed.add(challenge)
        return what_is_wrong(event.assertion, challenge, keys) or (
            Wrong.AGAIN if is_again else None
        )
