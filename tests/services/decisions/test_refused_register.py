"""Every refusal about names, successors, participants, and what comes from elsewhere."""

import pytest

from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import DIRECTORY, OCCASION
from tests.worlds.cast_register import ELSEWHERE, JOIN, RENAME_PARTY, RENAME_REGION, SUCCEED
from tests.worlds.refused import Refused

SECOND = cast.RECORD_RAKOR.but(code="R2", name="Rakor kedua")
FINAL = cast.REGISTER_SOURCE.but(code="S2", sha256=cast.OTHER_SHA)

REFUSALS = [
    Refused("unknown", DIRECTORY, RENAME_PARTY.but(party="party:X"), No.UNKNOWN_PARTY),
    Refused("the same name", DIRECTORY, RENAME_PARTY.but(name="DINKES"), No.ALREADY_SET, "name"),
    Refused("no name", DIRECTORY, RENAME_PARTY.but(name=" "), No.BAD_USER_INPUT),
    Refused("unknown", DIRECTORY, SUCCEED.but(party="party:X"), No.UNKNOWN_PARTY),
    Refused("an unknown heir", DIRECTORY, SUCCEED.but(successor="party:X"), No.UNKNOWN_PARTY),
    Refused("twice", DIRECTORY.and_(SUCCEED), SUCCEED, No.ALREADY_SET, "successor"),
    Refused("by itself", DIRECTORY, SUCCEED.but(successor="party:DINKES"), No.CIRCULAR_DEPENDENCY),
    Refused("unknown", DIRECTORY, RENAME_REGION.but(region="63"), No.UNKNOWN_REGION),
    Refused("the same name", DIRECTORY, RENAME_REGION.but(name="62.05.01"), No.ALREADY_SET),
    Refused("unknown meeting", OCCASION, JOIN.but(rakor="rakor:psu/R9"), No.NOT_FOUND),
    Refused("unknown party", OCCASION, JOIN.but(party="party:X"), No.UNKNOWN_PARTY),
    Refused("twice", OCCASION, JOIN.but(party="party:KPU"), No.ALREADY_EXISTS, "participant"),
    Refused("unknown draft", OCCASION, FINAL.but(replaces="source:psu/S9"), No.NOT_FOUND),
    Refused("itself", OCCASION, FINAL.but(replaces="source:psu/S2"), No.NOT_FOUND),
    Refused("a foreign draft", ELSEWHERE, FINAL.but(replaces="source:haji/HS1"), No.NOT_FOUND),
    Refused(
        "the same occasion",
        OCCASION,
        SECOND.but(same_as="rakor:psu/R1"),
        No.BAD_USER_INPUT,
        "same_occasion",
    ),
    Refused("no such occasion", OCCASION, SECOND.but(same_as="rakor:haji/H1"), No.NOT_FOUND),
    Refused("no such meeting", ELSEWHERE, SECOND.but(same_as="rakor:haji/H2"), No.NOT_FOUND),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
