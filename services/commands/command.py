"""What can be asked for, in the imperative. Each command is one mutation of the API.

The names of the fields are those of the API in snake case; their descriptions become the API's own.
Which refusals are possible is declared beside each command; its mutation's description lists them.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from events.facts.vocabulary import Role
from services.commands.texts import FreeText
from services.commands.values import (
    About,
    CommitmentId,
    Correlation,
    IdempotencyKey,
    IsAbout,
    Moment,
    OccasionId,
    PartyId,
)
from services.ids import InCommitment, InOccasion, make_id
from services.refusals import RefusalCode as No

ALWAYS = frozenset(
    {
        No.NOT_AUTHORISED,
        No.VERSION_CONFLICT,
        No.IDEMPOTENCY_MISMATCH,
        No.BAD_USER_INPUT,
        No.TOO_LARGE,
        No.QUOTA_EXCEEDED,
        No.INVALID_DATES,
        No.FUTURE_EVENT,
        No.NOT_FOUND,
        No.UNKNOWN_PARTY,
    }
)
"""Refusals that any command may meet."""
OF_SIGNATURES = frozenset({No.SIGNATURE_REQUIRED, No.SIGNATURE_INVALID})
"""Refusals that a command may meet which is signed."""


ANYONE = (
    Role.OWNER,
    Role.COORDINATOR,
    Role.RECORDER,
    Role.VERIFIER,
    Role.LEADER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
"""The roles of what any registered party may do that has a token, in whatever role."""


class InputPart(BaseModel):
    """A structured value inside a command."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Command(BaseModel):
    """A request to record something, with the envelope that all requests share."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )

    mutation: ClassVar[str]
    """The name of its mutation in the API."""
    roles: ClassVar[tuple[Role, ...]] = ()
    """Who may issue it; whoever is not named here is refused. Of several, the first one acts."""
    for_partners: ClassVar[bool] = False
    """Whether a partner of the commitment may issue it too, as OWNER of its own part."""
    refusals: ClassVar[frozenset[No]] = frozenset()
    """Refusals of its own, beside ALWAYS."""
    is_decision: ClassVar[bool] = False
    """A decision takes effect when recorded: an `occurredAt` is refused. Others may look back."""
    states_for: ClassVar[frozenset[Role]] = frozenset()
    """In which roles it is no decision, but tells what a source states: then it may look back."""
    needs_person: ClassVar[bool] = False
    """Whether the token must name a person: who approves or judges does not hide in a party."""
    for_unregistered: ClassVar[bool] = False
    """Whether a party may issue it before it is registered: the first one has to register."""

    signs: ClassVar[bool] = False
    """Whether a person whose key was admitted signs it."""
    for_machine: ClassVar[bool] = False
    """Whether it may also be given on the machine itself, by whoever runs the program there."""

    idempotency_key: IdempotencyKey = Field(
        description="Chosen by the client, 1-64 of A-Z a-z 0-9 . _ : -; a retry writes nothing."
    )
    occurred_at: Moment | None = Field(
        None,
        description="When it happened in the world; omitted: when recorded. Refused on decisions.",
    )
    expected_version: int | None = Field(
        None,
        strict=True,
        description="The `version` last seen of it; an old one is refused.",
    )
    reason: FreeText = Field(None, description="Why, in at most 4,000 characters.")
    act_as: Role | None = Field(
        None, description="In which of the viewer's roles; omitted: the one that may do this."
    )
    on_behalf_of: PartyId | None = Field(None, description="Id of the party it is done for.")
    correlation: Correlation | None = Field(
        None, description="An id of the client's that ties several commands together."
    )

    def allowed(self) -> tuple[Role, ...]:
        """Those of its roles that may issue it as it is filled in, the one that acts first."""
        return self.roles

    def asks_for_person(self) -> bool:
        """Whether the token must name a person, as it is filled in."""
        return self.needs_person

    @classmethod
    def possible_refusals(cls) -> frozenset[No]:
        """Every code that this command can be refused with."""
        return ALWAYS | cls.refusals | (OF_SIGNATURES if cls.signs else frozenset())

    @classmethod
    def named_in(cls) -> tuple[str, ...]:
        """The input field that names what it is about; empty if none does."""
        fields = cls.model_fields.items()
        return tuple(to_camel(name) for name, field in fields if IsAbout() in field.metadata)

    def names_it_in(self) -> tuple[str, ...]:
        """The input field in which this one names what it is about."""
        return self.named_in()

    def concerns(self) -> tuple[str | None, str | None]:
        """Codes of the occasion and of the commitment on record that it is about, if any."""
        return None, None

    def beside(self) -> tuple[str, ...]:
        """Codes of other occasions of which it names something."""
        return ()

    def stream(self) -> str | None:
        """Id of the stream whose version `expectedVersion` speaks of, if it has one."""
        return None


class InOccasionCommand(Command):
    """A command about something within an occasion that is on record."""

    occasion: About[OccasionId] = Field(description="Id of the occasion.")

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion."""
        return self.occasion, None


class OnCommitment(Command):
    """A command about one commitment that is on record."""

    commitment: About[CommitmentId] = Field(description="Id of the commitment.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.commitment)

    def concerns(self) -> tuple[str | None, str | None]:
        """The commitment and its occasion."""
        return self.commitment


class InCommitmentCommand(Command):
    """A command about something within a commitment that is on record."""

    is_decision = True

    def place(self) -> InCommitment:
        """What it is about."""
        raise LookupError(self.mutation)

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.concerns())

    def concerns(self) -> InOccasion:
        """The commitment and its occasion."""
        return InOccasion(self.place().occasion, self.place().commitment)
