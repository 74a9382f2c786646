"""Decisions about statements: said in the room, and confirmed or denied afterwards."""

from events.facts import statement as facts
from services.commands import statement as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_no_judge,
    require_open,
    require_party,
    require_reason,
    text,
)
from services.decisions.measured import require_value
from services.decisions.parts import require_own_part, require_part
from services.decisions.sources import require_source
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentState
from services.state.statement import Statement


def state_progress(command: commands.StateProgress, situation: Situation) -> list[Decided]:
    """ProgressStated: what somebody said of how much is done; it counts for nothing yet."""
    state = situation.known_commitment
    require_open(state)
    require_free(taken_in(state.statements, command.code), command.code)
    require_party(situation.directory, command.stated_by, "statedBy")
    part = require_part(state, command.region, command.party)
    require_value(state, part, command.value, is_noted=command.note is not None)
    fact = facts.ProgressStated(
        code=command.code,
        stated_by=command.stated_by,
        value=command.value,
        region=command.region,
        party=command.party,
        note=text(command.note),
        source=require_source(situation, command.source),
    )
    return [about(state, fact)]


def confirm_statement(command: commands.ConfirmStatement, situation: Situation) -> list[Decided]:
    """StatementConfirmed: at the time of the statement, known from now on."""
    state = situation.known_commitment
    said = _open_statement(command.statement.code, situation)
    require_open(state)
    _require_reportable(state, said)
    return [about(state, facts.StatementConfirmed(code=said.code), said.occurred_at)]


def deny_statement(command: commands.DenyStatement, situation: Situation) -> list[Decided]:
    """StatementDenied: at the time of the statement, known from now on."""
    said = _open_statement(command.statement.code, situation)
    require_reason(command.reason)
    fact = facts.StatementDenied(code=said.code)
    return [about(situation.known_commitment, fact, said.occurred_at)]


def _open_statement(code: str, situation: Situation) -> Statement:
    """The statement that the owner may answer, or a partner where it is about its own part."""
    said = found_in(situation.known_commitment.statements, code)
    if said is None:
        raise Refusal(No.NOT_FOUND, field=("statement",))
    require_no_judge(situation)
    require_own_part(situation, said.party, "statement")
    if not said.is_open:
        raise Refusal(No.WRONG_STATUS, "stated", field=("statement",))
    return said


def _require_reportable(state: CommitmentState, said: Statement) -> None:
    """Refuse what could not be reported any more, as it is measured and divided by now."""
    parts: tuple[str | None, ...] = tuple(state.indicator.parts) if state.indicator else ()
    if said.part not in (parts or (None,)):
        raise Refusal(No.INVALID_REGION, "stated", field=("statement",))
    require_value(state, said.part, said.value, name="statement")
