"""Who writes into the accounts beside the log, or has power over them, and what that opens."""

import sqlite3
from pathlib import Path

import pytest

from events.facts.admission import PersonAdmitted
from events.facts.vocabulary import Role
from events.log.event_log import LogReadOnly
from events.log.event_queries import EventQuery
from services.accounts.admit import new_link
from services.commands.admission import AdmitPerson, EndAdmission
from services.permissions import Viewer
from services.state.admission import TAKES_TWO
from services.write import signing
from services.write.signing import SignatureRequired
from tests.worlds.authenticator import Device, cose
from tests.worlds.browser import SEED, Browser, Counter
from tests.worlds.office import ORIGIN, Office
from tests.worlds.program import rakor_here


def confirm_all(counter: Counter) -> None:
    """An administrator confirms everything that the machine has proposed."""
    recorder, look_up = counter.server.house.recorder, counter.server.house.look_up
    for number, each in enumerate(look_up.directory().admissions):
        if each.is_open and not each.is_in_force:
            command = AdmitPerson(
                idempotency_key=f"confirm-{number}",
                person=f"person:{each.person}",
                party=f"party:{each.party}",
                role=each.role,
                public_key=each.public_key,
                rp_id=each.rp_id,
            )
            recorder.record(command, SEED)


def newcomer(counter: Counter, *roles: Role, name: str = "Wati") -> Browser:
    """Somebody with a passkey, for whom the machine vouches, and whom nobody has admitted."""
    _, secret = Office.add(counter, *roles, name=name)
    browser = counter.browser()
    browser.enrol(secret)
    return browser


def administrators(counter: Counter) -> None:
    """There is an administrator already, and the party is on record."""
    counter.add(Role.AUDITOR, name="Somebody else")


def change(counter: Counter, statement: str, *values: object) -> None:
    """Write into the accounts' file, as whoever has the disk."""
    with sqlite3.connect(counter.folder / "accounts.sqlite") as database:
        assert database.execute(statement, values).rowcount == 1
    database.close()


def proposals(counter: Counter, browser: Browser) -> int:
    """How many events of the log admit the person of a browser."""
    query = EventQuery(types=(PersonAdmitted.type_name(),))
    person = browser.account()["person"].removeprefix("person:")
    facts = [event.fact for event in counter.server.house.look_up.recorded.all_events(query)]
    return sum(isinstance(fact, PersonAdmitted) and fact.person == person for fact in facts)


@pytest.mark.parametrize("role", sorted(TAKES_TWO))
def test_a_passkey_that_was_swapped_opens_no_role_that_takes_two(
    counter: Counter, role: Role
) -> None:
    administrators(counter)
    browser = newcomer(counter, role)
    confirm_all(counter)
    assert browser.roles() == [role.value]
    known = browser.device
    thief = Device(ORIGIN, id=known.id, handle=known.handle, counter=known.counter)
    change(counter, "UPDATE passkeys SET public_key = ?", cose(thief.key, thief.algorithm))
    counter.later(minutes=2)
    stranger = counter.browser()
    made = stranger.come(thief)
    assert made["openRoles"] == []
    assert stranger.roles() == ["PUBLIC"]
    assert stranger.closed() == {role.value: "WAITS"}
    assert browser.roles() == ["PUBLIC"]
    assert proposals(counter, stranger) == 3


def test_roles_that_somebody_wrote_into_the_accounts_stay_closed_and_leave_a_trace(
    counter: Counter,
) -> None:
    administrators(counter)
    browser = newcomer(counter, Role.OWNER)
    wished = " ".join(sorted(TAKES_TWO))
    change(
        counter, "UPDATE accounts SET roles = ?, vouched = ? WHERE name = 'Wati'", wished, wished
    )
    made = browser.come()
    assert made["openRoles"] == []
    assert set(browser.closed().values()) == {"WAITS"}
    assert proposals(counter, browser) == 1 + len(TAKES_TWO)


def test_nobody_is_admitted_for_a_party_that_was_written_into_the_account(
    counter: Counter,
) -> None:
    administrators(counter)
    browser = newcomer(counter, Role.VERIFIER)
    confirm_all(counter)
    change(counter, "UPDATE accounts SET party = 'BPK' WHERE name = 'Wati'")
    assert browser.come()["openRoles"] == []


def test_an_administrator_alone_opens_no_role_that_takes_two_for_a_puppet(
    counter: Counter,
) -> None:
    administrators(counter)
    browser = newcomer(counter, Role.ADMINISTRATOR, name="Siti")
    confirm_all(counter)
    wished = {"name": "Puppet", "party": "party:DINKES", "roles": ["LEADER", "ADMINISTRATOR"]}
    made = browser.act("people/add", **wished)
    puppet = counter.browser()
    puppet.enrol(made["link"].partition("#")[2])
    assert set(puppet.closed().values()) == {"NOT_ADMITTED"}
    for role in ("LEADER", "ADMINISTRATOR"):
        assert browser.admit("Puppet", role) == []
        assert browser.admit("Puppet", role) == ["SEPARATION_OF_DUTIES"]
    assert set(puppet.closed().values()) == {"WAITS"}
    assert puppet.roles() == ["PUBLIC"]
    own = {"person": browser.account()["person"]}
    assert browser.refused("people/roles", **own, roles=["LEADER"]) == (403, "OWN_ACCOUNT")


def test_a_link_that_one_administrator_made_opens_no_role_that_takes_two_without_another(
    counter: Counter,
) -> None:
    """Also where the person was admitted without naming a key."""
    account, secret = counter.add(Role.VERIFIER)
    owner = counter.browser()
    owner.enrol(secret)
    assert owner.roles() == ["VERIFIER"]
    _, taken = new_link(counter.book, counter.now, account.person, is_vouched=False)
    thief = counter.browser()
    thief.enrol(taken)
    assert (thief.roles(), thief.closed()) == (["PUBLIC"], {"VERIFIER": "KEY"})


@pytest.mark.parametrize("role", [Role.RECORDER, Role.VERIFIER])
def test_who_was_ended_stays_so_after_a_new_link_from_the_machine(
    counter: Counter, role: Role
) -> None:
    administrators(counter)
    browser = newcomer(counter, role)
    confirm_all(counter)
    assert browser.roles() == [role.value]
    person = browser.account()["person"]
    end = EndAdmission(idempotency_key="end", person=person, role=role)
    counter.server.house.recorder.record(end, SEED)
    assert browser.roles() == ["PUBLIC"]
    before = proposals(counter, browser)
    whom = person.removeprefix("person:")
    _, secret = new_link(counter.book, counter.now, whom, is_vouched=True)
    again = counter.browser()
    assert again.enrol(secret)["openRoles"] == []
    assert again.closed() == {role.value: "ENDED"}
    assert proposals(counter, again) == before


def test_a_key_of_another_person_opens_nothing(counter: Counter) -> None:
    first = newcomer(counter, Role.RECORDER)
    second = counter.browser()
    second.device.key = first.device.key
    _, secret = Office.add(counter, Role.RECORDER, name="Rina")
    assert second.enrol(secret)["openRoles"] == []
    assert second.closed() == {"RECORDER": "NOT_ADMITTED"}
    assert first.roles() == ["RECORDER"]


def test_a_program_has_the_roles_in_which_its_owner_is_admitted(counter: Counter) -> None:
    browser = newcomer(counter, Role.RECORDER)
    made = browser.act("tokens/add", label="Dasbor", roles=["RECORDER"])
    bearer = {"authorization": f"Bearer {made['token']}"}
    asked = counter.browser().ask(**bearer).json()["data"]["viewer"]
    assert asked["roles"] == ["RECORDER"]
    administrators(counter)
    end = EndAdmission(
        idempotency_key="end", person=browser.account()["person"], role=Role.RECORDER
    )
    counter.server.house.recorder.record(end, SEED)
    asked = counter.browser().ask(**bearer).json()["data"]["viewer"]
    assert asked["roles"] == ["PUBLIC"]


def test_where_the_log_cannot_be_written_one_signs_in_and_the_roles_open_at_the_next_sign_in(
    tmp_path: Path,
) -> None:
    counter = Counter(tmp_path)
    counter.server.house.recorder.stop_writing(LogReadOnly("for now"))
    browser = newcomer(counter, Role.RECORDER)
    assert browser.roles() == ["PUBLIC"]
    assert browser.closed() == {"RECORDER": "NOT_ADMITTED"}
    counter.close()
    counter = Counter(tmp_path)
    again = counter.browser()
    assert again.come(browser.device)["openRoles"] == ["RECORDER"]
    counter.close()


def test_who_runs_the_server_and_acts_in_another_s_name_is_found_by_who_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter(tmp_path)
    administrators(counter)
    person = newcomer(counter, Role.ADMINISTRATOR, name="Siti").account()["person"]
    confirm_all(counter)
    victim = Viewer((Role.ADMINISTRATOR,), "DINKES", person.removeprefix("person:"))
    forged = AdmitPerson(
        idempotency_key="forged",
        person="person:0f8fad5b-d9cb-469f-a165-70867728950e",
        party="party:DINKES",
        role=Role.LEADER,
        public_key=None,
        rp_id=None,
    )
    recorder = counter.server.house.recorder
    with pytest.raises(SignatureRequired):
        recorder.record(forged, victim)
    assert rakor_here(tmp_path, "verify", str(tmp_path)).returncode == 0
    monkeypatch.setattr(signing, "is_judgement", lambda _: False)  # a program that was changed
    recorder.record(forged, victim)
    counter.close()
    verified = rakor_here(tmp_path, "verify", str(tmp_path))
    assert verified.returncode != 0
    assert "it is not signed, and a key was admitted for them" in verified.stdout + verified.stderr
