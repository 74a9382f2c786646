"""A document is parsed and validated once, kept within a bound, and never kept wrong."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import strawberry.schema.schema as executing

from schema.api.schema import SCHEMA
from schema.operation import documents as made
from schema.operation.documents import Documents
from schema.operation.limits import Bound, LimitExceeded, Limits
from tests.worlds.api import DEMO, Api
from tests.worlds.questions import OPEN_READINESS

CORE = SCHEMA._schema
TEXT = "query A { viewer { roles } } query B($n: Int) { events(first: $n) { __typename } }"
LIMITS = Limits()


def test_a_document_is_made_once_for_each_operation_that_is_meant() -> None:
    documents = Documents(CORE, 1 << 20)
    one = documents.get(TEXT, "A", LIMITS)
    assert documents.get(TEXT, "A", LIMITS) is one
    other = documents.get(TEXT, "B", LIMITS)
    assert [item.variable.name.value for item in other.variables] == ["n"]
    assert (one.operations, one.variables, one.counts.depth) == (2, (), 2)
    assert one.operation is not None
    assert one.operation.name is not None
    assert one.operation.name.value == "A"


@pytest.mark.parametrize("name", [None, "C", ""])
def test_no_operation_is_meant_where_several_or_none_may_be(name: str | None) -> None:
    document = Documents(CORE, 1 << 20).get(TEXT, name, LIMITS)
    assert (document.operation, document.operations, document.cost({})) == (None, 2, 0)


@pytest.mark.parametrize("text", ["{", "{ unknown }", "{ ...A } fragment A on Query { ...A }"])
def test_errors_are_told_again_as_they_were(text: str) -> None:
    documents = Documents(CORE, 1 << 20)
    first, again = (documents.get(text, None, LIMITS).errors for _ in range(2))
    fresh = Documents(CORE, 0).get(text, None, LIMITS).errors
    assert first
    for errors in (again, fresh):
        assert [error.formatted for error in errors] == [error.formatted for error in first]


def test_a_kept_error_is_told_in_the_language_of_who_asks(rehearsed: Api) -> None:
    text = f'{{ readiness(occasion: "{DEMO}", asOf: {{knownAt: "x"}}) {{ score }} }}'
    said = [
        rehearsed.ask(text, None, None, **{"accept-language": language})["errors"][0]["message"]
        for language in ("id", "en", "id")
    ]
    assert said[0] == said[2] != said[1]


def test_few_errors_are_told_of_a_document_with_many() -> None:
    wrong = " ".join(f"unknown{n}" for n in range(500))
    errors = Documents(CORE, 0).get(f"{{ viewer {{ {wrong} }} }}", None, LIMITS).errors
    assert 1 < len(errors) < 10


def test_the_least_recently_used_is_forgotten_first() -> None:
    documents = Documents(CORE, 60_000)
    texts = [f"{{ viewer {{ roles }} }} #{n}" for n in range(12)]
    first = documents.get(texts[0], None, LIMITS)
    second = documents.get(texts[1], None, LIMITS)
    for text in texts[2:]:
        documents.get(text, None, LIMITS)
        assert documents.get(texts[0], None, LIMITS) is first
        assert documents.bytes <= 60_000
    assert documents.get(texts[1], None, LIMITS) is not second


def test_a_document_larger_than_what_may_be_kept_is_served_and_not_kept() -> None:
    documents = Documents(CORE, 100)
    assert documents.get(TEXT, "A", LIMITS).errors == ()
    assert documents.bytes == 0


def test_what_is_kept_for_one_viewer_is_no_way_round_another_ones_limits() -> None:
    documents = Documents(CORE, 1 << 20)
    text = "{ viewer { party { parent { code } } } }"
    documents.get(text, None, LIMITS)
    for limits, bound in (
        (Limits(depth=3), Bound.DEPTH),
        (Limits(tokens=10), Bound.TOKENS),
        (Limits(bytes=20), Bound.BYTES),
    ):
        with pytest.raises(LimitExceeded) as refused:
            documents.get(text, None, limits)
        assert refused.value.bound is bound


def test_threads_share_what_is_kept() -> None:
    documents = Documents(CORE, 200_000)
    texts = [f"{{ viewer {{ roles }} }} #{n % 30}" for n in range(600)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: documents.get(text, None, LIMITS), texts))
    assert all(document.counts.depth == 2 for document in found)
    assert 0 < documents.bytes <= 200_000


def test_nothing_is_parsed_or_validated_a_second_time(
    rehearsed: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rehearsed.ask(OPEN_READINESS, {"occasion": DEMO})

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(executing, "parse", fail)
    monkeypatch.setattr(executing, "validate", fail)
    monkeypatch.setattr(made, "parsed", fail)
    again = rehearsed.ask(OPEN_READINESS, {"occasion": DEMO})
    assert "errors" not in again
    assert again["data"].keys() == first["data"].keys()


class Ballast:
    """Something heavy that is kept beside a document."""

    weight = 0


def test_what_is_kept_beside_a_document_counts_as_its_own() -> None:
    documents = Documents(CORE, 60_000)
    texts = [f"{{ viewer {{ roles }} }} #{n}" for n in range(3)]
    first, *_ = (documents.get(text, None, LIMITS) for text in texts)
    before, ballast = documents.bytes, Ballast()
    first.beside.append(ballast)
    ballast.weight = 5_000
    assert documents.get(texts[0], None, LIMITS) is first
    assert documents.bytes == before + 5_000
    ballast.weight = 25_000
    assert documents.get(texts[0], None, LIMITS) is first
    assert documents.bytes <= 60_000
    assert documents.get(texts[0], None, LIMITS).beside == [ballast]
