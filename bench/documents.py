"""What clients ask in the bench, as GraphQL documents and as the bytes of HTTP requests.

`HOME` is the home screen: about 20 kB for 60 commitments. `BY_AREA` and `TASKS` are two other
screens of about that size.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bench.filling import TARGET
from bench.load import NUMBER
from bench.worlds import OCCASION

_FIGURES = "light score verified ceiling coverage confidence daysLeft"
_DETAILS = """
commitments {
  commitment { code title status owner { name } deadline { due } } light score verified
}
"""
_READINESS = 'query Screen($asOf: AsOf) { readiness(occasion: "occasion:o", asOf: $asOf) { %s } }'

HOME = _READINESS % (
    f"asOf {{ position logSize }} {_FIGURES} reasons {{ code message commitment {{ code }} }}"
    f" areas {{ area {{ code name }} light score verified ceiling commitmentCount }} {_DETAILS}"
    " overdue { commitment { code owner { name } } } dueSoon { commitment { code } }"
)
BY_AREA = _READINESS % (
    f"{_FIGURES} areas {{ area {{ code name }} {_FIGURES.removesuffix(' daysLeft')} weight }}"
    f" {_DETAILS} claimedUnverified {{ commitment {{ code title }} }}"
)
TASKS = _READINESS % (
    f"{_FIGURES} {_DETAILS} overdue {{ commitment {{ code title owner {{ name }} }} }}"
    " dueSoon { commitment { code title } } blocked { commitment { code title } }"
)
SCREENS = (HOME, BY_AREA, TASKS)
TRIVIAL = "{__typename}"
REPORT = (
    "mutation Report($input: CommitmentReportProgressInput!) { commitmentReportProgress("
    "input: $input) { position leafHash userErrors { __typename } } }"
)


def get(path: str, **headers: str) -> str:
    """A GET request, whole."""
    return _request(f"GET {path} HTTP/1.1", "", headers)


def query_path(document: str, variables: dict[str, Any] | None = None) -> str:
    """The path of a query by GET."""
    path = f"/graphql?query={quote(' '.join(document.split()))}"
    return path + (f"&variables={quote(json.dumps(variables))}" if variables else "")


def post(document: str, variables: dict[str, Any] | None = None, **headers: str) -> str:
    """A GraphQL request by POST, whole."""
    body = json.dumps({"query": document, "variables": variables or {}})
    length = str(len(body.encode()))
    given = {"content-type": "application/json", "content-length": length, **headers}
    return _request("POST /graphql HTTP/1.1", body, given)


def report_input(number: int, value: int, key: str) -> dict[str, Any]:
    """The variables of a report on a commitment."""
    about = {"commitment": f"commitment:{OCCASION}/D{number}", "value": value % TARGET}
    return {"input": {"idempotencyKey": key, **about}}


def report_requests(commitments: int, bearer: Callable[[int], str], run: int) -> list[str]:
    """Reports on each commitment by its owner; each sending has an idempotency key of its own."""
    return [
        post(
            REPORT,
            report_input(number, number + run, f"run-{run}-{NUMBER}"),
            authorization=bearer(number),
        )
        for number in range(commitments)
    ]


def _request(line: str, body: str, headers: dict[str, str]) -> str:
    all_headers = {"host": "127.0.0.1", "accept": "application/json", **headers}
    named = (f"{name.replace('_', '-')}: {value}" for name, value in all_headers.items())
    return "\r\n".join([line, *named, "", body])
