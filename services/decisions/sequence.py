"""One command that decides several things after one another: each sees what went before. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pydantic.alias_generators import to_camel

from events.format.recorded_event import RecordedEvent
from services.commands.command import Command
from services.decisions.deciding import Decided, Situation
from services.refusals import Refusal
from services.state.growing_occasion import GrowingOccasion

ENVELOPE = frozenset((to_camel(name),) for name in Command.model_fields)
"""The fields that every input has, whatever else it holds."""


class Sequence:
    """What a command comes to, all or nothing; its situation grows with every decision."""

    def __init__(self, command: Command, situation: Situation) -> None:
        self._command, self._situation = command, situation
        self._growing = GrowingOccasion(situation.occasion)
        self.decided: list[Decided] = []

    def situation(self, commitment: str | None = None) -> Situation:
        """The situation of what is decided next, about a commitment or none."""
        known = self._growing.state
        return replace(
            self._situation,
            occasion=known,
            commitment=known.commitments.get(commitment) if commitment else None,
            size=self._situation.size + len(self.decided),
        )

    def follow(self, decided: list[Decided]) -> None:
        """Take in what was decided, as it will stand on record."""
        for item in decided:
            self._growing.follow(self._event(item))
            self.decided.append(item)

    def _event(self, item: Decided) -> RecordedEvent:
        known = self._growing.state.commitments.get(item.commitment or "")
        return RecordedEvent(
            position=self._situation.size + len(self.decided),
            stream=item.stream,
            stream_version=known.version + 1 if known else 1,
            fact=item.fact,
            actor=self._situation.actor,
            recorded_at=self._situation.now,
            occurred_at=item.occurred_at or self._command.occurred_at or self._situation.now,
            leaf_hash=b"",
            occasion=item.occasion,
            commitment=item.commitment,
        )


@contextmanager
def inside(*where: str, beside: frozenset[tuple[str, ...]] = frozenset()) -> Iterator[None]:
    """A part of an input: a refusal names its field from where that part stands.

    What all inputs share stands outside of the part, and what is named as beside it.
    """
    try:
        yield
    except Refusal as refusal:
        is_outside = refusal.field[:1] in ENVELOPE | beside
        field = refusal.field if is_outside else (*where, *refusal.field)
        raise moved(refusal, field) from refusal


def moved(refusal: Refusal, field: tuple[str, ...]) -> Refusal:
    """The same refusal of another field."""
    return Refusal(refusal.code, refusal.variant, field=field, **refusal.params)
