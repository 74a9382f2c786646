"""The envelope of an event, open and sealed, as it stands in canonical bytes. Pure."""

from types import NoneType
from typing import Any

from events.facts.fact import Text
from events.format.canonical_json import canonical_time
from events.format.recorded_event import Actor, Assertion, Draft, RecordedEvent


def envelope_open(draft: Draft | RecordedEvent) -> dict[str, Any]:
    """What of an event's envelope is open."""
    return _without_none(
        {
            "type": draft.written.type_name(),
            "version": draft.written.version,
            "occasion": draft.occasion,
            "commitment": draft.commitment,
            "occurredAt": canonical_time(draft.occurred_at),
        }
    )


def envelope_sealed(
    draft: Draft | RecordedEvent, actor: Actor, reason: Text | None, stream_version: int
) -> dict[str, Any]:
    """What of an event's envelope is sealed."""
    return _without_none(
        {
            "stream": draft.stream,
            "streamVersion": stream_version,
            "actor": _without_none(
                {
                    "role": actor.role.value,
                    "party": actor.party,
                    "person": actor.person,
                    "onBehalfOf": actor.on_behalf_of,
                    "name": actor.name and actor.name.digest,
                }
            ),
            "causation": draft.causation,
            "correlation": draft.correlation,
            "idempotencyKey": draft.key,
            "reason": reason and reason.digest,
            "assertion": draft.assertion and _assertion_sealed(draft.assertion),
        }
    )


def _assertion_sealed(assertion: Assertion) -> dict[str, str]:
    return {
        "authenticatorData": assertion.authenticator_data,
        "clientData": assertion.client_data,
        "signature": assertion.signature,
    }


def require_envelope(opened: Any, closed: Any, actor: Any) -> None:
    """Raise TypeError where a name in the envelope is no string, or a cause no number."""
    names = [actor.get(name) for name in ("party", "person", "onBehalfOf", "name")]
    names += [closed.get(name) for name in ("correlation", "idempotencyKey", "reason")]
    names += [opened.get("occasion"), opened.get("commitment")]
    if type(closed["stream"]) is not str or not {type(name) for name in names} <= {str, NoneType}:
        raise TypeError("a name that is no string")
    if type(closed.get("causation")) not in (int, NoneType):
        raise TypeError("a cause that is no position")


def assertion_in(said: Any) -> Assertion | None:
    """An assertion in sealed bytes. Raises TypeError, or LookupError, for what is none."""
    if said is None:
        return None
    found = Assertion(said["authenticatorData"], said["clientData"], said["signature"])
    if not all(type(getattr(found, name)) is str for name in Assertion.__slots__):
        raise TypeError("a signature that is no string")
    return found


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
