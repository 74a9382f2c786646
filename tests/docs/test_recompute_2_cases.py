"""The published cases of rule readiness-2, recomputed from the leaves that the public has."""

import datetime as dt
from typing import Any

import pytest
import readiness_2
from judged import rounded
from public_leaves import read_leaf

from tests.docs.public_leaves import leaves_of
from tests.worlds.vectors import CASES, OCCASION, events_of

NAMES = {"s": "score", "p": "claimed", "v": "verified", "f": "freshness", "planned": "planned"}
DIVIDED = [
    "waiver of a whole part",
    "two posts, one silent for two days",
    "a HIGH obstacle that names a verified part",
]
"""Cases that the public cannot recompute: quantities of parts are sealed."""


def recomputed(case: Any) -> Any:
    """What public leaves come to."""
    events = events_of(case["history"])
    positions = [event.position for event in events]
    leaves = zip(positions, leaves_of(events), strict=True)
    public = [read_leaf(leaf, position) for position, leaf in leaves]
    return readiness_2.recompute(public, OCCASION, dt.datetime.fromisoformat(case["at"]))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_the_public_recomputes_is_what_the_case_expects(case: Any) -> None:
    found = recomputed(case)
    expected = case["expect"]
    for name, value in expected.get("whole", {}).items():
        if found.whole is not None and name in found.whole:
            own = found.whole[name]
            assert (own if name == "light" else float(own)) == value, name
    for code, leaf in expected.get("leaves", {}).items():
        if code not in found.sealed:
            _, figure = found.commitments[code]
            assert figure.light == leaf.get("light", figure.light)
            for letter, name in NAMES.items():
                if letter in leaf:
                    own = rounded(getattr(figure, name), 4) if figure.is_assessed else None
                    assert (own if own is None else float(own)) == leaf[letter], letter


def test_only_what_is_divided_cannot_be_recomputed() -> None:
    assert [case["name"] for case in CASES if recomputed(case).sealed] == DIVIDED
