"""Following one more event costs the same however many went before: nothing is copied for it."""

from services.state.directory import Directory
from services.state.occasion import OccasionState
from services.state.replay import Replay
from tests.worlds.cast import READY, REPORT
from tests.worlds.given import evolve_occasion

EVENTS = READY.and_(REPORT).events


def test_a_replay_goes_on_in_the_same_mappings() -> None:
    replay = Replay()
    for event in EVENTS[:-1]:
        replay.follow(event)
    directory, commitments = replay.directory, replay.occasions["psu"].commitments
    replay.follow(EVENTS[-1])
    assert replay.directory is directory
    assert replay.occasions["psu"].commitments is commitments


def test_it_comes_to_what_evolving_state_by_state_comes_to() -> None:
    replay, directory, occasion = Replay(), Directory(), OccasionState()
    for event in EVENTS:
        replay.follow(event)
        directory.follow(event)
        if event.occasion is not None:
            occasion = evolve_occasion(occasion, event)
    assert replay.directory == directory
    assert replay.occasions == {"psu": occasion}


def test_evolving_leaves_the_state_before_as_it_was() -> None:
    occasion = OccasionState()
    for event in EVENTS:
        evolve_occasion(occasion, event)
    assert occasion == OccasionState()
