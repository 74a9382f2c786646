"""What stands in every test world: who there is, and what the meeting promised.

Both commitments have owner, deadline and indicator, and are accepted: they are READY.
"""

from typing import Any

OCCASION = "psu"
RECORDER, COORDINATOR = "SETDA", "SEKDA"
VERIFIER, OTHER_VERIFIER = "BAWASLU", "INSPEKTORAT"
PARTIES: dict[str, str | None] = {
    "SETDA": None,
    "SEKDA": None,
    "BAWASLU": None,
    "INSPEKTORAT": None,
    "KPU": None,
    "KPU-LOG": "KPU",
    "DINKES": None,
    "POLRES": None,
}
"""Code and parent. KPU-LOG owns D01 (so KPU may act for it), DINKES owns D02, POLRES nothing."""
REGIONS = {"62": "PROVINCE", "62.05": "REGENCY", "62.05.01": "DISTRICT", "62.05.02": "DISTRICT"}
AREAS = ("LOGISTICS", "HEALTH")
OWNERS = {"D01": "KPU-LOG", "D02": "DINKES"}
BREAKDOWN = {"62.05.01": 6, "62.05.02": 4}
"""D02 is divided by region; D01, with a target of 100, is not."""

Ask = tuple[str, str, str, dict[str, Any]]
"""Mutation, role, party, input."""


def _by_recorder(mutation: str, **fields: Any) -> Ask:
    return mutation, "RECORDER", RECORDER, fields


def _by_coordinator(mutation: str, **fields: Any) -> Ask:
    return mutation, "COORDINATOR", COORDINATOR, fields


def _party(code: str, parent: str | None) -> Ask:
    above = parent and f"party:{parent}"
    name = f"Institution {code}"
    return _by_recorder("partyRegister", code=code, name=name, kind="AGENCY", parent=above)


def _promise(code: str, area: str, target: int, breakdown: dict[str, int]) -> list[Ask]:
    """A commitment with everything it needs, accepted by its owner."""
    about, owner = {"commitment": f"commitment:{OCCASION}/{code}"}, f"party:{OWNERS[code]}"
    parts = [{"region": region, "target": part} for region, part in breakdown.items()]
    promised: dict[str, Any] = {
        "rakor": f"rakor:{OCCASION}/R1",
        "code": code,
        "title": f"Promise {code}",
        "kind": "UNDERTAKING",
        "area": area,
        "committed_by": [owner],
        "sources": [f"source:{OCCASION}/S1"],
    }
    counted: dict[str, Any] = {"name": "Done", "target": target, "unit": "pieces"}
    days = {"planned_start": "2025-07-14", "due": "2025-08-04"}
    return [
        _by_recorder("commitmentRecord", **promised),
        _by_coordinator("commitmentAssignOwner", **about, owner=owner),
        _by_coordinator("commitmentSetDeadline", **about, **days),
        _by_coordinator("commitmentDefineIndicator", **about, **counted, breakdown=parts),
        ("commitmentAccept", "OWNER", OWNERS[code], about),
    ]


FURNITURE: list[Ask] = [
    *(_party(code, parent) for code, parent in PARTIES.items()),
    _by_recorder(
        "regionRegister",
        regions=[
            {"code": code, "name": f"Region {code}", "level": level}
            for code, level in REGIONS.items()
        ],
    ),
    _by_recorder(
        "occasionDeclare",
        code=OCCASION,
        name="Repeat vote",
        day="2025-08-06",
        areas=[{"code": area, "name": area.title()} for area in AREAS],
        region="region:62.05",
    ),
    _by_recorder(
        "rakorRecord",
        occasion=f"occasion:{OCCASION}",
        code="R1",
        name="Coordination meeting",
        held_on={"verbatim": "Rabu, 10 Juli 2025", "candidates": ["2025-07-09", "2025-07-10"]},
        organiser="party:SETDA",
    ),
    _by_recorder(
        "sourceRegister",
        occasion=f"occasion:{OCCASION}",
        code="S1",
        kind="MINUTES",
        title="Minutes of the meeting",
        sha256="5" * 64,
    ),
    *_promise("D01", "LOGISTICS", 100, {}),
    *_promise("D02", "HEALTH", 10, BREAKDOWN),
]
"""Everything that is recorded into a new world, in order; the times are its own (`START`)."""
