"""The register: every state as it is now, saved beside the log and loaded from it. All its SQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import SQLModel, col

from events.log.places import conditions, parts
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
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState
from services.state.party import Party
from services.state.region import Region

LAST_CHARACTER = chr(0x10FFFF)


def create_register_schema(connection: Connection) -> None:
    """Make what is not there yet of the register's tables and their indexes."""
    REGISTER_METADATA.create_all(connection)


def prepare(connection: Connection, head: int) -> int:
    """Make the tables; how many events the register holds, 0 when it must be built again.

    That is so for one of another shape, and for one that has followed more than the log's `head`
    events: it shows what the log has lost.
    """
    create_register_schema(connection)
    row = connection.execute(
        select(col(RegisterHeadRow.version), col(RegisterHeadRow.size))
    ).first()
    if row is not None and row.version == REGISTER_VERSION and row.size in range(head + 1):
        return int(row.size)
    for table in REGISTER_METADATA.sorted_tables:
        connection.execute(delete(table))
    connection.execute(insert(RegisterHeadRow), [{"id": 0, "version": REGISTER_VERSION, "size": 0}])
    return 0


def register_size(connection: Connection) -> int | None:
    """How many events the register has followed; None where it has another shape or none."""
    row = connection.execute(
        select(col(RegisterHeadRow.version), col(RegisterHeadRow.size))
    ).first()
    return int(row.size) if row is not None and row.version == REGISTER_VERSION else None


def load_directory(connection: Connection, known: Directory | None = None) -> Directory:
    """The directory; with a known one, only what was added since is read."""
    known = known or Directory()
    since = max((party.position for party in known.parties.values()), default=-1)
    parties = connection.execute(
        select(col(PartyRow.state)).where(col(PartyRow.position) > since)
    ).scalars()
    since = max((region.position for region in known.regions.values()), default=-1)
    regions = connection.execute(
        select(col(RegionRow.state)).where(col(RegionRow.position) > since)
    ).scalars()
    since = max(known.occasions.values(), default=-1)
    occasions = connection.execute(
        select(col(OccasionRow.code), col(OccasionRow.position)).where(
            col(OccasionRow.position) > since
        )
    )
    new_parties = {party.code: party for party in map(Party.model_validate_json, parties)}
    new_regions = {region.code: region for region in map(Region.model_validate_json, regions)}
    new_occasions = {row.code: row.position for row in occasions}
    since = max(known.erased_persons.values(), default=-1)
    erased = connection.execute(
        select(col(ErasedPersonRow.code), col(ErasedPersonRow.position)).where(
            col(ErasedPersonRow.position) > since
        )
    )
    new_erased = {row.code: row.position for row in erased}
    if not (new_parties or new_regions or new_occasions or new_erased):
        return known
    return Directory(
        {**known.parties, **new_parties},
        {**known.regions, **new_regions},
        {**known.occasions, **new_occasions},
        {**known.erased_persons, **new_erased},
    )


def last_position_of(connection: Connection, occasion: str) -> int | None:
    """Position of the latest event of an occasion; None if it is unknown."""
    return connection.execute(
        select(col(OccasionRow.last_position)).where(col(OccasionRow.code) == occasion)
    ).scalar()


def load_occasion(connection: Connection, occasion: str) -> OccasionState:
    """An occasion as it is now, commitments in the order they were recorded."""
    declared = connection.execute(
        select(col(OccasionRow.state)).where(col(OccasionRow.code) == occasion)
    ).scalar()
    if declared is None:
        return OccasionState()
    states = connection.execute(
        select(col(CommitmentRow.state))
        .where(col(CommitmentRow.occasion) == occasion)
        .order_by(col(CommitmentRow.position))
    ).scalars()
    commitments = map(CommitmentState.model_validate_json, states)
    return OccasionState(
        Occasion.model_validate_json(declared), {state.code: state for state in commitments}
    )


def load_page(
    connection: Connection, up_to: int, after: str | None, limit: int
) -> list[tuple[Occasion, int]]:
    """Occasions as they are now, by code, past a code, declared at or before a position.

    Each with the position of its latest event; one statement.
    """
    statement = select(col(OccasionRow.last_position), col(OccasionRow.state)).where(
        col(OccasionRow.position) <= up_to
    )
    if after is not None:
        statement = statement.where(col(OccasionRow.code) > after)
    rows = connection.execute(statement.order_by(col(OccasionRow.code)).limit(limit))
    return [(Occasion.model_validate_json(row.state), int(row.last_position)) for row in rows]


def load_occasions(
    connection: Connection, codes: Sequence[str]
) -> dict[str, tuple[OccasionState, int]]:
    """Occasions with their commitments as they are now, and the position of their latest event.

    Two statements, however many there are.
    """
    declared = connection.execute(
        select(col(OccasionRow.code), col(OccasionRow.last_position), col(OccasionRow.state)).where(
            col(OccasionRow.code).in_(codes)
        )
    ).all()
    rows = connection.execute(
        select(col(CommitmentRow.occasion), col(CommitmentRow.state))
        .where(col(CommitmentRow.occasion).in_(codes))
        .order_by(col(CommitmentRow.position))
    )
    found: dict[str, dict[str, CommitmentState]] = {row.code: {} for row in declared}
    for occasion, text in rows:
        state = CommitmentState.model_validate_json(text)
        found[occasion][state.code] = state
    return {
        row.code: (
            OccasionState(Occasion.model_validate_json(row.state), found[row.code]),
            int(row.last_position),
        )
        for row in declared
    }


def save_directory(
    connection: Connection,
    parties: Iterable[Party],
    regions: Iterable[Region],
    erased_persons: Iterable[tuple[str, int]],
) -> None:
    """Add parties, regions and erased persons; they never change."""
    erased = [{"code": person, "position": position} for person, position in erased_persons]
    if erased:
        connection.execute(insert(ErasedPersonRow), erased)
    for table, items in ((PartyRow, parties), (RegionRow, regions)):
        rows = [
            {"code": item.code, "position": item.position, "state": item.model_dump_json()}
            for item in items
        ]
        if rows:
            connection.execute(insert(table), rows)


def save_occasions(
    connection: Connection,
    occasions: Iterable[tuple[Occasion, int]],
    commitments: Iterable[CommitmentState],
) -> None:
    """Replace the rows of occasions (with their latest position) and of commitments."""
    rows = [
        {
            "code": occasion.code,
            "position": occasion.position,
            "last_position": last,
            "state": occasion.model_dump_json(),
        }
        for occasion, last in occasions
    ]
    _replace(connection, OccasionRow, ("code",), rows)
    states = [
        {
            "occasion": state.occasion,
            "code": state.code,
            "position": state.recorded_by,
            "state": state.model_dump_json(),
        }
        for state in commitments
    ]
    _replace(connection, CommitmentRow, ("occasion", "code"), states)


def save_words(connection: Connection, titles: Iterable[CommitmentState]) -> None:
    """Make newly recorded commitments findable by the words of their titles."""
    rows = [
        {"word": word, "occasion": state.occasion, "code": state.code}
        for state in titles
        if state.recorded
        for word in dict.fromkeys(words_of(state.recorded.title))
    ]
    if rows:
        connection.execute(insert(WordRow), rows)


def find_words(connection: Connection, occasion: str, words: Sequence[str]) -> set[str]:
    """Codes of the commitments whose titles hold every one of some words, or words so begun."""
    found: set[str] | None = None
    for word in words:
        rows = connection.execute(
            select(col(WordRow.code)).where(
                col(WordRow.occasion) == occasion,
                col(WordRow.word) >= word,
                col(WordRow.word) < word + LAST_CHARACTER,
            )
        ).scalars()
        found = set(rows) if found is None else found & set(rows)
    return found or set()


def save_size(connection: Connection, size: int) -> None:
    """Note how many events the register has followed."""
    _replace(
        connection,
        RegisterHeadRow,
        ("id",),
        [{"id": 0, "version": REGISTER_VERSION, "size": size}],
    )


def _replace(
    connection: Connection, table: type[SQLModel], key: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    if not rows:
        return
    columns = [col(getattr(table, name)) for name in key]
    for condition in conditions(columns, (tuple(row[name] for name in key) for row in rows)):
        connection.execute(delete(table).where(condition))
    for part in parts(rows):
        connection.execute(insert(table), part)
