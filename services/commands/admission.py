"""Commands about who is let in, in which role, and with which key."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from events.facts.vocabulary import Role
from services.commands.command import Command
from services.commands.signing import Signed
from services.commands.values import PartyId, PersonId, PublicKey, RpId, bad_input
from services.ids import make_id
from services.refusals import RefusalCode as No


def _held_by_persons(role: Role) -> Role:
    if role in (Role.PUBLIC, Role.SYSTEM):
        raise bad_input("role")
    return role


PersonsRole = Annotated[Role, AfterValidator(_held_by_persons)]


class _OfPerson(Signed, Command):
    """A command about a person's admission."""

    roles = (Role.ADMINISTRATOR,)
    needs_person = True
    is_decision = True

    person: PersonId = Field(description="Id of the person: random, as accounts give it.")

    def stream(self) -> str:
        """The stream of the person's admissions."""
        return make_id("admission", self.person)


class AdmitPerson(_OfPerson):
    """Admit a person; a role that approves, audits or admits waits for a second administrator."""

    mutation = "personAdmit"
    for_machine = True
    for_unregistered = True
    refusals = frozenset({No.ALREADY_EXISTS, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})

    party: PartyId = Field(description="Id of the party that the person acts for.")
    role: PersonsRole = Field(description="The role; none of PUBLIC and SYSTEM.")
    public_key: PublicKey | None = Field(
        None,
        description="The key of the person's passkey: SubjectPublicKeyInfo in DER, as base64url; "
        "omitted: the person signs nothing. Another key of the same role is another admission.",
    )
    rp_id: RpId | None = Field(
        None, description="The public host that the key is for; given exactly where a key is."
    )

    @model_validator(mode="after")
    def _has_a_host_for_its_key(self) -> Self:
        if (self.public_key is None) != (self.rp_id is None):
            raise bad_input("key_and_host")
        return self


class EndAdmission(_OfPerson):
    """End what a person was admitted to in a role, or what was proposed of it; one is enough."""

    mutation = "admissionEnd"
    for_machine = True

    role: PersonsRole = Field(description="The role; none of PUBLIC and SYSTEM.")
