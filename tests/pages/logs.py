"""Logs that no rehearsal holds: many promises, endless words, an occasion with nothing in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from bench.filling import Happening, frame, occasion, parties, promise, report
from bench.worlds import OCCASION, make_log
from events.facts.commitment import CommitmentRecorded
from events.facts.occasion import OccasionDeclared

COMMITMENTS = 500
REPORTS = 130
"""How many reports the first commitment has, each recorded two days late."""
WORDS = "kata"
EMPTY = "kosong"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>{moment}'
LONG = ("Mempertanggungjawabkan" * 14)[:300]
"""One word of 300 letters."""
COMPUTED = '=HYPERLINK("http://elsewhere.example","klik")'
"""What a spreadsheet would take for a formula."""
TITLES = (HOSTILE, LONG, COMPUTED)


def many(folder: Path) -> None:
    """A log with a large occasion, one of words that nobody expects, and one with nothing in it."""
    make_log(folder, lambda: chain(parties(), _large(), _of_words(), frame(EMPTY)))


def _large() -> Iterator[Happening]:
    yield from occasion(OCCASION, COMMITMENTS, 0)
    late = dt.timedelta(days=2)
    for value in range(REPORTS):
        yield report(OCCASION, 0, value, late)


def _of_words() -> Iterator[Happening]:
    for item in frame(WORDS):
        declared = item.fact
        named = isinstance(declared, OccasionDeclared)
        yield replace(item, fact=declared.model_copy(update={"name": HOSTILE})) if named else item
    for number, title in enumerate(TITLES):
        for item in promise(WORDS, number):
            recorded = item.fact
            titled = isinstance(recorded, CommitmentRecorded)
            yield (
                replace(item, fact=recorded.model_copy(update={"title": title})) if titled else item
            )
