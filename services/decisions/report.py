"""Decisions about reports: how much is done, as the owner says."""

from events.facts import report as facts
from services.commands import report as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_no_judge,
    require_open,
    require_reason,
    text,
)
from services.decisions.measured import require_value
from services.decisions.parts import require_own_part, require_part
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.report import Report


def report_progress(command: commands.ReportProgress, situation: Situation) -> list[Decided]:
    """ProgressReported: how much is done in all, as the owner or a partner says."""
    state = situation.known_commitment
    require_no_judge(situation)
    require_open(state)
    part = require_part(state, command.region, command.party)
    require_own_part(situation, command.party)
    require_value(state, part, command.value, is_noted=command.note is not None)
    fact = facts.ProgressReported(
        value=command.value,
        region=command.region,
        party=command.party,
        note=text(command.note),
    )
    return [about(state, fact)]


def _own_report(situation: Situation) -> Report:
    """The report a party may change: its own, or that of a party below it; not retracted."""
    report = situation.report
    if report is None:
        raise Refusal(No.NOT_A_REPORT, field=("report",))
    reporter, actor = report.reporter, situation.actor.party
    if reporter is None or actor not in situation.directory.lineage(reporter):
        raise Refusal(No.NOT_AUTHORISED, "not_own_report")
    require_no_judge(situation)
    if report.retracted:
        raise Refusal(No.WRONG_STATUS, "retracted")
    return report


def correct_report(command: commands.CorrectReport, situation: Situation) -> list[Decided]:
    """ReportCorrected: at the time of the report it names, known from now on."""
    report = _own_report(situation)
    require_reason(command.reason)
    state = situation.known_commitment
    require_value(state, report.part, command.value)
    fact = facts.ReportCorrected(
        corrects=report.position, value=command.value, region=report.region, party=report.party
    )
    return [about(state, fact, report.occurred_at)]


def retract_report(command: commands.RetractReport, situation: Situation) -> list[Decided]:
    """ReportRetracted: at the time of the report it names, known from now on."""
    report = _own_report(situation)
    require_reason(command.reason)
    fact = facts.ReportRetracted(corrects=report.position)
    return [about(situation.known_commitment, fact, report.occurred_at)]
