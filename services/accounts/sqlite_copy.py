"""A copy of the embedded accounts, taken while others use them, and looked at without a change."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from events.durable_file import write_durably
from services.accounts.account_book import AccountsUnavailable
from services.accounts.sqlite_book import BUSY_SECONDS, FILE_NAME, SCHEMA_VERSION


def copy_accounts(folder: Path) -> bytes | None:
    """The bytes of the accounts' database as it stands; None where there is none.

    Raises AccountsUnavailable.
    """
    if not (folder / FILE_NAME).exists():
        return None
    try:
        with closing(_reader(folder)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            return copy.serialize()
    except sqlite3.Error as error:
        raise AccountsUnavailable(str(error)) from error


def put_accounts(folder: Path, data: bytes) -> None:
    """Lay a copy into a folder that has none. Raises OSError."""
    write_durably(folder / FILE_NAME, data)


def check_accounts(folder: Path) -> str | None:
    """What is wrong with the accounts' database; None where nothing is, or where there is none."""
    file = folder / FILE_NAME
    if not file.exists():
        return None
    if not os.access(file, os.R_OK | os.W_OK):
        return "Permission denied"
    try:
        with closing(_reader(folder)) as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found > SCHEMA_VERSION:
                return f"schema {found}, and this program knows {SCHEMA_VERSION}"
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return None if said == "ok" else str(said)
    except sqlite3.Error as error:
        return str(error)


def _reader(folder: Path) -> sqlite3.Connection:
    place = (folder / FILE_NAME).absolute().as_uri()
    return sqlite3.connect(f"{place}?mode=ro", uri=True, timeout=BUSY_SECONDS)
