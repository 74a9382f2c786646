"""What an administrator does about other people's accounts. None of it vouches for a role.

Who may act in one is history: administrators admit in the log, each in their own name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.facts.vocabulary import Role
from schema.http.account_bodies import Done, Sent, moment, named, who
from schema.http.proposing import Proposing
from schema.identity.public_address import PublicAddress
from schema.operation.security_log import note
from services.accounts import admit, sign_in
from services.accounts.account import Account, Passkey
from services.accounts.account_book import AccountBook
from services.accounts.open_roles import open_roles
from services.accounts.passkeys import public_key_of
from services.accounts.refused import Refused, Why
from services.accounts.rules import require_confirmed
from services.accounts.secret import new_person

PAGE = 50
"""How many people are listed at once."""


@dataclass(frozen=True, slots=True)
class PeopleActs:
    """The acts over others' accounts. Each blocks."""

    book: AccountBook
    proposing: Proposing
    address: PublicAddress

    def list(self, sent: Sent) -> Done:
        """A page of all people, by name, with what each signs in with."""
        self._administrator(sent)
        search = admit.name_key(sent.text("search", "")[: admit.MAX_NAME])
        with self.book.reading() as rows:
            found = rows.page(search, sent.text("after", ""), PAGE + 1)
            keys = rows.passkeys_of([account.person for account in found[:PAGE]])
        note("names", "shown", count=len(found[:PAGE]))
        people = [self._described(each, keys.get(each.person, ())) for each in found[:PAGE]]
        after = found[PAGE - 1].name_key if len(found) > PAGE else None
        return Done({"people": people, "after": after})

    def add(self, sent: Sent) -> Done:
        """A new account, and its link, to be handed over."""
        self._administrator(sent, is_change=True)
        name, party = sent.text("name"), sent.party()
        party = self.proposing.on_record().spelt("party", party) or party
        made, secret = admit.add_account(
            self.book, sent.now, new_person(), name, party, sent.roles(), is_vouched=False
        )
        return Done({**who(made), **self._handed_over(made, secret)}, _about(made))

    def link(self, sent: Sent) -> Done:
        """A new link for another person, to be handed over."""
        self._administrator_over(sent)
        account, secret = admit.new_link(self.book, sent.now, sent.person(), is_vouched=False)
        return Done(self._handed_over(account, secret), _about(account))

    def set_roles(self, sent: Sent) -> Done:
        """Other roles for another person."""
        self._administrator_over(sent)
        account = admit.set_roles(self.book, sent.person(), sent.roles(), is_vouched=False)
        return Done(who(account), _about(account))

    def block(self, sent: Sent) -> Done:
        """Let another person in no more, or again."""
        self._administrator_over(sent)
        is_blocked = sent.truth("isBlocked")
        account = admit.set_blocked(self.book, sent.person(), is_blocked=is_blocked)
        told = {**_about(account), "is_blocked": is_blocked}
        return Done({**who(account), "isBlocked": account.is_blocked}, told)

    def _handed_over(self, account: Account, secret: str) -> Mapping[str, Any]:
        return {"link": self.address.link(secret), "until": moment(account.link_until)}

    def _described(self, account: Account, keys: Sequence[Passkey]) -> Mapping[str, Any]:
        return {
            **who(account),
            "isBlocked": account.is_blocked,
            "passkeys": [
                {
                    "publicKey": public_key_of(key),
                    "rpId": self.proposing.host,
                    "label": key.label,
                }
                for key in keys
            ],
            "hasPassword": account.password is not None,
            "isByProvider": account.issuer is not None,
            "linkUntil": moment(account.link_until),
        }

    def _administrator(self, sent: Sent, *, is_change: bool = False) -> Account:
        """Whoever may decide about others; with a passkey just shown, to change. Raises Refused."""
        with self.book.writing() as rows:
            account, session = sign_in.session_of(rows, sent.own_secret(), sent.now)
            by = sign_in.signed_in_by(rows, session)
        if Role.ADMINISTRATOR not in open_roles(account, by, self.proposing.on_record()):
            raise Refused(Why.NOT_ALLOWED)
        if is_change:
            require_confirmed(session, sent.now)
        return account

    def _administrator_over(self, sent: Sent) -> None:
        """The same, to change somebody else. Raises Refused."""
        if sent.person() == self._administrator(sent, is_change=True).person:
            raise Refused(Why.OWN_ACCOUNT)


def _about(account: Account) -> Mapping[str, str]:
    """What the log's line says of whom it is about, and of their roles as they are now."""
    return {"about": account.person, "roles": named(account.roles)}
