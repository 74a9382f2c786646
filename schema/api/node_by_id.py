"""From an id to its object."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from events.facts.fact import FieldClass
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import require
from schema.types.change_request import change_request
from schema.types.commitment import commitment
from schema.types.discrepancy import discrepancy
from schema.types.escalation import escalation
from schema.types.event import Event, event_at, event_node
from schema.types.evidence import evidence
from schema.types.node import Node
from schema.types.obstacle import obstacle
from schema.types.occasion import occasion
from schema.types.party import party
from schema.types.person import person
from schema.types.rakor import rakor
from schema.types.readiness import readiness
from schema.types.region import region
from schema.types.source import source
from schema.types.statement import statement
from schema.types.waiver import waiver
from schema.types.withdrawal import withdrawal
from services.ids import MalformedId, Pin, parse_any_id, split_pin
from services.read.occasion_view import OccasionView
from services.read.read_point import ReadPoint
from services.state.key_on_record import key_on_record

SEEN_BY_ALL = frozenset({"obstacle", "statement", "request", "withdrawal"})
"""What stands within a commitment and is open, but for some of its fields."""


async def by_id(context: Context, text: str, wanted: str | None = None) -> Node:
    """The object of an id, pinned or not; of one kind, where one is `wanted`.

    Raises BAD_USER_INPUT or NOT_FOUND.
    """
    try:
        plain, pin = split_pin(text)
        kind, parts = parse_any_id(plain)
    except MalformedId:
        raise context.not_an_id(wanted or "commitment") from None
    if wanted is not None and wanted != kind:
        raise context.not_an_id(wanted)
    found = await _timeless(context, kind, parts)
    if found is not None:
        context.shows_present()
    else:
        point = await pinned_point(context, pin)
        found = await _at_point(context, kind, parts, point)
    if found is None:
        raise context.error(ErrorCode.NOT_FOUND)
    return found


async def pinned_point(context: Context, pin: Pin | None) -> ReadPoint:
    """The read point of a pin, with its rule; the shared present without one."""
    if pin is None:
        return await context.now()
    if pin.position < 0:
        raise context.error(ErrorCode.NOT_FOUND)
    return context.by_rule(await context.point(pin.position, None, pin.minute), pin.rule)


async def _timeless(context: Context, kind: str, parts: tuple[str, ...]) -> Node | None:
    parts = key_on_record(kind, parts, await context.directory())
    match kind:
        case "party":
            return party(await context.names(), parts[0])
        case "region":
            return region(await context.names(), parts[0])
        case "person":
            require(context, FieldClass.SEALED)
            party_of = await context.read(
                lambda: context.house.look_up.recorded.party_of_person(parts[0])
            )
            return person(parts[0], party_of) if party_of else None
        case _:
            return None


async def _at_point(
    context: Context, kind: str, parts: tuple[str, ...], point: ReadPoint
) -> Node | None:
    if kind == "event":
        return await _event(context, int(parts[0]), point)
    view = await context.view(parts[0], point)
    if view is None:
        return None
    parts = key_on_record(kind, parts, view.directory, view.state)
    match kind:
        case "occasion":
            return occasion(view)
        case "readiness":
            return readiness(view)
        case "rakor":
            return rakor(view, parts[1]) if parts[1] in view.occasion.rakors else None
        case "source":
            return source(view, parts[1]) if parts[1] in view.occasion.sources else None
        case "discrepancy":
            known = parts[1] in view.occasion.discrepancies
            return discrepancy(view, parts[1]) if known else None
        case "commitment":
            return commitment(view, parts[1])
        case _:
            return _in_commitment(context, kind, parts, view)


async def _event(context: Context, position: int, point: ReadPoint) -> Event | None:
    event = await event_at(context, position, point) if position <= point.position else None
    if event is None or point.rule is None:
        return event
    view = await event.view(context)  # it alone tells whether the rule is the occasion's own
    return event_node(event.event, view.point if view else replace(point, rule=None))


def _in_commitment(
    context: Context, kind: str, parts: tuple[str, ...], view: OccasionView
) -> Node | None:
    state = view.state.commitments.get(parts[1])
    if state is None:
        return None
    if kind not in SEEN_BY_ALL:
        require(context, FieldClass.SEALED)
    code = state.code
    of_kind: Mapping[str, Iterable[tuple[str, Node | None]]] = {
        "obstacle": ((o.code, obstacle(view, code, o)) for o in state.obstacles),
        "statement": ((t.code, statement(view, code, t)) for t in state.statements),
        "request": ((q.code, change_request(view, code, q)) for q in state.requests),
        "withdrawal": ((z.code, withdrawal(view, code, z)) for z in state.withdrawals),
        "escalation": ((e.code, escalation(view, code, e)) for e in state.escalations),
        "waiver": ((w.code, waiver(view, code, w)) for w in state.waivers),
        "evidence": ((e.sha256, evidence(view, code, e)) for e in state.evidence),
    }
    return next((shown for own, shown in of_kind[kind] if own == parts[2]), None)
