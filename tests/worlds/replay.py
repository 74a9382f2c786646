"""The one question about the register: does it say what a fold of the log says?"""

import datetime as dt

from services.projections import register
from services.state.directory import Directory
from services.state.occasion import OccasionState, fold_occasion
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
    """The log is dense and in order of time, and the register is a fold of it."""
    events = world.events()
    assert [event.position for event in events] == list(range(len(events)))
    times = [event.recorded_at for event in events]
    assert times == sorted(times)
    directory = Directory()
    for event in events:
        directory.follow(event)
    with world.log.reading() as connection:
        assert register.load_directory(connection) == directory
        assert register.register_size(connection) == len(events)
        latest = max((at.position for at in events if at.occasion == OCCASION), default=None)
        assert register.last_position_of(connection, OCCASION) == latest
    assert_same(world.occasion(), replayed(world))


def assert_same(one: OccasionState, other: OccasionState) -> None:
    """Two states are equal, the order of the commitments included."""
    assert one == other
    assert list(one.commitments) == list(other.commitments)
