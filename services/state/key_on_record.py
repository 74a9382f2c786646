"""From the key of an id, in whatever case, to the key as it is on record. Pure."""

from typing import Any

from services.state.codes import found_in
from services.state.commitment import CommitmentState
from services.state.directory import Directory
from services.state.occasion import OccasionState
from services.state.timeline import Timeline

Key = tuple[str, ...]
"""The parts of an id behind its kind."""
CODED = {
    "obstacle": "obstacles",
    "escalation": "escalations",
    "waiver": "waivers",
    "statement": "statements",
    "request": "requests",
    "withdrawal": "withdrawals",
}
"""What a commitment holds by code, and in which field of its state."""


def key_on_record(
    kind: str, key: Key, directory: Directory, known: OccasionState | None = None
) -> Key:
    """The same key, each code as it was given when it was registered, recorded or declared.

    What is within an occasion is looked for in `known`, where that is the occasion. What is not on
    record, or could be one of several, stays as it is.
    """
    match kind:
        case "party" | "region":
            return (directory.spelt(kind, key[0]) or key[0],)
        case "person":
            return (key[0].lower(),)
        case "event":
            return key
        case _:
            occasion = directory.spelt("occasion", key[0]) or key[0]
            if known is None or known.occasion is None or known.occasion.code != occasion:
                return (occasion, *key[1:])
            return (occasion, *_within(kind, key[1:], known))


def _within(kind: str, key: Key, known: OccasionState) -> Key:
    if not key or known.occasion is None:
        return key
    if kind in ("rakor", "source", "discrepancy"):
        return (known.occasion.spelt(kind, key[0]) or key[0],)
    state = known.commitments.get(known.spelt(key[0]) or "")
    if state is None:
        return key
    return (state.code, *_within_commitment(kind, key[1:], state))


def _within_commitment(kind: str, key: Key, state: CommitmentState) -> Key:
    if kind not in CODED:
        return key
    records: Timeline[Any] = getattr(state, CODED[kind])
    found = found_in(records, key[0])
    return (found.code if found else key[0],)
