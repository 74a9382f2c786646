"""What erasures demand of the texts of a log: which are gone, and who demanded it."""

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.format.log_entry import TextPlace
from events.format.recorded_event import NAME_PATH, RecordedEvent


class ErasureDemands:
    """Takes events in their order, and says which texts went because of each."""

    def __init__(self) -> None:
        self._names: dict[str, list[int]] = {}
        """Where the name of a person stood, by person."""
        self._redacted: set[TextPlace] = set()

    def of(self, position: int, event: RecordedEvent) -> set[TextPlace]:
        """What the event at a position erased: a text, or every name of a person that was there."""
        actor = event.actor
        if actor.person is not None and actor.name is not None:
            self._names.setdefault(actor.person, []).append(position)
        match event.fact:
            case TextRedacted() as fact:
                self._redacted.add((fact.redacts, fact.path))
                return {(fact.redacts, fact.path)}
            case PersonalDataErased() as fact:
                names = {(place, NAME_PATH) for place in self._names.pop(fact.person, ())}
                return names - self._redacted
            case _:
                return set()
