"""Every refusal to let somebody in, or to end that."""

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast_admission import (
    ADMITTED,
    CONFIRM,
    FIRST,
    HOST,
    KEY,
    KEYED,
    ONE,
    OTHER_KEY,
    PROPOSED,
    RECORDER,
    SOMEBODY,
    SOMEBODY_ELSE,
    STRANGER,
    THREE,
    TWO,
    TWO_ADMINISTRATORS,
    VERIFIER,
    admit,
    admit_viewer,
    end,
)
from tests.worlds.refused import Refused

NOBODY = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO")
SELF = Viewer((Role.ADMINISTRATOR,), "BPK", ONE.person)
"""The first administrator, who speaks for another party now."""
FOR_KPU = Viewer((Role.ADMINISTRATOR,), "KPU", ONE.person)
KEYED_OWNER = FIRST.and_(admit(ONE, SOMEBODY, "KPU", Role.OWNER, **KEYED))

NOT_ADMINISTRATORS = [
    *(
        Refused(f"not by {viewer.roles[0]}", FIRST, RECORDER.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.LEADER, cast.AUDITOR, cast.OWNER)
    ),
    Refused("by nobody in particular", FIRST, RECORDER.but(NOBODY), No.NOT_AUTHORISED),
    Refused(
        "by whom nobody admitted", FIRST, RECORDER.but(STRANGER), No.NOT_AUTHORISED, "not_admitted"
    ),
    Refused(
        "before there is a first one",
        cast.DIRECTORY,
        RECORDER,
        No.NOT_AUTHORISED,
        "not_admitted",
    ),
    Refused(
        "by who was only proposed",
        TWO_ADMINISTRATORS.and_(admit_viewer(ONE, STRANGER)),
        RECORDER.but(STRANGER),
        No.NOT_AUTHORISED,
        "not_admitted",
    ),
    Refused(
        "by whose own admission has ended",
        TWO_ADMINISTRATORS.and_(end(TWO, ONE.person or "", Role.ADMINISTRATOR)),
        RECORDER,
        No.NOT_AUTHORISED,
        "not_admitted",
    ),
]
DUTIES = [
    *(
        Refused(
            f"oneself as {role}",
            TWO_ADMINISTRATORS,
            admit(by, ONE.person or "", "DISKOMINFO", role),
            No.SEPARATION_OF_DUTIES,
            "oneself",
        )
        for role in (Role.OWNER, Role.RECORDER, Role.VERIFIER, Role.ADMINISTRATOR)
        for by in (ONE, SELF)
    ),
    Refused(
        "confirming oneself",
        TWO_ADMINISTRATORS.and_(admit(ONE, TWO.person or "", "BAWASLU", Role.LEADER)),
        admit(TWO, TWO.person or "", "BAWASLU", Role.LEADER),
        No.SEPARATION_OF_DUTIES,
        "oneself",
    ),
    Refused("both of the two", PROPOSED, VERIFIER, No.SEPARATION_OF_DUTIES, "admitter"),
    Refused(
        "both, for another party by now",
        PROPOSED,
        VERIFIER.but(SELF),
        No.SEPARATION_OF_DUTIES,
        "admitter",
    ),
    *(
        Refused(
            f"a verifier of {party}",
            TWO_ADMINISTRATORS,
            admit(FOR_KPU, SOMEBODY, party, Role.VERIFIER),
            No.SEPARATION_OF_DUTIES,
            "admits_kin",
        )
        for party in ("KPU", "KPU-PROV", "PPK")
    ),
    Refused(
        "a verifier of the party that it is done for",
        TWO_ADMINISTRATORS,
        VERIFIER.but(on_behalf_of="party:INSPEKTORAT"),
        No.SEPARATION_OF_DUTIES,
        "admits_kin",
    ),
    Refused(
        "confirming a verifier of kin",
        TWO_ADMINISTRATORS.and_(admit(TWO, SOMEBODY, "PPK", Role.VERIFIER)),
        admit(FOR_KPU, SOMEBODY, "PPK", Role.VERIFIER),
        No.SEPARATION_OF_DUTIES,
        "admits_kin",
    ),
]
ON_RECORD = [
    Refused("admitted already", ADMITTED, CONFIRM, No.ALREADY_EXISTS, "admitted"),
    Refused(
        "with that key already",
        KEYED_OWNER,
        admit(ONE, SOMEBODY, "KPU", Role.OWNER, **KEYED),
        No.ALREADY_EXISTS,
        "admitted",
    ),
    Refused(
        "with a key already",
        KEYED_OWNER,
        admit(ONE, SOMEBODY, "KPU", Role.OWNER),
        No.ALREADY_EXISTS,
        "admitted",
    ),
    Refused(
        "with the key of another",
        KEYED_OWNER,
        admit(ONE, SOMEBODY_ELSE, "DINKES", Role.OWNER, **KEYED),
        No.ALREADY_EXISTS,
        "key",
    ),
    Refused(
        "with the key that was another's",
        KEYED_OWNER.and_(end(ONE, SOMEBODY, Role.OWNER)),
        admit(ONE, SOMEBODY_ELSE, "DINKES", Role.OWNER, **KEYED),
        No.ALREADY_EXISTS,
        "key",
    ),
    Refused(
        "for two parties",
        FIRST.and_(RECORDER),
        admit(ONE, SOMEBODY, "KPU", Role.OWNER),
        No.WRONG_STATUS,
        "other_party",
    ),
    Refused(
        "for two parties, one of them only proposed",
        PROPOSED,
        admit(ONE, SOMEBODY, "KPU", Role.OWNER),
        No.WRONG_STATUS,
        "other_party",
    ),
    Refused(
        "a party that is not registered",
        FIRST,
        admit(ONE, SOMEBODY, "GHOST", Role.OWNER),
        No.UNKNOWN_PARTY,
    ),
    Refused("nothing to end", FIRST, end(ONE, SOMEBODY, Role.OWNER), No.NOT_FOUND, "admission"),
    Refused(
        "ended by whom nobody admitted",
        ADMITTED,
        end(STRANGER, SOMEBODY, Role.VERIFIER),
        No.NOT_AUTHORISED,
        "not_admitted",
    ),
    Refused(
        "ended by nobody in particular",
        ADMITTED,
        end(NOBODY, SOMEBODY, Role.VERIFIER),
        No.NOT_AUTHORISED,
    ),
]
FORMS = [
    Refused("as PUBLIC", FIRST, RECORDER.but(role="PUBLIC"), No.BAD_USER_INPUT, "role"),
    Refused("as SYSTEM", FIRST, RECORDER.but(role="SYSTEM"), No.BAD_USER_INPUT, "role"),
    Refused("in no role", FIRST, RECORDER.but(role="CHIEF"), No.BAD_USER_INPUT),
    Refused("no person's id", FIRST, RECORDER.but(person="party:KPU"), No.BAD_USER_INPUT, "id"),
    Refused(
        "a key without a host",
        FIRST,
        RECORDER.but(public_key=KEY),
        No.BAD_USER_INPUT,
        "key_and_host",
    ),
    Refused(
        "a host without a key", FIRST, RECORDER.but(rp_id=HOST), No.BAD_USER_INPUT, "key_and_host"
    ),
    *(
        Refused(
            f"key {key!r}",
            FIRST,
            RECORDER.but(public_key=key, rp_id=HOST),
            No.BAD_USER_INPUT,
            "public_key",
        )
        for key in ("", "short", OTHER_KEY + "=", OTHER_KEY + "+", "C" * 2_000)
    ),
    *(
        Refused(
            f"host {host!r}",
            FIRST,
            RECORDER.but(public_key=KEY, rp_id=host),
            No.BAD_USER_INPUT,
            "host",
        )
        for host in (
            "",
            "Rakor.example",
            "https://rakor.example",
            "rakor.example:443",
            "a..b",
            "-a.example",
            "x" * 64 + ".example",
            "rakor.example/",
            "a b",
        )
    ),
    *(
        Refused(
            f"{told} is no key",
            FIRST,
            RECORDER.but(public_key=key, rp_id=HOST),
            No.BAD_USER_INPUT,
            "unusable_key",
        )
        for told, key in (("noise", "A" * 122), ("half a key", KEY[:60]), ("more", KEY + "AAAA"))
    ),
    Refused(
        "in the past", FIRST, RECORDER.but(occurred_at="2025-07-01T00:00:00Z"), No.INVALID_DATES
    ),
]
REFUSALS = [*NOT_ADMINISTRATORS, *DUTIES, *ON_RECORD, *FORMS]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_two_of_one_party_are_two() -> None:
    three = TWO_ADMINISTRATORS.and_(admit_viewer(ONE, THREE), admit_viewer(TWO, THREE))
    three.and_(VERIFIER, VERIFIER.but(THREE)).when(CONFIRM).then_refused(No.ALREADY_EXISTS)


def test_kin_of_other_roles_may_be_let_in() -> None:
    """Nobody could let in the head of a region else: all its agencies are kin."""
    TWO_ADMINISTRATORS.and_(admit(FOR_KPU, SOMEBODY, "KPU-PROV", Role.LEADER))
