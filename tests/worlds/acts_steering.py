"""What somebody may send in the hall to specify and to steer what was promised."""

from typing import Any

from tests.worlds.furniture import OCCASION

D02, S1 = f"commitment:{OCCASION}/D02", f"source:{OCCASION}/S1"
Inputs = dict[str, dict[str, Any]]
"""By mutation."""


def specified_acts(about: dict[str, str]) -> Inputs:
    """For each of these mutations an input; `about` names the commitment."""
    why = {"reason": "Rain"}
    return {
        "occasionReschedule": {
            "occasion": f"occasion:{OCCASION}",
            "oldDay": "2025-08-06",
            "newDay": "2025-08-20",
            "source": S1,
            **why,
        },
        "rakorAmend": {"rakor": f"rakor:{OCCASION}/R1", "name": "New name", **why},
        "commitmentAmend": {**about, "weight": 2, **why},
        "commitmentMeetCondition": {**about, "how": "There is money"},
        "commitmentFailCondition": {**about, **why},
        "commitmentDecline": {**about, **why},
        "commitmentNamePartners": {**about, "parties": ["party:POLRES"]},
        "commitmentRequestChange": {
            **about,
            "code": "Q9",
            "deadline": {"due": "2025-08-05"},
            **why,
        },
        "commitmentReviseIndicator": {**about, "oldTarget": 100, "newTarget": 90, **why},
        "commitmentReschedule": {**about, "oldDue": "2025-08-04", "newDue": "2025-08-05", **why},
        "commitmentReassign": {
            **about,
            "reason": "Wrong",
            "oldOwner": "party:KPU-LOG",
            "newOwner": "party:DINKES",
        },
    }


def steering_acts(about: dict[str, str], leader: str) -> Inputs:
    """For each of these mutations an input; `about` names the commitment, `leader` who is asked."""
    why = {"reason": "By mistake"}
    asked = {"to": f"party:{leader}", "level": 2, "question": "Who pays?"}
    return {
        "commitmentLinkDependency": {**about, "on": D02},
        "commitmentReleaseDependency": {**about, "on": D02},
        "commitmentEscalate": {**about, "code": "E9", **asked},
        "escalationAnswer": {"escalation": f"escalation:{OCCASION}/D02/E1", "decision": "We do"},
        "commitmentProposeWaiver": {**about, "code": "W9", "remainder": 1, **why},
        "commitmentWaiveRemainder": {"waiver": f"waiver:{OCCASION}/D01/W1"},
        "commitmentReopen": {**about, **why},
        "commitmentProposeWithdrawal": {**about, "code": "Z9", **why},
        "commitmentWithdraw": {**about, **why},
        "readinessDeclare": {
            "occasion": f"occasion:{OCCASION}",
            "statement": "Ready",
            "light": "GREEN",
        },
    }
