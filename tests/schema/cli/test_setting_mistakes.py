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


OF_A_PROVIDER: list[tuple[dict[str, str], dict[str, str]]] = [
    (
        {"ISSUER": "http://sso.example.go.id"},
        {"ISSUER": "must be https:// and the rest exactly as the identity provider writes it"},
    ),
    (
        {"ISSUER": "https://sso.example.go.id"},
        {"AUDIENCE": "must be set where programs", "ROLES": "must name at least one role"},
    ),
    (
        {"CLIENT_ID": "rakor", "ROLES": "a=LEADER", "AUDIENCE": "api"},
        dict.fromkeys(
            ("CLIENT_ID", "ROLES", "AUDIENCE"), "means nothing without RAKOR_OIDC_ISSUER: set that"
        ),
    ),
    (
        {"NAME": "SSO", "CLIENT_SECRET_FILE": "{file}"},
        dict.fromkeys(
            ("NAME", "CLIENT_SECRET_FILE"), "means nothing without RAKOR_OIDC_CLIENT_ID: set that"
        ),
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "x", "AUDIENCE": "x", "ROLES": "a=LEADER"},
        {"AUDIENCE": "must differ from RAKOR_OIDC_CLIENT_ID"},
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "x", "ROLES": "a=VERIFER, b=LEADER"},
        {"ROLES": "a=VERIFER is not their role, =, and one of ours: RECORDER, COORDINATOR, OWNER"},
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "x", "ROLES": "a=LEADER, a=VERIFIER"},
        {"ROLES": "a=VERIFIER is not their role"},
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "x", "ROLES": "LEADER"},
        {"ROLES": "LEADER is not their role"},
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "x", "ROLES": "a=SYSTEM"},
        {"ROLES": "a=SYSTEM is not their role"},
    ),
    (
        {"ISSUER": "https://sso.example", "CLIENT_ID": "", "NAME": "x" * 61, "PARTY_CLAIM": ""},
        {
            "CLIENT_ID": "must not be empty",
            "NAME": "must have at most 60 letters",
            "PARTY_CLAIM": "must not be empty",
            "ROLES": "must name at least one role",
        },
    ),
]


@pytest.mark.parametrize(("given", "wanted"), OF_A_PROVIDER)
def test_what_cannot_be_of_an_identity_provider_is_told_with_what_to_do(
    tmp_path: Path, given: dict[str, str], wanted: dict[str, str]
) -> None:
    file = tmp_path / "secret"
    file.write_text("rahasia")
    file.chmod(0o600)
    asked = {f"RAKOR_OIDC_{name}": value.format(file=file) for name, value in given.items()}
    told = mistakes(refused(tmp_path / "data", **asked, RAKOR_PORT="abc"))
    assert told.pop("RAKOR_PORT") == "must be a whole number"
    assert told.keys() == {f"RAKOR_OIDC_{name}" for name in wanted}
    for name, words in wanted.items():
        assert told[f"RAKOR_OIDC_{name}"].startswith(words)


GOOD = {
    "RAKOR_OIDC_ISSUER": "https://sso.example",
    "RAKOR_OIDC_CLIENT_ID": "x",
    "RAKOR_OIDC_ROLES": "a=LEADER",
}


def refused(folder: Path, **settings: str) -> str:
    """What is said where a command does not even begin."""
    ended = rakor_here(folder, "account", "list", **settings)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert not folder.exists()
    return ended.stderr


def test_people_come_back_from_a_provider_to_an_address_that_is_known(tmp_path: Path) -> None:
    told = mistakes(refused(tmp_path / "data", **GOOD, RAKOR_HOST="10.0.0.7"))
    assert list(told) == ["RAKOR_PUBLIC_ADDRESS"]
    assert told["RAKOR_PUBLIC_ADDRESS"].startswith("must be set where people sign in at an")
    address = {"RAKOR_PUBLIC_ADDRESS": "https://rakor.example.go.id", "RAKOR_HOST": "10.0.0.7"}
    assert rakor_here(tmp_path / "data", "account", "list", **GOOD, **address).returncode == 0


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (b"rahasia", 0o640, "others than the owner can read {file}: chmod 600 {file}"),
        (b" \n", 0o600, "no secret that can be read in {file} (empty)"),
        (b"\xff", 0o600, "no secret that can be read in {file} (no text in UTF-8)"),
        (None, 0, "no secret that can be read in {file} (No such file or directory)"),
    ],
)
def test_a_client_s_secret_that_cannot_be_used_is_told_and_never_shown(
    tmp_path: Path, content: bytes | None, mode: int, words: str
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    said = refused(tmp_path / "data", **GOOD, RAKOR_OIDC_CLIENT_SECRET_FILE=str(file))
    assert mistakes(said) == {"RAKOR_OIDC_CLIENT_SECRET_FILE": words.format(file=file)}
    assert "rahasia" not in said


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
