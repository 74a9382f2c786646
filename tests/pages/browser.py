"""Whether there is a browser to look with: the system's Chromium, and Playwright to steer it."""

import shutil
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
"""Where the system's browser lies; None where it has none."""
NEEDED = ("playwright", "pypdfium2", "zxingcpp")
IS_THERE = CHROMIUM is not None and all(map(find_spec, NEEDED))
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
"""Finds what bars people from a page; there after `make pages` where npm is."""
LEFT_OUT = (
    "Uji halaman di peramban (tests/pages) tidak dijalankan: pasang Chromium, lalu `make pages`.\n"
    "The tests in a browser (tests/pages) were left out: install Chromium, then `make pages`."
)
LEFT_OUT_AXE = (
    "Uji axe (tests/pages/test_axe.py) tidak dijalankan: pasang npm, lalu `make pages`.\n"
    "The tests with axe (tests/pages/test_axe.py) were left out: install npm, then `make pages`."
)
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""It runs as whoever runs the tests, and speaks to nobody but the server under test."""
