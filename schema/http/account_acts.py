"""What a page does about accounts: each act takes what was sent, and says what comes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schema.http.account_bodies import Done, Sent, described, named, who
from schema.http.proposing import Proposing
from services.accounts import admit, enrol, sign_in
from services.accounts.account import Account, Means, Session
from services.accounts.account_book import AccountBook, AccountRows
from services.accounts.challenges import Purpose
from services.accounts.failures import Failures
from services.accounts.open_roles import SignedInBy, open_roles
from services.accounts.passkeys import Passkeys, public_key_of
from services.accounts.rules import opened, require_confirmed


@dataclass(frozen=True, slots=True)
class AccountActs:
    """The acts over a book of accounts. Each blocks; some take a password's time."""

    book: AccountBook
    passkeys: Passkeys
    failures: Failures
    proposing: Proposing
    party_names: Callable[[str], Iterable[str]]

    # ---- with a link

    def open_link(self, sent: Sent) -> Done:
        """Whose a link is, and what a device is asked."""
        account, asked = enrol.ask_for_first_key(
            self.book, self.passkeys, sent.text("secret"), sent.now
        )
        by_password = [role.value for role in opened(account.roles, Means.PASSWORD)]
        said = {**who(account), "rolesByPassword": by_password, "publicKey": asked}
        return Done(said)

    def enrol_passkey(self, sent: Sent) -> Done:
        """The first passkey."""
        secret, answer, label = sent.text("secret"), sent.object("credential"), sent.text("label")
        made = enrol.with_passkey(self.book, self.passkeys, secret, answer, label, sent.now)
        return self._instead(sent, made)

    def enrol_password(self, sent: Sent) -> Done:
        """A password, where there is no passkey."""
        secret, password = sent.text("secret"), sent.text("password")
        with self.book.reading() as rows:
            party = enrol.account_of_link(rows, secret, sent.now).party
        names = self.party_names(party)
        made = enrol.with_password(self.book, secret, password, names, sent.now)
        return self._instead(sent, made)

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
        if sent.secret is not None:
            sign_in.sign_out(self.book, sent.secret)
        return Done(has_left=True)

    def _instead(self, sent: Sent, made: sign_in.SignedIn) -> Done:
        """A new session takes the place of the one that this browser had."""
        if sent.secret is not None:
            sign_in.sign_out(self.book, sent.secret)
        return self._signed_in(made)

    def _signed_in(self, made: sign_in.SignedIn) -> Done:
        """Whoever has come in, once the log has been told of whom the machine vouches for."""
        with self.book.reading() as rows:
            by = sign_in.signed_in_by(rows, made.session)
        self.proposing.propose(made.account, by)
        open_now = open_roles(made.account, by, self.proposing.on_record())
        roles = [role.value for role in open_now]
        said = {**who(made.account), "openRoles": roles, "means": made.session.means.value}
        told = {"person": made.account.person, "role": named(open_now)}
        return Done(said, told, made.secret)

    # ---- of one's own

    def show(self, sent: Sent) -> Done:
        """One's own account: what is open, by what, where."""
        with self.book.writing() as rows:
            account, session = _own(rows, sent)
            directory = self.proposing.on_record()
            said = described(rows, account, session, sent.now, directory)
        return Done(said)

    def ask_to_confirm(self, sent: Sent) -> Done:
        """What a device is asked before something more is handed out."""
        with self.book.writing() as rows:
            account, session = _own(rows, sent)
            keys = rows.passkeys(account.person)
        asked = self.passkeys.ask_to_sign(keys, Purpose.CONFIRM, session.hash, sent.now)
        return Done({"publicKey": asked})

    def confirm(self, sent: Sent) -> Done:
        """Show a passkey again."""
        _, session = self._own(sent)
        answer = sent.object("credential")
        sign_in.confirm(self.book, self.passkeys, session, answer, sent.now)
        return Done()

    def end_session(self, sent: Sent) -> Done:
        """Sign out another browser, or this one."""
        account, session = self._own(sent)
        sign_in.end_session(self.book, account.person, sent.text("session"))
        return Done(has_left=sent.text("session") == session.id)

    def ask_for_passkey(self, sent: Sent) -> Done:
        """What another device is asked."""
        account, session = self._own(sent)
        asked = enrol.ask_for_another_key(self.book, self.passkeys, account, session, sent.now)
        return Done({"publicKey": asked})

    def add_passkey(self, sent: Sent) -> Done:
        """Another passkey."""
        account, session = self._own(sent)
        answer, label = sent.object("credential"), sent.text("label")
        made = enrol.add_passkey(self.book, self.passkeys, session, answer, label, sent.now)
        self.proposing.propose(account, SignedInBy(Means.PASSKEY, public_key_of(made)))
        return Done()

    def remove_passkey(self, sent: Sent) -> Done:
        """Forget a passkey."""
        _, session = self._own(sent)
        enrol.remove_passkey(self.book, session, sent.text("passkey"), sent.now)
        return Done()

    def add_token(self, sent: Sent) -> Done:
        """A token for a program of one's own."""
        account, session = self._own(sent)
        require_confirmed(session, sent.now)
        wished = sent.text("label"), sent.roles(), sent.days()
        token, secret = admit.new_token(self.book, sent.now, account.person, *wished)
        said = {"token": secret, "id": token.id, "until": token.until.isoformat()}
        return Done(said, {"roles": named(token.roles)})

    def remove_token(self, sent: Sent) -> Done:
        """Forget a token."""
        account, _ = self._own(sent)
        admit.remove_token(self.book, account.person, sent.text("token"))
        return Done()

    def _own(self, sent: Sent) -> tuple[Account, Session]:
        with self.book.writing() as rows:
            return _own(rows, sent)


def _own(rows: AccountRows, sent: Sent) -> tuple[Account, Session]:
    return sign_in.session_of(rows, sent.own_secret(), sent.now)
