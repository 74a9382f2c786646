"""Golden bytes: the example of every fact, sealed the same way each time.

The bytes of a published version never change. `make golden` adds what is missing to
`tests/data/golden_events.json`, leaves what stands there as it is, and writes the table of
`docs/event-1.md`. What was made of examples in earlier versions stays in the file, and there only.
"""

import datetime as dt
import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from events.facts.fact import Fact
from events.facts.vocabulary import Role
from events.format.canonical_bytes import seal
from events.format.recorded_event import Actor, Draft, SealedEvent
from tests.events.format.event_page import write_page
from tests.events.format.examples import EXAMPLES, OCCURRED_AT, PERSON, says

FILE = Path(__file__).parents[2] / "data" / "golden_events.json"
POSITION, STREAM_VERSION = 7, 3
RECORDED_AT = dt.datetime(2025, 7, 29, 2, 0, 0, 1, tzinfo=dt.UTC)


def draft_of(fact: Fact, **changes: Any) -> Draft:
    """A draft with everything in its envelope that an envelope can hold."""
    envelope: dict[str, Any] = {
        "stream": "commitment:psu/D01",
        "actor": Actor(Role.OWNER, "KPU", PERSON, "KPU-LOG", says("Siti Aminah")),
        "occurred_at": OCCURRED_AT,
        "occasion": "psu",
        "commitment": "D01",
        "reason": says("reason"),
        "causation": 6,
        "correlation": "meeting-12",
        "key": "golden-1",
    }
    return Draft(fact=fact, **(envelope | changes))


def counted_salts() -> Callable[[], str]:
    """Salts that count from 1: of no use to hide anything, but the same each time."""
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def seal_example(fact: Fact, **changes: Any) -> SealedEvent:
    """An example with its place and its bytes; changes are to the envelope."""
    return seal(
        draft_of(fact, **changes),
        position=POSITION,
        stream_version=STREAM_VERSION,
        recorded_at=RECORDED_AT,
        new_salt=counted_salts(),
    )


def golden_entry(sealed: SealedEvent) -> dict[str, Any]:
    """What is kept of an example."""
    return {
        "leaf": sealed.leaf.decode(),
        "sealed": sealed.sealed.decode(),
        "leafHash": sealed.event.leaf_hash.hex(),
        "disclosures": [[text.salt, text.path, text.value] for text in sealed.disclosures],
    }


def golden_name(name: str, version: int) -> str:
    """Under which name the bytes of an example are kept: from version 2 on it is said."""
    return name if version == 1 else f"{name} version {version}"


def read_golden(file: Path = FILE) -> dict[str, dict[str, Any]]:
    """The golden events by name."""
    found: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def add_missing() -> None:
    """Write the bytes of examples that have none yet, behind those that are there."""
    golden = read_golden()
    for name, fact in EXAMPLES.items():
        golden.setdefault(golden_name(name, fact.version), golden_entry(seal_example(fact)))
    text = json.dumps(golden, indent=1, ensure_ascii=False)
    FILE.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    add_missing()
    write_page()
