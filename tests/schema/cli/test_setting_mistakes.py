"""Settings that are not valid: all of them are told at once, each with what it must be."""

import re
import subprocess
from pathlib import Path

import pytest
from pydantic import ValidationError

from schema.cli import setting_mistakes
from schema.operation.catalogue import Language
from schema.settings import Settings
from tests.worlds.program import RAKOR, rakor_here

WRONG = {
    "RAKOR_PORT": "abc",
    "RAKOR_QUOTA": "1.5",
    "RAKOR_QUEUE": "-1",
    "RAKOR_SHARE": "1.5",
    "RAKOR_TIME_LIMIT": "0",
    "RAKOR_QUEUE_TIME": "soon",
    "RAKOR_DEVELOPMENT": "maybe",
    "RAKOR_HOST": "",
    "RAKOR_ORIGIN": "a b",
    "RAKOR_PROXIES": "10.0.0.0/8, nowhere",
    "RAKOR_PUBLIC_ADDRESS": "http://10.0.0.7:8000",
}
IN_ENGLISH = {
    "RAKOR_PORT": "must be a whole number",
    "RAKOR_QUOTA": "must be a whole number",
    "RAKOR_QUEUE": "must be at least 0",
    "RAKOR_SHARE": "must be at most 1",
    "RAKOR_TIME_LIMIT": "must be greater than 0",
    "RAKOR_QUEUE_TIME": "must be a number",
    "RAKOR_DEVELOPMENT": "must be true or false",
    "RAKOR_HOST": "must not be empty",
    "RAKOR_ORIGIN": "must have no spaces, plus signs or control characters, and at most 250 bytes",
    "RAKOR_PROXIES": "nowhere is no address and no network",
    "RAKOR_PUBLIC_ADDRESS": "must be https:// and a name, without a path "
    "(for example https://rakor.example.go.id), or http://localhost",
}


def said(folder: Path, command: str, **settings: str) -> tuple[int, str]:
    """Exit code and words of a command of `rakor` under some settings."""
    started = subprocess.run(
        [*RAKOR, command],
        env={"RAKOR_DATA": str(folder), "PATH": ""} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.stdout == ""
    return started.returncode, started.stderr


def mistakes(words: str) -> dict[str, str]:
    """What is said of each variable."""
    return dict(re.findall(r"^  (RAKOR_\w+): (.+)$", words, re.MULTILINE))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    code, words = said(tmp_path, "serve", RAKOR_LANGUAGE="EN", **WRONG)
    assert (code, mistakes(words)) == (1, IN_ENGLISH)
    assert not any(tmp_path.iterdir())


def test_it_is_told_in_the_operators_language(tmp_path: Path) -> None:
    _, words = said(tmp_path, "serve", RAKOR_LANGUAGE="fr", **WRONG)
    told = mistakes(words)
    assert told.keys() == WRONG.keys() | {"RAKOR_LANGUAGE"}
    assert told["RAKOR_LANGUAGE"] == "harus salah satu dari: ID, EN"
    assert not re.search(r"\b(must|valid|should|input|or)\b", words, re.IGNORECASE)


def test_of_a_new_kind_of_mistake_the_variable_is_named_at_least(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(setting_mistakes, "KINDS", {})
    monkeypatch.setenv("RAKOR_PORT", "abc")
    with pytest.raises(ValidationError, match="port") as error:
        Settings(data=tmp_path)
    told = setting_mistakes.told_mistakes(error.value, Language.EN)
    assert told == [("RAKOR_PORT", "is not valid")]


NAMES = {
    "RAKOR_PROT": "is no setting; did you mean RAKOR_PORT?",
    "RAKOR_PUBLIC_ADRESS": "is no setting; did you mean RAKOR_PUBLIC_ADDRESS?",
    "RAKOR_XYZZY_42": "is no setting; remove it",
}


@pytest.mark.parametrize(
    "command", [("serve",), ("init",), ("schema",), ("witness", "--key", "k"), ("key", "list")]
)
def test_a_mistyped_variable_stops_every_command_and_is_told_with_all_bad_values(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    given = {**NAMES, "RAKOR_PORT": "abc"}
    ended = rakor_here(tmp_path / "data", *command, **given)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert mistakes(ended.stderr) == {**NAMES, "RAKOR_PORT": "must be a whole number"}
    assert not (tmp_path / "data").exists()


def test_a_variable_of_another_program_is_left_alone(tmp_path: Path) -> None:
    assert rakor_here(tmp_path / "data", "key", "list", RAKORX="1").returncode == 0
