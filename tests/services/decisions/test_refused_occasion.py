"""Every refusal about parties, regions, occasions, meetings, sources and discrepancies."""

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import DIRECTORY, OCCASION
from tests.worlds.refused import Refused

NOTED = OCCASION.and_(cast.NOTE_DISCREPANCY)
SAME_PERSON = Viewer((Role.COORDINATOR,), "SEKDA", person=cast.PERSON)
SAME_PARTY = Viewer((Role.COORDINATOR,), "SETDA")
ELSEWHERE = NOTED.and_(
    cast.DECLARE_OCCASION.but(code="haji"),
    cast.REGISTER_SOURCE.but(occasion="occasion:haji", code="S1"),
    cast.RECORD_RAKOR.but(occasion="occasion:haji"),
)


def region(code: str, level: str = "DISTRICT") -> dict[str, str]:
    return {"code": code, "name": code, "level": level}


REFUSALS = [
    Refused("code taken", DIRECTORY, cast.REGISTER_PARTY.but(code="KPU"), No.ALREADY_EXISTS),
    Refused(
        "unknown parent", DIRECTORY, cast.REGISTER_PARTY.but(parent="party:X"), No.UNKNOWN_PARTY
    ),
    Refused(
        "code taken",
        DIRECTORY,
        cast.REGISTER_REGION.but(regions=[region("62.05.01")]),
        No.ALREADY_EXISTS,
    ),
    Refused(
        "twice in one request",
        DIRECTORY,
        cast.REGISTER_REGION.but(regions=[region("62.05.03"), region("62.05.03")]),
        No.ALREADY_EXISTS,
    ),
    Refused(
        "unknown parent",
        DIRECTORY,
        cast.REGISTER_REGION.but(regions=[region("62.06.01")]),
        No.UNKNOWN_REGION,
    ),
    Refused(
        "child before its parent",
        DIRECTORY,
        cast.REGISTER_REGION.but(regions=[region("62.06.01"), region("62.06", "REGENCY")]),
        No.UNKNOWN_REGION,
    ),
    Refused("none", DIRECTORY, cast.REGISTER_REGION.but(regions=[]), No.BAD_USER_INPUT),
    Refused("code taken", OCCASION, cast.DECLARE_OCCASION, No.ALREADY_EXISTS),
    Refused(
        "unknown region",
        DIRECTORY,
        cast.DECLARE_OCCASION.but(region="region:63"),
        No.UNKNOWN_REGION,
    ),
    *(
        Refused(
            f"no such time zone: {zone}",
            DIRECTORY,
            cast.DECLARE_OCCASION.but(time_zone=zone),
            No.BAD_USER_INPUT,
        )
        for zone in ("Asia/Muara_Teweh", "localtime", "Factory", "../etc/localtime", "posix/UTC")
    ),
    Refused(
        "no such rule", DIRECTORY, cast.DECLARE_OCCASION.but(rule="readiness-0"), No.BAD_USER_INPUT
    ),
    Refused(
        "the same area twice",
        DIRECTORY,
        cast.DECLARE_OCCASION.but(areas=[{"code": "A", "name": "1"}, {"code": "A", "name": "2"}]),
        No.BAD_USER_INPUT,
    ),
    Refused("no areas", DIRECTORY, cast.DECLARE_OCCASION.but(areas=[]), No.BAD_USER_INPUT),
    Refused("code taken", OCCASION, cast.RECORD_RAKOR.but(name="Rakor lain"), No.ALREADY_EXISTS),
    Refused(
        "same organiser, name and date",
        OCCASION,
        cast.RECORD_RAKOR.but(code="R2"),
        No.ALREADY_EXISTS,
        "rakor",
    ),
    Refused(
        "unknown participant",
        OCCASION,
        cast.RECORD_RAKOR.but(code="R2", name="Rakor 2", participants=[{"party": "party:X"}]),
        No.UNKNOWN_PARTY,
    ),
    Refused(
        "unknown organiser",
        OCCASION,
        cast.RECORD_RAKOR.but(code="R2", organiser="party:X"),
        No.UNKNOWN_PARTY,
    ),
    Refused(
        "unknown chair",
        OCCASION,
        cast.RECORD_RAKOR.but(code="R2", name="Rakor 2", chair="party:X"),
        No.UNKNOWN_PARTY,
    ),
    Refused(
        "a participant twice",
        OCCASION,
        cast.RECORD_RAKOR.but(
            code="R2", name="2", participants=[{"party": "party:KPU"}, {"party": "party:KPU"}]
        ),
        No.BAD_USER_INPUT,
    ),
    Refused("unknown occasion", DIRECTORY, cast.RECORD_RAKOR, No.NOT_FOUND),
    Refused("code taken", OCCASION, cast.REGISTER_SOURCE.but(sha256="c" * 64), No.ALREADY_EXISTS),
    Refused(
        "same hash already there",
        OCCASION,
        cast.REGISTER_SOURCE.but(code="S2"),
        No.ALREADY_EXISTS,
        "document",
    ),
    Refused(
        "neither a hash nor held=false",
        OCCASION,
        cast.REGISTER_SOURCE.but(code="S2", sha256=None),
        No.BAD_USER_INPUT,
    ),
    Refused(
        "held without a hash",
        OCCASION,
        cast.REGISTER_SOURCE.but(code="S2", sha256=None, held=True),
        No.BAD_USER_INPUT,
    ),
    Refused(
        "a hash but not held",
        OCCASION,
        cast.REGISTER_SOURCE.but(code="S2", sha256="c" * 64, held=False),
        No.BAD_USER_INPUT,
    ),
    Refused("unknown occasion", DIRECTORY, cast.REGISTER_SOURCE, No.NOT_FOUND),
    Refused("code taken", NOTED, cast.NOTE_DISCREPANCY, No.ALREADY_EXISTS),
    Refused(
        "one reading only",
        OCCASION,
        cast.NOTE_DISCREPANCY.but(readings=["Rabu"]),
        No.BAD_USER_INPUT,
    ),
    Refused(
        "the same reading twice",
        OCCASION,
        cast.NOTE_DISCREPANCY.but(readings=["Rabu", "Rabu"]),
        No.BAD_USER_INPUT,
    ),
    *(
        Refused(f"unknown subject {subject}", ELSEWHERE, act, No.NOT_FOUND)
        for subject in (
            "rakor:psu/R9",
            "rakor:haji/R1",
            "source:psu/S9",
            "discrepancy:psu/X9",
            "commitment:psu/D9",
            "occasion:haji",
            *("party:X", "region:63", "readiness:haji", "event:999"),
            *("obstacle:psu/D1/O1", "waiver:psu/D1/W1", "obstacle:psu/D9/O1"),
        )
        for act in [cast.NOTE_DISCREPANCY.but(code="X2", subject=subject)]
    ),
    *(
        Refused(
            f"subject {subject.partition(':')[0]}",
            OCCASION,
            cast.NOTE_DISCREPANCY.but(subject=subject),
            No.BAD_USER_INPUT,
        )
        for subject in (
            f"person:{cast.PERSON}",
            "escalation:psu/D1/E1",
            f"evidence:psu/D1/{cast.SHA}",
            "nothing:at-all",
            "rakor:psu",
        )
    ),
    Refused("unknown discrepancy", OCCASION, cast.RESOLVE_DISCREPANCY, No.NOT_FOUND),
    Refused(
        "none of the readings and no source",
        NOTED,
        cast.RESOLVE_DISCREPANCY.but(chosen="11 Juli 2025"),
        No.UNSUPPORTED_CHOICE,
    ),
    Refused(
        "unknown source",
        NOTED,
        cast.RESOLVE_DISCREPANCY.but(chosen="11 Juli", source="source:psu/S9"),
        No.NOT_FOUND,
    ),
    Refused(
        "source of another occasion",
        ELSEWHERE,
        cast.RESOLVE_DISCREPANCY.but(chosen="11 Juli", source="source:haji/S1"),
        No.NOT_FOUND,
    ),
    Refused(
        "by the party that noted it",
        NOTED,
        cast.RESOLVE_DISCREPANCY.but(SAME_PARTY),
        No.SEPARATION_OF_DUTIES,
    ),
    Refused(
        "by the person who noted it, now of another party",
        NOTED,
        cast.RESOLVE_DISCREPANCY.but(SAME_PERSON),
        No.SEPARATION_OF_DUTIES,
    ),
    Refused(
        "on behalf of the party that noted it",
        NOTED,
        cast.RESOLVE_DISCREPANCY.but(on_behalf_of="party:SETDA"),
        No.SEPARATION_OF_DUTIES,
    ),
    Refused(
        "already resolved",
        NOTED.and_(cast.RESOLVE_DISCREPANCY),
        cast.RESOLVE_DISCREPANCY,
        No.WRONG_STATUS,
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
