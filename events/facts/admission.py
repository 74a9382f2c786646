"""Facts about who was let in, in which role, and with which key; they belong to no occasion.

None of it is open: a person's id stands nowhere in public. Nobody's name is in it.
"""

from pydantic import Field

from events.facts.fact import Fact, Sealed
from events.facts.reference import PartyCode, PersonId
from events.facts.vocabulary import Role


class PersonAdmitted(Fact):
    """Somebody admitted a person in a role: alone, or as one of the two that it takes."""

    person: Sealed[PersonId] = Field(description="The person.")
    party: Sealed[PartyCode] = Field(description="The party that the person acts for.")
    role: Sealed[Role] = Field(description="The role that the person may act in.")
    public_key: Sealed[str | None] = Field(
        None,
        description="The key that the person signs with in this role: SubjectPublicKeyInfo in DER, "
        "as base64url. None: nothing can be signed.",
    )
    rp_id: Sealed[str | None] = Field(
        None, description="The public host that the key is for, where there is one."
    )


class AdmissionEnded(Fact):
    """A person may no longer act in a role; whatever was admitted or proposed of that is over."""

    person: Sealed[PersonId] = Field(description="The person.")
    role: Sealed[Role] = Field(description="The role.")
