"""Verifies the database itself: that its indexes hold every row, and that nothing was refitted.

A server reads through the indexes, and what an index lacks is not shown; a verifier reads rows.
"""

from collections import Counter

from sqlalchemy import Connection

from events.log.sqlite.schema import SchemaObject, integrity_messages, schema_made_by, schema_of
from events.log.sqlite.triggers import OLDER_TRIGGERS, SINCE_VERSION_2, create_log_schema
from events.verify.findings import Finding
from services.projections.snapshots import (
    OLDER_TABLES,
    SNAPSHOT_METADATA,
    create_snapshot_schema,
)
from services.verify.verification import Verification

SHOWN = 200
"""How many characters of SQLite's own messages are shown at most."""


def check_database(connection: Connection, run: Verification, *, is_old: bool) -> None:
    """Find damaged indexes and pages, and tables, indexes and triggers that are not as made."""
    if connection.dialect.name != "sqlite":
        return
    for message in integrity_messages(connection):
        run.findings.add(Finding.DAMAGED, None, f"the database is not whole: {message:.{SHOWN}}")
    found = Counter(item for item in schema_of(connection).elements() if not _is_idle(item))
    expected = _expected(found, is_old=is_old)
    surplus, missing = _names(found - expected), _names(expected - found)
    for kind, name in sorted(surplus | missing):
        what = "differs from that of this program"
        if (kind, name) not in surplus:
            what = "is missing"
        elif (kind, name) not in missing:
            what = "is none of this program"
        detail = f"the {kind:.20} {name:.80} of the database {what}"
        run.findings.add(Finding.COLUMN_MISMATCH, None, detail)


def _is_idle(item: SchemaObject) -> bool:
    """Whether an older program left it, and this one drops it unread when it opens the log."""
    return item.table in OLDER_TABLES and item.kind in ("table", "index")


def _names(objects: Counter[SchemaObject]) -> set[tuple[str, str]]:
    return {_name(item) for item in objects}


def _name(item: SchemaObject) -> tuple[str, str]:
    return item.kind, item.name


def _expected(found: Counter[SchemaObject], *, is_old: bool) -> Counter[SchemaObject]:
    """What this program makes; of what older ones made also that.

    A table of snapshots that is not there is made later.
    """
    tables = {item.name for item in found if item.kind == "table"}
    absent = set(SNAPSHOT_METADATA.tables) - tables | set(SINCE_VERSION_2 if is_old else ())
    made = schema_made_by([create_log_schema, create_snapshot_schema])
    older = schema_made_by([lambda log: create_log_schema(log, OLDER_TRIGGERS)])
    kept = (older - made) & found
    due = (item for item in made if item.table not in absent and _name(item) not in _names(kept))
    return Counter(due) + kept
