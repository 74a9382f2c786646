"""The README and the pages of docs/: short where promised, and true where that can be tried."""

import json
import re
from pathlib import Path

import pytest
from graphql import parse, validate

from schema.api.schema import SCHEMA
from schema.settings import Settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:schema|services|events|tests|bench|docs)/[^`\s]*)`")
LINK = re.compile(r"\]\(([^)]+)\)")
SETTING = re.compile(r"^\| `RAKOR_([A-Z_]+)` \| (.+?) \|", re.MULTILINE)
GRAPHQL = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
BODY = re.compile(r"<<'BODY'.*?\n(.*?)\nBODY\n", re.DOTALL)


def named(path: Path) -> str:
    return path.name


def test_the_readme_has_at_most_700_words() -> None:
    assert len(README.read_text("utf-8").split()) <= 700


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_into_the_project_leads_somewhere(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8"))]
    inside = [link for link in links if link and "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [README]
    while waiting:
        page = waiting.pop().resolve()
        if page not in reached:
            reached.add(page)
            links = LINK.findall(page.read_text("utf-8"))
            waiting += [page.parent / link for link in links if link.endswith(".md")]
    assert reached >= {page.resolve() for page in PAGES}


def test_operators_are_told_of_every_setting_and_of_no_other() -> None:
    page = (ROOT / "docs" / "operators.md").read_text("utf-8")
    told = {name.lower(): default for name, default in SETTING.findall(page)}
    assert list(told) == [*dict.fromkeys(told)]
    assert told.keys() == Settings.model_fields.keys()
    assert {name.lower() for name in re.findall(r"RAKOR_([A-Z_]+)", page)} == told.keys()
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert told[name].lower() == f"`{field.default}`".lower()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_on_a_page_is_there(page: Path) -> None:
    """`<noun>` stands for any: at least one file must be called so."""
    paths = PATH.findall(page.read_text("utf-8"))
    assert [path for path in paths if not any(ROOT.glob(path.replace("<noun>", "*")))] == []


def test_developers_are_told_of_paths() -> None:
    assert len(PATH.findall((ROOT / "docs" / "developers.md").read_text("utf-8"))) > 60


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_request_on_a_page_is_one_that_the_schema_knows(page: Path) -> None:
    text = page.read_text("utf-8")
    bodies = [json.loads(body)["query"] for body in BODY.findall(text)]
    for query in GRAPHQL.findall(text) + bodies:
        assert validate(SCHEMA._schema, parse(query)) == [], query
