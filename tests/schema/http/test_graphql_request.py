"""A request that stands in a URL: longer than its limit it is refused."""

import pytest
from starlette.requests import Request

from schema.http.graphql_request import MAX_QUERY_PARAMETERS, Rejected, from_parameters


def by_get(length: int) -> Request:
    """A GET whose parameters are so many bytes long."""
    asked = b"query={__typename}&more="
    parameters = asked + b"x" * (length - len(asked))
    scope = {"type": "http", "method": "GET", "path": "/graphql", "headers": []}
    return Request({**scope, "query_string": parameters})


def test_parameters_up_to_the_limit_are_read() -> None:
    assert from_parameters(by_get(MAX_QUERY_PARAMETERS)).query == "{__typename}"


def test_parameters_over_the_limit_are_too_long_for_a_url() -> None:
    with pytest.raises(Rejected) as refused:
        from_parameters(by_get(MAX_QUERY_PARAMETERS + 1))
    assert refused.value.status == 414
