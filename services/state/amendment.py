"""An amendment of a commitment, as its state keeps it."""

from dataclasses import dataclass

from events.facts.commitment import CommitmentRecorded
from services.state.records import Moment


@dataclass(frozen=True, slots=True)
class Amendment(Moment):
    """What was on record of a commitment before it was amended, and which fields were."""

    before: CommitmentRecorded
    fields: tuple[str, ...]
