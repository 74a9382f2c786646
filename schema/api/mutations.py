"""The mutations: one for each command, made from it. Only what each gives back is said here."""

from asyncio import wrap_future
from functools import partial
from typing import Any

import strawberry

from events.log.event_log import (
    LogFull,
    LogReadOnly,
    LogReplaced,
    LogUnavailable,
    OutcomeUnknown,
)
from events.log.log_clock import ClockRefused
from schema.api.inputs import command_from, input_type
from schema.api.outcomes import Outcome, outcome_of
from schema.api.payload_objects import COMMITMENT, OBJECTS
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import describe_arguments
from schema.operation.tell_errors import noted
from schema.types.event import event_node
from schema.types.scalars import Hash, Position
from services.commands.all import COMMANDS
from services.commands.command import Command
from services.commands.parse import InvalidInput
from services.refusals import Refusal, RefusalCode
from services.write.record_batch import Recorded


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


async def _answer(
    context: Context,
    outcome: Outcome,
    command: Command,
    recorded: Recorded | None,
    refused: list[Refusal],
) -> object:
    context.forget_now()
    objects = {}
    if recorded or any(refusal.code is RefusalCode.VERSION_CONFLICT for refusal in refused):
        objects = {
            item.name: await item.load(context, command, recorded) for item in outcome.objects
        }
    written = recorded.events if recorded else ()
    point = await context.now()
    return outcome.payload(
        **objects,
        events=[event_node(event, point) for event in written],
        position=Position(written[-1].position) if written else None,
        leaf_hash=Hash(written[-1].leaf_hash.hex()) if written else None,
        replayed=bool(recorded and recorded.replayed),
        user_errors=[outcome.error(refusal, context.language) for refusal in refused],
    )


def _mutation(command_type: type[Command]) -> Any:
    outcome = outcome_of(command_type, OBJECTS.get(command_type, (COMMITMENT,)))

    async def answer(context: Context, input: Any) -> Any:
        try:
            command = command_from(command_type, input)
        except InvalidInput as error:
            return outcome.payload(
                events=[],
                user_errors=[outcome.error(item, context.language) for item in error.refusals],
            )
        try:
            recorded = await _record(context, command)
        except Refusal as refusal:
            return await _answer(context, outcome, command, None, [refusal])
        return await _answer(context, outcome, command, recorded, [])

    async def resolve(info: strawberry.Info[Context, None], input: Any) -> Any:
        return await info.context.once(partial(answer, info.context, input))

    resolve.__annotations__ = {
        "info": strawberry.Info[Context, None],
        "input": input_type(command_type),
        "return": outcome.payload | None,
    }
    describe_arguments(resolve)
    return strawberry.field(
        resolver=resolve, name=command_type.mutation, description=command_type.__doc__
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
