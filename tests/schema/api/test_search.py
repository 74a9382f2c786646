"""Commitments by the words of their titles: in any case, whole or from their beginning."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import OCCASION, RECORDER
from tests.worlds.hall import THE_OCCASION, Hall

SEARCH = """
query ($o: ID!, $filter: CommitmentFilter, $asOf: AsOf, $first: Int, $after: String) {
  commitments(occasion: $o, filter: $filter, asOf: $asOf, first: $first, after: $after) {
    edges { node { code title } } pageInfo { hasNextPage endCursor } }
}
"""
TITLES = {
    "T1": "Distribusi logistik ke 200 TPS",
    "T2": "Pendidikan politik bagi pemilih pemula",
    "T3": "Pos kesehatan (posko) di setiap kecamatan",
    "T4": "Pengamanan PSU: Polres/TNI, 24-jam",
    "T5": "Café Ürün ﬁle \uff11\uff12\uff13 bersama masyarakat",
    "T6": "Peningkatan kapasitas PPK, PPS & KPPS",
    "T7": "Kesehatan petugas",
    "T8": "100%_siap",
}


class Shelf(Hall):
    """A hall in which commitments are recorded by their titles."""

    def promise(self, titles: dict[str, str], occasion: str = OCCASION) -> None:
        """Record commitments, straight into the recorder."""
        answers = []
        for code, title in titles.items():
            self._keys += 1
            command = COMMAND_BY_MUTATION["commitmentRecord"].model_validate(
                {
                    "idempotencyKey": f"shelf-{self._keys}",
                    "rakor": f"rakor:{occasion}/R1",
                    "code": code,
                    "title": title,
                    "kind": "UNDERTAKING",
                    "area": "HEALTH",
                }
            )
            viewer = Viewer((Role.RECORDER,), RECORDER)
            answers.append(self.server.house.recorder.submit(command, viewer))
        for answer in answers:
            answer.result()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Titles that nobody here adds to."""
    filled = Shelf(tmp_path_factory.mktemp("shelf"))
    with filled:
        filled.furnish()
        filled.promise(TITLES)
        yield filled


def found(api: Api, text: str, occasion: str = THE_OCCASION, **more: Any) -> list[str]:
    """Codes of the commitments with these words in their titles."""
    as_of = more.pop("asOf", None)
    asked = {"o": occasion, "filter": {"text": text} | more, "asOf": as_of}
    edges = api.data(SEARCH, **asked)["commitments"]["edges"]
    return [edge["node"]["code"] for edge in edges]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("logistik", ["T1"]),
        ("LOGISTIK", ["T1"]),
        ("LoGis", ["T1"]),
        ("ogistik", []),
        ("logistiks", []),
        ("kesehatan", ["T3", "T7"]),
        ("kes", ["T3", "T7"]),
        ("kesehatan pos", ["T3"]),
        ("pos kesehatan", ["T3"]),
        ("kesehatan logistik", []),
        ("pendidikan politik", ["T2"]),
        ("politik pendidikan", ["T2"]),
        ("pendidikan, POLITIK!", ["T2"]),
        ("(posko)", ["T3"]),
        ("polres tni", ["T4"]),
        ("Polres/TNI", ["T4"]),
        ("24-jam", ["T4"]),
        ("psu:", ["T4"]),
        ("200", ["T1"]),
        ("20", ["T1"]),
        ("PPK & KPPS", ["T6"]),
        ("p", ["D01", "D02", "T2", "T3", "T4", "T6", "T7"]),
        ("pe", ["T2", "T4", "T6", "T7"]),
        ("promise d01", ["D01"]),
        ("café", ["T5"]),
        (unicodedata.normalize("NFD", "Café"), ["T5"]),
        ("CAFÉ", ["T5"]),
        ("ürün", ["T5"]),
        ("file", ["T5"]),
        ("ﬁle", ["T5"]),
        ("123", ["T5"]),
        ("\uff11\uff12\uff13", ["T5"]),
        ("100%", ["T8"]),
        ("%", None),
        ("siap", ["T8"]),
        ("* OR logistik", []),
        ("'; DROP TABLE snapshots; --", []),
        ("\U0010ffff", None),
    ],
)
def test_words_are_found(shelf: Shelf, text: str, codes: list[str] | None) -> None:
    if codes is None:
        asked = {"o": THE_OCCASION, "filter": {"text": text}}
        assert shelf.codes(SEARCH, None, **asked) == ["BAD_USER_INPUT"]
        return
    assert found(shelf, text) == codes


@pytest.mark.parametrize("title", TITLES.values())
def test_every_title_is_found_by_itself(shelf: Shelf, title: str) -> None:
    """Its words in any order, in any case, and by their beginnings."""
    code = next(code for code, known in TITLES.items() if known == title)
    words = title.split()
    swapped = unicodedata.normalize("NFD", title.swapcase())
    for text in (title, swapped, " ".join(reversed(words)), " ".join(word[:3] for word in words)):
        assert code in found(shelf, text)


@pytest.mark.parametrize("text", ["", " ", "\n", "?!", "—", "a" * 101, "logistik " * 12])
def test_what_cannot_be_searched_is_told(shelf: Shelf, text: str) -> None:
    answer = shelf.ask(SEARCH, {"o": THE_OCCASION, "filter": {"text": text}})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer["data"] == {"commitments": None}
    assert "100" in error["message"]


def test_a_hundred_characters_may_be_searched(shelf: Shelf) -> None:
    assert found(shelf, "a" * 100) == []
    assert found(shelf, "logistik" + " " * 92) == ["T1"]


def test_the_other_parts_of_a_filter_hold_too(shelf: Shelf) -> None:
    assert found(shelf, "kesehatan", statuses=["RECORDED"]) == ["T3", "T7"]
    assert found(shelf, "kesehatan", statuses=["READY"]) == []
    assert found(shelf, "promise", areas=["LOGISTICS"]) == ["D01"]
    assert found(shelf, "kesehatan", lights=["GREY"]) == ["T3", "T7"]


def test_what_is_found_comes_in_pages(shelf: Shelf) -> None:
    asked: dict[str, Any] = {"o": THE_OCCASION, "filter": {"text": "pe"}}
    first = shelf.data(SEARCH, **asked, first=3)["commitments"]
    assert [edge["node"]["code"] for edge in first["edges"]] == ["T2", "T4", "T6"]
    assert first["pageInfo"]["hasNextPage"] is True
    after = first["pageInfo"]["endCursor"]
    rest = shelf.data(SEARCH, **asked, first=3, after=after)["commitments"]
    assert [edge["node"]["code"] for edge in rest["edges"]] == ["T7"]
    assert rest["pageInfo"]["hasNextPage"] is False


def test_only_what_was_on_record_then_is_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with shelf:
        shelf.furnish()
        before = {"position": shelf.size() - 1}
        shelf.promise({"T1": TITLES["T1"]})
        then = {"position": shelf.size() - 1}
        shelf.promise({"T9": "Logistik lain"})
        assert found(shelf, "logistik") == ["T1", "T9"]
        assert found(shelf, "logistik", asOf=then) == ["T1"]
        assert found(shelf, "logistik", asOf=before) == []
        known = {"knownAt": "2025-07-11T08:00:00+07:00", "effectiveAt": "2025-07-12T08:00:00+07:00"}
        assert shelf.codes(SEARCH, None, o=THE_OCCASION, filter={"text": "a"}, asOf=known) == [
            "NOT_FOUND"
        ]


def test_another_occasion_is_not_searched(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with shelf:
        shelf.furnish()
        areas = [{"code": "HEALTH", "name": "Health"}]
        named = {"name": "Other", "day": "2025-09-01", "areas": areas}
        shelf.secretary("occasionDeclare", code="psu2", **named)
        meeting = {"code": "R1", "name": "Other", "heldOn": {"verbatim": "today"}}
        shelf.secretary("rakorRecord", occasion="occasion:psu2", **meeting)
        shelf.promise({"T1": "Logistik"}, "psu2")
        shelf.promise({"T2": "Logistik"})
        assert found(shelf, "logistik") == ["T2"]
        assert found(shelf, "logistik", "occasion:psu2") == ["T1"]


def test_the_rehearsal_is_searched_at_any_moment(rehearsed: Api) -> None:
    known = {"knownAt": "2025-07-16T17:00:00+07:00"}
    query = "query ($o: ID!) { commitments(occasion: $o) { edges { node { code title } } } }"
    for edge in rehearsed.data(query, o=DEMO)["commitments"]["edges"]:
        code, title = edge["node"]["code"], edge["node"]["title"]
        assert code in found(rehearsed, title[:100], DEMO)
        assert code in found(rehearsed, title[:100].upper(), DEMO, asOf=known)


def test_words_are_found_again_after_a_restart(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with shelf:
        shelf.furnish()
        shelf.promise(TITLES)
    again = Shelf(tmp_path)
    with again:
        assert found(again, "kesehatan") == ["T3", "T7"]


def test_a_search_asks_the_database_nothing(tmp_path: Path) -> None:
    with Shelf(tmp_path) as shelf:
        shelf.furnish()
        shelf.promise({f"C{number:03}": f"Pos {number}" for number in range(200)})
        with shelf.statements() as ran:
            assert len(found(shelf, "pos 1")) == 20
    assert ran.seen == []
