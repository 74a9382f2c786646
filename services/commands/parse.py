"""From a client's input, as the API or a rehearsal script writes it, to a command."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.commands.command import Command
from services.commands.values import InvalidValue
from services.refusals import Refusal
from services.refusals import RefusalCode as No

MOST_ERRORS = 20
VARIANTS = {"missing": "missing", "extra_forbidden": "unknown_field", "too_short": "too_few"}


class InvalidInput(Exception):
    """An input that is no command: one refusal for each thing that is wrong with it."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(", ".join(refusal.message_key for refusal in refusals))
        self.refusals = refusals


def parse(command_type: type[Command], given: Mapping[str, Any]) -> Command:
    """The command in an input, field names as in the API. Raises InvalidInput."""
    try:
        return command_type.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise InvalidInput([_refusal(detail) for detail in details[:MOST_ERRORS]]) from None


def _refusal(detail: ErrorDetails) -> Refusal:
    field = tuple(str(part) for part in detail["loc"])
    invalid = detail.get("ctx", {}).get("error")
    if isinstance(invalid, InvalidValue):
        return Refusal(invalid.code, invalid.variant, field=field, **invalid.params)
    return Refusal(No.BAD_USER_INPUT, VARIANTS.get(detail["type"], ""), field=field)
