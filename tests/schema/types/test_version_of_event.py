"""An event of an earlier version in the API: in the newest shape, and saying its own version."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from tests.worlds.api import Api
from tests.worlds.changed_report import OF_A_REGION, PUBLIC, publish, report_as_before
from tests.worlds.world import World

SHOWN = """
query { events(filter: { types: [PROGRESS_REPORTED] }, first: 9) { nodes: edges { node {
  schemaVersion type leafHash ... on ProgressReported { value note region { code } }
} } } }
"""


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A server over reports of version 1, and one of version 2 on top."""
    publish(monkeypatch)
    World(tmp_path).close()
    report_as_before(tmp_path, [("D01", PUBLIC), ("D02", OF_A_REGION)])
    with World(tmp_path) as world:
        world.owner("commitmentReportProgress", "D01", value=60, note="60")
    with Api(tmp_path, Dataset.DEMO) as api:
        yield api


def shown(answer: Any) -> list[tuple[Any, ...]]:
    """Version, value, note and region of each report."""
    nodes = [edge["node"] for edge in answer["events"]["nodes"]]
    return [
        (
            node["schemaVersion"],
            node["value"],
            node["note"],
            node["region"] and node["region"]["code"],
        )
        for node in nodes
    ]


def test_the_version_is_that_in_the_bytes_and_the_fields_are_those_of_the_newest(
    changed: Api,
) -> None:
    answer = changed.data(SHOWN, changed.token("RECORDER", party="SETDA"))
    assert shown(answer) == [
        (1, 40, "40", None),
        (1, 3, None, "62.05.01"),
        (2, 60, "60", None),
    ]


def test_what_was_sealed_in_an_earlier_version_is_not_public(changed: Api) -> None:
    answer = changed.ask(SHOWN)
    assert shown(answer["data"]) == [
        (1, 40, None, None),
        (1, None, None, None),
        (2, 60, None, None),
    ]
    assert "errors" not in answer
    assert answer["extensions"]["withheld"] == [
        f"ProgressReported.{name}" for name in ("note", "region", "value")
    ]
