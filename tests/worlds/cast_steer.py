"""What is asked for, granted, stated by a source, amended, withdrawn: acts and histories."""

from typing import Any

from events.facts.vocabulary import Role
from services.commands.amendment import AmendCommitment
from services.commands.command import Command
from services.commands.condition import FailCondition, MeetCondition
from services.commands.occasion import RescheduleOccasion
from services.commands.owner import DeclineAssignment, NamePartners
from services.commands.rakor_amendment import AmendRakor
from services.commands.request import RequestChange
from services.commands.withdrawal import ProposeWithdrawal, Withdraw
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import act, on_d1
from tests.worlds.given import Act, History

SOURCE = "source:psu/S1"
Q1, Z1 = "request:psu/D1/Q1", "withdrawal:psu/D1/Z1"

DECLINE = on_d1(cast.OWNER, DeclineAssignment, reason="Bukan tugas kami")
NAME_PARTNERS = on_d1(cast.COORDINATOR, NamePartners, parties=["party:DINKES"])
PARTNER = Viewer((Role.OWNER,), "DINKES", cast.OTHER_PERSON)
ASK = on_d1(cast.OWNER, RequestChange, code="Q1", reason="Cuaca")
ASK_DEADLINE = ASK.but(deadline={"due": "2025-08-05"})
ASK_INDICATOR = ASK.but(indicator={"target": 120})
ASK_OWNER = ASK.but(owner="party:DINKES")
AMEND = on_d1(cast.COORDINATOR, AmendCommitment, weight=3, reason="Bobotnya salah tulis")
AMEND_RAKOR = act(
    cast.COORDINATOR, AmendRakor, rakor="rakor:psu/R1", venue="Aula", reason="Salah tulis"
)
CONDITION = cast.RECORD.but(condition="bila anggaran tersedia")
MEET = on_d1(cast.COORDINATOR, MeetCondition, how="DPA terbit")
FAIL = on_d1(cast.COORDINATOR, FailCondition, reason="Anggaran tidak tersedia")
PROPOSE_WITHDRAWAL = on_d1(
    cast.COORDINATOR, ProposeWithdrawal, code="Z1", reason="Digabung dengan D2"
)
GRANT_WITHDRAWAL = act(cast.LEADER, Withdraw, withdrawal=Z1)
MOVE_OCCASION = act(
    cast.RECORDER,
    RescheduleOccasion,
    occasion="occasion:psu",
    old_day="2025-08-06",
    new_day="2025-08-13",
    source=SOURCE,
    reason="Putusan KPU",
)
ASSIGN_STATED = cast.ASSIGN.but(cast.RECORDER, source=SOURCE)
SET_STATED = cast.SET_DEADLINE.but(cast.RECORDER, source=SOURCE)
DEFINE_STATED = cast.DEFINE.but(cast.RECORDER, source=SOURCE)

DELIVERABLE: dict[str, Any] = {
    "name": "SK Bupati",
    "measure": "DELIVERABLE",
    "target": None,
    "unit": None,
}
RATE: dict[str, Any] = {
    "name": "Cakupan imunisasi",
    "measure": "RATE",
    "baseline": 62,
    "target": 75,
    "unit": "%",
}
PERIODIC: dict[str, Any] = {
    "name": "Laporan harian",
    "measure": "PERIODIC",
    "target": None,
    "unit": None,
    "every": "DAY",
}
AT_MOST: dict[str, Any] = {
    "name": "Titik api",
    "direction": "AT_MOST",
    "baseline": 40,
    "target": 0,
    "unit": "titik",
}


def specified(**indicator: Any) -> History:
    """D1 is owned, due from 15 July to 4 August, and measured so."""
    return cast.OWNED.and_(cast.SET_DEADLINE, cast.DEFINE.but(**indicator))


PARTNERED = cast.READY.and_(NAME_PARTNERS)
DEADLINE_ASKED = cast.READY.and_(ASK_DEADLINE)
INDICATOR_ASKED = cast.READY.and_(ASK_INDICATOR)
OWNER_ASKED = cast.READY.and_(ASK_OWNER)
CONDITIONAL = cast.OCCASION.and_(CONDITION)
"""D1 depends on something."""
WITHDRAWAL_PROPOSED = cast.READY.and_(PROPOSE_WITHDRAWAL)
WITHDRAWN = WITHDRAWAL_PROPOSED.and_(GRANT_WITHDRAWAL)
"""D1 was ready and is withdrawn, by two."""

EXAMPLES: tuple[tuple[History, Act], ...] = (
    (cast.RECORDED, ASSIGN_STATED),
    (cast.RECORDED, SET_STATED),
    (cast.RECORDED, DEFINE_STATED),
    (cast.OWNED, DECLINE),
    (cast.READY, NAME_PARTNERS),
    (cast.READY, ASK_DEADLINE),
    (cast.READY, AMEND),
    (cast.OCCASION, AMEND_RAKOR),
    (CONDITIONAL, MEET),
    (CONDITIONAL, FAIL),
    (cast.READY, PROPOSE_WITHDRAWAL),
    (cast.RECORDED, cast.WITHDRAW),
    (cast.OCCASION, MOVE_OCCASION),
)
IN_ROLE: dict[tuple[type[Command], Role], tuple[History, Act]] = {
    (Withdraw, Role.LEADER): (WITHDRAWAL_PROPOSED, GRANT_WITHDRAWAL),
}
"""What is issued in one role in another way than in the others."""
