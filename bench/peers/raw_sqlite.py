"""SQLite alone: one bare row a commit, with the same pragmas as the log's writer."""

import sqlite3
from pathlib import Path

from events.log.sqlite.event_log import WRITER_PRAGMAS


def raw_commits(folder: Path, count: int, size: int) -> None:
    """Commit so many rows of so many bytes."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    for pragma in WRITER_PRAGMAS:
        connection.execute(pragma)
    connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, data BLOB)")
    for _ in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (data) VALUES (?)", (b"x" * size,))
        connection.execute("COMMIT")
    connection.close()
