"""Delta sync: a client that was offline hears of everything once, page by page, and goes on."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, THE_OCCASION, Hall

CHANGES = """
query ($o: ID!, $since: Position, $first: Int, $atLeast: Position) {
  changes(occasion: $o, since: $since, first: $first, atLeast: $atLeast) {
    origin head position hasMore readiness { score light verified asOf { position } }
    commitments { id code status version claimedTotal owner { code } }
    events { id position type occasion { code } commitment { code } }
  }
}
"""
STANDING = """
query ($o: ID!) {
  commitments(occasion: $o, first: 100) {
    edges { node { id code status version claimedTotal owner { code } } }
  }
  events(filter: {occasion: $o}, last: 100) { edges { node { position } } }
  readiness(occasion: $o) { score light verified asOf { position } }
}
"""
Page = dict[str, Any]


class Phone:
    """A client that keeps what it heard, by id."""

    def __init__(self, api: Api, occasion: str = THE_OCCASION, first: int = 3) -> None:
        self.api, self.occasion, self.first = api, occasion, first
        self.since: int | None = None
        self.heard: list[int] = []
        self.commitments: dict[str, Page] = {}
        self.readiness: Page = {}

    def page(self, **given: Any) -> Page:
        """One page, as it comes."""
        asked = {"o": self.occasion, "since": self.since, "first": self.first} | given
        found: Page = self.api.data(CHANGES, **asked)["changes"]
        return found

    def take(self, page: Page) -> None:
        """Take a page in."""
        self.heard += [event["position"] for event in page["events"]]
        self.commitments |= {one["id"]: one for one in page["commitments"]}
        self.readiness, self.since = page["readiness"], page["position"]

    def catch_up(self) -> list[Page]:
        """Ask until there is no more."""
        pages: list[Page] = []
        while not pages or pages[-1]["hasMore"]:
            pages.append(self.page())
            self.take(pages[-1])
        return pages

    def state(self) -> tuple[dict[str, Page], Page]:
        """What it shows."""
        return self.commitments, self.readiness


def standing(api: Api, occasion: str = THE_OCCASION) -> tuple[list[int], dict[str, Page], Page]:
    """What there is, asked another way: positions of events, commitments, readiness."""
    found = api.data(STANDING, o=occasion)
    events = [edge["node"]["position"] for edge in found["events"]["edges"]]
    commitments = {edge["node"]["id"]: edge["node"] for edge in found["commitments"]["edges"]}
    return events, commitments, found["readiness"]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A furnished log that nobody here writes to."""
    hall = Hall(tmp_path_factory.mktemp("still"))
    with hall:
        yield hall.furnish()


@pytest.mark.parametrize("first", [1, 2, 3, 7, 100])
def test_a_client_hears_of_everything_once(still: Hall, first: int) -> None:
    phone = Phone(still, first=first)
    pages = phone.catch_up()
    events, commitments, readiness = standing(still)
    assert phone.heard == events
    assert phone.state() == (commitments, readiness)
    assert phone.since == pages[-1]["head"] == still.size() - 1
    assert all(len(page["events"]) == first for page in pages[:-1])
    assert {event["occasion"]["code"] for page in pages for event in page["events"]} == {OCCASION}


def test_the_rehearsal_is_heard_of_once(rehearsed: Api) -> None:
    phone = Phone(rehearsed, DEMO)
    phone.catch_up()
    assert len(set(phone.heard)) == len(phone.heard) > 100
    assert phone.heard[-100:] == standing(rehearsed, DEMO)[0]
    whole = Phone(rehearsed, DEMO, 100)
    whole.catch_up()
    assert (whole.heard, whole.state()) == (phone.heard, phone.state())


def test_a_client_goes_on_from_where_it_was(hall: Hall) -> None:
    phone = Phone(hall)
    phone.catch_up()
    heard = list(phone.heard)
    assert phone.page()["events"] == []
    hall.secretary("partyRegister", code="NEW", name="New", kind="AGENCY")
    assert [phone.page()[name] for name in ("events", "hasMore")] == [[], False]
    written = [
        hall.owner("commitmentReportProgress", D01, value=value)["position"]
        for value in (10, 20, 30, 40)
    ]
    phone.catch_up()
    assert phone.heard == heard + written
    assert phone.state() == standing(hall)[1:]


def test_what_is_recorded_between_two_pages_is_heard_of(hall: Hall) -> None:
    phone = Phone(hall)
    value = 0
    while not phone.heard or phone.page()["hasMore"]:
        phone.take(phone.page())
        if value < 5:
            value += 1
            hall.owner("commitmentReportProgress", D01, value=value)
    phone.catch_up()
    events, commitments, readiness = standing(hall)
    assert (phone.heard, phone.state()) == (events, (commitments, readiness))


def test_a_page_taken_twice_does_no_harm(still: Hall) -> None:
    once, twice = Phone(still), Phone(still)
    once.catch_up()
    more = True
    while more:
        page, again = twice.page(), twice.page()
        assert page == again
        twice.take(page)
        twice.take(again)
        more = page["hasMore"]
    assert sorted(set(twice.heard)) == once.heard
    assert twice.state() == once.state()


@pytest.mark.parametrize("count", [1, 3, 6])
def test_has_more_is_right_at_exact_multiples(hall: Hall, count: int) -> None:
    since = hall.size() - 1
    for value in range(count):
        hall.owner("commitmentReportProgress", D01, value=value)
    phone = Phone(hall, first=3)
    phone.since = since
    pages = phone.catch_up()
    assert [page["hasMore"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert len(pages) == -(-count // 3)
    assert [len(page["events"]) for page in pages] == [min(3, count)] * len(pages)


def test_a_position_beyond_the_head_is_refused(still: Hall) -> None:
    head = still.size() - 1
    assert Phone(still).page(since=head)["events"] == []
    for since in (head + 1, head + 1000, 2**53 - 1):
        assert still.codes(CHANGES, None, o=THE_OCCASION, since=since) == ["POSITION_AHEAD"]


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_one_to_a_hundred(still: Hall, first: int) -> None:
    assert still.codes(CHANGES, None, o=THE_OCCASION, first=first) == ["BAD_USER_INPUT"]


def test_a_client_hears_of_its_own_write(still: Hall) -> None:
    head = still.size() - 1
    assert Phone(still).page(atLeast=head)["head"] == head
    ahead = {"o": THE_OCCASION, "atLeast": head + 1}
    assert still.codes(CHANGES, None, **ahead) == ["NOT_YET_AVAILABLE"]


def test_a_commitment_is_shown_as_it_is_at_the_head(hall: Hall) -> None:
    """Also on a page whose events are older."""
    hall.owner("commitmentReportProgress", D01, value=70)
    phone = Phone(hall, first=100)
    early = next(event for event in phone.page()["events"] if event["commitment"])
    page = phone.page(since=early["position"] - 1, first=1)
    assert page["events"] == [early]
    assert [(one["code"], one["claimedTotal"]) for one in page["commitments"]] == [("D01", 70)]


def test_everyone_hears_of_a_commitment_whose_time_is_a_minute_ahead(hall: Hall) -> None:
    """A recorder's clock may run two minutes ahead: nothing is lost to clients by it."""
    phone = Phone(hall)
    phone.catch_up()
    promise = {"title": "Late", "kind": "UNDERTAKING", "area": "HEALTH"}
    ahead = {"occurredAt": "2025-07-11T08:01:30+07:00"}
    given = {"rakor": f"rakor:{OCCASION}/R1", "code": "D09", **promise, **ahead}
    hall.secretary("commitmentRecord", **given)
    phone.catch_up()
    hall.at("2025-07-11T09:00:00+07:00")
    phone.catch_up()
    assert phone.commitments.keys() == standing(hall)[1].keys()


def test_an_unknown_occasion_is_told(still: Hall) -> None:
    assert still.codes(CHANGES, None, o="occasion:nowhere") == ["NOT_FOUND"]
    assert still.codes(CHANGES, None, o=D01) == ["BAD_USER_INPUT"]
