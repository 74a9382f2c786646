"""What a mutation answers: its payload, and its errors with a code enum of its own."""

import types
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import strawberry

from schema.api.inputs import mutation_name
from schema.operation.catalogue import Language, say
from schema.operation.context import Context
from schema.operation.fields import interface
from schema.types.enums import describe_refusals
from schema.types.event import Event
from schema.types.scalars import Hash, Position
from services.commands.command import Command
from services.refusals import Refusal
from services.write.record_batch import Recorded


@interface
class UserError:
    """Why nothing was written, in words and by field."""

    field: list[str] | None = strawberry.field(
        description="Path of the field at fault, from `input`; null: the command as a whole."
    )
    message: str = strawberry.field(description="What is wrong and what to do, for people.")


Load = Callable[[Context, Command, Recorded | None], Awaitable[Any]]


@dataclass(frozen=True)
class PayloadObject:
    """An object in a payload: its name, its type, its description, and how it is read."""

    name: str
    graphql_type: Any
    description: str
    load: Load


@dataclass(frozen=True)
class Outcome:
    """The types of one mutation's answer."""

    payload: type
    user_error: type
    code: type[StrEnum]
    objects: tuple[PayloadObject, ...]

    def error(self, refusal: Refusal, language: Language) -> object:
        """A refusal as one of this mutation's errors."""
        return self.user_error(
            field=list(refusal.field) or None,
            message=refusal_message(refusal, language),
            code=self.code[refusal.code.value],
        )


def refusal_message(refusal: Refusal, language: Language) -> str:
    """A refusal in words."""
    words = dict(refusal.params)
    if "status" in words:
        words["status"] = say(language, f"label.CommitmentStatus.{words['status']}")
    return say(language, f"refusal.{refusal.message_key}", **words)


def outcome_of(command: type[Command], objects: tuple[PayloadObject, ...]) -> Outcome:
    """Make the payload, error and error code types of a command."""
    prefix = mutation_name(command)
    codes = sorted(code.value for code in command.possible_refusals())
    code = StrEnum(f"{prefix}ErrorCode", [(name, name) for name in codes])  # type: ignore[misc]  # made from the command's own refusals
    describe_refusals(code, f"Why {command.mutation} wrote nothing.")
    user_error = strawberry.type(
        _class(
            f"{prefix}UserError",
            (UserError,),
            {"code": (code, "What clients act on.", ...)},
        ),
        description=f"Why {command.mutation} wrote nothing.",
    )
    payload = strawberry.type(
        _class(
            f"{prefix}Payload",
            (),
            {
                **{
                    item.name: (item.graphql_type | None, item.description, None)
                    for item in objects
                },
                "events": (list[Event], "The events that were written.", ...),
                "position": (Position | None, "Position of the last event written.", None),
                "leaf_hash": (Hash | None, "Leaf hash of the last event: the receipt.", None),
                "replayed": (bool, "Whether the key was used before: nothing new written.", False),
                "user_errors": (list[user_error], "Why nothing was written; empty if it was.", ...),  # type: ignore[valid-type]  # a type made above
            },
        ),
        description=f"The answer to {command.mutation}.",
    )
    return Outcome(payload, user_error, code, objects)


def _class(name: str, bases: tuple[type, ...], fields: dict[str, tuple[Any, str, Any]]) -> type:
    namespace: dict[str, Any] = {"__annotations__": {}}
    for field_name, (kind, description, default) in fields.items():
        namespace["__annotations__"][field_name] = kind
        options = {} if default is ... else {"default": default}
        namespace[field_name] = strawberry.field(description=description, **options)
    return types.new_class(name, bases, {}, lambda body: body.update(namespace))
