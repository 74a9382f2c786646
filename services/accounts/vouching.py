"""What is proposed to the log for who signs in: roles for which whoever runs the machine vouches.

The machine proposes each once. What an administrator has ended it never proposes again, whatever
key the person comes with.
"""

import hashlib

from events.facts.vocabulary import Role
from services.accounts.account import Account
from services.accounts.open_roles import SignedInBy, admissions_of, is_ended
from services.accounts.rules import opened
from services.commands.admission import AdmitPerson
from services.ids import make_id
from services.state.directory import Directory


def to_propose(
    account: Account, by: SignedInBy, host: str, directory: Directory
) -> list[AdmitPerson]:
    """The admissions to record as the machine's. `host`: that the person's passkeys are for."""
    vouched = [role for role in account.roles if role in account.vouched]
    return [
        _proposal(account, role, by.key, host)
        for role in opened(vouched, by.means)
        if _is_new(account, role, by.key, directory)
    ]


def _is_new(account: Account, role: Role, key: str | None, directory: Directory) -> bool:
    """Whether nothing is on record yet of the person in a role, with this key or for good."""
    known = admissions_of(account, role, directory)
    if is_ended(known):
        return False
    if key is None:
        return not known
    return all(each.public_key != key for each in known)


def _proposal(account: Account, role: Role, key: str | None, host: str) -> AdmitPerson:
    said = "\n".join((account.person, account.party, role.value, key or "", host))
    return AdmitPerson(
        # Told by its words, so that two sign-ins at once record it once.
        idempotency_key=f"vouched-{hashlib.sha256(said.encode()).hexdigest()[:48]}",
        person=make_id("person", account.person),
        party=make_id("party", account.party),
        role=role,
        public_key=key,
        rp_id=None if key is None else host,
    )
