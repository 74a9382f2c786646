"""What a person signs of an act: its bytes, as they follow from the event itself. Pure.

`docs/signed-acts.md` is this page in words.
"""

import hashlib
import json
from typing import Any

from events.format.canonical_bytes import TextSalt, bytes_of
from events.format.canonical_json import canonical_json
from events.format.recorded_event import RecordedEvent

BY_SERVER = frozenset({"streamVersion", "assertion"})
"""Sealed fields that the server adds once an act is signed."""
NO_SALT = ""


def act_of(event: RecordedEvent, log: bytes) -> bytes:
    """The bytes of an act in a log, named by the leaf hash of its first event.

    Left out is what the server adds: where and when it was recorded, salt and signature, the name
    of the person, and the time in the world where that is the time of recording. A text is there
    as the digest that stands in the event, so that its words can be erased.
    """
    leaf, sealed = bytes_of(event, NO_SALT, NO_SALT)
    opened: dict[str, Any] = json.loads(leaf)["open"]
    closed: dict[str, Any] = json.loads(sealed)[1]
    if event.occurred_at == event.recorded_at:
        del opened["occurredAt"]
    closed["actor"].pop("name", None)
    said = {name: value for name, value in closed.items() if name not in BY_SERVER}
    return canonical_json({"log": log.hex(), "open": opened, "sealed": said})


def challenge_of(act: bytes) -> bytes:
    """What a passkey is asked to sign: the SHA-256 of an act."""
    return hashlib.sha256(act).digest()


def salts_of(nonce: str) -> TextSalt:
    """The salts of an act's texts, all of one nonce, which nobody keeps: they go with the texts."""
    return lambda path: hashlib.sha256(canonical_json([nonce, path])).hexdigest()[:32]
