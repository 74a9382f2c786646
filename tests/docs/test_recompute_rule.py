"""The parts of docs/recompute_readiness.py, held against the product and against fixed vectors."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged import Event
from public_leaves import bundle_path, merkle_root, read_leaf
from readiness_1 import Commitment, recompute
from recompute_readiness import figures_of

from events.facts.commitment import CommitmentRecorded
from events.facts.indicator import IndicatorDefined, IndicatorRevised
from events.format.recorded_event import RecordedEvent
from events.tree.tiles import Tile
from services.readiness.answer import Leaf, rounded
from services.readiness.readiness_1 import readiness_1
from services.state.commitment import CommitmentState
from services.state.growing_occasion import fold_occasion
from tests.docs.public_leaves import leaves_of
from tests.worlds.api import expected
from tests.worlds.given import Step, moment
from tests.worlds.judging import hindered, history, planned, rejected, reported, verified, whole
from tests.worlds.random_histories import histories

TREES: list[dict[str, Any]] = expected("merkle.json")["trees"]
GOLDEN: dict[str, dict[str, Any]] = expected("golden_events.json")
NAMES = ("light", "score", "verified", "ceiling", "coverage", "confidence")
SHARES = ("score", "claimed", "verified", "freshness", "planned")


def as_shown(leaf: Leaf, state: CommitmentState) -> dict[str, Any]:
    """A commitment's figures by the product."""
    shares = {name: getattr(leaf, name) for name in SHARES}
    totals = {"claimedTotal": state.claimed, "verifiedTotal": state.verified}
    return {
        "light": leaf.light,
        **{name: None if share is None else rounded(share, 4) for name, share in shares.items()},
        **{name: None if total is None else float(total) for name, total in totals.items()},
    }


def as_floats(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures by the script, as JSON carries them."""
    return json.loads(json.dumps(figures, default=float))  # type: ignore[no-any-return]  # JSON


def divided_in(events: list[RecordedEvent]) -> set[str | None]:
    """Commitments whose target was ever divided by region, and what they stand under."""
    specified = (IndicatorDefined, IndicatorRevised)
    own = {e.commitment for e in events if isinstance(e.fact, specified) and e.fact.breakdown}
    recorded = [e.fact for e in events if isinstance(e.fact, CommitmentRecorded)]
    return own | {fact.parent for fact in recorded if fact.code in own and fact.parent}


@settings(max_examples=300)
@given(histories(), st.integers(0, 100))
def test_public_leaves_come_to_what_the_product_says(
    drawn: tuple[list[RecordedEvent], dt.datetime], forgotten: int
) -> None:
    events, at = drawn
    known = events[: max(1, len(events) - forgotten // 10)]
    state = fold_occasion(known, at)
    judged = readiness_1(state, at)
    read = [read_leaf(leaf, position) for position, leaf in enumerate(leaves_of(known))]
    mine = recompute(read, "psu", at)
    divided = divided_in(known)
    own = {code: as_floats(figures_of(*pair)) for code, pair in mine.commitments.items()}
    real = {code: as_shown(leaf, state.commitments[code]) for code, leaf in judged.leaves.items()}
    assert mine.sealed.keys() <= divided
    if not divided:
        assert own == real
        assert mine.whole is not None
        assert as_floats(mine.whole) == {name: getattr(judged.whole, name) for name in NAMES}
    for code in own.keys() - divided:
        assert own[code] == real[code]


COURSES: dict[str, tuple[Step, ...]] = {
    "silent": planned(),
    "short": planned(start="2025-08-02", due="2025-08-04"),
    "half done": (*planned(), reported("2025-07-24 09:00", 50)),
    "falling behind": (*planned(), verified("2025-07-24 09:00", 42)),
    "claimed": (*planned(), reported("2025-07-24 09:00", 100)),
    "rejected": (*planned(), reported("2025-07-24 09:00", 100), *rejected("2025-07-25 09:00", 70)),
    "hindered": (
        *planned(),
        reported("2025-07-24 09:00", 100),
        verified("2025-07-25 09:00", 30),
        hindered("2025-07-26 09:00"),
    ),
    "hindered a little": (
        *planned(),
        reported("2025-07-24 09:00", 90),
        verified("2025-07-25 09:00", 90),
        hindered("2025-07-26 09:00", "LOW"),
    ),
}


def by_the_first_rule(event: Event) -> Event:
    """An event of an occasion that was declared with readiness-1."""
    is_other = event.type == "OccasionDeclared"
    return replace(event, open=event.open | {"rule": "readiness-1"}) if is_other else event


@pytest.mark.parametrize("course", COURSES)
def test_every_hour_and_the_last_minutes_come_to_what_the_product_says(course: str) -> None:
    past = history(*COURSES[course])
    read = [
        by_the_first_rule(read_leaf(leaf, position))
        for position, leaf in enumerate(leaves_of(past.events))
    ]
    begin, dues = moment("2025-07-14 00:00"), moment("2025-08-04 23:59")
    hours = [begin + dt.timedelta(hours=number) for number in range(24 * 26)]
    edges = [dues - dt.timedelta(days=back, minutes=off) for back in (0, 3) for off in (-1, 0, 1)]
    for at in hours + edges:
        mine, judged = recompute(read, "psu", at), whole(past, at)
        state = past.occasions["psu"].commitments["D1"]
        own, real = as_floats(figures_of(*mine.commitments["D1"])), judged.leaves["D1"]
        shown = {name: own[name] for name in ("light", *SHARES)}
        assert shown == {name: as_shown(real, state)[name] for name in shown}, at


@pytest.mark.parametrize("name", GOLDEN)
def test_no_kind_of_event_is_unknown_to_the_rule(name: str) -> None:
    leaf = GOLDEN[name]["leaf"].encode()
    event = read_leaf(leaf, json.loads(leaf)["position"])
    Commitment().fold(event)
    assert event.type == name.partition(" ")[0]


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(tree["name"]))
def test_the_root_is_that_of_other_peoples_libraries(tree: dict[str, Any]) -> None:
    leaves = [bytes.fromhex(leaf) for leaf in tree["leaves_hex"]]
    roots = [merkle_root(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == tree["roots_hex_by_size"]


@pytest.mark.parametrize("index", [0, 7, 999, 1_000, 273_000, 1_234_067])
def test_a_bundle_lies_where_the_format_says(index: int) -> None:
    assert bundle_path(index) == Tile(None, index).path


def test_each_program_is_short_enough_to_be_read() -> None:
    for program in (Path(__file__).parent.parent.parent / "docs").glob("*.py"):
        assert len(program.read_text("utf-8").splitlines()) < 300
