"""What is proposed to the log for who signs in: roles for which whoever runs the machine vouches.

The machine proposes each once. What an administrator has ended it never proposes again, whatever
key the person comes with.
"""

import hashlib

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means
from services.accounts.open_roles import SignedInBy, admissions_of, is_ended
from services.accounts.rules import opened
from services.commands.admission import AdmitPerson, EndAdmission
from services.ids import make_id
from services.state.directory import Directory


def to_propose(
    account: Account, by: SignedInBy, host: str, directory: Directory
) -> list[AdmitPerson | EndAdmission]:
    """The admissions to record as the machine's. `host`: that the person's passkeys are for.

    Who came by a passkey that cannot be read, or is gone, is proposed for nothing: an admission
    without a key would let the person judge unsigned.
    """
    if by.means is Means.PASSKEY and by.key is None:
        return []
    vouched = [role for role in account.roles if role in account.vouched]
    is_anew = Role.ADMINISTRATOR in vouched and _begins_anew(account, by, directory)
    admitted = [
        _proposal(account, role, by.key, host)
        for role in opened(vouched, by.means)
        if _is_new(account, role, by.key, directory)
    ]
    return [_ending(account, by), *admitted] if is_anew else [*admitted]


def _is_new(account: Account, role: Role, key: str | None, directory: Directory) -> bool:
    """Whether nothing is on record yet of the person in a role, with this key or for good."""
    known = admissions_of(account, role, directory)
    if is_ended(known):
        return False
    if key is None:
        return not known
    return all(each.public_key != key for each in known)


def _begins_anew(account: Account, by: SignedInBy, directory: Directory) -> bool:
    """Whether the only administrator comes with the only key, and was admitted with another."""
    if by.key is None or not by.is_only_key:
        return False
    counts = directory.admissions.in_force(Role.ADMINISTRATOR)
    is_alone = {each.person for each in counts} == {account.person}
    return is_alone and all(each.public_key not in (None, by.key) for each in counts)


def _ending(account: Account, by: SignedInBy) -> EndAdmission:
    return EndAdmission(
        idempotency_key=f"anew-{_digest(account.person, by.key or '')}",
        person=make_id("person", account.person),
        role=Role.ADMINISTRATOR,
    )


def _digest(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:48]


def _proposal(account: Account, role: Role, key: str | None, host: str) -> AdmitPerson:
    said = _digest(account.person, account.party, role.value, key or "", host)
    return AdmitPerson(
        # Told by its words, so that two sign-ins at once record it once.
        idempotency_key=f"vouched-{said}",
        person=make_id("person", account.person),
        party=make_id("party", account.party),
        role=role,
        public_key=key,
        rp_id=None if key is None else host,
    )
