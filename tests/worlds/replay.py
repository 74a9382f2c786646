"""The one question about the present: does it say what a fold of the log says?"""

import datetime as dt

from services.projections.following import Following
from services.state.directory import Directory
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState
from tests.worlds.furniture import OCCASION
from tests.worlds.world import World

END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)


def replayed(world: World, position: int | None = None) -> OccasionState:
    """The occasion as its events up to a position make it."""
    events = [event for event in world.events() if event.occasion == OCCASION]
    return fold_occasion(
        (event for event in events if position is None or event.position <= position), END_OF_TIME
    )


def assert_sound(world: World) -> None:
    """The log is dense and in order of time, and the present is a fold of it.

    So it is for who wrote it, and for who only reads on.
    """
    events = world.events()
    assert [event.position for event in events] == list(range(len(events)))
    times = [event.recorded_at for event in events]
    assert times == sorted(times)
    directory = Directory()
    for event in events:
        directory.follow(event)
    for following in (world.following, Following(world.log)):
        present, state = following.occasion(OCCASION)
        assert present.directory == directory
        assert present.head.size == len(events)
        assert_same(state, replayed(world))


def assert_same(one: OccasionState, other: OccasionState) -> None:
    """Two states are equal, the order of the commitments included."""
    assert one == other
    assert list(one.commitments) == list(other.commitments)
