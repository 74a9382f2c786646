"""What every command says that changes what was agreed: who asked for the change."""

from typing import Self

from pydantic import Field, model_validator

from services.commands.signing import Signed
from services.commands.values import RequestId, SourceId, require_one_of


class Granting(Signed):
    """A change on request, or by a source in which it was asked for, or on one's own motion."""

    request: RequestId | None = Field(
        None, description="Id of the open request that this grants; or give source."
    )
    source: SourceId | None = Field(
        None,
        description="Id of the registered source in which it was asked for; without either it is "
        "the coordinator's own motion.",
    )

    @model_validator(mode="after")
    def _is_one_motion(self) -> Self:
        require_one_of({"request": self.request, "source": self.source}, at_least=0)
        return self
