"""Events as the public can read them: from leaves alone, without the sealed bytes. Pure."""

import json

from events.facts.all import SHAPES
from events.facts.fact import Fact, FieldClass, field_classes
from events.facts.field_type import field_types
from events.facts.vocabulary import Role
from events.format.canonical_bytes import SIGNED_FORMAT, UnreadableEvent, bytes_of, event_of
from events.format.canonical_fields import name_in_bytes
from events.format.recorded_event import RecordedEvent

NOBODY = {"actor": {"role": Role.SYSTEM.value}, "stream": "", "streamVersion": 1}
NO_TEXT = "0" * 64
NO_SIGNATURE = {"authenticatorData": "", "clientData": "", "signature": ""}
"""In the place of one that is sealed: the format alone tells that there is one."""


class NotPublic(Exception):
    """An event whose fact cannot be understood without its sealed fields."""

    def __init__(self, fact: type[Fact], occasion: str | None, commitment: str | None) -> None:
        super().__init__(fact.type_name())
        self.fact, self.occasion, self.commitment = fact, occasion, commitment


def public_event(leaf: bytes) -> RecordedEvent:
    """The event of a leaf: its actor and stream are not known, its texts stand for themselves.

    Raises NotPublic where the fact is closed, UnreadableEvent where the leaf holds none or holds
    more than the open fields of one.
    """
    try:
        outer = json.loads(leaf)
        opened = outer["open"]
        shape = SHAPES.get((opened["type"], opened["version"]))
    except (LookupError, TypeError, ValueError) as error:
        raise UnreadableEvent("no leaf") from error
    closed = dict[str, object](NOBODY)
    if outer.get("format") == SIGNED_FORMAT:
        closed["assertion"] = NO_SIGNATURE
    if shape is not None:
        classes = field_classes(shape.fact)
        for name, declared in shape.fact.model_fields.items():
            key = name_in_bytes(name)
            if not declared.is_required() or classes[name] is FieldClass.OPEN or key in opened:
                continue
            if classes[name] is not FieldClass.TEXT:
                raise NotPublic(shape.fact, opened.get("occasion"), opened.get("commitment"))
            closed[key] = [NO_TEXT] if field_types(shape.fact)[name].is_list else NO_TEXT
    event = event_of(outer, closed, leaf)
    if bytes_of(event, "", outer["sealed"])[0] != leaf:
        raise UnreadableEvent("the leaf says more than the event, or says it otherwise")
    return event
