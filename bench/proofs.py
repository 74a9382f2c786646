"""Measures proofs from the stored tree as a log grows: `python -m bench.proofs`.

For each size: CPU time of a proof that reads every tile it needs from the file, of the same one
with the tiles at hand, and for comparison, from all subtrees in memory as RFC 6962 defines it.
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

from events.log.sqlite.event_log import SqliteEventLog
from events.log.stored_tree import StoredTree, grow
from events.log.tables import EventRow
from events.tree.merkle_tree import (
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

SIZES = (10_000, 100_000, 1_000_000)
PROOFS = 200
PORTION = 10_000
FIGURES = (
    "inclusion, read",
    "inclusion, at hand",
    "consistency, read",
    "consistency, at hand",
    "inclusion, in memory",
)


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
    """Print one line for each way to prove at a size."""
    chance = random.Random(size)
    plain = by_definition(size)
    root = StoredTree(connection).root(size)
    figures: dict[str, list[float]] = {name: [] for name in FIGURES}
    for _ in range(PROOFS):
        position, old = chance.randrange(size), chance.randrange(1, size)
        tree = StoredTree(connection)
        path, wider = inclusion_ranges(position, size), consistency_ranges(old, size)
        figures["inclusion, read"].append(cpu(partial(tree.hashes_over, path)))
        figures["inclusion, at hand"].append(cpu(partial(tree.hashes_over, path)))
        figures["inclusion, in memory"].append(cpu(partial(inclusion_proof, position, size, plain)))
        verify_inclusion(position, size, plain(0, position), tree.hashes_over(path), root)
        tree = StoredTree(connection)
        figures["consistency, read"].append(cpu(partial(tree.hashes_over, wider)))
        figures["consistency, at hand"].append(cpu(partial(tree.hashes_over, wider)))
        verify_consistency(old, size, tree.root(old), root, tree.hashes_over(wider))
    for name, found in figures.items():
        median, most = statistics.median(found), max(found)
        print(f"{size:>9,} events  {name:20}  {median:6.0f} µs of CPU (most {most:6.0f})")


def main() -> None:
    """Measure every size in one growing log, and say under which conditions."""
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; median and most of "
        f"{PROOFS} proofs at random places; `read` takes every tile from the file, once"
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
