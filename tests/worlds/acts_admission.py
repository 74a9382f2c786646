"""Who is let in, over HTTP; and the first administrator, who comes from the machine."""

from typing import Any

from events.facts.vocabulary import Role
from services.commands.admission import AdmitPerson
from services.permissions import MACHINE
from services.write.record import Recorder
from services.write.record_batch import Recorded

NEWCOMER = "3b9f0d71-58d2-4a3c-8f21-6b6a2f9d4c10"
"""A person whom only `admission_acts` names."""


def make_administrator(
    recorder: Recorder, person: str, party: str, key: str = "first-administrator", **more: Any
) -> Recorded:
    """Whoever runs the machine lets an administrator in: alone the first one."""
    fields = {"person": f"person:{person}", "party": f"party:{party}", "role": Role.ADMINISTRATOR}
    command = AdmitPerson.model_validate({"idempotency_key": key, **fields, **more})
    return recorder.record(command, MACHINE)


def admission_acts() -> dict[str, dict[str, Any]]:
    """An input for each mutation."""
    of = {"person": f"person:{NEWCOMER}", "role": "OWNER"}
    return {"personAdmit": {**of, "party": "party:DINKES"}, "admissionEnd": of}
