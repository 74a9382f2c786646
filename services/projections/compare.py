"""Holds the register against states that were rebuilt from the bytes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
from services.replay import Replay
from services.words import words_of

Key = tuple[Any, ...]
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
    head = {(0,): {"size": replay.size}}
    yield from _compare(connection, RegisterHeadRow, ("id",), head)
    yield from _compare(connection, PartyRow, ("code",), _listed(replay.directory.parties))
    yield from _compare(connection, RegionRow, ("code",), _listed(replay.directory.regions))
    erased = {
        (person,): {"position": position}
        for person, position in replay.directory.erased_persons.items()
    }
    yield from _compare(connection, ErasedPersonRow, ("code",), erased)
    yield from _compare(connection, OccasionRow, ("code",), _frames(replay))
    yield from _compare(connection, CommitmentRow, ("occasion", "code"), _commitments(replay))
    yield from _compare(connection, WordRow, ("word", "occasion", "code"), _words(replay))


def _listed_versions(versions: Sequence[object]) -> str:
    return " and ".join(f"{version!s:.80}" for version in versions) or "not there"


def _listed(items: Mapping[str, Any]) -> dict[Key, dict[str, Any]]:
    return {
        (code,): {"position": item.position, "state": item.model_dump_json()}
        for code, item in items.items()
    }


def _frames(replay: Replay) -> dict[Key, dict[str, Any]]:
    return {
        (code,): {
            "position": state.frame.position,
            "last_position": replay.last[code],
            "state": state.frame.model_dump_json(),
        }
        for code, state in replay.occasions.items()
        if state.frame
    }


def _commitments(replay: Replay) -> dict[Key, dict[str, Any]]:
    return {
        (occasion, code): {
            "position": commitment.recorded_by,
            "state": commitment.model_dump_json(),
        }
        for occasion, state in replay.occasions.items()
        for code, commitment in state.commitments.items()
    }


def _words(replay: Replay) -> dict[Key, dict[str, Any]]:
    return {
        (word, occasion, code): {}
        for occasion, code in replay.recorded
        if (recorded := replay.occasions[occasion].commitments[code].recorded)
        for word in words_of(recorded.title)
    }


def _compare(
    connection: Connection,
    table: type[SQLModel],
    key: tuple[str, ...],
    expected: dict[Key, dict[str, Any]],
) -> Iterator[str]:
    name = str(table.__tablename__)
    columns = [col(getattr(table, column)) for column in key]
    columns += [col(getattr(table, column)) for column in next(iter(expected.values()), {})]
    left = dict(expected)
    for row in connection.execute(select(*columns)):
        found = row._mapping
        place = tuple(found[column] for column in key)
        wanted = left.pop(place, None)
        if wanted is None:
            yield f"{name}: {_shown(place)} follows from no event"
            continue
        for column, value in wanted.items():
            if found[column] != value:
                yield f"{name}: {column} of {_shown(place)} differs from what the events say"
    for place in left:
        yield f"{name}: {_shown(place)} is missing"


def _shown(place: Key) -> str:
    return "/".join(map(str, place))
