"""The tree in a real database: it grows with the log, and gives every root, proof and tile."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from events.log.event_log import LogUnavailable
from events.log.log_queries import append
from events.log.sqlite.event_log import SqliteEventLog
from events.log.stored_tree import StoredTree, TilePlace, build_tree, grow
from events.tree.merkle_tree import EMPTY_ROOT, consistency_ranges, inclusion_ranges
from tests.events.log.entries import entry, write
from tests.events.log.filling import bare_log, fill, leaf
from tests.events.tree.naive_tree import NaiveTree
from tests.worlds.statements import Statements

MOST = 3
"""How many statements any proof takes."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteEventLog]:
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        yield log


def chance(seed: int) -> random.Random:
    # S311: chance that can be made again, no secret.
    return random.Random(seed)


def tile_places(log: SqliteEventLog) -> list[tuple[int, int]]:
    """(level, number) of every tile that is written."""
    with log.reading() as connection:
        rows = connection.execute(text("SELECT level, number FROM tiles ORDER BY level, number"))
        return [(row.level, row.number) for row in rows]


def assert_same_tree(connection: Connection, naive: NaiveTree, size: int, seed: int) -> None:
    """Root, some proofs and every edge tile are those of the definition."""
    assert StoredTree(connection).root(size) == naive.root(size)
    dice = chance(seed)
    for index in {0, size - 1, *(dice.randrange(size) for _ in range(3))}:
        found = StoredTree(connection).hashes_over(inclusion_ranges(index, size))
        assert found == naive.path(index, size)
    for old in {1, size, *(dice.randint(1, size) for _ in range(3))}:
        found = StoredTree(connection).hashes_over(consistency_ranges(old, size))
        assert found == naive.proof(old, size)
    for level in range(4):
        last = (size >> 8 * level) // 256
        for number in {max(0, last - 1), last, last + 1}:
            tile = StoredTree(connection).tile(level, number)
            assert list(tile) == naive.tile(level, number, size)


@pytest.mark.parametrize("seed", range(3))
def test_after_every_append_the_tree_is_that_of_the_definition(
    log: SqliteEventLog, seed: int
) -> None:
    dice = chance(seed)
    naive, size = NaiveTree([]), 0
    stops = [255, 256, 257, 511, 512, 513, 768, 1_030]
    stops = sorted({*dice.sample(stops, 5), *(dice.randrange(1, 1_030) for _ in range(8)), 1_030})
    for stop in stops:
        entries = [entry(position) for position in range(size, stop)]
        naive.hashes += [one.event.leaf_hash for one in entries]
        write(log, *entries)
        size = stop
        with log.reading() as connection:
            assert_same_tree(connection, naive, size, seed)
            earlier = dice.randint(1, size)
            assert StoredTree(connection).root(earlier) == naive.root(earlier)
    assert tile_places(log) == [(0, number) for number in range(4)]


def test_an_empty_log_has_the_empty_root(log: SqliteEventLog) -> None:
    with log.reading() as connection:
        assert StoredTree(connection).root(0) == EMPTY_ROOT
        assert list(StoredTree(connection).tile(0, 0)) == []


def test_leaves_that_the_log_does_not_hold_have_no_hash(log: SqliteEventLog) -> None:
    write(log, *(entry(position) for position in range(300)))
    with log.reading() as connection:
        for size in (301, 512, 70_000):
            with pytest.raises(LookupError):
                StoredTree(connection).root(size)


def test_an_append_that_is_rolled_back_leaves_no_tile(log: SqliteEventLog) -> None:
    entries = [entry(position) for position in range(300)]
    with pytest.raises(ZeroDivisionError), log.writing() as connection:
        append(connection, entries, [])
        raise ZeroDivisionError
    assert tile_places(log) == []
    write(log, *entries)
    assert tile_places(log) == [(0, 0)]


def test_a_log_whose_tree_has_a_gap_takes_no_event_that_fills_a_tile(tmp_path: Path) -> None:
    with bare_log(tmp_path) as log:
        with log.writing() as connection:
            fill(connection, 0, 511)
        with pytest.raises(LogUnavailable, match="only the next number of tiles"):
            write(log, entry(511))


class TestAppends:
    """What an append asks of the database."""

    @contextmanager
    def appending(self, log: SqliteEventLog, *positions: int) -> Iterator[list[str]]:
        entries = [entry(position) for position in positions]
        with log.writing() as connection, Statements() as ran:
            append(connection, entries, [])
            yield [statement.partition("(")[0].strip() for statement in ran.seen]

    PLAIN = ("INSERT INTO disclosures", "INSERT INTO events")

    def test_one_that_fills_no_tile_asks_nothing_more(self, log: SqliteEventLog) -> None:
        write(log, *(entry(position) for position in range(1_000)))
        with self.appending(log, 1_000, 1_001, 1_002) as ran:
            assert ran == list(self.PLAIN)

    def test_one_that_fills_tiles_reads_and_writes_once_a_level(self, log: SqliteEventLog) -> None:
        with self.appending(log, *range(600)) as ran:
            assert len(ran) == len(self.PLAIN) + 2
            assert ran[-1] == "INSERT INTO tiles"
        assert tile_places(log) == [(0, 0), (0, 1)]


class TestLargeLog:
    """One log grows across a border of tiles of tiles, and is looked at on its way."""

    SIZES = (100, 1_000, 10_000, 65_535, 65_536, 65_537, 65_793)

    def test_roots_and_proofs_are_those_of_the_definition_in_a_few_statements(
        self, tmp_path: Path
    ) -> None:
        naive = NaiveTree(leaf(position) for position in range(self.SIZES[-1]))
        before = 0
        with bare_log(tmp_path) as log:
            for size in self.SIZES:
                with log.writing() as connection:
                    fill(connection, before, size)
                    grow(connection, before, size)
                with log.reading() as connection:
                    assert_same_tree(connection, naive, size, seed=size)
                    assert_few_statements(connection, size)
                before = size
            assert tile_places(log) == [*((0, number) for number in range(257)), (1, 0)]

    def test_an_old_log_gets_its_tree_in_portions_and_tells_how_far_it_is(
        self, tmp_path: Path
    ) -> None:
        size, told = 40_000, list[tuple[int, int]]()
        naive = NaiveTree(leaf(position) for position in range(size))
        with bare_log(tmp_path) as log:
            with log.writing() as connection:
                fill(connection, 0, size)
                build_tree(connection, size, lambda done, whole: told.append((done, whole)))
            with log.reading() as connection:
                assert_same_tree(connection, naive, size, seed=0)
        whole = size // 256 * 256
        assert len(told) > 2
        assert told == sorted(set(told))
        assert {of for _, of in told} == {whole}
        assert told[-1] == (whole, whole)


def assert_few_statements(connection: Connection, size: int) -> None:
    """No root or proof takes more than three, and none of them reads a table from end to end."""
    dice = chance(size)
    asked = [[(0, size)]]
    for _ in range(12):
        asked.append(inclusion_ranges(dice.randrange(size), size))
        asked.append(consistency_ranges(dice.randint(1, size), size))
    for ranges in asked:
        with Statements() as ran:
            StoredTree(connection).hashes_over(ranges)
        assert len(ran.seen) <= MOST
        for statement, values in zip(ran.seen, ran.values, strict=True):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert not [row[3] for row in plan if row[3].startswith("SCAN")]


class TestKnownTiles:
    """What one reading leaves to the next."""

    def test_full_tiles_are_read_once_and_the_edge_every_time(self, log: SqliteEventLog) -> None:
        naive = NaiveTree(entry(position).leaf for position in range(700))
        known: dict[TilePlace, Sequence[bytes]] = {}
        for before, size in ((0, 600), (600, 700)):
            write(log, *(entry(position) for position in range(before, size)))
            with log.reading() as connection:
                for index in (0, 300, size - 1):
                    tree = StoredTree(connection, known)
                    proof = tree.hashes_over(inclusion_ranges(index, size))
                    assert proof == naive.path(index, size)
            assert sorted(known) == [(0, 0), (0, 1)]

    def test_what_is_known_is_not_asked_again(self, log: SqliteEventLog) -> None:
        write(log, *(entry(position) for position in range(512)))
        known: dict[TilePlace, Sequence[bytes]] = {}
        with log.reading() as connection:
            StoredTree(connection, known).tile(0, 1)
            with Statements() as ran:
                StoredTree(connection, known).tile(0, 1)
        assert ran.seen == []
