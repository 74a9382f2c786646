"""Events to canonical bytes and back: RFC 8785 JSON in the log format's three classes.

The bytes are written once and hashed as they are; nothing ever serialises a recorded event again.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from events.facts.all import SHAPES
from events.facts.fact import Fact, Text, text_fields
from events.facts.versions import Shape
from events.facts.vocabulary import Role
from events.format.canonical_fields import fields_of, name_in_bytes, names_in_bytes
from events.format.canonical_json import NotCanonical, canonical_json, canonical_time, parse_time
from events.format.envelope import (
    assertion_in,
    envelope_open,
    envelope_sealed,
    require_envelope,
)
from events.format.recorded_event import (
    Actor,
    Disclosure,
    Draft,
    RecordedEvent,
    SealedEvent,
)

EVENT_FORMAT = 1
SIGNED_FORMAT = 2
"""Of an event that bears its actor's signature: else as format 1, byte for byte."""
FORMATS = (EVENT_FORMAT, SIGNED_FORMAT)
MAX_LEAF_BYTES = 65_535
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotCanonical,
    RecursionError,
    TypeError,
    ValueError,
)
"""What bytes that are no event can raise on their way to one: of another shape, or absurd."""

NewSalt = Callable[[], str]
TextSalt = Callable[[str], str]
"""From the path of a text to its salt."""


class UnreadableEvent(Exception):
    """Bytes that are not an event of this format: damaged, malformed, or of a newer version."""


class UnknownShape(UnreadableEvent):
    """An event of a format, a type or a version that this program does not know."""


class OversizedEvent(Exception):
    """The leaf would exceed the format's 65,535 bytes."""


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962 leaf hash: SHA-256 of a zero byte and the leaf's bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def names_sealed(leaf: bytes, sealed: bytes) -> bool:
    """Whether a leaf in canonical form names these sealed bytes: the digest is its last field."""
    return leaf.endswith(f'"sealed":"{hashlib.sha256(sealed).hexdigest()}"}}'.encode())


def is_salt(value: object) -> bool:
    """Whether a value is 128 bits in hex, as they stand before an event's sealed fields."""
    return isinstance(value, str) and len(value) == 32 and not set(value) - set("0123456789abcdef")


def text_digest(salt: str, path: str, value: str) -> str:
    """What stands in the place of a text: hex SHA-256 of canonical `[salt, path, value]`."""
    return hashlib.sha256(canonical_json([salt, path, value])).hexdigest()


def seal(
    draft: Draft,
    *,
    position: int,
    stream_version: int,
    recorded_at: dt.datetime,
    new_salt: NewSalt,
    text_salt: TextSalt | None = None,
) -> SealedEvent:
    """Give a draft its place and its bytes. `new_salt` returns 128 random bits in hex each time.

    Texts of an act that is signed have the salts with which it was signed (`text_salt`).
    """
    disclosures: list[Disclosure] = []

    def hide(path: str, text: Text) -> Text:
        if text.value is None:
            raise ValueError(f"text without a value at {path}")
        salt = new_salt() if text_salt is None else text_salt(path)
        disclosures.append(Disclosure(position, path, salt, text.value))
        return Text(digest=text_digest(salt, path, text.value))

    fact = _hide_texts(draft.fact, hide)
    actor = draft.actor
    if actor.name is not None:
        actor = replace(actor, name=hide("/actor/name", actor.name))
    reason = hide("/reason", draft.reason) if draft.reason else None
    open_fields, sealed_fields = fields_of(fact)
    envelope = envelope_sealed(draft, actor, reason, stream_version)
    sealed = canonical_json([new_salt(), sealed_fields | envelope])
    digest = hashlib.sha256(sealed).hexdigest()
    leaf = _leaf(draft, (position, recorded_at), open_fields, digest)
    if len(leaf) > MAX_LEAF_BYTES:
        raise OversizedEvent(f"{len(leaf)} bytes")
    event = _recorded(draft, fact, actor, reason, (position, stream_version, recorded_at), leaf)
    return SealedEvent(event, leaf, sealed, tuple(disclosures))


def _recorded(
    draft: Draft,
    fact: Fact,
    actor: Actor,
    reason: Text | None,
    place: tuple[int, int, dt.datetime],
    leaf: bytes,
) -> RecordedEvent:
    position, stream_version, recorded_at = place
    return RecordedEvent(
        position=position,
        stream=draft.stream,
        stream_version=stream_version,
        fact=fact,
        actor=actor,
        recorded_at=recorded_at,
        occurred_at=draft.occurred_at,
        leaf_hash=leaf_hash(leaf),
        occasion=draft.occasion,
        commitment=draft.commitment,
        reason=reason,
        causation=draft.causation,
        correlation=draft.correlation,
        key=draft.key,
        assertion=draft.assertion,
    )


def read_event(leaf: bytes, sealed: bytes) -> RecordedEvent:
    """The event that stands in these bytes. Raises UnreadableEvent where they hold none."""
    try:
        _, closed = json.loads(sealed)
        return event_of(json.loads(leaf), closed, leaf)
    except UNREADABLE as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from error


def event_of(outer: Any, closed: Any, leaf: bytes) -> RecordedEvent:
    """The event of a leaf's object and the object of its sealed bytes. Raises UnreadableEvent."""
    try:
        opened = outer["open"]
        shape = _shape_of(outer)
        names = names_in_bytes(shape.fact)
        payload = {name: part[name] for part in (opened, closed) for name in names & part.keys()}
        actor = closed["actor"]
        position, version = outer["position"], closed["streamVersion"]
        if not (type(position) is type(version) is int) or position < 0 or version < 1:
            raise UnreadableEvent("a position or a version that is no number")
        require_envelope(opened, closed, actor)
        written = shape.fact.model_validate(payload)
        return RecordedEvent(
            position=position,
            stream=closed["stream"],
            stream_version=version,
            fact=shape.newest(written),
            actor=Actor(
                Role(actor["role"]),
                actor.get("party"),
                actor.get("person"),
                actor.get("onBehalfOf"),
                _digest(actor.get("name")),
            ),
            recorded_at=parse_time(outer["recordedAt"]),
            occurred_at=parse_time(opened["occurredAt"]),
            leaf_hash=leaf_hash(leaf),
            occasion=opened.get("occasion"),
            commitment=opened.get("commitment"),
            reason=_digest(closed.get("reason")),
            causation=closed.get("causation"),
            correlation=closed.get("correlation"),
            key=closed.get("idempotencyKey"),
            assertion=assertion_in(closed.get("assertion")),
            earlier=written if shape.later else None,
        )
    except UNREADABLE as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from error


def _shape_of(outer: Any) -> Shape:
    opened = outer["open"]
    shape = SHAPES.get((opened["type"], opened["version"]))
    if shape is None or outer["format"] not in FORMATS:
        what = f"{opened['type']} version {opened['version']} of format {outer['format']}"
        raise UnknownShape(f"event {outer['position']}: {what} is not known to this program")
    return shape


def require_known(leaf: bytes) -> None:
    """Raise UnknownShape for the leaf of an event that this program is too old to know.

    Raises UnreadableEvent for bytes that are no leaf.
    """
    try:
        _shape_of(json.loads(leaf))
    except UNREADABLE as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from error


def bytes_of(event: RecordedEvent, salt: str, digest: object) -> tuple[bytes, bytes]:
    """Leaf and sealed bytes of such an event, in the version that stands in its own.

    `digest` is what the leaf says of the sealed bytes. Bytes that read as an event and are not
    these say more than it, or say it elsewhere. Raises UnreadableEvent for values that have none.
    """
    try:
        open_fields, sealed_fields = fields_of(event.written)
        envelope = envelope_sealed(event, event.actor, event.reason, event.stream_version)
        sealed = canonical_json([salt, sealed_fields | envelope])
        place = (event.position, event.recorded_at)
        return _leaf(event, place, open_fields, digest), sealed
    except UNREADABLE as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from error


def _leaf(
    event: Draft | RecordedEvent,
    place: tuple[int, dt.datetime],
    open_fields: dict[str, Any],
    digest: object,
) -> bytes:
    position, recorded_at = place
    return canonical_json(
        {
            "format": EVENT_FORMAT if event.assertion is None else SIGNED_FORMAT,
            "open": open_fields | envelope_open(event),
            "position": position,
            "recordedAt": canonical_time(recorded_at),
            "sealed": digest,
        }
    )


def texts_of(event: RecordedEvent) -> dict[str, str]:
    """The digest of every text of an event, by its path."""
    found: dict[str, str] = {}

    def note(path: str, text: Text) -> Text:
        if text.digest is not None:
            found[path] = text.digest
        return text

    _hide_texts(event.written, note)
    for path, text in (("/actor/name", event.actor.name), ("/reason", event.reason)):
        if text is not None:
            note(path, text)
    return found


def _digest(value: str | None) -> Text | None:
    return None if value is None else Text(digest=value)


def _hide_texts(fact: Fact, hide: Callable[[str, Text], Text]) -> Fact:
    hidden: dict[str, Any] = {}
    for name in text_fields(type(fact)):
        value = getattr(fact, name)
        path = f"/{name_in_bytes(name)}"
        if isinstance(value, Text):
            hidden[name] = hide(path, value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Text):
            hidden[name] = tuple(hide(f"{path}/{index}", text) for index, text in enumerate(value))
    return fact.model_copy(update=hidden) if hidden else fact
