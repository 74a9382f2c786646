"""Holds the register against states that were rebuilt from the bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, inspect, select
from sqlmodel import SQLModel, col

from services.projections.tables import (
    REGISTER_METADATA,
    REGISTER_VERSION,
    CommitmentRow,
    ErasedPersonRow,
    OccasionRow,
    PartyRow,
    RegionRow,
    RegisterHeadRow,
    WordRow,
)
from services.projections.words import words_of
from services.state.commitment import CommitmentState
from services.state.occasion import Occasion
from services.state.party import Party
from services.state.region import Region
from services.state.replay import Replay

Key = tuple[Any, ...]
Columns = dict[str, Any]
T = TypeVar("T")
_TABLES = REGISTER_METADATA.sorted_tables


def has_register(connection: Connection) -> bool:
    """Whether there is a register: it is built when a server first opens the log."""
    return _missing_tables(connection) != {table.name for table in _TABLES}


def _missing_tables(connection: Connection) -> set[str]:
    return {table.name for table in _TABLES} - set(inspect(connection).get_table_names())


def differences(connection: Connection, replay: Replay) -> Iterator[str]:
    """What in the register does not follow from the events, in plain words.

    One of another shape cannot be compared. It is so after an upgrade, and after somebody has
    changed rows and then the version, while a server that runs goes on showing them: the two cannot
    be told apart, so that is a difference, too, until a server has built it anew.
    """
    if missing := _missing_tables(connection):
        yield f"missing: {', '.join(sorted(missing))}"
        return
    versions = connection.execute(select(col(RegisterHeadRow.version))).scalars().all()
    if versions != [REGISTER_VERSION]:
        known = (
            f"its version is {_listed_versions(versions)}, and this program's {REGISTER_VERSION}"
        )
        yield (
            f"register_head: {known}: what is shown cannot be compared. After an upgrade, "
            "start the server once, which builds it anew, and verify again"
        )
        return
    directory = replay.directory
    yield from _compare(connection, RegisterHeadRow, ("id",), {(0,): replay.size}, _head)
    yield from _compare(connection, PartyRow, ("code",), _by_code(directory.parties), _listed)
    yield from _compare(connection, RegionRow, ("code",), _by_code(directory.regions), _listed)
    erased = _by_code(directory.erased_persons)
    yield from _compare(connection, ErasedPersonRow, ("code",), erased, _erased)
    yield from _compare(connection, OccasionRow, ("code",), _occasions(replay), _occasion_columns)
    commitments = {
        (occasion, code): commitment
        for occasion, state in replay.occasions.items()
        for code, commitment in state.commitments.items()
    }
    yield from _compare(connection, CommitmentRow, ("occasion", "code"), commitments, _committed)
    yield from _compare(connection, WordRow, ("word", "occasion", "code"), _words(replay), dict)


def _listed_versions(versions: Sequence[object]) -> str:
    return " and ".join(f"{version!s:.80}" for version in versions) or "not there"


def _by_code(items: Mapping[str, T]) -> dict[Key, T]:
    return {(code,): item for code, item in items.items()}


def _head(size: int) -> Columns:
    return {"size": size}


def _listed(item: Party | Region) -> Columns:
    return {"position": item.position, "state": item.model_dump_json()}


def _erased(position: int) -> Columns:
    return {"position": position}


def _occasions(replay: Replay) -> dict[Key, tuple[Occasion, int]]:
    return {
        (code,): (state.occasion, replay.last[code])
        for code, state in replay.occasions.items()
        if state.occasion
    }


def _occasion_columns(item: tuple[Occasion, int]) -> Columns:
    occasion, last = item
    return {
        "position": occasion.position,
        "last_position": last,
        "state": occasion.model_dump_json(),
    }


def _committed(state: CommitmentState) -> Columns:
    return {"position": state.recorded_by, "state": state.model_dump_json()}


def _words(replay: Replay) -> dict[Key, Columns]:
    occasions = replay.occasions
    return {
        (word, occasion, code): {}
        for occasion, code in replay.recorded
        if (recorded := occasions[occasion].commitments[code].recorded)
        for word in words_of(recorded.title)
    }


def _compare(
    connection: Connection,
    table: type[SQLModel],
    key: tuple[str, ...],
    expected: dict[Key, T],
    columns_of: Callable[[T], Columns],
) -> Iterator[str]:
    """Row by row, so that never more than one state is written out at a time."""
    name = str(table.__tablename__)
    columns = [col(getattr(table, column)) for column in key]
    columns += [
        col(getattr(table, column))
        for item in islice(expected.values(), 1)
        for column in columns_of(item)
    ]
    left = dict(expected)
    for row in connection.execute(select(*columns)):
        found = row._mapping
        place = tuple(found[column] for column in key)
        if place not in left:
            yield f"{name}: {_shown(place)} follows from no event"
            continue
        for column, value in columns_of(left.pop(place)).items():
            if found[column] != value:
                yield f"{name}: {column} of {_shown(place)} differs from what the events say"
    for place in left:
        yield f"{name}: {_shown(place)} is missing"


def _shown(place: Key) -> str:
    return "/".join(map(str, place))
