"""A coordination meeting (rakor), as its occasion's state holds it."""

from events.facts import rakor as facts
from services.state.records import State, TextAt


class Participant(State):
    """A party that took part in a meeting."""

    party: str
    capacity: TextAt | None


class Rakor(State):
    """A coordination meeting."""

    code: str
    name: str
    held_on: facts.StatedDate
    venue: str | None
    organiser: str | None
    chair: str | None
    position: int
    same_as: str | None = None
    """The same meeting as it stands under another occasion: `occasion/code`."""
    participants: tuple[Participant, ...] = ()
