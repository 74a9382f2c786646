"""The board as it is served: its addresses, its policy, its size, its documents and its words."""

import datetime as dt
import gzip
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from graphql import build_schema, parse, validate

from schema.http.board import ENUMS as SAID_ENUMS
from schema.http.board import (
    HEADERS,
    MANIFEST,
    asked_documents,
    foremost,
    manifest,
    stamped_worker,
)
from schema.operation.catalogue import Language, catalogue
from schema.types.enums import ENUMS
from services.read.occasion_view import BareOccasionView
from tests.worlds.api import DEMO, Api

ROOT = Path(__file__).parents[3]
BOARD = ROOT / "schema" / "pages" / "board"
CODE = DEMO.removeprefix("occasion:")
SCREENS = [
    f"/papan/{CODE}",
    "/papan/tidak-ada",
    "/semua",
    f"/janji/{CODE}/D06",
    f"/matriks/{CODE}",
    f"/audit/{CODE}",
    "/periksa",
    "/periksa/100",
]
MOST_BYTES = 70_000
"""What the shell, its styles and its scripts may weigh together, compressed."""
THEN = "2025-08-01T00:00:00+07:00"
ASKED: dict[str, dict[str, Any]] = {
    "home": {
        "occasion": DEMO,
        "beside": {"effectiveAt": THEN},
        "asOf": {"knownAt": THEN},
        "travels": True,
        "known": THEN,
        "from": "2025-07-10T00:00:00Z",
        "to": THEN,
        "until": "2025-08-11T00:00:00+07:00",
    },
    "occasions": {},
    "commitment": {"id": f"commitment:{CODE}/D06"},
    "matrix": {"occasion": DEMO},
    "audit": {
        "occasion": DEMO,
        "then": {"knownAt": THEN},
        "changed": {"occasion": DEMO, "recordedFrom": THEN},
        "corrected": {"occasion": DEMO, "types": ["REPORT_CORRECTED"]},
    },
    "standing": {
        "occasion": DEMO,
        "then": {"knownAt": THEN},
        "known": {"effectiveAt": THEN},
        "late": {"occasion": DEMO, "lateByMoreThanSeconds": 86400},
    },
    "earlier": {"filter": {"occasion": DEMO}},
    "differences": {"occasion": DEMO},
    "check": {"position": 100, "named": True},
}
"""Every document of the board, with the variables of a real visit."""
MADE = {"catalogue.js", "documents.js"}


def scripts() -> dict[str, str]:
    """The board's own scripts by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(BOARD.glob("*.js"))}


def module(api: Api, name: str) -> Any:
    """What a made module exports."""
    text = api.client.get(f"/board/{name}.js").text
    return json.loads(text.removeprefix(f"export const {name} = ").removesuffix(";\n"))


@pytest.mark.parametrize("address", SCREENS)
def test_every_screen_is_the_shell_under_the_strict_policy(rehearsed: Api, address: str) -> None:
    page = rehearsed.client.get(address)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.content == (BOARD / "index.html").read_bytes()
    for name, value in HEADERS.items():
        assert page.headers.get_list(name) == [value]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert (page.headers["cache-control"], page.headers["vary"]) == ("no-cache", "Accept-Encoding")
    assert page.headers["content-encoding"] == "gzip"
    again = rehearsed.client.get(address, headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("policy", ["unsafe", "http:", "https:", "data:", "*"])
def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_inline(policy: str) -> None:
    assert policy not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/papan", "/janji", "/matriks", "/periksa/x", "/board/x.js"])
def test_what_names_no_screen_is_not_there(rehearsed: Api, address: str) -> None:
    assert rehearsed.client.get(address).status_code == 404


def test_the_home_is_the_board_of_the_occasion_that_matters(rehearsed: Api) -> None:
    home = rehearsed.client.get("/", follow_redirects=False)
    assert (home.status_code, home.headers["location"]) == (307, f"/papan/{CODE}")


def test_the_home_of_an_empty_log_is_the_list_of_all(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        assert api.client.get("/", follow_redirects=False).headers["location"] == "/semua"


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        ({"past": "2025-08-05", "soon": "2025-08-07", "late": "2025-09-01"}, "soon"),
        ({"past": "2025-08-05", "today": "2025-08-06"}, "today"),
        ({"long_ago": "2024-01-01", "past": "2025-08-05", "open": None}, "past"),
        ({"open": None}, "open"),
        ({}, None),
    ],
)
def test_the_next_day_to_come_matters_most(days: dict[str, str | None], wanted: str | None) -> None:
    views = [
        SimpleNamespace(occasion=SimpleNamespace(code=code, day=day and dt.date.fromisoformat(day)))
        for code, day in days.items()
    ]
    assert foremost(cast(list[BareOccasionView], views), dt.date(2025, 8, 6)) == wanted


def test_the_shell_has_nothing_inline_and_loads_only_what_is_served_here(rehearsed: Api) -> None:
    shell = (BOARD / "index.html").read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", shell)
    loaded = re.findall(r'(?:src|href)="(?!/graphql|#)([^"]+)"', shell)
    assert len(loaded) >= 4
    for address in loaded:
        assert address.startswith("/board/")
        assert rehearsed.client.get(address).status_code == 200


def test_every_module_that_is_imported_is_served_and_kept_for_offline(rehearsed: Api) -> None:
    imported = {
        name
        for text in scripts().values()
        for name in re.findall(r'(?:from|import) ?\(?"\./([a-z]+\.js)"', text)
    }
    assert imported - MADE <= scripts().keys()
    listed = set(re.findall(r'"/board/([a-z.]+)"', scripts()["worker.js"]))
    beside = {"board.css", "icon.svg", "board.webmanifest", "board.js"}
    assert listed == imported | beside
    for name in listed:
        answer = rehearsed.client.get(f"/board/{name}")
        assert (answer.status_code, bool(answer.content)) == (200, True)
        assert answer.headers["cache-control"] == "no-cache"
    assert rehearsed.client.get("/worker.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["index.html", "board.css", "check.js", "home.graphql"])
def test_any_file_that_changes_changes_the_worker(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "board"
    shutil.copytree(BOARD, folder)

    def served() -> bytes:
        return stamped_worker(folder, {MANIFEST: manifest(asked_documents(folder).values())})

    before = served()
    assert served() == before
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    assert served() != before


def test_the_board_has_the_words_of_the_enums_that_it_says_and_of_no_others() -> None:
    said = {name for text in scripts().values() for name in re.findall(r"t\(`([A-Z]\w+)\.", text)}
    assert said == set(SAID_ENUMS)


def test_all_that_the_board_loads_is_light(rehearsed: Api) -> None:
    listed = re.findall(r'"(/[a-z./]+)"', scripts()["worker.js"])
    weights = [len(gzip.compress(rehearsed.client.get(each).content, 9)) for each in listed]
    assert sum(weights) < MOST_BYTES


SINKS = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b|srcdoc"
)


@pytest.mark.parametrize("name", sorted(scripts()))
def test_no_script_turns_a_text_into_markup_style_or_code(name: str) -> None:
    text = scripts()[name]
    assert not re.search(SINKS, text)
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text
    assert len(text.splitlines()) <= 300


def test_every_document_is_valid_and_is_what_the_board_asks(rehearsed: Api) -> None:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    documents = module(rehearsed, "documents")
    assert documents.keys() == ASKED.keys() == {path.stem for path in BOARD.glob("*.graphql")}
    for name, text in documents.items():
        assert validate(schema, parse(text)) == [], name
    asked = {
        name
        for text in scripts().values()
        for line in re.findall(r"(?:export const document = |ask\(|fresh\().*", text)
        for name in re.findall(r'"([a-z]+)"', line)
    }
    assert asked == documents.keys()


@pytest.mark.parametrize("name", sorted(ASKED))
def test_every_document_is_answered_to_the_public(rehearsed: Api, name: str) -> None:
    query = {"query": module(rehearsed, "documents")[name], "variables": json.dumps(ASKED[name])}
    answer = rehearsed.client.get("/graphql", params=query)
    assert "errors" not in answer.json()
    assert all(answer.json()["data"].values())


def test_the_board_s_words_are_the_catalogues_words(rehearsed: Api) -> None:
    words = module(rehearsed, "catalogue")
    indonesian, english = catalogue(Language.ID), catalogue(Language.EN)
    for enum in SAID_ENUMS:
        for value in ENUMS[enum].__members__:
            key = f"label.{enum}.{value}"
            assert words[f"{enum}.{value}"] == [indonesian[key], english[key]]
    held = {key.removeprefix("board."): key for key in indonesian if key.startswith("board.")}
    assert {word: words[word] for word in held} == {
        word: [indonesian[key], english[key]] for word, key in held.items()
    }
    assert all(
        re.fullmatch(r"[^{}]*(\{[a-z_]+\}[^{}]*)*", text) for two in words.values() for text in two
    )
