"""A number is kept as it is written, or refused."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.operation.numbers import InexactNumber, exact_float
from tests.worlds.furniture import OWNERS
from tests.worlds.hall import D01, Hall

ROUNDED = [
    "99.9990000000000000001",
    "1e-400",
    "1e400",
    "0.1000000000000000055",
    "1e99999999999999999999",
]
HELD = ["12.345", "0.1", "1E+2", "-0.0", "999999999999.999", "1.50", "5e-324"]
REPORT = (
    "mutation ($i: CommitmentReportProgressInput!) { commitmentReportProgress(input: $i) { %s } }"
)
SAID = "position userErrors { code }"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_a_float_writes_is_read_as_that_float(number: float) -> None:
    assert exact_float(repr(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_number_becomes_another_one(number: Decimal) -> None:
    try:
        held = exact_float(str(number))
    except InexactNumber:
        return
    assert Decimal(repr(held)) == number


@pytest.mark.parametrize("text", HELD)
def test_numbers_that_a_float_holds_are_taken(text: str) -> None:
    assert exact_float(text) == float(text)


@pytest.mark.parametrize("text", ROUNDED)
def test_a_number_that_would_be_rounded_is_refused_in_words_and_not_recorded(
    hall: Hall, text: str
) -> None:
    before = hall.size()
    token = hall.token("OWNER", party=OWNERS["D01"])
    fields = f'commitment: "{D01}", value: {text}, idempotencyKey: "n"'
    literal = f"mutation {{ commitmentReportProgress(input: {{{fields}}}) {{ {SAID} }} }}"
    variables = f'{{"i": {{"commitment": "{D01}", "value": {text}, "idempotencyKey": "n"}}}}'
    for body in (
        json.dumps({"query": literal}),
        f'{{"query": {json.dumps(REPORT)}, "variables": {variables}}}',
    ):
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        answer = hall.client.post("/graphql", content=body, headers=headers).json()
        (error,) = answer["errors"]
        assert text[:40] in error["message"]
        assert error["extensions"]["code"] in ("BAD_USER_INPUT", "BAD_REQUEST")
    assert hall.size() == before


@pytest.mark.parametrize("digits", [41, 4_299, 5_000, 60_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_whole_number_that_nobody_would_read_is_refused_as_a_value(
    hall: Hall, sign: str, digits: int
) -> None:
    """In the document and beside it; before, graphql-core met a limit of Python's."""
    number = sign + "9" * digits
    for asked in ("events(first: %s) { totalCount }", "event(position: %s) { id }"):
        (error,) = hall.ask("{ " + asked % number + " }")["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert len(error["message"]) < 300
    document = '"query ($n: Int) { events(first: $n) { totalCount } }"'
    body = f'{{"query": {document}, "variables": {{"n": {number}}}}}'
    answer = hall.client.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, "9" * 41 in answer.text) == (400, False)
