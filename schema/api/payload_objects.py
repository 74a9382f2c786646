"""What each mutation gives back beside its events: the objects of its payload."""

from typing import Any

from schema.api.outcomes import PayloadObject, Signing
from schema.operation.context import Context
from schema.types.admission import Admission, admission
from schema.types.change_request import ChangeRequest, change_request
from schema.types.commitment import Commitment, commitment
from schema.types.discrepancy import Discrepancy, discrepancy
from schema.types.escalation import Escalation, escalation
from schema.types.event import Event, event_at
from schema.types.evidence import Evidence, evidence
from schema.types.obstacle import Obstacle, obstacle
from schema.types.occasion import Occasion, occasion
from schema.types.party import Party, party
from schema.types.person import Person, person
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.source import Source, source
from schema.types.statement import Statement, statement
from schema.types.waiver import Waiver, waiver
from schema.types.withdrawal import Withdrawal, withdrawal
from services.commands.admission import AdmitPerson, EndAdmission
from services.commands.command import Command
from services.commands.declaration import DeclareReadiness
from services.commands.discrepancy import NoteDiscrepancy, ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.escalation import AnswerEscalation, Escalate
from services.commands.evidence import AttachEvidence
from services.commands.obstacle import RaiseObstacle, ResolveObstacle
from services.commands.occasion import DeclareOccasion, RescheduleOccasion
from services.commands.party import RegisterParty, RenameParty, SucceedParty
from services.commands.rakor import RecordParticipant, RecordRakor
from services.commands.rakor_amendment import AmendRakor
from services.commands.region import RegisterRegions, RenameRegion
from services.commands.request import RequestChange
from services.commands.source import RegisterSource
from services.commands.statement import ConfirmStatement, DenyStatement, StateProgress
from services.commands.waiver import ProposeWaiver, WaiveRemainder
from services.commands.withdrawal import ProposeWithdrawal, Withdraw
from services.read.occasion_view import OccasionView
from services.state.codes import found_in
from services.write.record_batch import Recorded
from services.write.signing import ToSign


def _place(command: Command, recorded: Recorded | None) -> tuple[str | None, str | None]:
    """Codes of the occasion and commitment that were written, or would have been."""
    if recorded is not None:
        return recorded.events[0].occasion, recorded.events[0].commitment
    kind, _, key = (command.stream() or "").partition(":")
    parts = key.split("/")
    return (parts[0], parts[1]) if kind == "commitment" else (command.concerns()[0], None)


async def _view(
    context: Context, command: Command, recorded: Recorded | None
) -> OccasionView | None:
    code, _ = _place(command, recorded)
    return await context.view(code, await context.now()) if code else None


async def _party(context: Context, command: Any, recorded: Recorded | None) -> Party | None:
    return party(await context.names(), command.code) if recorded else None


async def _changed_party(context: Context, command: Any, _: Recorded | None) -> Party | None:
    return party(await context.names(), command.party)


async def _changed_region(context: Context, command: Any, _: Recorded | None) -> Region | None:
    return region(await context.names(), command.region)


async def _regions(
    context: Context, command: Any, recorded: Recorded | None
) -> list[Region] | None:
    if recorded is None:
        return None
    names = await context.names()
    return [known for entry in command.regions if (known := region(names, entry.code))]


async def _occasion(context: Context, command: Any, recorded: Recorded | None) -> Occasion | None:
    view = await context.view(command.code, await context.now())
    return occasion(view) if view else None


async def _rakor(context: Context, command: Any, recorded: Recorded | None) -> Rakor | None:
    view = await _view(context, command, recorded)
    given = command.code if isinstance(command, RecordRakor) else command.rakor.code
    code = view.occasion.spelt("rakor", given) if view else None
    return rakor(view, code) if view and code else None


async def _source(context: Context, command: Any, recorded: Recorded | None) -> Source | None:
    view = await _view(context, command, recorded)
    code = view.occasion.spelt("source", command.code) if view else None
    return source(view, code) if view and code else None


async def _discrepancy(
    context: Context, command: Any, recorded: Recorded | None
) -> Discrepancy | None:
    view = await _view(context, command, recorded)
    is_new = isinstance(command, NoteDiscrepancy)
    given = command.code if is_new else command.discrepancy.code
    code = view.occasion.spelt("discrepancy", given) if view else None
    return discrepancy(view, code) if view and code else None


async def _commitment(
    context: Context, command: Command, recorded: Recorded | None
) -> Commitment | None:
    view = await _view(context, command, recorded)
    return commitment(view, _place(command, recorded)[1]) if view else None


async def _obstacle(context: Context, command: Any, recorded: Recorded | None) -> Obstacle | None:
    shown = await _commitment(context, command, recorded)
    is_new = isinstance(command, RaiseObstacle)
    code = command.code if is_new else command.obstacle.code
    found = found_in(shown.state.obstacles, code) if shown else None
    return obstacle(shown.view, shown.state.code, found) if shown and found else None


async def _evidence(context: Context, command: Any, recorded: Recorded | None) -> Evidence | None:
    shown = await _commitment(context, command, recorded)
    items = shown.state.evidence if shown else ()
    found = [item for item in items if item.sha256 == command.sha256]
    return evidence(shown.view, shown.state.code, found[0]) if shown and found else None


async def _escalation(
    context: Context, command: Any, recorded: Recorded | None
) -> Escalation | None:
    shown = await _commitment(context, command, recorded)
    code = command.code if isinstance(command, Escalate) else command.escalation.code
    found = found_in(shown.state.escalations, code) if shown else None
    return escalation(shown.view, shown.state.code, found) if shown and found else None


async def _waiver(context: Context, command: Any, recorded: Recorded | None) -> Waiver | None:
    shown = await _commitment(context, command, recorded)
    code = command.code if isinstance(command, ProposeWaiver) else command.waiver.code
    found = found_in(shown.state.waivers, code) if shown else None
    return waiver(shown.view, shown.state.code, found) if shown and found else None


async def _statement(context: Context, command: Any, recorded: Recorded | None) -> Statement | None:
    shown = await _commitment(context, command, recorded)
    is_new = isinstance(command, StateProgress)
    code = command.code if is_new else command.statement.code
    found = found_in(shown.state.statements, code) if shown else None
    return statement(shown.view, shown.state.code, found) if shown and found else None


async def _request(
    context: Context, command: Any, recorded: Recorded | None
) -> ChangeRequest | None:
    shown = await _commitment(context, command, recorded)
    found = found_in(shown.state.requests, command.code) if shown else None
    return change_request(shown.view, shown.state.code, found) if shown and found else None


async def _withdrawal(
    context: Context, command: Any, recorded: Recorded | None
) -> Withdrawal | None:
    shown = await _commitment(context, command, recorded)
    if isinstance(command, ProposeWithdrawal):
        code = command.code
    else:
        code = command.withdrawal.code if command.withdrawal else ""
    found = found_in(shown.state.withdrawals, code) if shown else None
    return withdrawal(shown.view, shown.state.code, found) if shown and found else None


async def _declared(context: Context, command: Any, recorded: Recorded | None) -> Occasion | None:
    view = await _view(context, command, recorded)
    return occasion(view) if view else None


async def _erased_person(
    context: Context, command: Any, recorded: Recorded | None
) -> Person | None:
    return person(command.person, context.viewer.party) if recorded else None


async def _admission(context: Context, command: Any, recorded: Recorded | None) -> Any:
    """What the event was about: the admission that it made, confirmed or ended."""
    if recorded is None:
        return None
    position = recorded.last.position
    known = (await context.directory()).admissions
    point = await context.now()
    return next((admission(each, point) for each in known if position in each.positions), None)


async def _redacted(context: Context, command: Any, recorded: Recorded | None) -> Event | None:
    """The event that holds the text."""
    if recorded is None:
        return None
    fact: Any = recorded.events[0].fact
    return await event_at(context, fact.redacts, await context.now())


async def _nothing_to_sign(context: Context, command: Any, recorded: Recorded | None) -> Any:
    return None


def signing(to_sign: ToSign) -> Signing:
    """What is to be signed, as it is shown."""
    return Signing(
        challenge=to_sign.challenge,
        nonce=to_sign.nonce,
        act=to_sign.act,
        rp_id=to_sign.rp_id,
    )


SIGNING = PayloadObject(
    "signing", Signing, "What to sign, where a signature is missing; else null.", _nothing_to_sign
)
ADMISSION = PayloadObject("admission", Admission, "The admission as it is now.", _admission)
COMMITMENT = PayloadObject("commitment", Commitment, "The commitment as it is now.", _commitment)
OBSTACLE = PayloadObject("obstacle", Obstacle, "The obstacle as it is now.", _obstacle)
ESCALATION = PayloadObject("escalation", Escalation, "The escalation as it is now.", _escalation)
WAIVER = PayloadObject("waiver", Waiver, "The waiver as it is now.", _waiver)
STATEMENT = PayloadObject("statement", Statement, "The statement as it is now.", _statement)
WITHDRAWAL = PayloadObject(
    "withdrawal", Withdrawal, "The proposal as it is now, where there is one.", _withdrawal
)
RAKOR = PayloadObject("rakor", Rakor, "The meeting.", _rakor)
PARTY = PayloadObject("party", Party, "The party as it is now.", _changed_party)
OCCASION = PayloadObject("occasion", Occasion, "The occasion as it is now.", _declared)
REDACTED = PayloadObject("event", Event, "The event that holds or held the text.", _redacted)
DISCREPANCY = PayloadObject(
    "discrepancy", Discrepancy, "The discrepancy as it is now.", _discrepancy
)

OBJECTS: dict[type[Command], tuple[PayloadObject, ...]] = {
    RegisterParty: (PayloadObject("party", Party, "The party.", _party),),
    RegisterRegions: (PayloadObject("regions", list[Region], "The regions.", _regions),),
    DeclareOccasion: (
        PayloadObject("occasion", Occasion, "The occasion as it is now.", _occasion),
    ),
    RenameParty: (PARTY,),
    SucceedParty: (PARTY,),
    RenameRegion: (PayloadObject("region", Region, "The region as it is now.", _changed_region),),
    RescheduleOccasion: (OCCASION,),
    RecordRakor: (RAKOR,),
    AmendRakor: (RAKOR,),
    RecordParticipant: (RAKOR,),
    StateProgress: (COMMITMENT, STATEMENT),
    ConfirmStatement: (COMMITMENT, STATEMENT),
    DenyStatement: (COMMITMENT, STATEMENT),
    RequestChange: (
        COMMITMENT,
        PayloadObject("request", ChangeRequest, "The request as it is now.", _request),
    ),
    ProposeWithdrawal: (COMMITMENT, WITHDRAWAL),
    Withdraw: (COMMITMENT, WITHDRAWAL),
    RegisterSource: (PayloadObject("source", Source, "The source.", _source),),
    NoteDiscrepancy: (DISCREPANCY,),
    ResolveDiscrepancy: (DISCREPANCY,),
    RaiseObstacle: (COMMITMENT, OBSTACLE),
    ResolveObstacle: (COMMITMENT, OBSTACLE),
    Escalate: (COMMITMENT, ESCALATION),
    AnswerEscalation: (COMMITMENT, ESCALATION),
    ProposeWaiver: (COMMITMENT, WAIVER),
    WaiveRemainder: (COMMITMENT, WAIVER),
    DeclareReadiness: (OCCASION,),
    AdmitPerson: (ADMISSION,),
    EndAdmission: (ADMISSION,),
    ErasePerson: (PayloadObject("person", Person, "The person.", _erased_person),),
    ProposeRedaction: (REDACTED,),
    Redact: (REDACTED,),
    AttachEvidence: (
        COMMITMENT,
        PayloadObject("evidence", Evidence, "The evidence.", _evidence),
    ),
}
"""What each mutation gives back; all others give back the commitment."""
