"""What `make defects` does: it puts defects in a copy, and names those that no test finds."""

import subprocess
from pathlib import Path

import pytest

from tests.defects.__main__ import main
from tests.defects.kinds import defects_of

SOURCE = '''"""Ä text before it."""


def is_grown(age: int, known: bool = True) -> bool:
    """Whether somebody is grown up."""
    if not known:
        raise ValueError
    return known and age >= 18
'''
PROFILE = """from hypothesis import settings
settings.register_profile("defects")
"""
SMALL = """def is_grown(age: int) -> bool:
    return age >= 18
"""
TEST = """from services.age import is_grown


def test_at_eighteen():
    assert is_grown(18) is True
    assert is_grown({age}) is False
"""


def changed(source: str) -> set[str]:
    """The lines that defects put into a source, without their indent."""
    before = source.splitlines()
    found = {one.put_into(source.encode()).decode() for one in defects_of(source.encode())}
    return {
        line.strip() for text in found for line in text.splitlines() if line not in before and line
    }


def test_every_defect_is_another_program() -> None:
    assert changed(SOURCE) == {
        "def is_grown(age: int, known: bool = False) -> bool:",
        "if known:",
        "if False:",
        "if True:",
        "pass",
        "return None",
        "return known or age >= 18",
        "return True and age >= 18",
        "return known and True",
        "return known and age > 18",
        "return known and age >= 19",
        "return known and age >= 17",
    }


@pytest.mark.parametrize(
    ("source", "defect"),
    [
        ("a is not b", "a is b"),
        ("a not in b", "a in b"),
        ("f(a, b)", "f(b, a)"),
        ("f(a, key=b)", "f(a, key=None)"),
        ("min(a)", "max(a)"),
        ("sorted(a, key=b)", "list(a)"),
        ("{a, b}", "{a}"),
        ("{a, b}", "{b}"),
        ("[x for x in a if x]", "[x for x in a if True]"),
        ("a.b = c", "pass"),
        ("a - b", "a + b"),
        ("a < b < c", "a < b <= c"),
    ],
)
def test_a_kind_of_defect(source: str, defect: str) -> None:
    assert defect in changed(f"{source}\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one function, whose test asks about 18 and nothing below 10."""
    for name, text in (
        ("services/age.py", SMALL),
        ("tests/conftest.py", PROFILE),
        ("tests/services/test_age.py", TEST.format(age=9)),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    made = ["git", "init", "-q", str(tmp_path)]
    subprocess.run(made, check=True)
    return tmp_path


def contents(project: Path) -> dict[Path, bytes]:
    """Every file of a project, but what git keeps for itself."""
    return {
        path: path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_what_no_test_finds_is_named_and_the_project_stays_as_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(project)
    assert main(["services", "--room", "--sample", "99"], project) == 1
    told = capsys.readouterr().out
    assert "--- services/age.py:2" in told
    assert "+    return age >= 17" in told
    assert "+    return age >= 19" not in told
    assert contents(project) == before


def test_nothing_is_said_of_defects_where_the_tests_fail_without_any(project: Path) -> None:
    (project / "tests/services/test_age.py").write_text(TEST.format(age=30), "utf-8")
    assert main(["services", "--room"], project) == 2
