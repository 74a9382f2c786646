"""What people read: every value has a word in both languages, and Indonesian is the default."""

import re
import string
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from schema.cli.main import cli
from schema.operation.catalogue import Language, catalogue
from services.readiness.answer import ReasonCode
from services.refusals import RefusalCode
from tests.worlds.api import DEMO, Api
from tests.worlds.hall import D01, Hall

LABELS = "query ($lang: Language) { labels(lang: $lang) { enum value text } }"
ENUMS = "{ __schema { types { kind name enumValues { name description } } } }"
ID, EN = (catalogue(language) for language in (Language.ID, Language.EN))


def labels(api: Api, lang: str | None = None, **headers: str) -> dict[tuple[str, str], str]:
    """Every label by its enum and value."""
    answer = api.ask(LABELS, {"lang": lang}, **headers)
    assert "errors" not in answer
    found = {(one["enum"], one["value"]): one["text"] for one in answer["data"]["labels"]}
    assert len(found) == len(answer["data"]["labels"])
    return found


def values(api: Api) -> dict[str, set[str]]:
    """Every value of the schema's own enums."""
    return {
        kind["name"]: {value["name"] for value in kind["enumValues"]}
        for kind in api.data(ENUMS)["__schema"]["types"]
        if kind["kind"] == "ENUM" and not kind["name"].startswith("__")
    }


@pytest.mark.parametrize("lang", ["ID", "EN"])
def test_every_value_of_every_enum_has_a_word(rehearsed: Api, lang: str) -> None:
    found = labels(rehearsed, lang)
    expected = {(enum, value) for enum, names in values(rehearsed).items() for value in names}
    assert set(found) == expected
    assert all(text.strip() and text != value for (_, value), text in found.items())


def test_the_two_languages_differ(rehearsed: Api) -> None:
    indonesian, english = labels(rehearsed, "ID"), labels(rehearsed, "EN")
    assert [key for key in indonesian if indonesian[key] == english[key]] == []
    assert indonesian["AuditStatus", "CANNOT_BE_FOLLOWED_UP"] == "Tidak dapat ditindaklanjuti"
    assert indonesian["CommitmentStatus", "NOT_YET_CONFORMING"] == "Belum sesuai"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "ID"),
        ("", "ID"),
        ("id-ID", "ID"),
        ("en", "EN"),
        ("en-GB,en;q=0.9", "EN"),
        ("fr", "ID"),
        ("fr,en;q=0.5", "EN"),
        ("id;q=0.3,en;q=0.7", "EN"),
        ("en;q=0.3,id;q=0.7", "ID"),
        ("*", "ID"),
        ("rubbish;;q=x", "ID"),
    ],
)
def test_the_header_chooses_where_nothing_else_does(
    rehearsed: Api, header: str | None, lang: str
) -> None:
    headers = {} if header is None else {"accept-language": header}
    assert labels(rehearsed, None, **headers) == labels(rehearsed, lang)
    for explicit in ("ID", "EN"):
        assert labels(rehearsed, explicit, **headers) == labels(rehearsed, explicit)


def test_no_other_language_is_known(rehearsed: Api) -> None:
    answer = rehearsed.ask(LABELS, {"lang": "FR"})
    assert answer["errors"]


def slots(message: str) -> set[str]:
    """The names of what is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_both_catalogues_say_the_same_things() -> None:
    assert set(ID) == set(EN)
    assert {key for key in ID if slots(ID[key]) != slots(EN[key])} == set()
    assert [key for key in ID if not ID[key].strip() or not EN[key].strip()] == []


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_a_message_and_a_word(code: RefusalCode) -> None:
    messages = {key for key in ID if re.fullmatch(rf"refusal\.{code}(\..+)?", key)}
    messages |= {f"error.{code}"} & set(ID)
    assert messages
    assert f"label.UserErrorCode.{code}" in ID
    for key in (*messages, f"label.UserErrorCode.{code}"):
        assert ID[key] != EN[key]


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_is_told_in_both_languages(code: ReasonCode) -> None:
    assert ID[f"reason.{code}"] != EN[f"reason.{code}"]


def test_reasons_are_told_in_the_language_asked_for(rehearsed: Api) -> None:
    query = """query ($o: ID!) { readiness(occasion: $o) { reasons {
      message id: message(lang: ID) en: message(lang: EN) } } }"""
    for header, lang in (("id", "id"), ("en", "en"), ("de", "id")):
        answer = rehearsed.ask(query, {"o": DEMO}, **{"accept-language": header})
        reasons = answer["data"]["readiness"]["reasons"]
        assert reasons
        for reason in reasons:
            assert reason["id"] != reason["en"]
            assert reason["message"] == reason[lang]
            assert "{" not in reason["id"] + reason["en"]


REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "NOT_AUTHORISED": ("commitmentReopen", "RECORDER", {"commitment": D01}),
    "REASON_REQUIRED": ("commitmentWithdraw", "COORDINATOR", {"commitment": D01}),
    "APPROVAL_REQUIRED": ("commitmentWaiveRemainder", "LEADER", {"waiver": "waiver:psu/D01/W1"}),
    "NOT_FOUND": ("commitmentReopen", "COORDINATOR", {"commitment": "commitment:psu/D99"}),
    "INVALID_QUANTITY": (
        "commitmentProposeWaiver",
        "COORDINATOR",
        {"commitment": D01, "code": "W1", "remainder": 101, "reason": "x"},
    ),
    "BAD_USER_INPUT": (
        "textProposeRedaction",
        "ADMINISTRATOR",
        {"event": 1, "path": "note", "legalBasis": "x"},
    ),
}


def test_a_refusal_is_told_in_the_language_of_the_header(hall: Hall) -> None:
    for code, (mutation, role, given) in REFUSED.items():
        name = mutation[0].upper() + mutation[1:]
        query = f"""mutation M($input: {name}Input!) {{ {mutation}(input: $input) {{
          userErrors {{ code message }} }} }}"""
        token = hall.token(role, party="POLRES")
        told = {}
        for language in ("", "id", "en"):
            variables = {"input": {"idempotencyKey": "k", **given}}
            answer = hall.ask(query, variables, token, **{"accept-language": language})
            (error,) = answer["data"][mutation]["userErrors"]
            assert error["code"] == code
            told[language] = error["message"]
        assert told[""] == told["id"] != told["en"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ commitment(id: "commitment:psu/D99") { id } }', "NOT_FOUND"),
        ('{ commitment(id: "rubbish") { id } }', "BAD_USER_INPUT"),
        ("{ events(filter: {role: OWNER}) { edges { cursor } } }", "FORBIDDEN"),
        (
            '{ changes(occasion: "occasion:gladi-psu-2025", since: 9999) { head }}',
            "POSITION_AHEAD",
        ),
    ],
)
def test_an_error_is_told_in_the_language_of_the_header(
    rehearsed: Api, query: str, code: str
) -> None:
    told = {}
    for language in ("", "id", "en"):
        (error,) = rehearsed.ask(query, None, None, **{"accept-language": language})["errors"]
        assert error["extensions"]["code"] == code
        told[language] = error["message"]
    assert told[""] == told["id"] != told["en"]


@pytest.mark.parametrize(("language", "said"), [(None, ID), ("ID", ID), ("EN", EN)])
def test_the_command_line_speaks_the_operators_language(
    tmp_path: Path, language: str | None, said: dict[str, str]
) -> None:
    settings = {"RAKOR_DATA": str(tmp_path)} | ({"RAKOR_LANGUAGE": language} if language else {})
    ran = CliRunner().invoke(cli, ["seed"], env=settings)
    assert ran.exit_code == 0
    assert said["cli.seed_loaded"].partition("{")[0] in ran.output
    again = CliRunner().invoke(cli, ["seed"], env=settings)
    assert said["cli.seed_present"] in again.output
    settings["RAKOR_DEVELOPMENT"] = "true"  # elsewhere no development token is printed
    unknown = CliRunner().invoke(cli, ["token", "--role", "NOBODY"], env=settings)
    assert unknown.exit_code == 1
    assert said["cli.token_bad_role"].partition("{")[0] in unknown.output


def test_every_message_of_the_command_line_comes_in_both_languages() -> None:
    keys = [key for key in ID if key.startswith("cli.")]
    assert len(keys) > 10
    assert [key for key in keys if ID[key] == EN[key]] == []
