"""States from the nearest snapshot and the events since: at the head, or at any read point."""

import datetime as dt
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import Connection

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.erasure import PersonalDataErased
from events.facts.occasion import OccasionDeclared
from events.facts.party import PartyRegistered, PartyRenamed, PartySucceeded
from events.facts.region import RegionRegistered, RegionRenamed
from events.format.canonical_bytes import read_event
from events.format.columns import micros
from events.log.event_queries import EventQuery, bare_events_since, rows_since, stream_events
from services.projections import snapshots
from services.projections.snapshot import (
    DIRECTORY,
    Snapshot,
    UnreadableSnapshot,
    bare_in,
    directory_in,
    state_in,
)
from services.projections.still_wanted import StillWanted, always, while_wanted
from services.state.directory import Directory
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import EMPTY, Occasion, OccasionState
from services.state.occasion_evolve import evolve_occasion_alone

FEWEST_BETWEEN = 256
SHARE_BETWEEN = 16
IN_DIRECTORY = (
    PartyRegistered,
    PartyRenamed,
    PartySucceeded,
    RegionRegistered,
    RegionRenamed,
    OccasionDeclared,
    PersonalDataErased,
    PersonAdmitted,
    AdmissionEnded,
)
"""The facts that a directory holds."""

OnWay = Callable[[OccasionState, bool], None]
"""Told a state that lay on the way, and whether a snapshot of it is written."""


def events_between(size: int) -> int:
    """How many events may lie between two snapshots of an occasion of `size` events.

    A share of them, so that snapshots take little more room than the events, and a read folds few.
    """
    return max(FEWEST_BETWEEN, size // SHARE_BETWEEN)


def load_states(
    connection: Connection,
    occasions: Sequence[str],
    position: int,
    minute: dt.datetime | None = None,
    on_way: OnWay | None = None,
    wanted: StillWanted = always,
) -> dict[str, OccasionState]:
    """Each occasion as known up to a position; empty where it is unknown. Two statements.

    With `minute` only what had happened by its end counts, else everything does. `on_way` is told
    each state that was read from a snapshot, and each at which the next one is due. Raises what
    `wanted` raises.
    """
    end = None if minute is None else minute.replace(second=59, microsecond=999_999)
    found = snapshots.nearest(connection, occasions, position, end)
    bases = {each.occasion: state for each in found if (state := _readable_state(each))}
    growing = {code: GrowingOccasion(bases.get(code, EMPTY), minute) for code in occasions}
    written = dict.fromkeys(occasions, 0)
    for code, state in bases.items():
        written[code] = state.size
        if on_way:
            on_way(state, True)
    since = {code: growing[code].last for code in occasions}
    last = None if end is None else micros(end)
    for row in while_wanted(rows_since(connection, since, position), wanted):
        occasion = growing[row.occasion]
        if last is not None and row.commitment is not None and row.occurred_at > last:
            occasion.note(row.position, row.occasion, row.commitment, row.stream_version)
            continue
        occasion.follow(read_event(row.leaf, row.sealed))
        if on_way and occasion.size - written[row.occasion] >= events_between(occasion.size):
            written[row.occasion] = occasion.size
            on_way(occasion.still, False)
    return {code: occasion.still for code, occasion in growing.items()}


def nearest_state(
    connection: Connection, occasion: str, position: int, minute: dt.datetime
) -> OccasionState:
    """The nearest snapshot of an occasion in which all that is known had happened by the end of a
    minute; empty where there is none. One statement."""
    end = minute.replace(second=59, microsecond=999_999)
    for each in snapshots.nearest(connection, [occasion], position, end):
        return _readable_state(each) or EMPTY
    return EMPTY


def load_occasions(
    connection: Connection, codes: Sequence[str], position: int
) -> dict[str, Occasion]:
    """Each occasion without its commitments, as known up to a position. Two statements."""
    found: dict[str, Occasion] = {}
    since = dict.fromkeys(codes, -1)
    for each in snapshots.nearest(connection, codes, position, whole=False):
        try:
            found[each.occasion] = bare_in(each)
            since[each.occasion] = each.position
        except UnreadableSnapshot as error:
            _tell(error)
    for event in bare_events_since(connection, since, position):
        if (occasion := evolve_occasion_alone(found.get(event.occasion or ""), event)) is not None:
            found[occasion.code] = occasion
    return found


def load_directory(connection: Connection, position: int) -> Directory:
    """The directory as known up to a position."""
    directory, since = Directory(), -1
    for each in snapshots.nearest(connection, [DIRECTORY], position):
        try:
            directory, since = directory_in(each), each.position
        except UnreadableSnapshot as error:
            _tell(error)
    types = [fact.type_name() for fact in IN_DIRECTORY]
    query = EventQuery(types=types, from_position=since + 1, up_to=position)
    for event in stream_events(connection, query):
        directory.follow(event)
    return directory


def _readable_state(snapshot: Snapshot) -> OccasionState | None:
    try:
        return state_in(snapshot)
    except UnreadableSnapshot as error:
        _tell(error)
        return None


def _tell(error: UnreadableSnapshot) -> None:
    """The events say it all the same; only that somebody wrote there is worth a line."""
    structlog.get_logger().error("snapshot_unreadable", reason=str(error))
