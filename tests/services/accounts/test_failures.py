"""Wrong passwords: five are free, then one waits; a hundred in a row, and the password is off."""

import datetime as dt
import sqlite3
from contextlib import closing

import pytest

from services.accounts.failures import Failures, seconds_after
from services.accounts.refused import Refused, Why
from services.accounts.sqlite_book import FILE_NAME
from tests.worlds.authenticator import Device
from tests.worlds.office import GOOD_PASSWORD, MONDAY, ORIGIN, Office

HERE = ("siti aminah", "203.0.113.9")
WRONG = "gajah terbang ke bulan"


def test_how_long_one_waits() -> None:
    waits = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert [seconds_after(count) for count in range(len(waits))] == waits
    assert seconds_after(1_000) == 60


def test_who_failed_five_times_waits_longer_each_time() -> None:
    failures, now = Failures(), MONDAY
    for _ in range(5):
        failures.begin(HERE, now)
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(Refused) as refused:
            failures.begin(HERE, now)
        assert refused.value.why is Why.TOO_MANY_FAILURES
        assert refused.value.params == {"seconds": seconds}
        now += dt.timedelta(seconds=seconds)
        failures.begin(HERE, now)


def test_another_address_and_another_name_do_not_wait() -> None:
    failures = Failures()
    for _ in range(5):
        failures.begin(HERE, MONDAY)
    failures.begin((HERE[0], "198.51.100.7"), MONDAY)
    failures.begin(("budi", HERE[1]), MONDAY)


def test_a_success_forgets_them() -> None:
    failures = Failures()
    for _ in range(5):
        failures.begin(HERE, MONDAY)
    failures.forget(HERE)
    failures.begin(HERE, MONDAY)


def test_a_name_that_nobody_can_have_is_not_even_remembered(office: Office) -> None:
    for _ in range(7):
        with pytest.raises(Refused) as refused:
            office.type_in(WRONG, "x" * 201)
        assert refused.value.why is Why.SIGN_IN_FAILED
    office.add(name="y" * 200)
    for _ in range(5):
        with pytest.raises(Refused):
            office.type_in(WRONG, "y" * 200)
    with pytest.raises(Refused) as refused:
        office.type_in(WRONG, "y" * 200)
    assert refused.value.why is Why.TOO_MANY_FAILURES


def test_what_is_remembered_is_bounded() -> None:
    failures = Failures(most=2)
    for _ in range(5):
        failures.begin(HERE, MONDAY)
    for name in ("one", "two"):
        failures.begin((name, None), MONDAY)
    failures.begin(HERE, MONDAY)


def test_a_clock_that_was_set_back_keeps_nobody_out() -> None:
    failures = Failures()
    for _ in range(5):
        failures.begin(HERE, MONDAY)
    with pytest.raises(Refused) as refused:
        failures.begin(HERE, MONDAY - dt.timedelta(days=1))
    assert refused.value.params == {"seconds": 1}


def test_unknown_names_are_told_the_same_and_wait_as_long(office: Office) -> None:
    office.clerk()
    told: list[list[object]] = []
    for name in ("Budi Santoso", "Nobody At All"):
        said: list[object] = []
        for _ in range(7):
            with pytest.raises(Refused) as refused:
                office.type_in(WRONG, name)
            said.append((refused.value.why, refused.value.params))
        told.append(said)
    assert told[0] == told[1]
    assert told[0][:5] == [(Why.SIGN_IN_FAILED, {})] * 5
    assert told[0][5] == (Why.TOO_MANY_FAILURES, {"seconds": 1})


def test_a_wrong_password_is_written_down_as_a_stranger_s_is(office: Office) -> None:
    clerk = office.clerk()
    with closing(sqlite3.connect(office.folder / FILE_NAME)) as watching:
        for name, failures in (("Budi Santoso", 1), ("Nobody At All", 1), ("Somebody Else", 1)):
            before = watching.execute("PRAGMA data_version").fetchone()
            with pytest.raises(Refused):
                office.type_in(WRONG, name)
            assert watching.execute("PRAGMA data_version").fetchone() != before
            assert office.account(clerk.account.person).failures == failures
        assert watching.execute("SELECT id, failures FROM strangers").fetchall() == [(0, 2)]


def test_a_right_password_that_comes_too_soon_is_not_looked_at(office: Office) -> None:
    office.clerk()
    for _ in range(5):
        with pytest.raises(Refused):
            office.type_in(WRONG)
    with pytest.raises(Refused) as refused:
        office.type_in(GOOD_PASSWORD)
    assert refused.value.why is Why.TOO_MANY_FAILURES
    assert office.later(seconds=1).type_in(GOOD_PASSWORD).account.name == "Budi Santoso"


def test_a_hundred_in_a_row_put_the_password_out_of_use_and_nothing_else(office: Office) -> None:
    clerk = office.clerk()
    person = clerk.account.person
    with office.book.writing() as rows:
        rows.change(person, failures=98)
    for wrong in range(2):
        assert office.account(person).password is not None
        with pytest.raises(Refused):
            office.type_in(WRONG, address=f"203.0.113.{wrong}")
    assert office.account(person).password is None
    with pytest.raises(Refused) as refused:
        office.type_in(GOOD_PASSWORD, address="198.51.100.1")
    assert refused.value.why is Why.SIGN_IN_FAILED
    with office.book.reading() as rows:
        assert [item.hash for item in rows.sessions(person)] == [clerk.session.hash]
    office.enrol(office.link(clerk.account), Device(ORIGIN))


def test_a_success_between_them_begins_the_count_anew(office: Office) -> None:
    person = office.clerk().account.person
    with office.book.writing() as rows:
        rows.change(person, failures=99)
    office.type_in(GOOD_PASSWORD)
    with pytest.raises(Refused):
        office.type_in(WRONG)
    assert office.account(person).failures == 1
    assert office.account(person).password is not None
