"""Who acts, in which role, and who may see which class of field. Pure, and the only place.

Which roles may issue a command is declared beside the command (`Command.roles`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from events.facts.fact import FieldClass, Text
from events.facts.vocabulary import Role
from events.format.recorded_event import Actor
from services.commands.command import Command
from services.refusals import Refusal, RefusalCode
from services.state.directory import Directory
from services.state.records import ActedBy

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


def may_ever(viewer: Viewer, command: type[Command]) -> bool:
    """Whether any of the viewer's roles could issue such a command, whatever it is about.

    OWNER is no global role: any party may turn out to own the commitment.
    """
    if viewer.is_public or viewer.party is None:
        return False
    return any(role in command.roles for role in (*viewer.roles, Role.OWNER))


def speaks_for(
    viewer: Viewer, owner: str | None, reporter: str | None, directory: Directory
) -> str | None:
    """The party as whose OWNER a viewer would act: of the present owner, or of who reported.

    Whoever reported may correct it, whoever owns the commitment by now.
    """
    is_reporter = reporter is not None and viewer.party in directory.lineage(reporter)
    return reporter if is_reporter else owner


def actor_for(viewer: Viewer, command: Command, owner: str | None, directory: Directory) -> Actor:
    """The viewer as the actor of a command. Raises Refusal (NOT_AUTHORISED).

    `owner` is the party as whose OWNER the viewer would act (`speaks_for`), if any.
    """
    held: list[Role] = [role for role in viewer.roles if role is not Role.OWNER]
    if viewer.party and owner and viewer.party in directory.lineage(owner):
        held.append(Role.OWNER)
    able = [role for role in held if role in command.roles]
    if command.act_as is not None:
        able = [role for role in able if role is command.act_as]
    if viewer.is_public or viewer.party is None or not able:
        raise Refusal(RefusalCode.NOT_AUTHORISED)
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
    parties = {actor.party, actor.on_behalf_of} - {None}
    same_person = actor.person is not None and actor.person == before.person
    return same_person or bool(parties & {before.party, before.on_behalf_of})


def forbid_kin(actor: Actor, owners: Iterable[str], directory: Directory) -> None:
    """Refuse a verifier who is kin of any owner the commitment ever had."""
    acting = [party for party in (actor.party, actor.on_behalf_of) if party]
    if any(directory.is_kin(party, owner) for party in acting for owner in owners):
        raise Refusal(RefusalCode.SEPARATION_OF_DUTIES, "kin")


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


def may_see_sealed_bytes(viewer: Viewer) -> bool:
    """Whether a viewer is shown sealed bytes as such, to check them against the leaf."""
    return Role.AUDITOR in viewer.roles
