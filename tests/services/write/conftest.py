"""A world in which things were said that are to be erased."""

import pytest

from tests.services.write.erasing import KEPT, OTHER_OWNER, report
from tests.worlds.world import World, commitment_id


@pytest.fixture
def said(world: World) -> World:
    """A world in which Siti reported twice, once with a secret, and somebody else once."""
    report(world)
    report(world, value=41, note=KEPT, reason="alasan")
    place = {"commitment": commitment_id("D02"), "region": "62.05.01", "value": 1}
    report(world, OTHER_OWNER, **place, note=KEPT)
    return world.wait(hours=1)
