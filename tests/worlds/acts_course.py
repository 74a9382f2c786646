"""What somebody may send in the hall about the register and about what was said in the room."""

from typing import Any

from tests.worlds.furniture import OCCASION

SAID = {"code": "T1", "statedBy": "party:KPU-LOG", "value": 30, "note": "Thirty, she thinks"}
"""What was said of D01, once everything happened."""


def course_acts(about: dict[str, str]) -> dict[str, dict[str, Any]]:
    """For each of these mutations an input; `about` names the commitment."""
    statement = {"statement": f"statement:{OCCASION}/D01/T1"}
    return {
        "partyRename": {"party": "party:POLRES", "name": "New name"},
        "partySucceed": {"party": "party:POLRES", "successor": "party:SETDA"},
        "regionRename": {"region": "region:62.05.02", "name": "New name"},
        "participantRecord": {"rakor": f"rakor:{OCCASION}/R1", "party": "party:POLRES"},
        "commitmentStateProgress": {**about, "code": "T9", "statedBy": "party:KPU", "value": 20},
        "statementConfirm": statement,
        "statementDeny": {**statement, "reason": "Misheard"},
    }
