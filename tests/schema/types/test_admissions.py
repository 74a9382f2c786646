"""Who was let in, as an auditor is shown it: of the log as a whole, now and at any read point."""

from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.commands.admission import AdmitPerson
from services.permissions import MACHINE
from tests.worlds.acts_admission import make_administrator
from tests.worlds.furniture import VERIFIER
from tests.worlds.hall import BYSTANDER, THE_OCCASION, Hall
from tests.worlds.persons import person_of
from tests.worlds.withheld import withheld

SOMEBODY = "9d2c7f60-1a54-4be8-9c33-52f7a0d8e611"
OTHER = "DINKES"
SHOWN = """asOf { position } all { person { id } party { code } role isInForce takesTwo byMachine
    counts keyFingerprint
    proposedBy { position actor { role person { id } } }
    confirmedBy { position actor { person { id } } } endedBy { position reason } }
  mutualApprovals { kind persons { id } events { position type } }"""
OF_LOG = f"query ($asOf: AsOf) {{ admissions(asOf: $asOf) {{ {SHOWN} }} }}"
OF_AUDIT = f"""query ($o: ID!, $asOf: AsOf) {{
    audit(occasion: $o, asOf: $asOf) {{ admissions {{ {SHOWN} }} }} }}"""


def ident(person: str) -> dict[str, str]:
    return {"id": f"person:{person}"}


def admit(hall: Hall, by: str, person: str, party: str, role: str) -> int:
    """An administrator lets somebody in; the position."""
    who = {"person": f"person:{person}", "party": f"party:{party}", "role": role}
    return int(hall.record("personAdmit", "ADMINISTRATOR", by, **who)["position"])


@pytest.fixture
def office(hall: Hall) -> Hall:
    """Two administrators: the first from the machine, the second from it and from the first."""
    recorder, second = hall.server.house.recorder, person_of(OTHER)
    make_administrator(recorder, person_of(BYSTANDER), BYSTANDER)
    make_administrator(recorder, second, OTHER, "second")
    admit(hall, BYSTANDER, second, OTHER, "ADMINISTRATOR")
    return hall


def shown(hall: Hall, as_of: dict[str, Any] | None = None) -> Any:
    """What an auditor is shown, be it asked of the log or beside an occasion."""
    token = hall.token("AUDITOR", party="BPK")
    found = hall.data(OF_LOG, token, asOf=as_of)["admissions"]
    beside = hall.data(OF_AUDIT, token, o=THE_OCCASION, asOf=as_of)["audit"]["admissions"]
    assert beside == found
    return found


def test_who_let_whom_in_is_shown_with_both_events_and_the_machine_as_what_it_is(
    office: Hall,
) -> None:
    head = office.size() - 1
    first, second = shown(office)["all"]
    assert (first["byMachine"], first["confirmedBy"], first["isInForce"]) == (True, None, True)
    assert first["proposedBy"]["actor"] == {"role": "SYSTEM", "person": None}
    assert second["person"] == ident(person_of(OTHER))
    assert (second["byMachine"], second["isInForce"]) == (True, True)
    assert second["confirmedBy"] == {
        "position": head,
        "actor": {"person": ident(person_of(BYSTANDER))},
    }


def test_what_waits_what_counts_and_what_has_ended_is_told_apart(office: Hall) -> None:
    proposed = admit(office, BYSTANDER, SOMEBODY, VERIFIER, "VERIFIER")
    waiting = shown(office)["all"][-1]
    assert (waiting["isInForce"], waiting["takesTwo"]) == (False, True)
    assert waiting["proposedBy"]["position"] == proposed
    confirmed = admit(office, OTHER, SOMEBODY, VERIFIER, "VERIFIER")
    who = {"person": f"person:{SOMEBODY}", "role": "VERIFIER", "reason": "Pindah tugas"}
    ended = office.record(
        "admissionEnd", "ADMINISTRATOR", OTHER, "admission { isInForce role }", **who
    )
    assert ended["admission"] == {"isInForce": False, "role": "VERIFIER"}
    last = shown(office)["all"][-1]
    assert last["endedBy"] == {"position": ended["position"], "reason": "Pindah tugas"}
    between = shown(office, {"position": confirmed})["all"][-1]
    assert (between["isInForce"], between["endedBy"]) == (True, None)
    before = shown(office, {"position": proposed})["all"][-1]
    assert (before["isInForce"], before["confirmedBy"]) == (False, None)
    token = office.token("AUDITOR", party="BPK")
    query = "query ($open: Boolean) { admissions { all(open: $open) { role } } }"
    counts = [
        len(office.data(query, token, open=is_open)["admissions"]["all"])
        for is_open in (None, True, False)
    ]
    assert counts == [3, 2, 1]


def test_two_who_let_each_other_in_are_shown(office: Hall) -> None:
    assert shown(office)["mutualApprovals"] == []
    admit(office, OTHER, person_of(BYSTANDER), BYSTANDER, "RECORDER")
    (pair,) = shown(office)["mutualApprovals"]
    assert pair["kind"] == "ADMITTED_EACH_OTHER"
    both = sorted((person_of(OTHER), person_of(BYSTANDER)))
    assert pair["persons"] == [ident(each) for each in both]
    assert {event["type"] for event in pair["events"]} == {"PERSON_ADMITTED"}


def test_the_public_learns_that_there_is_such_a_list_and_nothing_of_it(office: Hall) -> None:
    answer = office.ask(
        "{ admissions { asOf { position } all { role } mutualApprovals { kind } } }"
    )
    assert (answer["data"]["admissions"]["all"], "errors" in answer) == (None, False)
    assert withheld(answer) == ["Admissions.all", "Admissions.mutualApprovals"]


def test_the_machine_is_nobodys_token(office: Hall) -> None:
    """A token that says SYSTEM is none of it."""
    who = {"person": f"person:{SOMEBODY}", "party": "party:DINKES", "role": "OWNER"}
    command = AdmitPerson.model_validate({"idempotency_key": "k", **who})
    assert office.refusals("personAdmit", "SYSTEM", BYSTANDER, **who) == ["NOT_AUTHORISED"]
    written = office.server.house.recorder.record(command, MACHINE)
    assert written.last.actor.role is Role.SYSTEM


def test_the_same_key_on_the_machine_writes_once(office: Hall) -> None:
    recorder, size = office.server.house.recorder, office.size()
    again = make_administrator(recorder, person_of(BYSTANDER), BYSTANDER)
    assert (again.replayed, office.size()) == (True, size)
