"""The mutations: one for each command, made from it. Only what each gives back is said here."""

from asyncio import wrap_future
from functools import partial
from typing import Any

import strawberry

from events.facts.vocabulary import Role
from events.log.event_log import (
    LogFull,
    LogReadOnly,
    LogReplaced,
    LogUnavailable,
    OutcomeUnknown,
)
from events.log.log_clock import ClockRefused
from schema.api.inputs import command_from, input_type
from schema.api.outcomes import (
    MutationPayload,
    PayloadObject,
    description_of,
    payload_of,
    user_error,
)
from schema.api.payload_objects import COMMITMENT, OBJECTS, SIGNING, signing
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import describe_arguments
from schema.operation.security_log import OF_AUTHORITY, note
from schema.operation.tell_errors import noted
from schema.types.event import event_node
from schema.types.scalars import Hash, Position, local
from schema.watching.write_lines import WriteLine
from services.commands.all import COMMANDS
from services.commands.command import Command
from services.commands.parse import InvalidInput
from services.refusals import Refusal, RefusalCode
from services.write.record_batch import Recorded
from services.write.signing import SignatureRequired


async def _record(context: Context, command: Command) -> Recorded:
    """Record a command. Raises Refusal, or an error for what no client can mend."""
    try:
        return await wrap_future(context.house.recorder.submit(command, context.viewer))
    except ClockRefused:
        raise context.error(ErrorCode.CLOCK_REFUSED) from None
    except LogReplaced:
        raise context.error(ErrorCode.LOG_READ_ONLY, "replaced") from None
    except LogReadOnly:
        raise context.error(ErrorCode.LOG_READ_ONLY) from None
    except LogFull as error:
        noted(error)
        raise context.error(ErrorCode.UNAVAILABLE, "full") from error
    except LogUnavailable as error:
        noted(error)
        raise context.error(ErrorCode.UNAVAILABLE) from error
    except OutcomeUnknown as error:
        noted(error)
        raise context.error(ErrorCode.OUTCOME_UNKNOWN) from error


async def _content(
    context: Context,
    shown: tuple[PayloadObject, ...],
    command: Command,
    outcome: Recorded | Refusal,
) -> dict[str, Any]:
    """What the payload of a command holds; VERSION_CONFLICT shows the objects as they are now."""
    context.forget_now()
    recorded = outcome if isinstance(outcome, Recorded) else None
    objects: dict[str, Any] = {}
    if isinstance(outcome, Recorded) or outcome.code is RefusalCode.VERSION_CONFLICT:
        objects = {item.name: await item.load(context, command, recorded) for item in shown}
    point = await context.now()
    if isinstance(outcome, SignatureRequired):
        objects = {SIGNING.name: signing(outcome.to_sign)}
    if isinstance(outcome, Refusal):
        return objects | {"user_errors": [user_error(outcome, context.language)]}
    due = context.house.head_due_at(outcome.last.recorded_at)
    return objects | {
        "events": [event_node(event, point) for event in outcome.events],
        "position": Position(outcome.last.position),
        "leaf_hash": Hash(outcome.last.leaf_hash.hex()),
        "head_due_at": local(due) if due else None,
        "replayed": outcome.replayed,
    }


def _note(command_type: type[Command], outcome: Recorded | Refusal) -> None:
    """Say in the server's log who was refused, and what only an administrator does."""
    if isinstance(outcome, Refusal):
        if outcome.code in OF_AUTHORITY:
            note(command_type.mutation, outcome.code, reason=outcome.variant)
    elif command_type.roles == (Role.ADMINISTRATOR,) and not outcome.replayed:
        note(command_type.mutation, "done", position=outcome.last.position)


def _mutation(command_type: type[Command]) -> Any:
    shown = OBJECTS.get(command_type, (COMMITMENT,))
    if command_type.signs:
        shown = (*shown, SIGNING)
    payload = payload_of(command_type, shown)

    async def answer(context: Context, input: Any) -> MutationPayload:
        with WriteLine(command_type.mutation, context.viewer) as line:
            try:
                command = command_from(command_type, input)
            except InvalidInput as error:
                line.note(error.refusals[0])
                refused = [user_error(item, context.language) for item in error.refusals]
                return payload(user_errors=refused)
            outcome: Recorded | Refusal
            try:
                outcome = await _record(context, command)
            except Refusal as refusal:
                outcome = refusal
            line.note(outcome)
            _note(command_type, outcome)
        return payload(**await _content(context, shown, command, outcome))

    async def resolve(info: strawberry.Info[Context, None], input: Any) -> Any:
        return await info.context.once(partial(answer, info.context, input))

    resolve.__annotations__ = {
        "info": strawberry.Info[Context, None],
        "input": input_type(command_type),
        "return": payload | None,
    }
    describe_arguments(resolve)
    return strawberry.field(
        resolver=resolve, name=command_type.mutation, description=description_of(command_type)
    )


class _Mutations:
    """Holds one resolver for each command."""


for _command in COMMANDS:
    setattr(_Mutations, _command.mutation, _mutation(_command))

Mutation = strawberry.type(
    _Mutations,
    name="Mutation",
    description="What can be recorded. Each takes one input and returns its object or userErrors.",
)
