"""What an operator may set, and what is said of a value that cannot be."""

from pathlib import Path

import pytest

from tests.worlds.program import rakor_here

LONGEST = "x" * 250


@pytest.mark.parametrize(
    "name",
    ["", "two words", "a+b", "a\tb", "/demo", f"{LONGEST}x", f"{LONGEST}x/demo", "ü" * 126],
    ids=["none", "space", "plus", "tab", "demo", "251", "251-demo", "252 bytes"],
)
def test_a_name_that_no_log_can_have_is_told_in_plain_words(tmp_path: Path, name: str) -> None:
    ended = rakor_here(tmp_path / "data", "seed", RAKOR_ORIGIN=name)
    assert ended.returncode == 1
    assert "RAKOR_ORIGIN: must have no spaces, plus signs or control characters" in ended.stderr
    assert "250 bytes" in ended.stderr
    assert sum("RAKOR_" in line for line in ended.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", [LONGEST, f"{LONGEST}/demo", "ü" * 125, "rakor.example/psu"])
@pytest.mark.parametrize("options", [(), ("--demo",)])
def test_every_name_that_is_taken_can_bear_keys_of_both_kinds(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    said = ""
    for kind in ((), ("--post-quantum",)):
        made = rakor_here(tmp_path / "data", "key", "new", *options, *kind, RAKOR_ORIGIN=name)
        assert made.returncode == 0, made.stderr
        said += made.stdout
    listed = rakor_here(tmp_path / "data", "key", "list")
    assert (listed.returncode, listed.stdout) == (0, said)


@pytest.mark.parametrize("options", [(), ("--keep",), ("--rotate",)])
def test_no_log_is_signed_with_a_post_quantum_key_alone(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    refused = rakor_here(tmp_path / "data", "key", "new", "--post-quantum", *options)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "rakor key new;" in refused.stderr


def test_a_folder_without_keys_is_said_to_have_none(tmp_path: Path) -> None:
    listed = rakor_here(tmp_path / "data", "key", "list", RAKOR_KEYS=str(tmp_path / "own"))
    assert (listed.returncode, listed.stdout) == (0, "")
    assert f"There are no keys in {tmp_path / 'own'}." in listed.stderr


@pytest.mark.parametrize("name", ["", "two words", "/demo", f"{LONGEST}x", "ü" * 126])
def test_a_log_does_not_go_on_under_a_name_that_it_cannot_have(tmp_path: Path, name: str) -> None:
    ended = rakor_here(tmp_path / "data", "origin", "change", name, "--reason", "So")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "250 bytes" in ended.stderr
