"""A regency and an election body with branches, to try every way round the duties in.

    PEMKAB ── INSPEKTORAT-KAB ── IRBAN        KPU-PROV ── KPU ── PPK
          └── DINAS ── UPTD                           └── KPU-SISTER

D1 is owned by KPU, D2 by DINAS, D3 by PEMKAB itself; D1 to D3 are ready, D4 has no owner.
"""

from typing import Any

from events.facts.vocabulary import Role
from services.permissions import Viewer
from tests.worlds import cast
from tests.worlds.cast import act
from tests.worlds.given import Act, History
from tests.worlds.persons import person_of

D1, D2, D3, D4 = (f"commitment:psu/D{n}" for n in range(1, 5))
BRANCHES = {
    "PEMKAB": None,
    "INSPEKTORAT-KAB": "PEMKAB",
    "IRBAN": "INSPEKTORAT-KAB",
    "DINAS": "PEMKAB",
    "UPTD": "DINAS",
    "KPU-SISTER": "KPU-PROV",
    "OFFICE-OF-SEKDA": "SEKDA",
    "DESK-OF-SEKDA": "OFFICE-OF-SEKDA",
    "ABOVE-AUDITOR": None,
    "AUDITOR-BRANCH": "ABOVE-AUDITOR",
    "AUDITOR-SISTER": "ABOVE-AUDITOR",
    "AUDITOR-DESK": "AUDITOR-BRANCH",
}
ANNA, BUDI = cast.PERSON, cast.OTHER_PERSON


def as_(role: Role, party: str, person: str | None = None) -> Viewer:
    """A token of one role; of the party's own person where none is named."""
    return Viewer((role,), party, person or person_of(party))


def owner(party: str, person: str | None = None) -> Viewer:
    """A token by which a party acts for what it owns."""
    return as_(Role.OWNER, party, person)


def verifier(party: str, person: str | None = None) -> Viewer:
    """A token of a verifier."""
    return as_(Role.VERIFIER, party, person)


def _promised(commitment: str, party: str) -> list[Act]:
    about: dict[str, Any] = {"commitment": commitment}
    return [
        cast.RECORD.but(code=commitment[-2:]),
        cast.ASSIGN.but(**about, owner=f"party:{party}"),
        cast.SET_DEADLINE.but(**about),
        cast.DEFINE.but(**about),
        cast.ACCEPT.but(owner(party), **about),
    ]


REGENCY: History = cast.OCCASION.and_(
    *(
        act(
            cast.RECORDER,
            cast.REGISTER_PARTY.command,
            code=code,
            name=code,
            kind="AGENCY",
            parent=parent and f"party:{parent}",
        )
        for code, parent in BRANCHES.items()
    ),
    *_promised(D1, "KPU"),
    *_promised(D2, "DINAS"),
    *_promised(D3, "PEMKAB"),
    cast.RECORD.but(code="D4"),
)
REPORT_ALL = cast.REPORT_ALL.but(owner("KPU"))
ATTACH = cast.ATTACH.but(owner("KPU"))
CLAIM = cast.CLAIM.but(owner("KPU"))
REPORTED = REGENCY.and_(REPORT_ALL)
CLAIMED = REPORTED.and_(ATTACH, CLAIM)
VERDICTS = (cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT)
