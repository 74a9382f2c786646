"""What was said in the room: it counts once the owner or a partner confirms it."""

from decimal import Decimal

from events.facts.fact import Text
from events.facts.report import ReportCorrected, ReportRetracted
from events.facts.statement import ProgressStated, StatementConfirmed, StatementDenied
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import READY
from tests.worlds.cast_course import (
    CONFIRM,
    DENY,
    DINKES,
    KPU,
    PARTNER,
    PARTNERED,
    SHARED,
    STATE,
    STATED,
    STRANGER,
)
from tests.worlds.given import History, moment
from tests.worlds.persons import person_of

IN_THE_ROOM, AFTERWARDS = moment("2025-07-09 10:00"), moment("2025-07-12 08:00")


def position_of_statement(history: History) -> int:
    return history.last(ProgressStated).position


def test_the_recorder_notes_who_said_how_much_is_done_and_it_counts_for_nothing_yet() -> None:
    said = STATE.but(note="Kira-kira", source="source:psu/S1", occurred_at=IN_THE_ROOM)
    history = READY.when(said).then(
        ProgressStated(
            code="T1",
            stated_by="KPU",
            value=Decimal(40),
            note=Text(value="Kira-kira"),
            source="S1",
        )
    )
    state = history.commitment()
    assert state.last_report is None
    assert state.status.value == "READY"
    assert [each.code for each in state.open_statements] == ["T1"]


def test_a_confirmed_statement_is_a_report_of_the_time_at_which_it_was_said() -> None:
    stated = READY.and_(STATE.but(occurred_at=IN_THE_ROOM), AFTERWARDS)
    history = stated.when(CONFIRM).then(StatementConfirmed(code="T1"))
    confirmed, report = history.last(StatementConfirmed), history.commitment().last_report
    assert report is not None
    assert confirmed.occurred_at == report.occurred_at == IN_THE_ROOM
    assert (report.value, report.position) == (Decimal(40), position_of_statement(history))
    assert (report.recorded_at, report.confirmed_by) == (STATED.now, confirmed.position)
    assert history.commitment().open_statements == ()


def test_whoever_confirmed_it_may_correct_or_retract_it_by_the_statements_position() -> None:
    history = STATED.and_(CONFIRM)
    position = position_of_statement(history)
    history.when(cast.CORRECT.but(report=position)).then(
        ReportCorrected(corrects=position, value=Decimal(35))
    )
    retracted = history.when(cast.RETRACT.but(report=position)).then(
        ReportRetracted(corrects=position)
    )
    assert retracted.commitment().last_report is None
    confirmation = history.last(StatementConfirmed).position
    history.when(cast.CORRECT.but(report=confirmation)).then_refused(No.NOT_A_REPORT)
    other = cast.CORRECT.but(cast.OTHER_OWNER, report=position)
    history.and_(cast.REASSIGN).when(other).then_refused(No.NOT_AUTHORISED, "not_own_report")


def test_what_is_only_stated_is_no_report_to_correct() -> None:
    by_position = cast.CORRECT.but(report=position_of_statement(STATED))
    STATED.when(by_position).then_refused(No.NOT_A_REPORT)


def test_a_denied_statement_never_counts() -> None:
    history = STATED.when(DENY).then(StatementDenied(code="T1"))
    assert history.commitment().last_report is None
    assert history.last(StatementDenied).occurred_at == STATED.last(ProgressStated).occurred_at
    history.when(CONFIRM).then_refused(No.WRONG_STATUS, "stated")
    STATED.and_(CONFIRM).when(DENY).then_refused(No.WRONG_STATUS, "stated")


def test_a_partner_may_confirm_what_was_said_of_an_undivided_commitment() -> None:
    stated = PARTNERED.and_(STATE)
    report = stated.when(CONFIRM.but(PARTNER)).accepted().commitment().last_report
    assert report is not None
    assert report.reporter == "DINKES"
    stated.when(CONFIRM.but(STRANGER)).then_refused(No.NOT_AUTHORISED)


def test_a_partner_answers_for_what_was_said_of_its_own_part_alone() -> None:
    stated = SHARED.and_(
        STATE.but(party=KPU), STATE.but(code="T2", stated_by=DINKES, party=DINKES, value=30)
    )
    for answer in (CONFIRM.but(PARTNER), DENY.but(PARTNER)):
        stated.when(answer).then_refused(No.NOT_AUTHORISED, "not_own_part")
        stated.when(answer.but(statement="statement:psu/D1/T2")).accepted()
    stated.when(CONFIRM.but(statement="statement:psu/D1/T2")).accepted()


def test_whoever_confirmed_does_not_verify() -> None:
    history = PARTNERED.and_(STATE, CONFIRM.but(PARTNER))
    kin = cast.VERIFY_PROGRESS.but(Viewer((Role.VERIFIER,), "DINKES", person_of("DINKES")))
    history.when(kin).then_refused(No.SEPARATION_OF_DUTIES)


def test_a_statement_is_found_in_whatever_case() -> None:
    STATED.when(STATE.but(code="t1")).then_refused(No.ALREADY_EXISTS, "spelling")
