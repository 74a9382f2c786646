"""What every operation of a server shares."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from events.facts.vocabulary import Dataset
from events.heads.witness_policy import WitnessPolicy
from services.evidence.evidence_files import EvidenceFiles
from services.heads.prove import Proofs
from services.read.look_up import LookUp
from services.write.record import Recorder


@dataclass(frozen=True)
class House:
    """The parts of a server that its operations work with."""

    look_up: LookUp
    recorder: Recorder
    dataset: Dataset
    origin: str
    proofs: Proofs
    policy: WitnessPolicy | None
    """Whose cosignatures make a signed head witnessed; None: nobody's."""
    files: EvidenceFiles | None
    """Those of evidence; None: hashes alone are taken, as by a script."""
    head_due_at: Callable[[dt.datetime], dt.datetime | None]
    """From when an event was recorded to when a signed head covers it; None: nobody can say."""
