"""What a page does about accounts: each act takes what was sent, and says what comes of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events.facts.vocabulary import Role
from schema.http.account_bodies import Sent, described, moment, who
from schema.identity.public_address import PublicAddress
from services.accounts import admit, enrol, sign_in
from services.accounts.account import Account, Means, Session
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.challenges import Purpose
from services.accounts.failures import Failures
from services.accounts.passkeys import Passkeys
from services.accounts.refused import Refused, Why
from services.accounts.rules import opened, require_confirmed


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    said: Mapping[str, Any] = field(default_factory=dict)
    person: str | None = None
    secret: str | None = None
    """Of a new session, for its cookie."""
    has_left: bool = False
    """Whether the session of this browser is over."""


@dataclass(frozen=True, slots=True)
class AccountActs:
    """The acts over a book of accounts. Each blocks; some take a password's time."""

    book: AccountBook
    passkeys: Passkeys
    failures: Failures
    address: PublicAddress
    party_names: Callable[[str], Iterable[str]]

    # ---- with a link

    def open_link(self, sent: Sent) -> Done:
        """Whose a link is, and what a device is asked."""
        account, asked = enrol.ask_for_first_key(
            self.book, self.passkeys, sent.text("secret"), sent.now
        )
        by_password = [role.value for role in opened(account.roles, Means.PASSWORD)]
        said = {**who(account), "rolesByPassword": by_password, "publicKey": asked}
        return Done(said, account.person)

    def enrol_passkey(self, sent: Sent) -> Done:
        """The first passkey."""
        secret, answer, label = sent.text("secret"), sent.object("credential"), sent.text("label")
        made = enrol.with_passkey(self.book, self.passkeys, secret, answer, label, sent.now)
        return _signed_in(made)

    def enrol_password(self, sent: Sent) -> Done:
        """A password, where there is no passkey."""
        secret, password = sent.text("secret"), sent.text("password")
        with self.book.reading() as rows:
            party = enrol.account_of_link(rows, secret, sent.now).party
        names = self.party_names(party)
        return _signed_in(enrol.with_password(self.book, secret, password, names, sent.now))

    # ---- in and out

    def ask_to_sign_in(self, sent: Sent) -> Done:
        """What a device is asked by who comes."""
        asked = self.passkeys.ask_to_sign((), Purpose.SIGN_IN, sign_in.ANYBODY, sent.now)
        return Done({"publicKey": asked})

    def by_passkey(self, sent: Sent) -> Done:
        """Come in by passkey."""
        answer = sent.object("credential")
        made = sign_in.by_passkey(self.book, self.passkeys, answer, sent.now)
        return self._instead(sent, made)

    def by_password(self, sent: Sent) -> Done:
        """Come in by name and password."""
        given = sent.text("name"), sent.text("password")
        made = sign_in.by_password(self.book, self.failures, given, sent.address, sent.now)
        return self._instead(sent, made)

    def leave(self, sent: Sent) -> Done:
        """Sign out: of this browser."""
        person = sign_in.sign_out(self.book, sent.secret) if sent.secret else None
        return Done(person=person, has_left=True)

    def _instead(self, sent: Sent, made: sign_in.SignedIn) -> Done:
        """A new session takes the place of the one that this browser had."""
        if sent.secret is not None:
            sign_in.sign_out(self.book, sent.secret)
        return _signed_in(made)

    # ---- of one's own

    def show(self, sent: Sent) -> Done:
        """One's own account: what is open, by what, where."""
        with self.book.writing() as rows:
            account, session = _own(rows, sent)
            return Done(described(rows, account, session, sent.now), account.person)

    def ask_to_confirm(self, sent: Sent) -> Done:
        """What a device is asked before something more is handed out."""
        with self.book.writing() as rows:
            account, session = _own(rows, sent)
            keys = rows.passkeys(account.person)
        asked = self.passkeys.ask_to_sign(keys, Purpose.CONFIRM, session.hash, sent.now)
        return Done({"publicKey": asked}, account.person)

    def confirm(self, sent: Sent) -> Done:
        """Show a passkey again."""
        account, session = self._own(sent)
        answer = sent.object("credential")
        sign_in.confirm(self.book, self.passkeys, session, answer, sent.now)
        return Done(person=account.person)

    def end_session(self, sent: Sent) -> Done:
        """Sign out another browser, or this one."""
        account, session = self._own(sent)
        sign_in.end_session(self.book, account.person, sent.text("session"))
        return Done(person=account.person, has_left=sent.text("session") == session.id)

    def ask_for_passkey(self, sent: Sent) -> Done:
        """What another device is asked."""
        account, session = self._own(sent)
        asked = enrol.ask_for_another_key(self.book, self.passkeys, account, session, sent.now)
        return Done({"publicKey": asked}, account.person)

    def add_passkey(self, sent: Sent) -> Done:
        """Another passkey."""
        account, session = self._own(sent)
        answer, label = sent.object("credential"), sent.text("label")
        enrol.add_passkey(self.book, self.passkeys, session, answer, label, sent.now)
        return Done(person=account.person)

    def remove_passkey(self, sent: Sent) -> Done:
        """Forget a passkey."""
        account, session = self._own(sent)
        enrol.remove_passkey(self.book, session, sent.text("passkey"), sent.now)
        return Done(person=account.person)

    def add_token(self, sent: Sent) -> Done:
        """A token for a program of one's own."""
        account, session = self._own(sent)
        require_confirmed(session, sent.now)
        wished = sent.text("label"), sent.roles(), sent.days()
        token, secret = admit.new_token(self.book, sent.now, account.person, *wished)
        said = {"token": secret, "id": token.id, "until": token.until.isoformat()}
        return Done(said, account.person)

    def remove_token(self, sent: Sent) -> Done:
        """Forget a token."""
        account, _ = self._own(sent)
        admit.remove_token(self.book, account.person, sent.text("token"))
        return Done(person=account.person)

    # ---- of others

    def link_another(self, sent: Sent) -> Done:
        """A new link for another person, to be handed over."""
        administrator = self._administrator(sent)
        account, secret = admit.new_link(self.book, sent.now, sent.person())
        said = {"link": self.address.link(secret), "until": moment(account.link_until)}
        return Done(said, administrator.person)

    def set_roles_of_another(self, sent: Sent) -> Done:
        """Other roles for another person."""
        administrator = self._administrator(sent)
        account = admit.set_roles(self.book, sent.person(), sent.roles())
        return Done(who(account), administrator.person)

    def _own(self, sent: Sent) -> tuple[Account, Session]:
        with self.book.writing() as rows:
            return _own(rows, sent)

    def _administrator(self, sent: Sent) -> Account:
        """Whoever may decide about others, and has just shown a passkey. Raises Refused."""
        account, session = self._own(sent)
        if Role.ADMINISTRATOR not in opened(account.roles, session.means):
            raise Refused(Why.NOT_ALLOWED)
        require_confirmed(session, sent.now)
        if sent.person() == account.person:
            raise Refused(Why.OWN_ACCOUNT)
        return account


def _own(rows: AccountRows, sent: Sent) -> tuple[Account, Session]:
    if sent.secret is None:
        raise Refused(Why.SESSION_OVER)
    return sign_in.session_of(rows, sent.secret, sent.now)


def _signed_in(made: sign_in.SignedIn) -> Done:
    roles = [role.value for role in opened(made.account.roles, made.session.means)]
    said = {**who(made.account), "openRoles": roles, "means": made.session.means.value}
    return Done(said, made.account.person, made.secret)
