"""The mutations: one for each command, made from it. Only what each gives back is said here."""

from asyncio import wrap_future
from typing import Any

import strawberry

from events.event_log import LogUnavailable, OutcomeUnknown
from events.log_clock import ClockRefused
from schema.context import Context
from schema.errors import ErrorCode
from schema.inputs import command_from, input_type
from schema.outcomes import Outcome, PayloadObject, outcome_of
from schema.types.commitment import Commitment, commitment
from schema.types.event import event_node
from schema.types.occasion import Occasion, Rakor, occasion, rakor
from schema.types.party import Party, Region, party, region
from schema.types.scalars import Hash, Position
from schema.types.source import Discrepancy, Source, discrepancy, source
from schema.types.specification import Evidence, Obstacle, evidence, obstacle
from services.commands import frame, fulfil
from services.commands.all import COMMANDS
from services.commands.command import Command
from services.commands.parse import InvalidInput
from services.look_up import OccasionView
from services.record_batch import Receipt
from services.refusals import Refusal, RefusalCode


def _place(command: Command, receipt: Receipt | None) -> tuple[str | None, str | None]:
    """Codes of the occasion and commitment that were written, or would have been."""
    if receipt is not None:
        return receipt.events[0].occasion, receipt.events[0].commitment
    kind, _, key = (command.stream() or "").partition(":")
    parts = key.split("/")
    return (parts[0], parts[1]) if kind == "commitment" else (command.concerns()[0], None)


async def _view(context: Context, command: Command, receipt: Receipt | None) -> OccasionView | None:
    code, _ = _place(command, receipt)
    return await context.view(code, await context.now()) if code else None


async def _party(context: Context, command: Any, receipt: Receipt | None) -> Party | None:
    return party(await context.directory(), command.code) if receipt else None


async def _regions(context: Context, command: Any, receipt: Receipt | None) -> list[Region] | None:
    if receipt is None:
        return None
    directory = await context.directory()
    return [known for entry in command.regions if (known := region(directory, entry.code))]


async def _occasion(context: Context, command: Any, receipt: Receipt | None) -> Occasion | None:
    view = await context.view(command.code, await context.now())
    return occasion(view) if view else None


async def _rakor(context: Context, command: Any, receipt: Receipt | None) -> Rakor | None:
    view = await _view(context, command, receipt)
    return rakor(view, command.code) if view and command.code in view.frame.rakors else None


async def _source(context: Context, command: Any, receipt: Receipt | None) -> Source | None:
    view = await _view(context, command, receipt)
    return source(view, command.code) if view and command.code in view.frame.sources else None


async def _discrepancy(
    context: Context, command: Any, receipt: Receipt | None
) -> Discrepancy | None:
    view = await _view(context, command, receipt)
    is_new = isinstance(command, frame.NoteDiscrepancy)
    code = command.code if is_new else command.discrepancy.code
    return discrepancy(view, code) if view and code in view.frame.discrepancies else None


async def _commitment(
    context: Context, command: Command, receipt: Receipt | None
) -> Commitment | None:
    view = await _view(context, command, receipt)
    return commitment(view, _place(command, receipt)[1]) if view else None


async def _obstacle(context: Context, command: Any, receipt: Receipt | None) -> Obstacle | None:
    shown = await _commitment(context, command, receipt)
    is_new = isinstance(command, fulfil.RaiseObstacle)
    code = command.code if is_new else command.obstacle.code
    found = [item for item in (shown.state.obstacles if shown else ()) if item.code == code]
    return obstacle(shown.view, shown.state.code, found[0]) if shown and found else None


async def _evidence(context: Context, command: Any, receipt: Receipt | None) -> Evidence | None:
    shown = await _commitment(context, command, receipt)
    items = shown.state.evidence if shown else ()
    found = [item for item in items if item.sha256 == command.sha256]
    return evidence(shown.view, shown.state.code, found[0]) if shown and found else None


COMMITMENT = PayloadObject("commitment", Commitment, "The commitment as it is now.", _commitment)
OBSTACLE = PayloadObject("obstacle", Obstacle, "The obstacle as it is now.", _obstacle)
DISCREPANCY = PayloadObject(
    "discrepancy", Discrepancy, "The discrepancy as it is now.", _discrepancy
)

OBJECTS: dict[type[Command], tuple[PayloadObject, ...]] = {
    frame.RegisterParty: (PayloadObject("party", Party, "The party.", _party),),
    frame.RegisterRegions: (PayloadObject("regions", list[Region], "The regions.", _regions),),
    frame.DeclareOccasion: (
        PayloadObject("occasion", Occasion, "The occasion as it is now.", _occasion),
    ),
    frame.RecordRakor: (PayloadObject("rakor", Rakor, "The meeting.", _rakor),),
    frame.RegisterSource: (PayloadObject("source", Source, "The source.", _source),),
    frame.NoteDiscrepancy: (DISCREPANCY,),
    frame.ResolveDiscrepancy: (DISCREPANCY,),
    fulfil.RaiseObstacle: (COMMITMENT, OBSTACLE),
    fulfil.ResolveObstacle: (COMMITMENT, OBSTACLE),
    fulfil.AttachEvidence: (
        COMMITMENT,
        PayloadObject("evidence", Evidence, "The evidence.", _evidence),
    ),
}
"""What each mutation gives back; all others give back the commitment."""


async def _record(context: Context, command: Command) -> Receipt:
    """Record a command. Raises Refusal, or an error for what no client can mend."""
    try:
        return await wrap_future(context.house.recorder.submit(command, context.viewer))
    except ClockRefused:
        raise context.error(ErrorCode.CLOCK_REFUSED) from None
    except LogUnavailable as error:
        raise context.error(ErrorCode.UNAVAILABLE) from error
    except OutcomeUnknown as error:
        raise context.error(ErrorCode.OUTCOME_UNKNOWN) from error


async def _answer(
    context: Context,
    outcome: Outcome,
    command: Command,
    receipt: Receipt | None,
    refused: list[Refusal],
) -> object:
    context.forget_now()
    objects = {}
    if receipt or any(refusal.code is RefusalCode.VERSION_CONFLICT for refusal in refused):
        objects = {
            item.name: await item.load(context, command, receipt) for item in outcome.objects
        }
    written = receipt.events if receipt else ()
    point = await context.now()
    return outcome.payload(
        **objects,
        events=[event_node(event, point) for event in written],
        position=Position(written[-1].position) if written else None,
        leaf_hash=Hash(written[-1].leaf_hash.hex()) if written else None,
        replayed=bool(receipt and receipt.replayed),
        user_errors=[outcome.error(refusal, context.language) for refusal in refused],
    )


def _mutation(command_type: type[Command]) -> Any:
    outcome = outcome_of(command_type, OBJECTS.get(command_type, (COMMITMENT,)))

    async def resolve(info: strawberry.Info[Context, None], input: Any) -> Any:
        context = info.context
        try:
            command = command_from(command_type, input)
        except InvalidInput as error:
            return outcome.payload(
                events=[],
                user_errors=[outcome.error(item, context.language) for item in error.refusals],
            )
        try:
            receipt = await _record(context, command)
        except Refusal as refusal:
            return await _answer(context, outcome, command, None, [refusal])
        return await _answer(context, outcome, command, receipt, [])

    resolve.__annotations__ = {
        "info": strawberry.Info[Context, None],
        "input": input_type(command_type),
        "return": outcome.payload | None,
    }
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
