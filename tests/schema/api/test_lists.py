"""Lists: in which order, from which end, and of what is on record."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.schema.operation.test_page_of_occasions import asked, declare
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, D02, THE_OCCASION, Hall

ORDERS = ("RECORDED", "CODE", "DUE", "LIGHT", "SCORE")
PAGE = """query ($o: ID!, $by: CommitmentOrder, $filter: CommitmentFilter,
    $first: Int, $after: String, $last: Int, $before: String) {
  commitments(occasion: $o, orderBy: $by, filter: $filter,
      first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { code deadline { due } readiness { light score } } } } }"""
PARTS = [
    "occasions(ARGS)",
    "regions(ARGS)",
    "parties(ARGS)",
    "events(ARGS)",
    f'commitments(occasion: "{THE_OCCASION}", ARGS)',
    f'occasion(id: "{THE_OCCASION}") {{ rakors(ARGS) PAGE }}',
    f'occasion(id: "{THE_OCCASION}") {{ sources(ARGS) PAGE }}',
    f'occasion(id: "{THE_OCCASION}") {{ discrepancies(ARGS) PAGE }}',
    f'rakor(id: "rakor:{OCCASION}/R1") {{ commitments(ARGS) PAGE }}',
    f'commitment(id: "{D01}") {{ evidence(ARGS) PAGE }}',
    f'commitment(id: "{D01}") {{ history(ARGS) PAGE }}',
    f'audit(occasion: "{THE_OCCASION}") {{ recordedLate(ARGS) PAGE }}',
    f'audit(occasion: "{THE_OCCASION}") {{ corrections(ARGS) PAGE }}',
    f'audit(occasion: "{THE_OCCASION}") {{ discrepancies(ARGS) PAGE }}',
]
"""A query for every connection of the API; PAGE stands for what is selected of it."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with reports, evidence, deadlines on several days, and one promise with nothing."""
    with Hall.furnished(tmp_path_factory.mktemp("lists")) as furnished:
        furnished.at("2025-07-28T09:00:00+07:00")
        furnished.owner("commitmentReportProgress", D01, value=4)
        made = {"rakor": f"rakor:{OCCASION}/R1", "kind": "UNDERTAKING", "area": "HEALTH"}
        for code in ("A9", "Z1"):
            furnished.secretary("commitmentRecord", code=code, title=code, **made)
        yield furnished


def query(part: str, arguments: str) -> str:
    """A query for one page of a list."""
    page = "{ pageInfo { hasNextPage } totalCount edges { cursor } }"
    text = part.replace("ARGS", arguments)
    return "{ " + (text.replace("PAGE", page) if "PAGE" in text else f"{text} {page}") + " }"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "arguments",
    ["first: 0", "last: 0", "first: 101", 'after: ""', 'before: ""', "first: 1, last: 1"],
)
def test_what_is_no_page_is_refused_everywhere(hall: Hall, part: str, arguments: str) -> None:
    token = hall.token("AUDITOR", party="BPK")
    assert hall.codes(query(part, arguments), token) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("part", PARTS)
def test_null_is_as_good_as_nothing_everywhere(hall: Hall, part: str) -> None:
    token = hall.token("AUDITOR", party="BPK")
    whole = hall.data(query(part, "first: 20"), token)
    nothing = "first: null, after: null, last: null, before: null"
    assert hall.data(query(part, nothing), token) == whole


def page(hall: Hall, **given: Any) -> Any:
    """A page of commitments."""
    return hall.data(PAGE, **{"o": THE_OCCASION} | given)["commitments"]


def codes(found: Any) -> list[str]:
    """The codes of a page."""
    return [edge["node"]["code"] for edge in found["edges"]]


def expected(hall: Hall, order: str) -> list[str]:
    """The codes in an order, sorted here."""
    edges = page(hall, first=100)["edges"]
    worst_first = ["RED", "YELLOW", "GREY", "GREEN", None]
    keys: dict[str, Any] = {
        "RECORDED": lambda node: 0,
        "CODE": lambda node: node["code"],
        "DUE": lambda node: (node["deadline"] or {"due": "9999"})["due"],
        "LIGHT": lambda node: worst_first.index(node["readiness"]["light"]),
        "SCORE": lambda node: (node["readiness"]["score"] is None, node["readiness"]["score"] or 0),
    }
    return [node["code"] for node in sorted((edge["node"] for edge in edges), key=keys[order])]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_from_either_end_show_everything_once(hall: Hall, order: str, size: int) -> None:
    wanted = expected(hall, order)
    forwards, backwards = list[str](), list[str]()
    after = before = None
    while True:
        found = page(hall, by=order, first=size, after=after)
        forwards += codes(found)
        after = found["pageInfo"]["endCursor"]
        assert found["totalCount"] == len(wanted)
        if not found["pageInfo"]["hasNextPage"]:
            break
    while True:
        found = page(hall, by=order, last=size, before=before)
        backwards = codes(found) + backwards
        before = found["pageInfo"]["startCursor"]
        if not found["pageInfo"]["hasPreviousPage"]:
            break
    assert forwards == backwards == wanted


def test_a_cursor_belongs_to_its_order(hall: Hall) -> None:
    cursors = {order: page(hall, by=order)["pageInfo"]["startCursor"] for order in ORDERS}
    for order in ORDERS:
        for other, cursor in cursors.items():
            said = hall.codes(PAGE, None, o=THE_OCCASION, by=order, first=1, after=cursor)
            assert said == ([] if order == other else ["BAD_USER_INPUT"]), (order, other)


@pytest.mark.parametrize("key", ['["SCORE", NaN, 1]', '["SCORE", 0.5]', '["DUE", 3, 1]', "[]", "x"])
def test_a_cursor_that_nobody_gave_is_none(hall: Hall, key: str) -> None:
    cursor = base64.urlsafe_b64encode(key.encode()).decode()
    for order in ORDERS[2:]:
        said = hall.codes(PAGE, None, o=THE_OCCASION, by=order, after=cursor)
        assert said == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"dueFrom": "2025-08-02", "dueTo": "2025-08-01"},
        {"owners": ["party:NOBODY"]},
        {"owners": [D01]},
        {"areas": ["NONE"]},
        {"rakors": [f"rakor:{OCCASION}/R77"]},
        {"rakors": ["rakor:other/R1"]},
        {"regions": ["region:99"]},
        {"regions": ["62.05"]},
    ],
)
def test_what_is_not_on_record_is_no_filter(hall: Hall, wanted: dict[str, Any]) -> None:
    token = hall.token("AUDITOR", party="BPK")
    assert hall.codes(PAGE, token, o=THE_OCCASION, filter=wanted) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "wanted",
    [
        "fromPosition: 5, toPosition: 4",
        'recordedFrom: "2025-08-02T00:00:00Z", recordedTo: "2025-08-01T00:00:00Z"',
        'occasion: "occasion:other"',
        f'commitment: "{D01}9"',
        'commitment: "commitment:other/D01"',
        'party: "party:NOBODY"',
        f'occasion: "occasion:other", commitment: "{D01}"',
    ],
)
def test_nor_one_of_events(hall: Hall, wanted: str) -> None:
    asked = f"{{ events(filter: {{{wanted}}}) {{ totalCount }} }}"
    assert hall.codes(asked, hall.token("AUDITOR", party="BPK")) == ["BAD_USER_INPUT"]


def test_commitments_are_found_by_their_meeting_and_the_days_they_are_due(hall: Hall) -> None:
    due = {node["code"]: node["deadline"] for node in map(_node, page(hall, first=100)["edges"])}
    dated = {code: deadline["due"] for code, deadline in due.items() if deadline}
    first, last = min(dated.values()), max(dated.values())
    assert codes(page(hall, filter={"rakors": [f"rakor:{OCCASION}/R1"]})) == [*due]
    assert codes(page(hall, filter={"dueFrom": first, "dueTo": last})) == [*dated]
    for wanted, test in (
        ({"dueFrom": last}, lambda day: day >= last),
        ({"dueTo": first}, lambda day: day <= first),
        ({"dueFrom": "2199-01-01"}, lambda _: False),
    ):
        assert codes(page(hall, filter=wanted)) == [
            code for code, day in dated.items() if test(day)
        ]


def _node(edge: Any) -> Any:
    return edge["node"]


READY = "{ occasions(first: 8) { edges { node { code %s { light score asOf { position } } } } } }"
ONE = '{ readiness(occasion: "occasion:%s") { light score asOf { position } } }'


def test_all_occasions_are_judged_in_one_request(tmp_path: Path) -> None:
    """By as many statements however many they are, also at a read point of the past."""
    with Hall.furnished(tmp_path) as hall:
        declare(hall, "second", 2)
        few, ran_for_few = asked(hall, READY % "readiness")
        for number in range(4):
            declare(hall, f"third-{number}", 3)
        many, ran_for_many = asked(hall, READY % "readiness")
        assert (len(many), ran_for_many) == (len(few) + 4, ran_for_few)
        for node in many:
            assert hall.data(ONE % node["code"])["readiness"] == node["readiness"]
        then = {node["code"]: node["readiness"] for node in many}
        past = f"readiness(asOf: {{position: {hall.size() - 1}}})"
        declare(hall, "fourth", 1)
        shown, _ = asked(hall, READY % past)
        assert {n["code"]: n["readiness"] for n in shown} == then | {"fourth": None}


def test_the_size_of_a_document_may_be_greater_than_two_gigabytes(hall: Hall) -> None:
    size = 2**53 - 1
    document = {"sha256": "d" * 64, "mediaType": "video/mp4", "size": size}
    payload = hall.record(
        "commitmentAttachEvidence",
        "OWNER",
        "DINKES",
        "evidence { size } events { ... on EvidenceAttached { byteCount } }",
        commitment=D02,
        **document,
    )
    assert payload["evidence"] == {"size": size}
    assert payload["events"][0]["byteCount"] == size
