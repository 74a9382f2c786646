"""Who gets an account, and how one is erased: nothing of it is left on the disk."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from events.facts.vocabulary import Role
from services.accounts.account_book import AccountsUnavailable
from services.accounts.admit import (
    add_account,
    new_link,
    new_token,
    remove_account,
    set_blocked,
    set_roles,
)
from services.accounts.refused import Refused, Why
from services.accounts.rules import ASSIGNABLE
from services.accounts.sqlite_book import FILE_NAME, sqlite_book
from tests.worlds.office import Office


def test_a_new_person_has_a_random_id_a_party_roles_and_nothing_to_sign_in_with(
    office: Office,
) -> None:
    account, _ = office.add(Role.OWNER, Role.RECORDER, Role.OWNER)
    kept = office.account(account.person)
    assert kept == account
    assert (kept.name, kept.party, kept.roles) == (
        "Siti Aminah",
        "DINKES",
        (Role.OWNER, Role.RECORDER),
    )
    assert (kept.password, kept.is_blocked, kept.failures) == (None, False, 0)
    with office.book.reading() as rows:
        assert (rows.passkeys(kept.person), rows.sessions(kept.person)) == ([], [])


def test_somebody_may_have_every_role_that_people_have(office: Office) -> None:
    account, _ = office.add(*ASSIGNABLE)
    assert set_roles(office.book, account.person, ASSIGNABLE, is_vouched=True).roles == ASSIGNABLE


@pytest.mark.parametrize("name", ["siti aminah", " SITI  Aminah ", "siti\u00a0\uff41minah"])
def test_no_two_people_have_one_name(office: Office, name: str) -> None:
    office.add()
    with pytest.raises(Refused) as refused:
        office.add(name=name)
    assert refused.value.why is Why.NAME_TAKEN
    with office.book.reading() as rows:
        assert len(rows.all()) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x07b", "\u202eitis", "\u200b"])
def test_a_name_can_be_read(office: Office, name: str) -> None:
    with pytest.raises(Refused) as refused:
        office.add(name=name)
    assert (refused.value.why, refused.value.params) == (Why.NAME_INVALID, {"limit": 200})


@pytest.mark.parametrize("roles", [(), (Role.SYSTEM,), (Role.OWNER, Role.PUBLIC)])
def test_nobody_is_the_system_or_the_public(office: Office, roles: tuple[Role, ...]) -> None:
    account, _ = office.add()
    person = str(uuid4())
    for act in (
        lambda: add_account(
            office.book, office.now, person, "Other", "KPU", roles, is_vouched=True
        ),
        lambda: set_roles(office.book, account.person, roles, is_vouched=True),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.why is Why.ROLES_NEEDED


def test_of_who_is_not_there_nothing_is_changed(office: Office) -> None:
    nobody = str(uuid4())
    for act in (
        lambda: set_roles(office.book, nobody, [Role.OWNER], is_vouched=True),
        lambda: set_blocked(office.book, nobody, is_blocked=True),
        lambda: remove_account(office.book, nobody),
        lambda: new_link(office.book, office.now, nobody, is_vouched=True),
        lambda: new_token(office.book, office.now, nobody, "x", [Role.OWNER]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.why is Why.PERSON_UNKNOWN


def test_who_is_blocked_gets_no_token(office: Office) -> None:
    account, _ = office.add()
    set_blocked(office.book, account.person, is_blocked=True)
    with pytest.raises(Refused) as refused:
        new_token(office.book, office.now, account.person, "x", [Role.OWNER])
    assert refused.value.why is Why.BLOCKED


def test_who_is_removed_is_nowhere_on_the_disk(office: Office) -> None:
    signed_in, device = office.person(Role.RECORDER)
    person = signed_in.account.person
    new_token(office.book, office.now, person, "Program penanda", [Role.RECORDER])
    other, _ = office.add(name="Orang Lain")
    secrets = [
        person.encode(),
        b"Siti Aminah",
        b"siti aminah",
        b"Program penanda",
        b"HP saya",
        device.id,
        device.handle,
        signed_in.session.hash,
    ]
    stored = (office.folder / FILE_NAME).read_bytes()
    assert [item for item in secrets if item not in stored] == []
    remove_account(office.book, person)
    left = b"".join(path.read_bytes() for path in office.folder.iterdir())
    assert [item for item in secrets if item in left] == []
    assert office.account(other.person).name == "Orang Lain"


def test_the_accounts_are_their_owner_s_alone_and_made_when_first_needed(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    with closing(sqlite_book(folder)) as book:
        assert not folder.exists()
        with book.reading() as rows:
            assert rows.all() == []
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600


def test_nothing_is_kept_of_nobody(office: Office) -> None:
    signed_in, _ = office.person()
    stray = replace(signed_in.session, hash=b"stray", person=str(uuid4()))
    with pytest.raises(AccountsUnavailable), office.book.writing() as rows:
        rows.add_session(stray)
    with office.book.reading() as rows:
        assert rows.session(b"stray") is None


def test_two_programs_work_on_one_book(office: Office) -> None:
    account, _ = office.add()
    with closing(sqlite_book(office.folder)) as other:
        set_roles(other, account.person, [Role.LEADER], is_vouched=True)
    assert office.account(account.person).roles == (Role.LEADER,)


def test_a_change_that_is_refused_halfway_changes_nothing(office: Office) -> None:
    account, _ = office.add()
    with pytest.raises(Refused), office.book.writing() as rows:
        rows.change(account.person, party="KPU")
        raise Refused(Why.NOT_ALLOWED)
    assert office.account(account.person).party == "DINKES"


def test_accounts_of_a_newer_program_are_left_alone(office: Office) -> None:
    office.add()
    office.book.close()
    with closing(sqlite3.connect(office.folder / FILE_NAME)) as raw:
        raw.execute("PRAGMA user_version=99")
    before = (office.folder / FILE_NAME).read_bytes()
    with closing(sqlite_book(office.folder)) as book:
        for look in (book.reading, book.writing):
            with pytest.raises(AccountsUnavailable, match="newer program"), look():
                pass
    assert (office.folder / FILE_NAME).read_bytes() == before


def test_a_file_that_is_no_book_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"rubbish " * 1_000)
    with closing(sqlite_book(tmp_path)) as book, pytest.raises(AccountsUnavailable), book.reading():
        pass


@pytest.mark.parametrize(
    "alike", ["Siti\u200bAminah", "Siti Aminah\u2060", "\ufeffSiti\u00adAminah"]
)
def test_no_name_differs_by_what_nobody_sees(office: Office, alike: str) -> None:
    office.add(Role.OWNER, name="SitiAminah")
    office.add(Role.OWNER, name="Siti Aminah")
    with pytest.raises(Refused) as refused:
        office.add(Role.OWNER, name=alike)
    assert refused.value.why in (Why.NAME_TAKEN, Why.NAME_INVALID)
