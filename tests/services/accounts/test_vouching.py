"""What the machine proposes for whom it vouches, and what it never proposes again."""

from dataclasses import replace

import pytest

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means
from services.accounts.open_roles import SignedInBy
from services.accounts.vouching import to_propose
from services.commands.admission import AdmitPerson, EndAdmission
from services.state.admission import Admission, Admissions, Admitter
from services.state.directory import Directory
from tests.worlds.cast_admission import KEY, OTHER_KEY
from tests.worlds.office import HOST, Office

BY_NEW = SignedInBy(Means.PASSKEY, OTHER_KEY, is_only_key=True)
MACHINE = Admitter(position=1, person=None, parties=(), is_machine=True)


@pytest.fixture
def siti(office: Office) -> Account:
    account, _ = office.add(Role.ADMINISTRATOR)
    return account


def log_with(*admissions: Admission) -> Directory:
    """A log that knows these admissions."""
    return Directory(admissions=Admissions(admissions))


def admitted(person: str, key: str = KEY) -> Admission:
    """An administrator of DINKES, let in by the machine."""
    return Admission(
        person=person,
        party="DINKES",
        role=Role.ADMINISTRATOR,
        public_key=key,
        rp_id=HOST,
        first=MACHINE,
        since=1,
    )


def proposed(account: Account, by: SignedInBy, log: Directory) -> list[type]:
    return [type(command) for command in to_propose(account, by, HOST, log)]


def test_the_only_administrator_with_nothing_but_a_new_key_begins_anew(siti: Account) -> None:
    log = log_with(admitted(siti.person))
    assert proposed(siti, BY_NEW, log) == [EndAdmission, AdmitPerson]


def test_a_key_beside_the_admitted_one_ends_nothing(siti: Account) -> None:
    log = log_with(admitted(siti.person))
    assert proposed(siti, replace(BY_NEW, is_only_key=False), log) == [AdmitPerson]


def test_the_very_key_that_was_admitted_ends_nothing_and_neither_does_one_without_a_key(
    siti: Account,
) -> None:
    assert proposed(siti, BY_NEW, log_with(admitted(siti.person, OTHER_KEY))) == []
    keyless = admitted(siti.person).model_copy(update={"public_key": None, "rp_id": None})
    assert proposed(siti, BY_NEW, log_with(keyless)) == [AdmitPerson]


def test_where_another_administrator_can_confirm_nothing_ends(siti: Account) -> None:
    log = log_with(admitted(siti.person), admitted("77777777-2222-4333-8444-555555555555"))
    assert proposed(siti, BY_NEW, log) == [AdmitPerson]


def test_whom_the_machine_does_not_vouch_for_begins_nothing_anew(siti: Account) -> None:
    log = log_with(admitted(siti.person))
    assert proposed(replace(siti, vouched=()), BY_NEW, log) == []


def test_what_the_machine_ended_it_proposes_again_and_what_an_administrator_ended_never(
    siti: Account,
) -> None:
    """Also where the server stopped between the end and the new beginning."""
    over = admitted(siti.person).model_copy(update={"ended": 5})
    begun = over.model_copy(update={"is_ended_by_machine": True})
    assert proposed(siti, BY_NEW, log_with(begun)) == [AdmitPerson]
    assert proposed(siti, BY_NEW, log_with(over)) == []
    assert proposed(siti, BY_NEW, log_with(begun, over)) == []


def test_who_came_by_a_key_that_is_gone_is_proposed_for_nothing(siti: Account) -> None:
    assert proposed(siti, SignedInBy(Means.PASSKEY, None), log_with()) == []
