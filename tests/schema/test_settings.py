"""What an operator may set, and what is said of a value that cannot be."""

from pathlib import Path

import pytest

from tests.schema.program import rakor_here

LONGEST = "x" * 250


@pytest.mark.parametrize(
    "name",
    ["", "two words", "a+b", "a\tb", "/demo", f"{LONGEST}x", f"{LONGEST}x/demo", "ü" * 126],
    ids=["none", "space", "plus", "tab", "demo", "251", "251-demo", "252 bytes"],
)
def test_a_name_that_no_log_can_have_is_told_in_plain_words(tmp_path: Path, name: str) -> None:
    ended = rakor_here(tmp_path / "data", "seed", RAKOR_ORIGIN=name)
    assert ended.returncode == 1
    assert "RAKOR_ORIGIN: a name has no spaces, plus signs or control characters" in ended.stderr
    assert "250 bytes" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", [LONGEST, f"{LONGEST}/demo", "ü" * 125, "rakor.example/psu"])
@pytest.mark.parametrize("options", [(), ("--demo",), ("--post-quantum",)])
def test_every_name_that_is_taken_can_bear_a_key(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    made = rakor_here(tmp_path / "data", "key", "new", *options, RAKOR_ORIGIN=name)
    assert made.returncode == 0, made.stderr
    listed = rakor_here(tmp_path / "data", "key", "list")
    assert (listed.returncode, listed.stdout) == (0, made.stdout)


@pytest.mark.parametrize("name", ["", "two words", "/demo", f"{LONGEST}x", "ü" * 126])
def test_a_log_does_not_go_on_under_a_name_that_it_cannot_have(tmp_path: Path, name: str) -> None:
    ended = rakor_here(tmp_path / "data", "origin", "change", name, "--reason", "So")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "250 bytes" in ended.stderr
