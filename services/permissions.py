"""Who acts, in which role, and who may see which class of field. Pure, and the only place.

Which roles may issue a command is declared beside the command (`Command.roles`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from events.facts.fact import FieldClass, Text
from events.facts.vocabulary import Role
from events.format.recorded_event import SYSTEM, Actor
from services.commands.command import ANYONE, Command
from services.refusals import Refusal, RefusalCode
from services.state.commitment import CommitmentState
from services.state.directory import Directory
from services.state.records import ActedBy, acted_by
from services.state.report import Report

NAMES_OF_PERSONS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the roles of the token, the party, the person. Without a token: PUBLIC."""

    roles: tuple[Role, ...] = (Role.PUBLIC,)
    party: str | None = None
    person: str | None = None
    name: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether the viewer has no role beyond everyone's."""
        return set(self.roles) <= {Role.PUBLIC}


PUBLIC = Viewer()
MACHINE = Viewer((Role.SYSTEM,))
"""Whoever runs the program on its own machine: no token and no session ever makes this viewer."""


def viewer_on_record(viewer: Viewer, directory: Directory) -> Viewer:
    """A viewer whose party is spelt as it was registered, however the token spells it."""
    code = directory.spelt("party", viewer.party) if viewer.party else None
    return viewer if code in (None, viewer.party) else replace(viewer, party=code)


def may_ever(viewer: Viewer, command: type[Command]) -> bool:
    """Whether any of the viewer's roles could issue such a command, whatever it is about.

    OWNER is no global role: any party may turn out to own the commitment.
    """
    if viewer == MACHINE:
        return command.for_machine
    if viewer.is_public or viewer.party is None:
        return False
    return any(role in command.roles for role in (*viewer.roles, Role.OWNER))


def not_authorised(viewer: Viewer, command: type[Command]) -> Refusal:
    """That a viewer may not issue such a command, and in which roles one may."""
    if viewer.is_public or viewer.party is None:
        return Refusal(RefusalCode.NOT_AUTHORISED, "token")
    if command.for_partners:
        return Refusal(RefusalCode.NOT_AUTHORISED, "partners", roles=command.roles)
    return Refusal(RefusalCode.NOT_AUTHORISED, roles=command.roles)


def require_registered(viewer: Viewer, command: type[Command], directory: Directory) -> None:
    """Refuse an unregistered party whatever else is wrong; it may register parties and regions."""
    unknown = viewer.party is not None and viewer.party not in directory.parties
    if unknown and not command.for_unregistered:
        raise Refusal(RefusalCode.UNKNOWN_PARTY, "own", party=viewer.party)


def answering_for(
    viewer: Viewer,
    command: Command,
    state: CommitmentState | None,
    report: Report | None,
    directory: Directory,
) -> str | None:
    """The party as whose OWNER a viewer would act: of who reported, the owner, or a partner.

    Whoever reported may correct it, whoever owns the commitment by now.
    """
    if report is not None and _stands_for(viewer, report.reporter, directory):
        return report.reporter
    owner = state.owner if state else None
    if state is None or not command.for_partners or _stands_for(viewer, owner, directory):
        return owner
    own = (each for each in state.partners if _stands_for(viewer, each, directory))
    return next(own, owner)


def _stands_for(viewer: Viewer, party: str | None, directory: Directory) -> bool:
    """Whether a viewer's party is another, stands above it, or has come in its place."""
    return party is not None and viewer.party in directory.lineage(party)


def actor_for(viewer: Viewer, command: Command, owner: str | None, directory: Directory) -> Actor:
    """The viewer as the actor of a command. Raises Refusal (NOT_AUTHORISED).

    `owner` is the party as whose OWNER the viewer would act (`answering_for`), if any.
    """
    if viewer == MACHINE and command.for_machine:
        return SYSTEM
    held: set[Role] = {role for role in viewer.roles if role is not Role.OWNER}
    if _stands_for(viewer, owner, directory) or (command.roles == ANYONE and not held):
        held.add(Role.OWNER)
    if command.act_as is not None:
        held &= {command.act_as}
    if viewer.is_public or viewer.party is None or not held & set(command.roles):
        raise not_authorised(viewer, type(command))
    able = [role for role in command.allowed() if role in held]
    if not able:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "as_given", roles=command.allowed())
    return Actor(
        role=able[0],
        party=viewer.party,
        person=viewer.person,
        on_behalf_of=command.on_behalf_of,
        name=_name(viewer, directory),
    )


def _name(viewer: Viewer, directory: Directory) -> Text | None:
    """The name that goes into the record; never again that of a person whose names were erased."""
    if viewer.name is None or viewer.person is None or viewer.person in directory.erased_persons:
        return None
    return Text(value=viewer.name)


def is_same(actor: Actor, before: ActedBy) -> bool:
    """Whether an actor is the same person as before, or speaks for the same party."""
    parties = acted_by(actor).parties
    return is_same_person(actor, before) or any(party in before.parties for party in parties)


def is_near(actor: Actor, before: ActedBy, directory: Directory) -> bool:
    """Whether an actor is the same person as before, or speaks for the same party or its kin."""
    return is_same_person(actor, before) or any(
        directory.is_kin(party, other)
        for party, other in product(acted_by(actor).parties, before.parties)
    )


def speaks_for(who: ActedBy, party: str, directory: Directory) -> bool:
    """Whether somebody acted for a party, or for one above or below it."""
    return any(directory.is_kin(party, other) for other in involved(who, directory))


def involved(who: ActedBy, directory: Directory) -> tuple[str, ...]:
    """The parties that an act bars from others: whose it was, and whose name it was in.

    A name counts where it is that of kin. Else an owner could bar every verifier but one, by
    reporting in their names.
    """
    party, name = who.party, who.on_behalf_of
    is_own = party is not None and name is not None and directory.is_kin(party, name)
    return tuple(code for code in (party, name if is_own else None) if code is not None)


def is_same_person(actor: Actor, before: ActedBy) -> bool:
    """Whether an actor is the same person as before, so far as both are known."""
    return actor.person is not None and actor.person == before.person


def forbid_judging(
    actor: Actor, owners: Iterable[str], answered_by: Iterable[ActedBy], directory: Directory
) -> None:
    """Refuse a verdict by who answered for the commitment, in person or as kin of a party."""
    forbid_kin(actor, owners, directory)
    for who in answered_by:
        if is_same_person(actor, who):
            raise Refusal(RefusalCode.SEPARATION_OF_DUTIES, "answered")
        forbid_kin(actor, involved(who, directory), directory)


def forbid_kin(actor: Actor, answering: Iterable[str], directory: Directory) -> None:
    """Refuse a verifier who is kin of a party that answers, or ever answered, for it."""
    acting = acted_by(actor).parties
    for party, other in product(acting, answering):
        if other in directory.lineage(party)[1:]:
            raise Refusal(RefusalCode.SEPARATION_OF_DUTIES, "above", party=other)
        if directory.is_kin(party, other):
            raise Refusal(RefusalCode.SEPARATION_OF_DUTIES, "kin", party=other)


def forbid_answering(actor: Actor, verified_by: Iterable[ActedBy], directory: Directory) -> None:
    """Refuse a report, evidence or a claim by who gave a verdict before, or by its kin."""
    acting = acted_by(actor).parties
    for who in verified_by:
        is_kin = any(speaks_for(who, party, directory) for party in acting)
        if is_kin or is_same_person(actor, who):
            raise Refusal(RefusalCode.SEPARATION_OF_DUTIES, "verified")


def may_see(viewer: Viewer, field_class: FieldClass) -> bool:
    """Whether a viewer sees fields of a class; REGIONAL is decided on the fact itself."""
    return field_class is FieldClass.OPEN or not viewer.is_public


def may_see_name(viewer: Viewer, party_of_person: str | None) -> bool:
    """Whether a viewer sees a person's name: auditors, administrators, the person's own party."""
    if viewer.is_public:
        return False
    return bool(NAMES_OF_PERSONS & set(viewer.roles)) or (
        viewer.party is not None and viewer.party == party_of_person
    )


def may_see_file(viewer: Viewer, state: CommitmentState, directory: Directory) -> bool:
    """Whether a viewer may open the files of a commitment: who judges, and whom it is about.

    Verifiers, auditors, and the kin of the owner and of its partners.
    """
    if {Role.VERIFIER, Role.AUDITOR} & set(viewer.roles):
        return True
    if viewer.is_public or viewer.party is None:
        return False
    own = (state.owner, *state.partners)
    return any(directory.is_kin(viewer.party, party) for party in own if party is not None)


def may_see_sealed_bytes(viewer: Viewer) -> bool:
    """Whether a viewer is shown sealed bytes as such, to check them against the leaf."""
    return Role.AUDITOR in viewer.roles
