"""Readable, stable ids: `kind:key`, made of the codes that the recorder gives.

A pinned id (`commitment:psu/D06@120,20250729T0200Z`) also says at which read point it was read.
One that was read under another rule than the occasion's own is always pinned, and names the rule
too (`commitment:psu/D06@120,20250729T0200Z,readiness-2`).
"""

import datetime as dt
import re
from typing import NamedTuple

from events.tree.merkle_tree import POSITION, SHA256

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
RULE = re.compile(r"[a-z][a-z0-9-]{0,63}")
PIN = re.compile(
    rf"(?P<position>{POSITION.pattern}|-1),(?P<minute>[0-9]{{8}}T[0-9]{{4}})Z"
    rf"(,(?P<rule>{RULE.pattern}))?"
)

SHAPES: dict[str, tuple[re.Pattern[str], ...]] = {
    "occasion": (CODE,),
    "party": (CODE,),
    "region": (CODE,),
    "person": (UUID,),
    "rakor": (CODE, CODE),
    "source": (CODE, CODE),
    "discrepancy": (CODE, CODE),
    "commitment": (CODE, CODE),
    "obstacle": (CODE, CODE, CODE),
    "escalation": (CODE, CODE, CODE),
    "waiver": (CODE, CODE, CODE),
    "statement": (CODE, CODE, CODE),
    "request": (CODE, CODE, CODE),
    "withdrawal": (CODE, CODE, CODE),
    "evidence": (CODE, CODE, SHA256),
    "readiness": (CODE,),
    "event": (POSITION,),
}
"""The kinds of ids, and what the parts of their keys look like."""

OCCASION = "psu-barut-2025"
EXAMPLES: dict[str, str] = {
    "occasion": f"occasion:{OCCASION}",
    "party": "party:KPU",
    "region": "region:62.05.01",
    "person": "person:0f8fad5b-d9cb-469f-a165-70867728950e",
    "rakor": f"rakor:{OCCASION}/R1",
    "source": f"source:{OCCASION}/S1",
    "discrepancy": f"discrepancy:{OCCASION}/X1",
    "commitment": f"commitment:{OCCASION}/D04",
    "obstacle": f"obstacle:{OCCASION}/D04/O1",
    "escalation": f"escalation:{OCCASION}/D04/E1",
    "waiver": f"waiver:{OCCASION}/D04/W1",
    "statement": f"statement:{OCCASION}/D04/T1",
    "request": f"request:{OCCASION}/D04/Q1",
    "withdrawal": f"withdrawal:{OCCASION}/D04/Z1",
    "evidence": f"evidence:{OCCASION}/D04/{'0a' * 32}",
    "readiness": f"readiness:{OCCASION}",
    "event": "event:40",
}
"""An id of each kind: which form is wanted is told to who gives another."""


TIMELESS = frozenset({"party", "person", "region", "source", "evidence"})
"""Kinds that do not change with the read point: their ids carry no pin."""
FIRST_YEAR, LAST_YEAR = 1900, 2199


class InOccasion(NamedTuple):
    """Something named by a code of its own within an occasion."""

    occasion: str
    code: str


class InCommitment(NamedTuple):
    """Something named by a code of its own within a commitment."""

    occasion: str
    commitment: str
    code: str


class Pin(NamedTuple):
    """The read point in a pinned id: what the log held, the minute judged, and by which rule."""

    position: int
    minute: dt.datetime
    rule: str | None = None
    """None: the occasion's own."""

    def __str__(self) -> str:
        point = f"{self.position},{self.minute.astimezone(dt.UTC):%Y%m%dT%H%MZ}"
        return point if self.rule is None else f"{point},{self.rule}"


class MalformedId(ValueError):
    """A string that is no id, or no id of the kind that is wanted."""


def make_id(kind: str, *parts: str | int) -> str:
    """The id of a thing: `make_id("commitment", "psu", "D04")` is `commitment:psu/D04`."""
    return f"{kind}:{'/'.join(map(str, parts))}"


def parse_any_id(text: str) -> tuple[str, tuple[str, ...]]:
    """Kind and key parts of an id without a pin. Raises MalformedId."""
    kind, _, key = text.partition(":")
    shape, parts = SHAPES.get(kind), tuple(key.split("/"))
    if shape is None or len(parts) != len(shape):
        raise MalformedId(text)
    if not all(pattern.fullmatch(part) for pattern, part in zip(shape, parts, strict=True)):
        raise MalformedId(text)
    return kind, parts


def parse_id(kind: str, text: str) -> tuple[str, ...]:
    """Key parts of an id of one kind. Raises MalformedId."""
    found, parts = parse_any_id(text)
    if found != kind:
        raise MalformedId(text)
    return parts


def split_pin(text: str) -> tuple[str, Pin | None]:
    """An id without its pin, and the pin if it has one. Raises MalformedId."""
    plain, at, pin = text.partition("@")
    if not at:
        return plain, None
    match = PIN.fullmatch(pin)
    if match is None:
        raise MalformedId(text)
    try:
        minute = dt.datetime.strptime(match["minute"], "%Y%m%dT%H%M").replace(tzinfo=dt.UTC)
    except ValueError as error:
        raise MalformedId(text) from error
    timeless = plain.partition(":")[0] in TIMELESS
    if timeless or not FIRST_YEAR <= minute.year <= LAST_YEAR:
        raise MalformedId(text)
    return plain, Pin(int(match["position"]), minute, match["rule"])
