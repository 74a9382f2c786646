"""Which roles of an account are open, and why each other one is not: by the log's admissions. Pure.

What stands beside the log says who may sign in; that alone opens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from events.facts.vocabulary import Role
from services.accounts.account import Account, Means, ProgramToken
from services.accounts.rules import opened, opened_by_token
from services.state.admission import TAKES_TWO, Admission
from services.state.directory import Directory


class Closed(StrEnum):
    """Why a role of an account is not open."""

    WAITS = "WAITS"
    """It was proposed, and waits for another administrator."""
    ENDED = "ENDED"
    PASSKEY = "PASSKEY"
    """It opens with a passkey alone."""
    KEY = "KEY"
    """The person was admitted with another key."""
    NOT_ADMITTED = "NOT_ADMITTED"


@dataclass(frozen=True, slots=True)
class SignedInBy:
    """By what somebody came in."""

    means: Means
    key: str | None
    """Of the passkey, as admissions name keys; None where there is none, or it cannot be read."""
    is_only_key: bool = False
    """Whether the person has no other passkey."""


def open_roles(account: Account, by: SignedInBy, directory: Directory) -> tuple[Role, ...]:
    """The roles that are open to who signed in by this, in the account's order."""
    return tuple(
        role for role in account.roles if _why_closed(account, by, role, directory) is None
    )


def closed_roles(account: Account, by: SignedInBy, directory: Directory) -> dict[Role, Closed]:
    """Why each other role of the account is closed."""
    found = {role: _why_closed(account, by, role, directory) for role in account.roles}
    return {role: why for role, why in found.items() if why is not None}


def program_roles(account: Account, token: ProgramToken, directory: Directory) -> tuple[Role, ...]:
    """The roles that a program has by its token: admitted ones, none that approves."""
    return tuple(
        role
        for role in opened_by_token(account.roles, token)
        if any(each.is_in_force for each in admissions_of(account, role, directory))
    )


def admissions_of(account: Account, role: Role, directory: Directory) -> list[Admission]:
    """What is on record of a person in a role for the account's party, void ones left out."""
    party = _holder(account.party, directory)
    return [
        each
        for each in directory.admissions
        if (each.person, each.role, each.objection) == (account.person, role, None)
        and _holder(each.party, directory) == party
    ]


def is_ended(known: Iterable[Admission]) -> bool:
    """Whether an administrator ended the last of some admissions, and none was begun since."""
    known = list(known)
    is_over = bool(known) and not any(each.is_open for each in known)
    return is_over and not known[-1].is_ended_by_machine


def _why_closed(
    account: Account, by: SignedInBy, role: Role, directory: Directory
) -> Closed | None:
    known = admissions_of(account, role, directory)
    fitting = [each for each in known if _fits(each, account, by)]
    if role not in opened((role,), by.means):
        return Closed.PASSKEY
    if any(each.is_in_force for each in fitting):
        return None
    if any(each.is_open for each in fitting):
        return Closed.WAITS
    if any(each.is_open for each in known):
        return Closed.KEY
    return Closed.ENDED if known else Closed.NOT_ADMITTED


def _fits(admission: Admission, account: Account, by: SignedInBy) -> bool:
    """Whether an admission speaks of who came in by this: of the very key, where a passkey did.

    One without a key says nothing of whoever came back by a link that one administrator made, so it
    opens no role that takes two any more.
    """
    if by.means is not Means.PASSKEY or admission.public_key == by.key:
        return True
    is_first_key = account.recovered_at is None or admission.role not in TAKES_TWO
    return admission.public_key is None and is_first_key


def _holder(party: str, directory: Directory) -> str:
    """A party as it is on record now, or as it is spelt where it is not."""
    return directory.holder(directory.spelt("party", party) or party)
