"""The tree beside the log: full tiles as rows, its right edge from at most 255 hashes a level.

A tile is written once, in the transaction of the event that fills it; nothing of the tree is ever
written again, and nothing is ever built anew on a request.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, func, insert, or_, select
from sqlmodel import col

from events.format.canonical_bytes import leaf_hash
from events.log.event_log import LogUnavailable
from events.log.tables import EventRow, TileRow
from events.progress import Progress
from events.tree.merkle_tree import HASH_BYTES, HashAt, Range, range_hash, subtrees
from events.tree.tiles import WIDTH, TileHashes, hashes_of, perfect_root, tile_of

TilePlace = tuple[int, int]
"""(level, number) of a tile."""
CHUNK = 64 * WIDTH


class DamagedLeaf(Exception):
    """The bytes at a position are not those that its leaf hash was made from."""


def grow(connection: Connection, before: int, size: int) -> None:
    """Write the tiles that are filled when a log grows from `before` events to `size`."""
    level, first, end = 0, before // WIDTH, size // WIDTH
    while first < end:
        hashes = _hashes(connection, level, first * WIDTH, end * WIDTH)
        rows = []
        for number in range(first, end):
            own = hashes[(number - first) * WIDTH :][:WIDTH]
            rows.append(
                {
                    "level": level,
                    "number": number,
                    "hashes": b"".join(own),
                    "root": perfect_root(own),
                }
            )
        connection.execute(insert(TileRow), rows)
        level, first, end = level + 1, first // WIDTH, end // WIDTH


def build_tree(connection: Connection, size: int, progress: Progress) -> None:
    """Give a log of so many events the tiles it lacks, from the leaves' own bytes.

    Raises DamagedLeaf at the first position whose bytes are not those of its leaf hash.
    """
    done = _tile_count(connection) * WIDTH
    whole = size - size % WIDTH
    while done < whole:
        end = min(done + CHUNK, whole)
        _check_leaves(connection, done, end if end < whole else size)
        grow(connection, done, end)
        done = end
        progress(done, whole)


def _check_leaves(connection: Connection, first: int, end: int) -> None:
    position = col(EventRow.position)
    rows = connection.execute(
        select(position, col(EventRow.leaf), col(EventRow.leaf_hash))
        .where(position >= first, position < end)
        .order_by(position)
    )
    for row in rows:
        # SQLite keeps what it is given: whoever changed bytes may have left a text in their place.
        if type(row.leaf) is not bytes or leaf_hash(row.leaf) != row.leaf_hash:
            raise DamagedLeaf(row.position)


def _tile_count(connection: Connection) -> int:
    last = connection.execute(
        select(func.max(col(TileRow.number))).where(col(TileRow.level) == 0)
    ).scalar()
    return 0 if last is None else int(last) + 1


def _hashes(connection: Connection, level: int, first: int, end: int) -> list[bytes]:
    """The hashes that tiles of a level hold: leaf hashes, or the roots of the tiles below."""
    if level == 0:
        place, value = col(EventRow.position), col(EventRow.leaf_hash)
        statement = select(value).where(place >= first, place < end)
    else:
        place, value = col(TileRow.number), col(TileRow.root)
        statement = select(value).where(
            col(TileRow.level) == level - 1, place >= first, place < end
        )
    return [_own_hash(item) for item in connection.execute(statement.order_by(place)).scalars()]


def _own_hash(data: object) -> bytes:
    if not isinstance(data, bytes):
        raise LogUnavailable("a hash of the tree was changed")
    return data


def _hashes_of_tile(level: int, number: int, data: object) -> list[bytes]:
    if not isinstance(data, bytes) or len(data) != WIDTH * HASH_BYTES:
        raise LogUnavailable(f"tile {number} of level {level} was changed")
    return hashes_of(data)


class StoredTree:
    """Reads hashes of the tree at one snapshot of a log; a full tile is read only once.

    `known` keeps full tiles from one reading to the next: once committed, they cannot change. (So
    it is not for a writer, whose transaction may yet be rolled back.)
    """

    def __init__(
        self, connection: Connection, known: dict[TilePlace, Sequence[bytes]] | None = None
    ) -> None:
        self._connection = connection
        self._known = {} if known is None else known
        self._edge: dict[TilePlace, Sequence[bytes]] = {}

    def hashes_over(self, ranges: Sequence[Range]) -> list[bytes]:
        """The hash of the subtree over each range: at most three statements for all of them.

        Raises LookupError for leaves that the log does not hold.
        """
        self._load({tile_of(*place) for leaves in ranges for place in subtrees(leaves)})
        hash_at: HashAt = TileHashes(self._tile).at
        return [range_hash(leaves, hash_at) for leaves in ranges]

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves."""
        return self.hashes_over([(0, size)])[0]

    def tile(self, level: int, number: int) -> Sequence[bytes]:
        """The hashes that a tile has so far, 256 at most; none where it has not begun."""
        self._load({(level, number)})
        return self._tile(level, number)

    def _tile(self, level: int, number: int) -> Sequence[bytes]:
        place = (level, number)
        return self._known.get(place) or self._edge.get(place, ())

    def _load(self, places: set[TilePlace]) -> None:
        wanted = places - self._known.keys() - self._edge.keys()
        if not wanted:
            return
        level, number = col(TileRow.level), col(TileRow.number)
        numbers: dict[int, list[int]] = {}
        for above, index in sorted(wanted):
            numbers.setdefault(above, []).append(index)
        # Level by level: SQLite would read the whole table for a list of pairs.
        asked = or_(*(and_(level == above, number.in_(ones)) for above, ones in numbers.items()))
        for row in self._connection.execute(
            select(level, number, col(TileRow.hashes)).where(asked)
        ):
            self._known[row.level, row.number] = _hashes_of_tile(row.level, row.number, row.hashes)
        self._load_edge(wanted - self._known.keys())

    def _load_edge(self, places: set[TilePlace]) -> None:
        """Tiles that are not full yet: leaf hashes, or roots of the full tiles below."""
        for _, number in sorted(place for place in places if place[0] == 0):
            first = number * WIDTH
            self._edge[0, number] = _hashes(self._connection, 0, first, first + WIDTH)
        above = sorted(place for place in places if place[0] > 0)
        if above:
            self._edge |= self._roots_below(above)

    def _roots_below(self, places: Iterable[TilePlace]) -> dict[TilePlace, list[bytes]]:
        level, number = col(TileRow.level), col(TileRow.number)
        children = [
            and_(level == above - 1, number >= index * WIDTH, number < (index + 1) * WIDTH)
            for above, index in places
        ]
        found: dict[TilePlace, list[bytes]] = {place: [] for place in places}
        rows = self._connection.execute(
            select(level, number, col(TileRow.root)).where(or_(*children)).order_by(level, number)
        )
        for below, child, root in rows.all():
            found[below + 1, child // WIDTH].append(_own_hash(root))
        return found
