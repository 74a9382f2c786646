"""What holds for every command: its time, its version, on whose behalf, and which refusals."""

import datetime as dt
from types import ModuleType
from typing import Any

import pytest

from services.commands.admission import AdmitPerson, EndAdmission
from services.commands.all import COMMANDS
from services.commands.amendment import AmendCommitment
from services.commands.command import ALWAYS, Command
from services.commands.commitment import AcceptCommitment, Reopen
from services.commands.condition import FailCondition, MeetCondition
from services.commands.deadline import Reschedule, SetDeadline
from services.commands.declaration import DeclareReadiness
from services.commands.dependency import ReleaseDependency
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.escalation import AnswerEscalation, Escalate
from services.commands.indicator import DefineIndicator, ReviseIndicator
from services.commands.obstacle import ResolveObstacle
from services.commands.occasion import RescheduleOccasion
from services.commands.owner import AssignOwner, DeclineAssignment, NamePartners, Reassign
from services.commands.rakor_amendment import AmendRakor
from services.commands.report import CorrectReport, OnReport, RetractReport
from services.commands.request import RequestChange
from services.commands.statement import ConfirmStatement, DenyStatement
from services.commands.verdict import VerifyFulfilment
from services.commands.waiver import ProposeWaiver, WaiveRemainder
from services.commands.withdrawal import ProposeWithdrawal, Withdraw
from services.decisions.decide import DECIDERS, deciders_in
from services.decisions.deciding import Decided, Situation
from services.permissions import PUBLIC
from services.refusals import RefusalCode as No
from tests.services.decisions import (
    test_amendment,
    test_at_once,
    test_condition,
    test_measures,
    test_occasion_moves,
    test_parts,
    test_refused_admission,
    test_refused_approval,
    test_refused_deadline,
    test_refused_duties,
    test_refused_erasure,
    test_refused_fulfil,
    test_refused_measures,
    test_refused_occasion,
    test_refused_owner,
    test_refused_register,
    test_refused_request,
    test_refused_specify,
    test_refused_statements,
    test_refused_steer,
    test_refused_waiver,
    test_waiver_of_the_whole,
    test_withdrawal,
)
from tests.worlds.examples import EXAMPLES

SHOWN = [
    *test_refused_admission.REFUSALS,
    *test_amendment.REFUSALS,
    *test_at_once.REFUSALS,
    *test_condition.REFUSALS,
    *test_measures.REFUSALS,
    *test_occasion_moves.REFUSALS,
    *test_parts.REFUSALS,
    *test_refused_deadline.REFUSALS,
    *test_refused_measures.REFUSALS,
    *test_refused_owner.REFUSALS,
    *test_refused_request.REFUSALS,
    *test_waiver_of_the_whole.REFUSALS,
    *test_withdrawal.REFUSALS,
    *test_refused_occasion.REFUSALS,
    *test_refused_register.REFUSALS,
    *test_refused_specify.REFUSALS,
    *test_refused_statements.REFUSALS,
    *test_refused_fulfil.REFUSALS,
    *test_refused_steer.REFUSALS,
    *test_refused_waiver.REFUSALS,
    *test_refused_approval.REFUSALS,
    *test_refused_duties.REFUSALS,
    *test_refused_erasure.REFUSALS,
]
DECISIONS: set[type[Command]] = {
    AmendCommitment,
    AdmitPerson,
    AmendRakor,
    EndAdmission,
    DeclineAssignment,
    FailCondition,
    MeetCondition,
    NamePartners,
    ProposeWithdrawal,
    RequestChange,
    RescheduleOccasion,
    ReviseIndicator,
    AcceptCommitment,
    Reschedule,
    Reassign,
    # These have no time of their own: they take that of the report or statement they name.
    CorrectReport,
    RetractReport,
    ConfirmStatement,
    DenyStatement,
    Escalate,
    AnswerEscalation,
    ProposeWaiver,
    WaiveRemainder,
    Reopen,
    Withdraw,
    DeclareReadiness,
    ErasePerson,
    ProposeRedaction,
    Redact,
}
STATED = {AssignOwner, SetDeadline, DefineIndicator}
"""Written down by a recorder as a source states it: never before the meeting."""
NOT_BEFORE = {ResolveObstacle, VerifyFulfilment, ReleaseDependency} | STATED
"""Observations of the end of something: never before it began."""
OBSERVATIONS = [command for command in COMMANDS if command not in DECISIONS]
TWO_MINUTES = dt.timedelta(minutes=2)
INSTANT = dt.timedelta(microseconds=1)


def named(command: type[Command]) -> str:
    return command.__name__


each_command = pytest.mark.parametrize("command", COMMANDS, ids=named)


@each_command
def test_every_command_is_accepted_where_nothing_speaks_against_it(
    command: type[Command],
) -> None:
    history, act = EXAMPLES[command]
    assert history.when(act).accepted() != history


@each_command
def test_every_refusal_a_command_declares_is_shown(command: type[Command]) -> None:
    shown = {refused.code for refused in SHOWN if refused.act.command is command}
    assert command.refusals - shown == set()


@each_command
def test_no_command_is_shown_a_refusal_it_does_not_declare(command: type[Command]) -> None:
    shown = {refused.code for refused in SHOWN if refused.act.command is command}
    assert shown <= command.possible_refusals()
    assert not command.refusals & ALWAYS


@each_command
def test_every_command_is_decided(command: type[Command]) -> None:
    assert command in DECIDERS


@each_command
def test_the_public_may_do_nothing(command: type[Command]) -> None:
    history, act = EXAMPLES[command]
    history.when(act.but(PUBLIC)).then_refused(No.NOT_AUTHORISED)


@each_command
def test_only_observations_may_look_back(command: type[Command]) -> None:
    history, act = EXAMPLES[command]
    for moment in (history.now, history.now - dt.timedelta(days=400), history.now + TWO_MINUTES):
        outcome = history.when(act.but(occurred_at=moment))
        if command in DECISIONS or (command in NOT_BEFORE and moment < history.now):
            outcome.then_refused(No.INVALID_DATES)
        else:
            assert outcome.accepted().events[-1].occurred_at == moment


@pytest.mark.parametrize("command", OBSERVATIONS, ids=named)
def test_nothing_is_recorded_before_it_happened_but_for_two_minutes(
    command: type[Command],
) -> None:
    history, act = EXAMPLES[command]
    history.when(act.but(occurred_at=history.now + TWO_MINUTES)).accepted()
    history.when(act.but(occurred_at=history.now + TWO_MINUTES + INSTANT)).then_refused(
        No.FUTURE_EVENT
    )


@each_command
def test_a_command_is_done_on_behalf_of_a_known_party(command: type[Command]) -> None:
    history, act = EXAMPLES[command]
    after = history.when(act.but(on_behalf_of="party:BUPATI")).accepted()
    assert after.events[-1].actor.on_behalf_of == "BUPATI"
    history.when(act.but(on_behalf_of="party:X")).then_refused(No.UNKNOWN_PARTY)


@each_command
def test_an_old_version_is_a_conflict(command: type[Command]) -> None:
    history, act = EXAMPLES[command]
    stream = history.when(act).accepted().events[-1].stream
    if act.build("k").stream() is None and not issubclass(command, OnReport):
        history.when(act.but(expected_version=0)).then_refused(No.BAD_USER_INPUT, "no_version")
        return
    version = history.versions.get(stream, 0)
    history.when(act.but(expected_version=version)).accepted()
    history.when(act.but(expected_version=version + 1)).then_refused(No.VERSION_CONFLICT)


def test_what_decides_is_public_and_of_the_module_itself() -> None:
    module = ModuleType("services.decisions.made_up")

    def of_the_module(name: str) -> Any:
        def function(command: Reopen, situation: Situation) -> list[Decided]:
            raise NotImplementedError(command, situation)

        function.__module__, function.__name__ = module.__name__, name
        return function

    vars(module).update(reopen=of_the_module("reopen"), _zeal=of_the_module("_zeal"))
    vars(module).update(accept_commitment=DECIDERS[AcceptCommitment])
    assert deciders_in(module) == {Reopen: vars(module)["reopen"]}
    del module.reopen
    assert deciders_in(module) == {}
