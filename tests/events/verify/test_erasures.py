"""Which texts an event erases, and which absent ones no event accounts for."""

import datetime as dt
from collections.abc import Sequence

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.facts.fact import Fact, Text
from events.facts.party import PartyRegistered
from events.facts.vocabulary import PartyKind, Role
from events.format.canonical_bytes import seal
from events.format.log_entry import LogEntry, TextPlace
from events.format.recorded_event import NAME_PATH, Actor, Draft
from events.verify.erasures import Erasures
from events.verify.findings import Finding, Findings

NOON = dt.datetime(2025, 8, 1, 12, tzinfo=dt.UTC)
SITI = "11111111-1111-4111-8111-111111111111"
OPERATOR = Actor(Role.ADMINISTRATOR, "DISKOMINFO")
BY_SITI = Actor(Role.RECORDER, "SETDA", SITI, name=Text(value="Siti"))
PARTY = PartyRegistered(code="P", name="P", party_kind=PartyKind.AGENCY)
ERASED = PersonalDataErased(person=SITI)


def redacted(position: int) -> TextRedacted:
    return TextRedacted(proposal=0, redacts=position, path=NAME_PATH)


def followed(
    *told: tuple[Fact, Actor], absent: Sequence[int] = ()
) -> tuple[list[set[TextPlace]], Findings]:
    """What each event erased, where the texts of some are gone by now; and what is found."""
    findings = Findings()
    erasures, erased = Erasures(findings), list[set[TextPlace]]()
    for position, (fact, actor) in enumerate(told):
        draft = Draft(stream="x", fact=fact, actor=actor, occurred_at=NOON)
        made = seal(
            draft,
            position=position,
            stream_version=position + 1,
            recorded_at=NOON,
            new_salt=lambda: "5a17" * 8,
        )
        texts = () if position in absent else made.disclosures
        entry = LogEntry(position, made.leaf, made.sealed, texts)
        erased.append(erasures.take(entry, made.event))
    erasures.finish()
    return erased, findings


def test_a_person_is_erased_in_every_event_before_and_in_none_after() -> None:
    told = [(PARTY, BY_SITI), (PARTY, BY_SITI), (ERASED, OPERATOR), (PARTY, BY_SITI)]
    erased, findings = followed(*told, absent=[0, 1])
    assert erased == [set(), set(), {(0, NAME_PATH), (1, NAME_PATH)}, set()]
    assert findings.first == []


def test_a_text_goes_only_once_whoever_demands_it_again() -> None:
    told = [(PARTY, BY_SITI), (PARTY, BY_SITI), (redacted(0), OPERATOR), (redacted(0), OPERATOR)]
    erased, findings = followed(*told, (ERASED, OPERATOR), absent=[0, 1])
    assert erased[2:] == [{(0, NAME_PATH)}, set(), {(1, NAME_PATH)}]
    assert findings.first == []


def test_what_is_still_there_and_what_nobody_erased_is_found_at_its_place() -> None:
    told = [(PARTY, BY_SITI), (PARTY, BY_SITI), (redacted(0), OPERATOR)]
    _, findings = followed(*told, absent=[1])
    assert [(item.finding, item.position) for item in findings.first] == [
        (Finding.COLUMN_MISMATCH, 0),
        (Finding.DISCLOSURE_MISSING, 1),
    ]


def test_an_erasure_accounts_for_no_text_that_was_recorded_after_it() -> None:
    _, findings = followed((redacted(1), OPERATOR), (PARTY, BY_SITI), absent=[1])
    assert Finding.DISCLOSURE_MISSING in findings.counts
