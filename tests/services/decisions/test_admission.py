"""Who is let in, by one or by two, and what of it counts: given a history, when somebody admits."""

from typing import Any

import pytest

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.vocabulary import Role
from events.format.recorded_event import SYSTEM
from services.commands.party import SucceedParty
from services.permissions import MACHINE
from services.refusals import RefusalCode as No
from services.state.admission import TAKES_TWO
from tests.worlds import cast
from tests.worlds.cast import act
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
    SOMEBODY,
    SOMEBODY_ELSE,
    STRANGER,
    TWO,
    TWO_ADMINISTRATORS,
    VERIFIER,
    admit,
    admit_viewer,
    end,
)
from tests.worlds.given import History, given

ALONE = sorted(set(Role) - TAKES_TWO - {Role.PUBLIC, Role.SYSTEM})


def is_admitted(history: History, role: Role = Role.VERIFIER, person: str = SOMEBODY) -> bool:
    return history.directory.admissions.admits(person, role)


def test_the_fact_names_a_person_by_id_a_party_a_role_and_a_key_and_nobodys_name() -> None:
    asked = admit(ONE, SOMEBODY.upper(), "kpu", Role.OWNER, **KEYED)
    history = FIRST.when(asked.but(party="party:KPU")).then(
        PersonAdmitted(person=SOMEBODY, party="KPU", role=Role.OWNER, public_key=KEY, rp_id=HOST)
    )
    event = history.events[-1]
    assert (event.stream, event.occasion) == (f"admission:{SOMEBODY}", None)
    assert event.actor.person == ONE.person


@pytest.mark.parametrize("role", ALONE)
def test_one_administrator_lets_in_who_neither_approves_nor_audits(role: Role) -> None:
    assert is_admitted(FIRST.and_(admit(ONE, SOMEBODY, "KPU", role)), role)


@pytest.mark.parametrize("role", sorted(TAKES_TWO))
def test_two_administrators_let_in_who_approves_audits_or_admits(role: Role) -> None:
    asked = admit(ONE, SOMEBODY, "KPU", role)
    proposed = TWO_ADMINISTRATORS.and_(asked)
    assert not is_admitted(proposed, role)
    admitted = proposed.and_(asked.but(TWO))
    assert is_admitted(admitted, role)
    (known,) = [each for each in admitted.directory.admissions if each.person == SOMEBODY]
    assert (known.first.person, known.second and known.second.person) == (ONE.person, TWO.person)
    assert known.since == admitted.events[-1].position


def test_the_roles_that_take_two_are_these() -> None:
    assert ALONE == [Role.OWNER, Role.RECORDER]


def test_the_first_administrator_comes_from_the_machine_and_the_record_says_so() -> None:
    event = FIRST.events[-1]
    assert event.actor == SYSTEM
    (known,) = FIRST.directory.admissions
    assert (known.is_in_force, known.is_by_machine, known.second) == (True, True, None)


def test_the_machine_lets_nobody_else_in_alone_once_there_is_an_administrator() -> None:
    proposed = FIRST.and_(admit_viewer(MACHINE, TWO))
    assert not is_admitted(proposed, Role.ADMINISTRATOR, TWO.person or "")
    confirmed = proposed.and_(admit_viewer(ONE, TWO))
    assert is_admitted(confirmed, Role.ADMINISTRATOR, TWO.person or "")
    proposed.when(admit_viewer(MACHINE, TWO)).then_refused(No.SEPARATION_OF_DUTIES, "admitter")


@pytest.mark.parametrize("role", sorted(TAKES_TWO - {Role.ADMINISTRATOR}))
def test_the_machine_alone_lets_nobody_into_any_other_approving_role(role: Role) -> None:
    history = cast.DIRECTORY.and_(admit(MACHINE, SOMEBODY, "KPU", role))
    assert not is_admitted(history, role)


def test_the_machine_makes_a_first_administrator_again_when_the_last_one_has_ended() -> None:
    nobody = FIRST.and_(end(ONE, ONE.person or "", Role.ADMINISTRATOR))
    again = nobody.and_(admit_viewer(MACHINE, TWO))
    assert is_admitted(again, Role.ADMINISTRATOR, TWO.person or "")


def test_the_machine_ends_the_only_administrator_who_then_begins_anew_and_none_of_two() -> None:
    alone = FIRST.and_(end(MACHINE, ONE.person or "", Role.ADMINISTRATOR))
    assert not is_admitted(alone, Role.ADMINISTRATOR, ONE.person or "")
    anew = alone.and_(admit_viewer(MACHINE, ONE))
    assert is_admitted(anew, Role.ADMINISTRATOR, ONE.person or "")
    for viewer in (ONE, TWO):
        ending = end(MACHINE, viewer.person or "", Role.ADMINISTRATOR)
        TWO_ADMINISTRATORS.when(ending).then_refused(No.NOT_AUTHORISED)


def test_the_first_administrator_comes_in_before_any_party_is_on_record() -> None:
    history = given(admit_viewer(MACHINE, ONE), admit(ONE, SOMEBODY, "SETDA", Role.RECORDER))
    assert is_admitted(history, Role.RECORDER)
    history.when(admit(ONE, SOMEBODY_ELSE, "KPU", Role.OWNER)).then_refused(No.UNKNOWN_PARTY)


def test_only_what_is_meant_for_it_is_given_on_the_machine() -> None:
    ADMITTED.when(end(MACHINE, SOMEBODY, Role.VERIFIER)).then_refused(No.NOT_AUTHORISED)
    cast.DIRECTORY.when(cast.REGISTER_PARTY.but(MACHINE)).then_refused(No.NOT_AUTHORISED)


@pytest.mark.parametrize(
    "other",
    [
        {"role": Role.AUDITOR},
        {"party": "party:KPU-PROV"},
        {"person": f"person:{SOMEBODY_ELSE}"},
        {"public_key": OTHER_KEY, "rp_id": HOST},
    ],
    ids=str,
)
def test_the_second_one_confirms_what_says_the_same_and_nothing_else(
    other: dict[str, Any],
) -> None:
    history = TWO_ADMINISTRATORS.and_(admit(ONE, SOMEBODY, "KPU", Role.LEADER, **KEYED))
    outcome = history.when(admit(TWO, SOMEBODY, "KPU", Role.LEADER, **KEYED).but(**other))
    after = outcome.history  # another party for the same person is refused as such
    assert not any(
        each.is_in_force
        for each in after.directory.admissions
        if each.second is None and each.first.person == TWO.person
    )
    assert not is_admitted(after, Role.LEADER) and not is_admitted(after, Role.AUDITOR)


def test_a_proposal_of_who_is_no_administrator_any_more_waits_in_vain() -> None:
    third = STRANGER
    three = TWO_ADMINISTRATORS.and_(admit_viewer(ONE, third), admit_viewer(TWO, third))
    proposed = three.and_(VERIFIER.but(third), end(ONE, third.person or "", Role.ADMINISTRATOR))
    proposed_anew = proposed.and_(CONFIRM)
    assert not is_admitted(proposed_anew)
    assert is_admitted(proposed_anew.and_(VERIFIER))


def test_another_key_of_the_same_role_takes_two_again() -> None:
    more = VERIFIER.but(**KEYED)
    proposed = ADMITTED.and_(more)
    keys = proposed.directory.admissions.keys
    assert keys(SOMEBODY, Role.VERIFIER) == []
    confirmed = proposed.and_(more.but(TWO))
    found = confirmed.directory.admissions.keys(SOMEBODY, Role.VERIFIER)
    assert [each.public_key for each in found] == [KEY]


def test_a_key_that_one_alone_admitted_signs_in_no_role_that_takes_two() -> None:
    history = ADMITTED.and_(admit(ONE, SOMEBODY, "INSPEKTORAT", Role.OWNER, **KEYED))
    assert history.directory.admissions.keys(SOMEBODY, Role.VERIFIER) == []
    assert history.directory.admissions.keys(SOMEBODY, Role.OWNER) != []
    assert history.directory.admissions.keys(None, Role.OWNER) == []


def test_one_ends_what_two_let_in_and_says_why() -> None:
    outcome = ADMITTED.when(end(TWO, SOMEBODY, Role.VERIFIER, reason="Pindah tugas"))
    history = outcome.then(AdmissionEnded(person=SOMEBODY, role=Role.VERIFIER))
    assert not is_admitted(history)
    assert history.events[-1].reason is not None
    history.when(end(TWO, SOMEBODY, Role.VERIFIER)).then_refused(No.NOT_FOUND, "admission")


def test_what_ended_takes_two_again() -> None:
    ended = ADMITTED.and_(end(ONE, SOMEBODY, Role.VERIFIER))
    assert not is_admitted(ended.and_(VERIFIER))
    assert not is_admitted(ended.and_(CONFIRM))
    assert is_admitted(ended.and_(VERIFIER, CONFIRM))


def test_what_was_only_proposed_can_be_ended_and_is_confirmed_by_nobody_then() -> None:
    ended = PROPOSED.and_(end(ONE, SOMEBODY, Role.VERIFIER))
    assert not is_admitted(ended.and_(CONFIRM))


def test_an_end_in_one_role_leaves_the_others() -> None:
    both = ADMITTED.and_(admit(ONE, SOMEBODY, "INSPEKTORAT", Role.OWNER))
    ended = both.and_(end(ONE, SOMEBODY, Role.OWNER))
    assert is_admitted(ended)
    assert not is_admitted(ended, Role.OWNER)


def test_whoever_goes_to_another_party_is_admitted_anew() -> None:
    moved = admit(ONE, SOMEBODY, "KPU", Role.OWNER)
    ADMITTED.when(moved).then_refused(No.WRONG_STATUS, "other_party")
    ADMITTED.and_(end(ONE, SOMEBODY, Role.VERIFIER), moved)


def test_an_heir_is_no_other_party() -> None:
    heir = act(cast.RECORDER, SucceedParty, party="party:INSPEKTORAT", successor="party:BPK")
    ADMITTED.and_(heir, admit(ONE, SOMEBODY, "BPK", Role.OWNER))
