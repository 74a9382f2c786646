"""One example of a refusal, as the tables of refusals hold them."""

from dataclasses import dataclass

from pydantic.alias_generators import to_camel

from services.refusals import RefusalCode
from tests.worlds.given import Act, History


@dataclass(frozen=True)
class Refused:
    """One example of a refusal: what is told, the history, the act, and the code."""

    told: str
    history: History
    act: Act
    code: RefusalCode
    variant: str | None = None

    def check(self) -> None:
        """Try it: refused with this code, and nothing is written."""
        outcome = self.history.when(self.act)
        refusal = outcome.then_refused(self.code, self.variant)
        assert outcome.history == self.history
        inputs = {to_camel(name) for name in self.act.command.model_fields}
        assert {to_camel(name) for name in refusal.field[:1]} <= inputs, (
            f"{refusal.field} is no input"
        )
        assert None not in refusal.params.values(), f"{refusal.params} cannot be told"

    def __str__(self) -> str:
        return f"{self.act.command.__name__}, {self.told}".replace(" ", "_")
