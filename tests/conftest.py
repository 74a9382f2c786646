"""Fixtures that every floor may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.world import World

# No test fails because the machine is slow.
settings.register_profile("rakor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rakor")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A furnished world of its own (see `tests.world`)."""
    with World(tmp_path / "world") as furnished:
        yield furnished
