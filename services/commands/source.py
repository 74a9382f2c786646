"""Commands about sources."""

from pydantic import Field

from events.facts.vocabulary import Role, SourceKind
from services.commands.command import InOccasionCommand
from services.commands.texts import Title
from services.commands.values import Code, Day, Sha256, SourceId
from services.refusals import RefusalCode as No


class RegisterSource(InOccasionCommand):
    """Register a document from which something in the record comes."""

    mutation = "sourceRegister"
    roles = (Role.RECORDER,)
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the source, unique in its occasion.")
    kind: SourceKind = Field(description="What sort of document it is.")
    title: Title = Field(description="Public title, naming no private person.")
    number: Title | None = Field(None, description="Its official number.")
    issuer: Title | None = Field(None, description="Who issued it, as stated.")
    date: Day | None = Field(None, description="Its own date.")
    sha256: Sha256 | None = Field(None, description="SHA-256 of the held document, lower-case hex.")
    held: bool | None = Field(None, description="false where the document itself is not held.")
    replaces: SourceId | None = Field(
        None, description="Id of the source that it replaces: the draft of these minutes."
    )
