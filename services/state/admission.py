"""Who was let in, in which role, with which key, by whom: rebuilt from its facts alone. Pure.

What counts is decided here, for who writes and for who reads or verifies: an admission that the
rules do not allow stays on record, void, whoever wrote it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.vocabulary import Role
from events.format.base64url import decoded
from events.format.recorded_event import Actor, RecordedEvent

TAKES_TWO = frozenset(
    {Role.VERIFIER, Role.LEADER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR}
)
"""Roles that approve, audit or admit: nobody is let into them by one alone."""
NEVER_OF_KIN = frozenset({Role.VERIFIER})
"""Roles in which nobody acts for kin, and into which nobody lets in kin of the own party."""


class Objection(StrEnum):
    """A rule by which somebody may not let somebody in."""

    NOT_ADMITTED = "NOT_ADMITTED"
    """Whoever lets others in was not let in as an administrator."""
    ONESELF = "ONESELF"
    KIN = "KIN"


IsKin = Callable[[str, str], bool]


class Admitter(BaseModel):
    """One who admitted, and where it stands."""

    model_config = ConfigDict(frozen=True)

    position: int
    person: str | None
    parties: tuple[str, ...]
    is_machine: bool
    """Whether it was done on the machine itself, by whoever runs it: nobody's name is known."""

    def is_another(self, other: "Admitter") -> bool:
        """Whether the two are not the same: another person, or the machine beside a person."""
        return self.is_machine != other.is_machine or (
            not self.is_machine and self.person != other.person
        )


def fingerprint_of(public_key: str | None) -> str | None:
    """SHA-256 of a key's DER, in hex; None where there is no key, or none that can be read."""
    try:
        return public_key and hashlib.sha256(decoded(public_key)).hexdigest()
    except ValueError:
        return None


def admitter(actor: Actor, position: int) -> Admitter:
    """An actor as one who admits."""
    parties = tuple(code for code in (actor.party, actor.on_behalf_of) if code is not None)
    return Admitter(
        position=position,
        person=actor.person,
        parties=parties,
        is_machine=actor.role is Role.SYSTEM,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What an admission says of whom: two that say the same belong together."""

    person: str
    party: str
    role: Role
    public_key: str | None
    rp_id: str | None


class Admission(BaseModel):
    """A person in a role, with one key or none."""

    model_config = ConfigDict(frozen=True)

    person: str
    party: str
    role: Role
    public_key: str | None
    rp_id: str | None
    first: Admitter
    second: Admitter | None = None
    """Whoever made it count, where it takes two."""
    since: int | None = None
    """Position from which it counts; None while it waits for the second one."""
    ended: int | None = None
    """Position of the event that ended it."""
    is_ended_by_machine: bool = False
    """Whether whoever runs the machine ended it, so that the person can begin anew."""
    objection: Objection | None = None
    """The rule that it breaks, so that it counts for nothing."""

    @property
    def asked(self) -> Asked:
        """What it says."""
        return Asked(self.person, self.party, self.role, self.public_key, self.rp_id)

    @property
    def fingerprint(self) -> str | None:
        """Of the key; None where there is no key, or none that can be read."""
        return fingerprint_of(self.public_key)

    @property
    def positions(self) -> tuple[int, ...]:
        """Of the events that made it, confirmed it and ended it."""
        second = self.second.position if self.second else None
        found = (self.first.position, second, self.ended)
        return tuple(position for position in found if position is not None)

    @property
    def is_by_machine(self) -> bool:
        """Whether one who let the person in sat at the machine itself, and names nobody."""
        return self.first.is_machine or (self.second is not None and self.second.is_machine)

    @property
    def is_open(self) -> bool:
        """Whether it counts, or still waits."""
        return self.ended is None and self.objection is None

    @property
    def is_in_force(self) -> bool:
        """Whether the person may act in the role by it."""
        return self.is_open and self.since is not None


class Admissions:
    """All of them, in the order of recording; grows in place."""

    __slots__ = ("_known",)

    def __init__(self, known: Iterable[Admission] = ()) -> None:
        self._known = list(known)

    def another(self) -> "Admissions":
        """An equal one, to go on with differently."""
        return Admissions(self._known)

    def __iter__(self) -> Iterator[Admission]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Admissions) and self._known == other._known

    __hash__ = None  # type: ignore[assignment]  # it grows in place

    def in_force(self, role: Role, person: str | None = None) -> list[Admission]:
        """What counts of a role, of one person or of all."""
        return [
            each
            for each in self._known
            if each.is_in_force and each.role is role and person in (None, each.person)
        ]

    def admits(self, person: str | None, role: Role) -> bool:
        """Whether a person may act in a role, by what is on record."""
        return person is not None and bool(self.in_force(role, person))

    def keys(self, person: str | None, role: Role) -> list[Admission]:
        """The admissions whose keys sign for a person in a role."""
        return [
            each
            for each in (self.in_force(role, person) if person is not None else ())
            if each.public_key is not None
        ]

    def objection(self, by: Admitter, asked: Asked, is_kin: IsKin) -> Objection | None:
        """The rule by which somebody may not let somebody in; None: nothing bars it."""
        if by.is_machine:
            return None
        if not self.admits(by.person, Role.ADMINISTRATOR):
            return Objection.NOT_ADMITTED
        if by.person == asked.person:
            return Objection.ONESELF
        if asked.role in NEVER_OF_KIN and any(is_kin(own, asked.party) for own in by.parties):
            return Objection.KIN
        return None

    def waiting(self, asked: Asked) -> Admission | None:
        """What was proposed in these words by who may still propose it, and waits."""
        for each in self._known:
            by = each.first
            may = by.is_machine or self.admits(by.person, Role.ADMINISTRATOR)
            if each.asked == asked and each.is_open and each.since is None and may:
                return each
        return None

    def is_enough(self, by: Admitter, role: Role) -> bool:
        """Whether one alone lets somebody into a role.

        Where nobody is an administrator yet, whoever runs the machine makes the first one.
        """
        if role not in TAKES_TWO:
            return True
        is_first = role is Role.ADMINISTRATOR and not self.in_force(Role.ADMINISTRATOR)
        return by.is_machine and is_first

    def may_end(self, by: Admitter, person: str, role: Role) -> bool:
        """Whether somebody may end what a person was admitted to: any administrator may.

        Whoever runs the machine may end the only administrator there is, whom nobody else could let
        in anew: so an office whose one administrator has lost every key begins again, on record.
        """
        if not by.is_machine:
            return self.admits(by.person, Role.ADMINISTRATOR)
        administrators = {each.person for each in self.in_force(Role.ADMINISTRATOR)}
        return role is Role.ADMINISTRATOR and administrators == {person}

    def follow(self, event: RecordedEvent, is_kin: IsKin) -> None:
        """Take one more event in, in place."""
        match event.fact:
            case PersonAdmitted() as fact:
                asked = Asked(fact.person, fact.party, fact.role, fact.public_key, fact.rp_id)
                self._admit(asked, admitter(event.actor, event.position), is_kin)
            case AdmissionEnded() as fact:
                self._end(fact, event)
            case _:
                pass

    def _admit(self, asked: Asked, by: Admitter, is_kin: IsKin) -> None:
        objection = self.objection(by, asked, is_kin)
        before = self.waiting(asked)
        if objection is None and before is not None and by.is_another(before.first):
            change = {"second": by, "since": by.position}
            self._known[self._known.index(before)] = before.model_copy(update=change)
            return
        self._known.append(
            Admission(
                person=asked.person,
                party=asked.party,
                role=asked.role,
                public_key=asked.public_key,
                rp_id=asked.rp_id,
                first=by,
                since=by.position if objection is None and self.is_enough(by, asked.role) else None,
                objection=objection,
            )
        )

    def _end(self, fact: AdmissionEnded, event: RecordedEvent) -> None:
        by = admitter(event.actor, event.position)
        if not self.may_end(by, fact.person, fact.role):
            return
        for at, each in enumerate(self._known):
            if each.is_open and (each.person, each.role) == (fact.person, fact.role):
                self._known[at] = each.model_copy(
                    update={"ended": event.position, "is_ended_by_machine": by.is_machine}
                )
