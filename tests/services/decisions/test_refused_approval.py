"""Who asked never approves, nobody approves or judges without a name, and a party that is not
registered does nothing but register: every way round that is refused."""

from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast_steer import AMEND, ASK_DEADLINE, ASK_INDICATOR, ASK_OWNER, Q1
from tests.worlds.duties import ANNA, BUDI, REGENCY, as_, owner
from tests.worlds.examples import EXAMPLES
from tests.worlds.given import History
from tests.worlds.refused import Refused

SEP = No.SEPARATION_OF_DUTIES
ANNA_AT_KPU = owner("KPU", ANNA)
PROPOSED = REGENCY.and_(
    cast.PROPOSE_WAIVER.but(as_(Role.COORDINATOR, "OFFICE-OF-SEKDA", ANNA)),
)
SAID = REGENCY.and_(cast.REPORT.but(owner("KPU"), note="Ibu Siti menerima"))
TO_REDACT = SAID.and_(
    cast.PROPOSE_REDACTION.but(
        as_(Role.AUDITOR, "OFFICE-OF-SEKDA", ANNA), event=SAID.events[-1].position
    )
)
REDACT = cast.REDACT.but(proposal=TO_REDACT.events[-1].position)


def approvals(told: str, party: str, person: str | None = None, **fields: Any) -> list[Refused]:
    """Whoever proposed for OFFICE-OF-SEKDA, and somebody who approves it."""
    leader, operator = as_(Role.LEADER, party, person), as_(Role.ADMINISTRATOR, party, person)
    return [
        Refused(told, PROPOSED, cast.WAIVE.but(leader, **fields), SEP, "proposer"),
        Refused(told, TO_REDACT, REDACT.but(operator, **fields), SEP, "proposer"),
    ]


def requests(
    told: str, who: Viewer, asked: str, history: History = REGENCY, **fields: Any
) -> list[Refused]:
    """A party asked for another deadline, target or owner, and somebody grants it."""
    asker = as_(Role.COORDINATOR, asked)
    return [
        Refused(
            told, history.and_(ask.but(asker)), act.but(who, request=Q1, **fields), SEP, "requester"
        )
        for ask, act in (
            (ASK_DEADLINE, cast.RESCHEDULE),
            (ASK_INDICATOR, cast.REVISE),
            (ASK_OWNER, cast.REASSIGN),
            (ASK_DEADLINE, AMEND),
        )
    ]


SEKDA = as_(Role.COORDINATOR, "SEKDA")
APPROVING = [
    *approvals("Anna approves for another party what she proposed", "BUPATI", ANNA),
    *approvals("Budi approves for the party what Anna proposed for it", "OFFICE-OF-SEKDA", BUDI),
    *approvals("the parent of who proposed", "SEKDA"),
    *approvals("the child of who proposed", "DESK-OF-SEKDA"),
    *approvals("in the name of who proposed", "BUPATI", on_behalf_of="party:OFFICE-OF-SEKDA"),
    *approvals("in the name of its parent", "BUPATI", on_behalf_of="party:SEKDA"),
    *requests("its own request", SEKDA, "SEKDA"),
    *requests("a request of its child", SEKDA, "OFFICE-OF-SEKDA"),
    *requests("a request of its grandchild", SEKDA, "DESK-OF-SEKDA"),
    *requests("a request of its grandparent", as_(Role.COORDINATOR, "DESK-OF-SEKDA"), "SEKDA"),
    *requests(
        "in the name of the parent of who asked", SEKDA, "KPU", on_behalf_of="party:KPU-PROV"
    ),
    *(
        refused
        for asked in ("KPU", "KPU-PROV", "PPK")
        for refused in requests(
            f"Anna reported for KPU and approves what {asked} asked for",
            as_(Role.COORDINATOR, "SEKDA", ANNA),
            asked,
            REGENCY.and_(cast.REPORT.but(ANNA_AT_KPU)),
        )
    ),
]

NAMELESS = [
    Refused(
        "a token that names nobody",
        history,
        act.but(Viewer(act.viewer.roles, act.viewer.party)),
        No.NOT_AUTHORISED,
        "person",
    )
    for command, (history, act) in EXAMPLES.items()
    if command.needs_person
]
UNREGISTERED = [
    Refused(
        "an unregistered party",
        history,
        act.but(Viewer(act.viewer.roles, "GHOST", ANNA)),
        No.UNKNOWN_PARTY,
        "own",
    )
    for command, (history, act) in EXAMPLES.items()
    if not command.for_unregistered
]
REFUSALS = [*APPROVING, *NAMELESS, *UNREGISTERED]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
