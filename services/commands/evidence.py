"""Commands about evidence."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.texts import FreeText
from services.commands.values import MediaType, Moment, PartyId, Position, RegionId, Sha256
from services.refusals import RefusalCode as No


class AttachEvidence(OnCommitment):
    """Name a document as evidence, by its hash."""

    mutation = "commitmentAttachEvidence"
    roles = (Role.OWNER,)
    for_partners = True
    refusals = frozenset(
        {
            No.ALREADY_EXISTS,
            No.SEPARATION_OF_DUTIES,
            No.UNKNOWN_REGION,
            No.WRONG_STATUS,
            No.INVALID_QUANTITY,
        }
    )

    sha256: Sha256 = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: MediaType = Field(description="Media type of the document, for example image/jpeg.")
    size: Position = Field(description="Size of the document in bytes, above 0.")
    title: FreeText = Field(None, description="What the document is.")
    taken_at: Moment | None = Field(None, description="When it was made.")
    region: RegionId | None = Field(None, description="Region it shows …")
    party: PartyId | None = Field(
        None, description="… or the party whose part it shows, never both."
    )
