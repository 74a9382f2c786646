"""The page on an event's bytes names every type and every field of it, where it stands."""

import pytest
from readiness_2 import VERSIONS

from events.facts.all import SHAPES
from tests.events.format.event_page import PAGE, rows
from tests.worlds.changed_report import publish


def test_the_page_says_what_the_facts_declare() -> None:
    expected = rows()
    assert PAGE.read_text("utf-8").splitlines()[-len(expected) :] == expected


def test_the_page_must_say_what_a_fact_was_before_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(monkeypatch)
    at = rows().index("| ProgressReported | – | `region`, `party` | `value` | `note` |")
    assert rows()[at + 1] == (
        "| ProgressReported version 1 | `requestedBy` | `region` | `amount` | `note`, `remark` |"
    )


def test_the_program_beside_the_page_knows_every_published_version() -> None:
    assert {
        (name, version) for name, version in SHAPES if version not in VERSIONS.get(name, (1,))
    } == set()
