"""What axe finds on each screen: nothing."""

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.pages.browser import AXE
from tests.pages.looking import SCREENS, Window

RUN = """axe.run().then(({violations}) => violations.map(
  ({id, nodes}) => [id, ...nodes.map(({html}) => html.slice(0, 200))]))"""


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(browser: Browser, served: str, screen: str) -> None:
    # Only here the policy is passed by: axe is put into the page from outside.
    context = browser.new_context(bypass_csp=True)
    window = Window(context.new_page(), served).open(SCREENS[screen])
    window.page.evaluate(AXE.read_text("utf-8"))
    for dark, width in product((False, True), (360, 1280)):
        window.page.emulate_media(color_scheme="dark" if dark else "light")
        window.page.set_viewport_size({"width": width, "height": 900})
        assert window.page.evaluate(RUN) == [], (dark, width)
    context.close()
