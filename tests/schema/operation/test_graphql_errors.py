"""GraphQL's own errors: a code, the reader's language, and the English beside."""

import re
import string
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSyntaxError, Source, located_error
from structlog.testing import capture_logs

from schema.api.schema import SCHEMA
from schema.operation.catalogue import Language, catalogue
from schema.operation.documents import Documents
from schema.operation.graphql_errors import (
    CODES,
    LONGEST,
    Stage,
    in_words,
    known_words,
    recognised,
)
from schema.operation.limits import Limits
from schema.operation.tell_errors import told
from tests.worlds.api import DEMO, Api

PARSE, VALIDATION, VALUE = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"
OF_COMMITMENTS = f'commitments(occasion: "{DEMO}", '
DOCUMENTS = {
    "{": PARSE,
    "{ a? }": PARSE,
    '{ a(b: "': PARSE,
    "{ a(b: '1') }": PARSE,
    '{ a(b: "\\q") }': PARSE,
    '{ a(b: "\\u{zz}") }': PARSE,
    "{ a(b: 01) }": PARSE,
    "{ a(b: 1.) }": PARSE,
    "{ a(b: \x00) }": PARSE,
    "{ viewer { roles } }}": PARSE,
    "{ unknown }": VALIDATION,
    "{ vieweR { roles } }": VALIDATION,
    "{ event(position: 1) { note } }": VALIDATION,
    "{ node { id } }": VALIDATION,
    "{ viewer { roles { a } } }": VALIDATION,
    "{ viewer }": VALIDATION,
    "{ viewer(a: 1) { roles } }": VALIDATION,
    "{ viewer @foo { roles } }": VALIDATION,
    "query @skip(if: true) { viewer { roles } }": VALIDATION,
    "{ viewer { roles @skip(if: true) @skip(if: false) } }": VALIDATION,
    "query ($a: Int) { viewer { roles } }": VALIDATION,
    "query A { events(first: $a) { edges { cursor } } }": VALIDATION,
    "query ($a: Foo) { events(first: $a) { edges { cursor } } }": VALIDATION,
    "query ($a: String) { events(first: $a) { edges { cursor } } }": VALIDATION,
    "query ($a: Viewer) { events(first: $a) { edges { cursor } } }": VALIDATION,
    "{ a: viewer { roles } a: events { __typename } }": VALIDATION,
    "{ a: viewer { b: roles } a: viewer { b: person { id } } }": VALIDATION,
    "{ a: events(first: 1) { __typename } a: events(first: 2) { __typename } }": VALIDATION,
    "{ event(position: 1) { ... on Commitment { id } } }": VALIDATION,
    "{ event(position: 1) { ... on Int { id } } }": VALIDATION,
    "{ ...A } fragment A on Query { ...A }": VALIDATION,
    "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }": VALIDATION,
    "{ ...A }": VALIDATION,
    "{ __schema { types { %s } } }" % ("fields { type { " * 3 + "name" + " } }" * 3): VALIDATION,
    "{ events(first: 1, first: 1) { __typename } }": VALIDATION,
    '{ occasions(first: "1") { edges { cursor } } }': VALUE,
    "{ occasions(first: 2147483648) { edges { cursor } } }": VALUE,
    "{ event(position: 9007199254740993) { id } }": VALUE,
    "{ events(filter: {types: [NO_SUCH]}) { __typename } }": VALUE,
    '{ events(filter: {types: ["PROGRESS_REPORTED"]}) { __typename } }': VALUE,
    "{ events(filter: {occasio: 1}) { __typename } }": VALUE,
    "{ events(filter: {foo: 1}) { __typename } }": VALUE,
    '{ events(filter: "x") { __typename } }': VALUE,
    '{ events(filter: {recordedFrom: "x"}) { __typename } }': VALUE,
    "{ events(filter: {lateByMoreThanSeconds: 0.1000000000000000055}) { __typename } }": VALUE,
    '{ events(filter: {lateByMoreThanSeconds: "1"}) { __typename } }': VALUE,
    "{ commitment(id: null) { id } }": VALUE,
    "{ commitment(id: 1.5) { id } }": VALUE,
    f"{{ {OF_COMMITMENTS} filter: {{critical: 1}}) {{ __typename }} }}": VALUE,
    f"{{ {OF_COMMITMENTS} filter: {{text: 1}}) {{ __typename }} }}": VALUE,
    'query ($a: Int = "x") { events(first: $a) { __typename } }': VALUE,
}
GENERAL_WORDS = {catalogue(Language.ID)[f"graphql.{stage}"] for stage in Stage}


@pytest.mark.parametrize("text", DOCUMENTS)
def test_what_is_wrong_with_a_document_is_told_in_both_languages(text: str) -> None:
    errors = Documents(SCHEMA._schema, 0).get(text, None, Limits()).errors
    assert errors
    for error in errors:
        indonesian, english = (in_words(error, each, Stage.VALIDATION) for each in Language)
        beside = {"code": DOCUMENTS[text], "english": error.message}
        assert indonesian.extensions == english.extensions == beside
        assert english.message == error.message != indonesian.message
        assert indonesian.message not in GENERAL_WORDS
        assert indonesian.locations == error.locations
        assert error.locations


VARIABLES: dict[str, Any] = {
    "none": {},
    "null": {"n": None},
    "a text for a number": {"n": "1"},
    "a number that is too large": {"n": 2**53 + 1},
    "half a number": {"n": 1.5},
    "no value of an enum": {"n": 1, "f": {"types": ["NO_SUCH"]}},
    "nearly a value of an enum": {"n": 1, "f": {"types": ["PROGRESS_REPORTE"]}},
    "a number for an enum": {"n": 1, "f": {"types": [1]}},
    "a text for an object": {"n": 1, "f": "x"},
    "an unknown field": {"n": 1, "f": {"foo": 1}},
    "nearly a field": {"n": 1, "f": {"occasio": "occasion:x"}},
    "no moment": {"n": 1, "f": {"recordedFrom": "yesterday"}},
    "no position": {"n": 1, "f": {"fromPosition": -1}},
    "a whole number that a double rounds": {"n": 1, "f": {"lateByMoreThanSeconds": 2**53 + 1}},
    "a number of 40 digits": {"n": 1, "f": {"lateByMoreThanSeconds": 10**39}},
    "a list for an id": {"n": 1, "f": {"party": ["x"]}},
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_wrong_variable_is_told_in_both_languages(rehearsed: Api, name: str) -> None:
    query = "query ($n: Int!, $f: EventFilter) { events(first: $n, filter: $f) { __typename } }"
    for language in Language:
        answer = rehearsed.ask(query, VARIABLES[name], **{"accept-language": language.value})
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == VALUE
        is_english = error["message"] == error["extensions"]["english"]
        assert is_english is (language is Language.EN)
        assert error["message"] not in GENERAL_WORDS
        if language is Language.ID:
            assert not re.search(r"\b(Expected|cannot|Value|has|invalid)\b", error["message"])


def test_whatever_stands_in_the_catalogue_is_recognised_by_it() -> None:
    """No words are taken for others, whatever stands in their places."""
    indonesian, english = (catalogue(language) for language in Language)
    reason = "conflict_arguments"
    for words in known_words():
        said, meant = english[words.key], indonesian[words.key]
        names = {name for _, name, _, _ in string.Formatter().parse(said) if name}
        given = {name: f"{name} 1" for name in names}
        told_in = given | {
            "reason": indonesian[f"graphql.validation.{reason}"] if "reason" in names else ""
        }
        if "reason" in names:
            given["reason"] = english[f"graphql.validation.{reason}"]
        assert recognised(said.format(**given)) == (words.stage, meant.format(**told_in))


@pytest.mark.parametrize("stage", Stage)
def test_what_is_known_by_no_words_is_told_in_general_with_the_english_beside(
    stage: Stage,
) -> None:
    for message in ("Something new.", "Cannot query field 'x' on type 'Y'." + "x" * LONGEST):
        error = in_words(GraphQLError(message), Language.ID, stage)
        assert error.message == catalogue(Language.ID)[f"graphql.{stage}"]
        assert error.extensions == {"code": CODES[stage], "english": message}


def test_syntax_that_is_known_by_no_words_is_told_as_such() -> None:
    error = GraphQLSyntaxError(Source("{"), 0, "Something new.")
    said = in_words(error, Language.ID, Stage.VALIDATION)
    assert said.message == catalogue(Language.ID)["graphql.parse"]
    assert (said.extensions or {})["code"] == PARSE


def test_a_fault_of_the_server_is_masked_however_graphql_words_it() -> None:
    null = located_error(TypeError("Cannot return null for non-nullable field A.b."), [], ["a"])
    no_type = GraphQLError("Abstract type 'Node' must resolve to <secret>.", path=["a"])
    for error in (null, no_type):
        with capture_logs() as logged:
            shown = told(error, Language.ID, Stage.VALUE)
        assert (shown.extensions or {})["code"] == "INTERNAL"
        assert "Abstract" not in shown.message + str(shown.extensions)
        assert len(logged) == 1


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("rakors(first: 0) { __typename }", "occasion"),
        ("sources(first: 101) { __typename }", "occasion"),
        ('discrepancies(after: "%") { __typename }', "occasion"),
        ("dueSoon(days: -1) { __typename }", "readiness"),
        ("recordedLate(minHours: -1) { __typename }", "audit"),
        ("corrections(first: 0) { __typename }", "audit"),
        ("discrepancies(first: 0) { __typename }", "audit"),
    ],
)
def test_a_wrong_argument_of_a_list_takes_the_list_alone(
    rehearsed: Api, field: str, where: str
) -> None:
    key = "id" if where == "occasion" else "occasion"
    answer = rehearsed.ask(f'{{ {where}({key}: "{DEMO}") {{ __typename {field} }} }}')
    (error,) = answer["errors"]
    name = field.partition("(")[0]
    assert answer["data"][where] == {"__typename": where.capitalize(), name: None}
    assert (error["path"], error["extensions"]["code"]) == ([where, name], VALUE)


@pytest.mark.parametrize("wrong", ["party:KPU", "D04", "commitment:x", "waiver:x/y/z", "x" * 999])
def test_an_id_of_another_kind_is_told_the_form_that_is_wanted(rehearsed: Api, wrong: str) -> None:
    form = "commitment:psu-barut-2025/D04"
    for asked in (
        f'{{ commitment(id: "{wrong}") {{ id }} }}',
        f'{{ commitment(id: "{wrong}", asOf: {{position: 30}}) {{ id }} }}',
        f'{{ events(filter: {{commitment: "{wrong}"}}) {{ edges {{ cursor }} }} }}',
    ):
        (error,) = rehearsed.ask(asked)["errors"]
        assert error["extensions"]["code"] == VALUE
        assert form in error["message"]
    given = {"commitment": wrong, "value": 1}
    payload = rehearsed.mutate("commitmentReportProgress", "OWNER", "DINKES", **given)
    assert form in payload["userErrors"][0]["message"]
