"""The query editor: usable on a phone, and opening on a query that answers something."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.looking import CODE
from tests.worlds.program import Serving, rakor

ANSWERED = {
    "rehearsal": (CODE, '"light": "RED"', "Petugas perlindungan masyarakat dilatih"),
    "article": ("psu-barut-2025", '"light": "GREY"', '"score": 0'),
}
"""By log: the occasion that the query names, and what it is told."""


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over what the news report says, and no more."""
    folder = tmp_path_factory.mktemp("article") / "data"
    seeded = rakor(folder, "seed")
    assert seeded.returncode == 0, seeded.stderr
    with Serving(folder) as serving:
        yield serving.address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of a small phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    yield context.new_page()
    context.close()


def width_of(page: Page, selector: str) -> float:
    """How wide that part of the page is."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return float(box["width"])


@pytest.mark.parametrize("log", ANSWERED)
def test_the_first_query_answers_on_a_phone(
    request: pytest.FixtureRequest, phone: Page, log: str
) -> None:
    address = request.getfixturevalue("served" if log == "rehearsal" else log)
    occasion, *told = ANSWERED[log]
    phone.goto(f"{address}/graphql")
    phone.get_by_role("button", name="Execute query").click()
    phone.wait_for_selector(".result-window >> text=readiness")
    assert f'"occasion:{occasion}"' in phone.inner_text(".graphiql-query-editor")
    said = phone.evaluate(
        "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"
    )
    assert [each for each in told if each not in said] == []
    assert '"errors"' not in said
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_question_answer_and_token_have_the_width_of_the_phone(phone: Page, served: str) -> None:
    phone.goto(f"{served}/graphql")
    phone.wait_for_selector(".graphiql-execute-button")
    phone.get_by_role("button", name="Headers").click()
    phone.wait_for_selector("[aria-label=Headers]")
    for part in (".graphiql-query-editor", ".graphiql-response", "[aria-label=Headers]"):
        assert width_of(phone, part) > 300, part
    asked = phone.locator(".graphiql-query-editor").bounding_box()
    answer = phone.locator(".graphiql-response").bounding_box()
    headers = phone.locator("[aria-label=Headers]").bounding_box()
    assert asked and answer and headers
    assert asked["y"] + asked["height"] <= headers["y"] + 1
    assert headers["y"] + headers["height"] <= answer["y"] + 1
    assert headers["height"] > 100
