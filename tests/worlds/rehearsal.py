"""The rehearsal of the first part, signed, with texts that are gone: worth copying."""

import datetime as dt
from pathlib import Path
from typing import Any

from events.facts.vocabulary import Dataset, Role
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.write.script import RehearsalClock
from tests.worlds.api import Api, rehearse, scenario
from tests.worlds.copies import sign, signing_key
from tests.worlds.persons import person_of

AFTER = dt.datetime(2025, 8, 6, 12, tzinfo=dt.UTC)
PERSON = "0b0e7c1a-5f7e-4a5e-9c55-3d1f2a6b7c8d"
ERASED = ("Siti Aminah binti Ahmad", "diterima oleh Pak Darto")
"""A name and a text that were there for a while."""


def played_with_erasures(folder: Path) -> Path:
    """Play the rehearsal into a folder; then one reason and one person's names are erased."""
    rehearse(folder, scenario())
    name, words = ERASED
    recorder = Viewer((Role.RECORDER,), "SETDA", PERSON, name)
    coordinator = Viewer((Role.COORDINATOR,), "SEKDA")
    operator = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", person_of("DISKOMINFO"))
    party = {"code": "BARU", "name": "Instansi baru", "kind": "AGENCY", "reason": words}
    with Api(folder, Dataset.DEMO, RehearsalClock(AFTER)) as api:

        def do(viewer: Viewer, mutation: str, **fields: Any) -> int:
            given = {"idempotencyKey": mutation, **fields}
            command = COMMAND_BY_MUTATION[mutation].model_validate(given)
            return api.server.house.recorder.record(command, viewer).last.position

        law = {"event": do(recorder, "partyRegister", **party), "path": "/reason"}
        proposal = do(coordinator, "textProposeRedaction", **law, legalBasis="UU 27/2022")
        do(operator, "textRedact", proposal=proposal)
        do(operator, "personErase", person=f"person:{PERSON}", reason="Permintaan")
        key = signing_key(api.server.house.origin)
        sign(api.server.log, 1, 100, api.size(), key=key)
    return folder
