"""The door as it is served: its addresses, its policy, its size, its documents and its words."""

import gzip
import json
import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from schema.http.board import asked_documents
from schema.http.door import HEADERS, PAGES
from schema.operation.catalogue import Language, catalogue
from tests.schema.http.test_board import SINKS
from tests.worlds.api import Api
from tests.worlds.browser import Counter
from tests.worlds.office import ORIGIN

ROOT = Path(__file__).parents[3]
DOOR = ROOT / "schema" / "pages" / "door"
MADE = ("catalogue.js", "documents.js", "address.js")
MOST_BYTES = 30_000
"""What the door's shell, styles and scripts may weigh together, compressed, beside the board's."""
BESIDE = ("dom.js", "words.js", "session.js", "catalogue.js", "board.css")
"""What it takes from the board."""
FORBIDDEN = ["unsafe", "http:", "https:", "data:", "*", "worker-src", "manifest-src"]


def scripts() -> dict[str, str]:
    """The door's own scripts by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(DOOR.glob("*.js"))}


@pytest.mark.parametrize("address", [*PAGES, "/masuk?dari=/semua"])
def test_every_page_is_the_shell_under_the_strict_policy(rehearsed: Api, address: str) -> None:
    page = rehearsed.client.get(address)
    assert (page.status_code, page.content) == (200, (DOOR / "index.html").read_bytes())
    for name, value in HEADERS.items():
        assert page.headers.get_list(name) == [value]
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("policy", FORBIDDEN)
def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_inline(policy: str) -> None:
    assert policy not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/masuk/lain", "/door/x.js", "/door/door.py"])
def test_what_names_no_page_is_not_there(rehearsed: Api, address: str) -> None:
    assert rehearsed.client.get(address).status_code == 404


def test_the_page_is_told_the_one_address_where_people_sign_in(counter: Counter) -> None:
    told = counter.browser().client.get("/door/address.js").text
    assert told == f'export const address = "{ORIGIN}";\n'


def test_without_an_address_the_page_is_told_that_there_is_none(tmp_path: Path) -> None:
    with Api(tmp_path, host="0.0.0.0") as api:  # noqa: S104  # nothing listens: only a setting
        assert api.client.get("/door/address.js").text == "export const address = null;\n"


def test_all_that_the_shell_and_its_scripts_load_is_served_here(rehearsed: Api) -> None:
    shell = (DOOR / "index.html").read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", shell)
    loaded = set(re.findall(r'(?:src|href)="([^"]+)"', shell))
    for text in scripts().values():
        loaded |= {f"/door/{name}" for name in re.findall(r'"\./([a-z]+\.js)"', text)}
        loaded |= {f"/board/{name}" for name in re.findall(r'"\.\./board/([a-z]+\.js)"', text)}
    for address in loaded:
        answer = rehearsed.client.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache"), address
    assert {each for each in loaded if each.startswith("/board/")} <= {
        f"/board/{name}" for name in (*BESIDE, "icon.svg")
    }


def test_all_that_the_door_loads_beside_the_board_is_light(rehearsed: Api) -> None:
    names = [path.name for path in DOOR.iterdir() if path.suffix in (".js", ".css")]
    addresses = ["/masuk", *(f"/door/{name}" for name in {*names, *MADE})]
    weights = [len(gzip.compress(rehearsed.client.get(each).content, 9)) for each in addresses]
    assert sum(weights) < MOST_BYTES


@pytest.mark.parametrize("name", sorted(scripts()))
def test_no_script_turns_a_text_into_markup_style_or_code(name: str) -> None:
    text = scripts()[name]
    assert not re.search(SINKS, text)
    assert not re.search(r"https?://", text)
    assert len(text.splitlines()) <= 300


def test_every_document_is_valid(rehearsed: Api) -> None:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    served = rehearsed.client.get("/door/documents.js").text
    documents = json.loads(served.removeprefix("export const documents = ").removesuffix(";\n"))
    assert documents == asked_documents(DOOR)
    for name, text in documents.items():
        assert validate(schema, parse(text)) == [], name


def test_the_door_s_words_are_the_catalogues_words(rehearsed: Api) -> None:
    served = rehearsed.client.get("/door/catalogue.js").text
    words = json.loads(served.removeprefix("export const catalogue = ").removesuffix(";\n"))
    indonesian, english = catalogue(Language.ID), catalogue(Language.EN)
    assert words == {
        key.removeprefix("door."): [text, english[key]]
        for key, text in indonesian.items()
        if key.startswith("door.")
    }


def test_the_board_s_worker_neither_keeps_nor_answers_the_door() -> None:
    worker = (DOOR.parent / "board" / "worker.js").read_text("utf-8")
    assert "door" not in worker
    assert "masuk" not in worker
