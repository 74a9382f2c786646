"""Every refusal to erase a person's names or a text."""

import pytest

from events.facts import report as facts
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OCCASION, PROPOSE_REDACTION_HERE, REDACT_HERE, SAID, TO_REDACT
from tests.worlds.refused import Refused

ONE = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", person=cast.PERSON)
TWO = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", person=cast.OTHER_PERSON)
MOVED = Viewer((Role.ADMINISTRATOR,), "BPK", person=cast.PERSON)
ELSEWHERE = Viewer((Role.ADMINISTRATOR,), "BPK", person=cast.OTHER_PERSON)
UNNAMED = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO")
NOBODY = Viewer((Role.ADMINISTRATOR,), "BPK")
BY_ONE = SAID.and_(PROPOSE_REDACTION_HERE.but(ONE))
BY_THE_PARTY = SAID.and_(PROPOSE_REDACTION_HERE.but(cast.ADMINISTRATOR))
REDACTED = TO_REDACT.and_(REDACT_HERE)
NAMED = OCCASION.events[0].position
"""The first party was registered by a person with a name."""
OF_A_NAME = PROPOSE_REDACTION_HERE.but(event=NAMED, path="/actor/name")

PERSONS = [
    Refused("without a reason", OCCASION, cast.ERASE.but(reason=None), No.REASON_REQUIRED),
    Refused("an empty reason", OCCASION, cast.ERASE.but(reason=" "), No.REASON_REQUIRED),
    Refused(
        "never acted",
        OCCASION,
        cast.ERASE.but(person=f"person:{cast.OTHER_PERSON}"),
        No.NOT_FOUND,
    ),
    Refused("erased already", OCCASION.and_(cast.ERASE), cast.ERASE, No.WRONG_STATUS, "erased"),
    Refused("no person's id", OCCASION, cast.ERASE.but(person="party:KPU"), No.BAD_USER_INPUT),
    *(
        Refused(f"not by {viewer.roles[0]}", OCCASION, cast.ERASE.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.LEADER, cast.AUDITOR, cast.OWNER)
    ),
]
PROPOSING = [
    *(
        Refused(told, SAID, PROPOSE_REDACTION_HERE.but(**fields), No.NOT_FOUND, "text")
        for told, fields in (
            ("no such event", {"event": 999}),
            ("no such text", {"path": "/comment"}),
            ("no text but a number", {"path": "/value"}),
            ("no reason was given", {"path": "/reason"}),
            ("no name was given", {"path": "/actor/name"}),
            ("a part of a text", {"path": "/note/0"}),
        )
    ),
    *(
        Refused(f"path {path!r}", SAID, PROPOSE_REDACTION_HERE.but(path=path), No.BAD_USER_INPUT)
        for path in ("", "/", "note", "/note/", "//note", "/note~1x", "/a/b/c/d/e")
    ),
    Refused(
        "a reading there is not",
        cast.NOTED,
        PROPOSE_REDACTION_HERE.but(event=cast.NOTED.events[-1].position, path="/readings/2"),
        No.NOT_FOUND,
        "text",
    ),
    Refused("erased already", REDACTED, PROPOSE_REDACTION_HERE, No.WRONG_STATUS, "erased"),
    Refused(
        "the name erased already",
        SAID.and_(cast.ERASE),
        OF_A_NAME,
        No.WRONG_STATUS,
        "erased",
    ),
    Refused(
        "without a legal basis",
        SAID,
        PROPOSE_REDACTION_HERE.but(legal_basis=" "),
        No.BAD_USER_INPUT,
    ),
    Refused("a negative position", SAID, PROPOSE_REDACTION_HERE.but(event=-1), No.BAD_USER_INPUT),
    Refused("by an owner", SAID, PROPOSE_REDACTION_HERE.but(cast.OWNER), No.NOT_AUTHORISED),
]
GRANTING = [
    *(
        Refused(told, TO_REDACT, REDACT_HERE.but(proposal=position), No.APPROVAL_REQUIRED)
        for told, position in (
            ("nothing there", 999),
            ("no proposal", TO_REDACT.last(facts.ProgressReported).position),
            ("the log's first event", 0),
        )
    ),
    Refused("by who proposed it", BY_ONE, REDACT_HERE.but(ONE), No.SEPARATION_OF_DUTIES),
    Refused(
        "by who proposed it, of another party",
        BY_ONE,
        REDACT_HERE.but(MOVED),
        No.SEPARATION_OF_DUTIES,
    ),
    Refused("by the same party", BY_THE_PARTY, REDACT_HERE, No.SEPARATION_OF_DUTIES),
    Refused(
        "by another person of that party", BY_ONE, REDACT_HERE.but(TWO), No.SEPARATION_OF_DUTIES
    ),
    Refused("nobody knows who", BY_ONE, REDACT_HERE.but(UNNAMED), No.SEPARATION_OF_DUTIES),
    Refused(
        "by nobody in particular", BY_ONE, REDACT_HERE.but(NOBODY), No.NOT_AUTHORISED, "person"
    ),
    Refused("granted already", REDACTED, REDACT_HERE, No.WRONG_STATUS, "erased"),
    *(
        Refused(f"not by {viewer.roles[0]}", TO_REDACT, REDACT_HERE.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.LEADER, cast.AUDITOR, cast.OWNER)
    ),
]
REFUSALS = [*PERSONS, *PROPOSING, *GRANTING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_another_person_of_another_party_may_grant_what_one_proposed() -> None:
    BY_ONE.when(REDACT_HERE.but(ELSEWHERE)).accepted()
    BY_THE_PARTY.when(REDACT_HERE.but(MOVED)).accepted()
