"""Commitments by what is measured of them, who takes part, and what is said in the room."""

from events.facts.vocabulary import Role
from services.commands.indicator import DefineIndicator
from services.commands.owner import NamePartners
from services.commands.statement import ConfirmStatement, DenyStatement, StateProgress
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import ACCEPT, OWNED, READY, SET_DEADLINE, act, on_d1
from tests.worlds.given import Act, History

PARTNER = Viewer((Role.OWNER,), "DINKES")
STRANGER = Viewer((Role.OWNER,), "SETDA")
KPU, DINKES = "party:KPU", "party:DINKES"
NAME_PARTNERS = on_d1(cast.COORDINATOR, NamePartners, parties=[DINKES])
BY_PARTY = ({"party": KPU, "target": 60}, {"party": DINKES, "target": 40})

STATE = on_d1(cast.RECORDER, StateProgress, code="T1", stated_by=KPU, value=40)
SAID = "statement:psu/D1/T1"
CONFIRM = act(cast.OWNER, ConfirmStatement, statement=SAID)
DENY = act(cast.OWNER, DenyStatement, statement=SAID, reason="Salah dengar")


def measured(**indicator: object) -> History:
    """D1 is ready: owned by KPU, with DINKES as its partner, and measured so."""
    define = on_d1(cast.COORDINATOR, DefineIndicator, name="Capaian", **indicator)
    return OWNED.and_(SET_DEADLINE, define, NAME_PARTNERS, ACCEPT)


PARTNERED = READY.and_(NAME_PARTNERS)
"""D1 is ready, and DINKES takes part in it."""
SHARED = measured(target=100, unit="lembar", breakdown=BY_PARTY)
"""60 fall to KPU, who owns it, and 40 to DINKES, who takes part."""
DELIVERABLE = measured(measure="DELIVERABLE")
RATE = measured(measure="RATE", baseline=62, target=75, unit="%")
RATES = measured(
    measure="RATE",
    baseline=62,
    target=75,
    unit="%",
    breakdown=[{"party": KPU}, {"party": DINKES, "target": 80}],
)
"""From 62 to 75 % at KPU, to 80 % at DINKES."""
FALLING = measured(direction="AT_MOST", baseline=40, target=10, unit="kasus")
DUTY = measured(measure="PERIODIC", every="WEEK")
"""Each week from 15 July to 4 August: three periods, the last one ends on 4 August."""
SHARED_DUTY = measured(
    measure="PERIODIC", every="WEEK", breakdown=[{"party": KPU}, {"party": DINKES}]
)
STATED = READY.and_(STATE)
"""D1 is ready, and it was said that 40 are done."""

EXAMPLES: tuple[tuple[History, Act], ...] = (
    (READY, STATE),
    (STATED, CONFIRM),
    (STATED, DENY),
)
