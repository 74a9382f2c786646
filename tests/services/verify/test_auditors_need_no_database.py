"""Who verifies an export or a URL runs none of the code that reads and writes databases."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOADED = """
import sys
import services.verify.export, services.verify.url
print(*sorted({"sqlalchemy", "sqlmodel", "sqlite3"} & set(sys.modules)))
"""


def loaded(program: str) -> list[str]:
    """What a program of its own prints, word by word."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.split()


def test_verifying_an_export_or_a_url_loads_no_database() -> None:
    assert loaded(LOADED) == []


def test_verifying_a_database_does_so_this_test_can_tell() -> None:
    with_database = LOADED.replace("services.verify.url", "services.verify.database")
    assert loaded(with_database) == ["sqlalchemy", "sqlmodel"]
