"""What is said in the room of how much is done, and parts that fall to parties."""

from events.facts.vocabulary import Role
from services.commands.statement import ConfirmStatement, DenyStatement, StateProgress
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import act, on_d1
from tests.worlds.given import Act, History

PARTNER = Viewer((Role.OWNER,), "DINKES")
STATE = on_d1(cast.RECORDER, StateProgress, code="T1", stated_by="party:KPU", value=40)
SAID = "statement:psu/D1/T1"
CONFIRM = act(cast.OWNER, ConfirmStatement, statement=SAID)
DENY = act(cast.OWNER, DenyStatement, statement=SAID, reason="Salah dengar")
STATED = cast.READY.and_(STATE)
"""D1 is ready, and it was said that 40 are done."""

EXAMPLES: tuple[tuple[History, Act], ...] = (
    (cast.READY, STATE),
    (STATED, CONFIRM),
    (STATED, DENY),
)
