"""Erasing texts: the one door through which a disclosure can leave the log.

Salt and value go in the transaction of the event that demands it; the event that held the text, its
hash and every count stay. What was erased, and by which event, is kept for verifiers.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import col

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.format.recorded_event import FILE_PATH, NAME_PATH, RecordedEvent
from events.log.log_queries import TextRef
from events.log.places import conditions, parts
from events.log.tables import CommandRow, DisclosureRow, ErasureRow, EventRow


def erase_texts(connection: Connection, events: Iterable[RecordedEvent]) -> int:
    """Erase what these events demand, if any of them does; how many texts are gone."""
    count = 0
    for event in events:
        match event.fact:
            case TextRedacted(path=path) as fact if path != FILE_PATH:  # which lies beside the log
                count += _erase(connection, event.position, [(fact.redacts, fact.path)])
            case PersonalDataErased() as fact:
                names = _names_of(connection, fact.person)
                count += _erase(connection, event.position, names)
            case _:
                continue
    return count


def _names_of(connection: Connection, person: str) -> list[TextRef]:
    rows = connection.execute(
        select(col(EventRow.position))
        .join(DisclosureRow, col(DisclosureRow.position) == col(EventRow.position))
        .where(col(EventRow.actor_person) == person, col(DisclosureRow.path) == NAME_PATH)
    ).scalars()
    return [(int(position), NAME_PATH) for position in rows]


def has_names(connection: Connection, person: str) -> bool:
    """Whether a name of a person is still there."""
    return bool(_names_of(connection, person))


def _erase(connection: Connection, erased_by: int, texts: Sequence[TextRef]) -> int:
    for part in parts(list(texts)):
        connection.execute(
            insert(ErasureRow),
            [{"position": at, "path": path, "erased_by": erased_by} for at, path in part],
        )
    for condition in conditions((col(DisclosureRow.position), col(DisclosureRow.path)), texts):
        connection.execute(delete(DisclosureRow).where(condition))
    _forget_bodies(connection, [at for at, path in texts if path != NAME_PATH])
    return len(texts)


def _forget_bodies(connection: Connection, positions: Sequence[int]) -> None:
    """Drop the digests of commands with an erased text: a guess of it could be checked on them."""
    for position in positions:
        connection.execute(
            update(CommandRow)
            .where(col(CommandRow.first_position) <= position)
            .where(col(CommandRow.last_position) >= position)
            .values(salt="", digest="")
        )


def copy_erasures(connection: Connection, erased_by: int, places: Iterable[TextRef]) -> None:
    """Note the texts as erased that were erased before this copy of another log was made."""
    rows = [{"position": at, "path": path, "erased_by": erased_by} for at, path in places]
    connection.execute(insert(ErasureRow), rows)


def read_erasures(connection: Connection, positions: Iterable[int]) -> dict[int, list[str]]:
    """The paths of the texts that were erased, by the position of their event."""
    found: dict[int, list[str]] = {}
    for part in parts(list(positions)):
        rows = connection.execute(
            select(col(ErasureRow.position), col(ErasureRow.path))
            .where(col(ErasureRow.position).in_(part))
            .order_by(col(ErasureRow.position), col(ErasureRow.path))
        )
        for row in rows:
            found.setdefault(row.position, []).append(row.path)
    return found


def count_erasures(connection: Connection) -> int:
    """How many texts were erased so far."""
    return int(connection.execute(select(func.count()).select_from(ErasureRow)).scalar_one())
