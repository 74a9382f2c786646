"""An office of a few people who sign in: its accounts, a clock that is told, and their devices."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from events.facts.vocabulary import Role
from services.accounts.account import Account
from services.accounts.admit import add_account, new_link
from services.accounts.challenges import Challenges, Purpose
from services.accounts.enrol import ask_for_first_key, with_passkey, with_password
from services.accounts.failures import Failures
from services.accounts.passkeys import Passkeys
from services.accounts.rules import ASSIGNABLE
from services.accounts.sign_in import ANYBODY, SignedIn, by_passkey, by_password
from services.accounts.sqlite_book import sqlite_book
from services.state.admission import Admission, Admissions, Admitter
from services.state.directory import Directory
from tests.worlds.authenticator import Device

HOST = "rakor.example.go.id"
ORIGIN = f"https://{HOST}"
GOOD_PASSWORD = "pohon mangga di tepi sungai"
MONDAY = dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)


@cache
def all_admitted(people: tuple[tuple[str, str], ...]) -> Directory:
    """A log in which some people were admitted in every role, with whatever key."""
    machine = Admitter(position=0, person=None, parties=(), is_machine=True)
    return Directory(
        admissions=Admissions(
            Admission(
                person=person,
                party=party,
                role=role,
                public_key=None,
                rp_id=None,
                first=machine,
                since=0,
            )
            for person, party in people
            for role in ASSIGNABLE
        )
    )


class Office:
    """Accounts in a folder; everybody works for DINKES unless a test says otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, MONDAY
        self.book = sqlite_book(folder)
        self.passkeys = Passkeys(HOST, ORIGIN, Challenges())
        self.failures = Failures()

    def later(self, **by: float) -> Self:
        """Let time pass."""
        self.now += dt.timedelta(**by)
        return self

    def add(
        self, *roles: Role, name: str = "Siti Aminah", party: str = "DINKES"
    ) -> tuple[Account, str]:
        """A new person, and the secret of the link."""
        return add_account(
            self.book, self.now, str(uuid4()), name, party, roles or (Role.OWNER,), is_vouched=True
        )

    @property
    def directory(self) -> Directory:
        """A log in which everybody was admitted in every role, with whatever key."""
        with self.book.reading() as rows:
            people = tuple((account.person, account.party) for account in rows.all())
        return all_admitted(people)

    def link(self, account: Account) -> str:
        """The secret of a new link."""
        return new_link(self.book, self.now, account.person, is_vouched=True)[1]

    def enrol(self, secret: str, device: Device, label: str = "HP saya") -> SignedIn:
        """Use a link with a device."""
        _, asked = ask_for_first_key(self.book, self.passkeys, secret, self.now)
        return with_passkey(self.book, self.passkeys, secret, device.create(asked), label, self.now)

    def person(
        self, *roles: Role, name: str = "Siti Aminah", device: Device | None = None
    ) -> tuple[SignedIn, Device]:
        """A person who has enrolled a passkey and is signed in."""
        _, secret = self.add(*roles, name=name)
        device = device or Device(ORIGIN)
        return self.enrol(secret, device), device

    def clerk(self, *roles: Role, name: str = "Budi Santoso") -> SignedIn:
        """A person who has a password and is signed in."""
        _, secret = self.add(*roles, name=name)
        return with_password(self.book, secret, GOOD_PASSWORD, (), self.now)

    def ask_to_sign_in(self) -> dict[str, Any]:
        """What a device is asked by who comes."""
        return self.passkeys.ask_to_sign((), Purpose.SIGN_IN, ANYBODY, self.now)

    def come(self, device: Device, **client: object) -> SignedIn:
        """Sign in with a device."""
        answer = device.get(self.ask_to_sign_in(), **client)
        return by_passkey(self.book, self.passkeys, answer, self.now)

    def type_in(
        self, password: str, name: str = "Budi Santoso", address: str | None = "203.0.113.9"
    ) -> SignedIn:
        """Sign in with a name and a password."""
        return by_password(self.book, self.failures, (name, password), address, self.now)

    def account(self, person: str) -> Account:
        """What is kept of a person."""
        with self.book.reading() as rows:
            found = rows.account(person)
        assert found is not None
        return found
