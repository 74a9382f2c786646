"""What a mutation answers: one shape for all of them, and beside it what each gives back."""

import datetime as dt
import inspect
import types
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import strawberry

from schema.api.inputs import mutation_name
from schema.operation.catalogue import Language, say
from schema.operation.context import Context
from schema.operation.fields import interface, object_type
from schema.types.event import Event
from schema.types.scalars import Hash, Position
from services.commands.command import Command
from services.refusals import Refusal, RefusalCode
from services.write.record_batch import Recorded


@object_type
class UserError:
    """Why nothing was written: for programs, by field, and in words."""

    code: RefusalCode = strawberry.field(
        description="What clients act on; each mutation says which codes it may answer."
    )
    field: list[str] | None = strawberry.field(
        description="Path of the field at fault, from `input`; null: the command as a whole."
    )
    message: str = strawberry.field(description="What is wrong and what to do, for people.")


@interface
class MutationPayload:
    """What every mutation answers: a receipt, or why nothing was written."""

    events: list[Event] = strawberry.field(
        default_factory=list, description="The events that were written."
    )
    position: Position | None = strawberry.field(
        default=None, description="Position of the last event written."
    )
    leaf_hash: Hash | None = strawberry.field(
        default=None, description="Leaf hash of the last event: the receipt."
    )
    head_due_at: dt.datetime | None = strawberry.field(
        default=None,
        description="The latest moment by which a signed head covers `position`, as long as heads "
        "are signed at their pace. Null where nothing was written, and while none can be signed.",
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether the key was used before: nothing new written."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why nothing was written; empty if it was."
    )


@object_type
class Signing:
    """What a passkey signs, so that an act is recorded: hand the challenge to the browser."""

    challenge: str = strawberry.field(
        description="Base64url of 32 bytes, for `navigator.credentials.get` with "
        "`userVerification` required."
    )
    nonce: str = strawberry.field(description="To be sent back with the signature.")
    act: str = strawberry.field(
        description="What is signed, in full: canonical JSON, of which the challenge is the "
        "SHA-256. A client shows or compares what it is about to sign."
    )
    rp_id: str = strawberry.field(description="The host that the person's key is for.")


Load = Callable[[Context, Command, Recorded | None], Awaitable[Any]]


@dataclass(frozen=True)
class PayloadObject:
    """An object in a payload: its name, its type, its description, and how it is read."""

    name: str
    graphql_type: Any
    description: str
    load: Load


def user_error(refusal: Refusal, language: Language) -> UserError:
    """A refusal as clients see it."""
    return UserError(
        code=refusal.code,
        field=list(refusal.field) or None,
        message=refusal_message(refusal, language),
    )


def refusal_message(refusal: Refusal, language: Language) -> str:
    """A refusal in words."""
    words = dict(refusal.params)
    if "status" in words:
        words["status"] = say(language, f"label.CommitmentStatus.{words['status']}")
    roles = words.get("roles")
    if isinstance(roles, tuple):
        words["roles"] = ", ".join(say(language, f"label.Role.{role}") for role in roles)
    return say(language, f"refusal.{refusal.message_key}", **words)


def description_of(command: type[Command]) -> str:
    """What a mutation does, and every code that it may answer."""
    codes = ", ".join(sorted(code.value for code in command.possible_refusals()))
    return f"{inspect.cleandoc(command.__doc__ or '')}\nUser errors: {codes}."


def payload_of(command: type[Command], objects: tuple[PayloadObject, ...]) -> type[MutationPayload]:
    """Make the payload type of a command: what all have, and its objects."""
    namespace: dict[str, Any] = {
        "__annotations__": {item.name: item.graphql_type | None for item in objects},
        **{
            item.name: strawberry.field(default=None, description=item.description)
            for item in objects
        },
    }
    name = f"{mutation_name(command)}Payload"
    cls = types.new_class(name, (MutationPayload,), {}, lambda body: body.update(namespace))
    return strawberry.type(cls, description=f"The answer to {command.mutation}.")
