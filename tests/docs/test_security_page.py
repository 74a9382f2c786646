"""docs/security.md: every test that it names is there, and every row names one."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)`::(\w+)")


@cache
def defined_in(path: str) -> set[str]:
    """The names of the tests of a file; of one that is not there, none."""
    file = ROOT / path
    if not file.is_file():
        return set()
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip() or "more")
def test_every_requirement_names_tests_that_exist(row: str) -> None:
    named = NAMED.findall(row)
    assert named
    assert [(path, name) for path, name in named if name not in defined_in(path)] == []


def test_there_are_as_many_rows_as_requirements() -> None:
    assert len(ROWS) > 25
    assert "::" not in NAMED.sub("", PAGE)
