"""What the tests of a served log begin with."""

from pathlib import Path

import pytest

from events.facts.vocabulary import Dataset
from tests.worlds.program import rakor_here
from tests.worlds.world import World


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A LIVE log with a key."""
    folder = tmp_path / "var"
    World(folder, dataset=Dataset.LIVE).close()
    assert rakor_here(folder, "key", "new").returncode == 0
    return folder
