"""Who is let in: two administrators, and the machine from which the first one comes."""

from typing import Any

from events.facts.vocabulary import Role
from services.commands.admission import AdmitPerson, EndAdmission
from services.permissions import MACHINE, Viewer
from tests.worlds import cast
from tests.worlds.cast import act
from tests.worlds.given import Act, History

KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOH_8ECuULYkjkk2WlHkoBxF0sjAGXOENhb50EKGfHglK"
    "Vo0R3sdTX1TixDCig-SHU6Sr19G9LdDkPnmoj8Gt1g"
)
OTHER_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFY9YD_c546quWDX4dgogWjELp_wmGejgzCdjwiDWLQdW"
    "uqjw17N11HcTMWBUnKENxDntjUQ7t5hX1zpInKkRYw"
)
HOST = "rakor.example.go.id"
KEYED: dict[str, Any] = {"public_key": KEY, "rp_id": HOST}
ONE = cast.ADMINISTRATOR
TWO = Viewer((Role.ADMINISTRATOR,), "BAWASLU", "22222222-2222-4333-8444-555555555555")
THREE = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", "33333333-2222-4333-8444-555555555555")
"""Of the first one's own party."""
STRANGER = Viewer((Role.ADMINISTRATOR,), "BPK", "44444444-2222-4333-8444-555555555555")
"""Whose token says ADMINISTRATOR, and whom nobody admitted."""
SOMEBODY = "55555555-2222-4333-8444-555555555555"
SOMEBODY_ELSE = "66666666-2222-4333-8444-555555555555"


def admit(by: Viewer, person: str, party: str, role: Role, **more: Any) -> Act:
    """Somebody admits a person."""
    fields = {"person": f"person:{person}", "party": f"party:{party}", "role": role}
    return act(by, AdmitPerson, **fields, **more)


def admit_viewer(by: Viewer, who: Viewer, **more: Any) -> Act:
    """Somebody admits a person who acts in one role."""
    return admit(by, who.person or "", who.party or "", who.roles[0], **more)


def end(by: Viewer, person: str, role: Role, **more: Any) -> Act:
    """Somebody ends what a person was admitted to."""
    return act(by, EndAdmission, person=f"person:{person}", role=role, **more)


FIRST: History = cast.DIRECTORY.and_(admit_viewer(MACHINE, ONE))
"""Whoever runs the machine has made the first administrator."""
TWO_ADMINISTRATORS = FIRST.and_(admit_viewer(MACHINE, TWO), admit_viewer(ONE, TWO))
"""The second one was admitted by two: the machine, and the first one."""
VERIFIER = admit(ONE, SOMEBODY, "INSPEKTORAT", Role.VERIFIER)
"""The first administrator proposes a verifier."""
PROPOSED = TWO_ADMINISTRATORS.and_(VERIFIER)
CONFIRM = VERIFIER.but(TWO)
ADMITTED = PROPOSED.and_(CONFIRM)
RECORDER = admit(ONE, SOMEBODY, "SETDA", Role.RECORDER)
EXAMPLES: tuple[tuple[History, Act], ...] = (
    (FIRST, RECORDER),
    (FIRST.and_(RECORDER), end(ONE, SOMEBODY, Role.RECORDER)),
)
