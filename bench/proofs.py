"""Measures proofs from the stored tree as a log grows: `python -m bench.proofs`.

For each size: CPU time of a proof with the tiles at hand, of one that reads them from the file, and
for comparison, of the same proof from all leaf hashes in memory by the definition of RFC 6962.
"""

import hashlib
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from events.merkle_tree import (
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    node_hash,
    verify_inclusion,
)
from events.sqlite_event_log import SqliteEventLog
from events.stored_tree import StoredTree, grow
from events.tables import EventRow

SIZES = (10_000, 100_000, 1_000_000)
PROOFS = 200
PORTION = 10_000


def rows(first: int, end: int) -> Iterator[dict[str, object]]:
    """Rows of a synthetic log: leaves of the usual length, nothing that decides anything."""
    for position in range(first, end):
        leaf = b"%d" % position + b"x" * 500
        yield {
            "position": position,
            "leaf": leaf,
            "sealed": b"x" * 300,
            "leaf_hash": hashlib.sha256(b"\x00" + leaf).digest(),
            "type": "ProgressReported",
            "stream": f"s{position % 500}",
            "stream_version": position // 500 + 1,
            "occasion": "o",
            "commitment": f"c{position % 500}",
            "recorded_at": position,
            "occurred_at": position,
            "late_by": 0,
            "actor_role": "OWNER",
            "actor_party": "p",
            "actor_person": None,
        }


def fill(log: SqliteEventLog, first: int, end: int) -> None:
    """Let a log grow, tree and all."""
    for start in range(first, end, PORTION):
        with log.writing() as connection:
            connection.execute(insert(EventRow), list(rows(start, start + PORTION)))
            grow(connection, start, start + PORTION)


def cpu(work: Callable[[], object]) -> float:
    """Microseconds of CPU that some work takes."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6


def by_definition(size: int) -> Callable[[int, int], bytes]:
    """All complete subtrees of a tree in memory, the plain way."""
    levels = [[hashlib.sha256(b"\x00%d" % n + b"x" * 500).digest() for n in range(size)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = range(0, len(below) - 1, 2)
        levels.append([node_hash(below[at], below[at + 1]) for at in pairs])
    return lambda level, index: levels[level][index]


def measure(connection: Connection, size: int) -> None:
    """Print one line for a size."""
    chance = random.Random(size)
    plain = by_definition(size)
    figures: dict[str, list[float]] = {"at hand": [], "read": [], "consistency": [], "plain": []}
    for _ in range(PROOFS):
        position, old = chance.randrange(size), chance.randrange(1, size)
        path, wider = inclusion_ranges(position, size), consistency_ranges(old, size)
        tree = StoredTree(connection)
        root = tree.root(size)
        figures["read"].append(cpu(partial(tree.hashes_over, path)))
        figures["at hand"].append(cpu(partial(tree.hashes_over, path)))
        figures["plain"].append(cpu(partial(inclusion_proof, position, size, plain)))
        tree.hashes_over(wider)
        figures["consistency"].append(cpu(partial(tree.hashes_over, wider)))
        verify_inclusion(position, size, plain(0, position), tree.hashes_over(path), root)
    shown = "  ".join(
        f"{name} {statistics.median(found):6.0f} (most {max(found):6.0f})"
        for name, found in figures.items()
    )
    print(f"{size:>9,} events: µs of CPU  {shown}")


def main() -> None:
    """Measure every size in one growing log, and say under which conditions."""
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; median and most of "
        f"{PROOFS} proofs at random places; `read` takes tiles from the file, `at hand` has them"
    )
    with tempfile.TemporaryDirectory() as name:
        log, before = SqliteEventLog(Path(name), holder="bench"), 0
        for size in SIZES:
            fill(log, before, size)
            before = size
            with log.reading() as connection:
                measure(connection, size)
        log.close()


if __name__ == "__main__":
    main()
