"""Duties that are separate enough, what a state remembers of them, and what a refusal says."""

from dataclasses import replace

import pytest

from events.facts.owner import OwnerAssigned
from events.facts.verdict import ProgressVerified
from events.facts.vocabulary import Role
from events.format.recorded_event import Actor
from schema.operation.catalogue import Language, say
from services.commands.admission import AdmitPerson, EndAdmission
from services.commands.all import COMMANDS
from services.commands.amendment import AmendCommitment
from services.commands.deadline import Reschedule
from services.commands.erasure import Redact
from services.commands.indicator import ReviseIndicator
from services.commands.party import RegisterParty
from services.commands.rakor_amendment import AmendRakor
from services.commands.region import RegisterRegions
from services.commands.verdict import RejectClaim, VerifyFulfilment, VerifyProgress
from services.commands.waiver import WaiveRemainder
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.growing_occasion import GrowingOccasion
from services.state.records import ActedBy
from tests.services.decisions.test_refused_approval import PROPOSED, REDACT, TO_REDACT
from tests.services.decisions.test_refused_duties import (
    FOR_DINKES,
    JUDGED,
    OF_DINAS,
    OUTSIDE,
    claimed,
)
from tests.worlds import cast
from tests.worlds.cast_steer import ASK_DEADLINE, ASK_INDICATOR, ASK_OWNER, Q1
from tests.worlds.duties import (
    ANNA,
    BUDI,
    CLAIMED,
    D2,
    D3,
    REGENCY,
    REPORT_ALL,
    REPORTED,
    VERDICTS,
    as_,
    owner,
    verifier,
)
from tests.worlds.given import Act

GRANTS = (
    (ASK_DEADLINE, cast.RESCHEDULE),
    (ASK_INDICATOR, cast.REVISE),
    (ASK_OWNER, cast.REASSIGN),
)
"""What is asked for, and what grants it."""
each_verdict = pytest.mark.parametrize("act", VERDICTS, ids=str)


@each_verdict
def test_a_stranger_judges(act: Act) -> None:
    for party in ("BAWASLU", "KPU-SISTER", "INSPEKTORAT-KAB", OUTSIDE):
        CLAIMED.when(act.but(verifier(party))).accepted()


@each_verdict
def test_another_person_of_the_verifying_party_judges_what_one_of_them_reported(act: Act) -> None:
    """Anna works for KPU and for the supervisor; Budi only for the supervisor."""
    history = claimed(REGENCY.and_(REPORT_ALL.but(owner("KPU", ANNA))))
    history.when(act.but(verifier(OUTSIDE, BUDI))).accepted()


@each_verdict
def test_an_inspectorate_judges_the_agency_beside_it_but_not_the_government(act: Act) -> None:
    history = REGENCY.and_(
        *(step.but(owner("DINAS"), commitment=D2) for step in (REPORT_ALL, cast.CLAIM_BARE))
    )
    history.when(act.but(verifier("INSPEKTORAT-KAB"), commitment=D2)).accepted()
    history = REGENCY.and_(
        *(step.but(owner("PEMKAB"), commitment=D3) for step in (REPORT_ALL, cast.CLAIM_BARE))
    )
    refused = history.when(act.but(verifier("INSPEKTORAT-KAB"), commitment=D3))
    refusal = refused.then_refused(No.SEPARATION_OF_DUTIES, "above")
    assert refusal.params == {"party": "PEMKAB"}
    history.when(act.but(verifier(OUTSIDE), commitment=D3)).accepted()


def test_who_judges_again_and_again_is_no_stranger_to_the_verdicts() -> None:
    verdict = cast.VERIFY_PROGRESS.but(verifier(OUTSIDE, ANNA), value=40)
    JUDGED.and_(verdict, verdict.but(value=50))


def test_others_of_the_owner_go_on_after_a_verdict() -> None:
    JUDGED.and_(cast.REPORT.but(owner("KPU"), value=100), cast.CLAIM_BARE.but(owner("KPU")))
    OF_DINAS.and_(cast.REPORT.but(owner("DINAS"), commitment=D2))


def test_who_judged_may_still_be_a_neighbour_of_the_next_owner() -> None:
    for party in ("AUDITOR-SISTER", "BAWASLU", "DINAS"):
        JUDGED.and_(cast.REASSIGN.but(new_owner=f"party:{party}"))
    FOR_DINKES.and_(cast.REASSIGN.but(new_owner="party:BAWASLU"))


def test_a_party_that_judged_another_promise_owns_this_one() -> None:
    OF_DINAS.and_(cast.REASSIGN.but(new_owner="party:INSPEKTORAT-KAB"))


def test_a_party_below_the_verifier_that_is_registered_later_is_its_kin() -> None:
    history = JUDGED.and_(cast.REGISTER_PARTY.but(code="NEW", parent=f"party:{OUTSIDE}"))
    outcome = history.when(cast.REASSIGN.but(new_owner="party:NEW"))
    outcome.then_refused(No.SEPARATION_OF_DUTIES, "judge")


def test_a_neighbour_approves() -> None:
    for party in ("BUPATI", "AUDITOR-SISTER"):
        PROPOSED.and_(cast.WAIVE.but(as_(Role.LEADER, party)))
        TO_REDACT.and_(REDACT.but(as_(Role.ADMINISTRATOR, party)))
    for ask, act in GRANTS:
        for asked in ("KPU", "DINKES", "KPU-PROV"):
            REGENCY.and_(ask.but(as_(Role.COORDINATOR, asked)), act.but(request=Q1))


@pytest.mark.parametrize(("ask", "act"), GRANTS)
def test_nobody_eases_what_they_answer_for_whoever_asked(ask: Act, act: Act) -> None:
    """Neither the owner, nor who reported for it and coordinates for another party."""
    history = REGENCY.and_(
        cast.REPORT.but(owner("KPU", ANNA)), ask.but(as_(Role.COORDINATOR, "DINKES"))
    )
    for party, person in (("SEKDA", ANNA), ("KPU", BUDI)):
        who = as_(Role.COORDINATOR, party, person)
        for asked in ({"request": Q1}, {"source": "source:psu/S1"}, {}):
            history.when(act.but(who, **asked)).then_refused(No.SEPARATION_OF_DUTIES, "eased")


def test_nor_does_a_leader_waive_it() -> None:
    proposed = REGENCY.and_(cast.REPORT.but(owner("KPU", ANNA)), cast.PROPOSE_WAIVER)
    for party in (OUTSIDE, "BAWASLU"):
        who = as_(Role.LEADER, party, ANNA)
        proposed.when(cast.WAIVE.but(who)).then_refused(No.SEPARATION_OF_DUTIES, "eased")


def test_one_institution_is_its_own_kin_under_whatever_spelling() -> None:
    assert REGENCY.directory.is_kin("kpu", "KPU")
    assert REGENCY.directory.is_kin("ppk", "KPU")
    assert not REGENCY.directory.is_kin("kpu", "DINKES")


def test_approving_and_judging_need_a_name() -> None:
    approving = {WaiveRemainder, Redact, Reschedule, ReviseIndicator, AmendCommitment, AmendRakor}
    judging = {VerifyProgress, VerifyFulfilment, RejectClaim}
    admitting = {AdmitPerson, EndAdmission}
    named = {command for command in COMMANDS if command.needs_person}
    assert named == approving | judging | admitting


def test_an_act_that_is_refused_all_the_same_is_not_refused_for_want_of_a_name() -> None:
    nobody = Viewer((Role.VERIFIER,), "KPU")
    CLAIMED.when(cast.REJECT.but(nobody)).then_refused(No.SEPARATION_OF_DUTIES, "kin")


def test_a_party_that_is_not_registered_registers_parties_and_regions_and_nothing_else() -> None:
    ghost = Viewer((Role.RECORDER,), "GHOST")
    history = REGENCY.and_(cast.REGISTER_REGION.but(ghost))
    history = history.and_(cast.REGISTER_PARTY.but(ghost, code="GHOST"))
    assert {command for command in COMMANDS if command.for_unregistered} == {
        RegisterParty,
        RegisterRegions,
        AdmitPerson,
    }
    record = cast.RECORD.but(ghost, code="D9")
    refusal = REGENCY.when(record).then_refused(No.UNKNOWN_PARTY, "own")
    assert refusal.params == {"party": "GHOST"}
    history.and_(record)


def test_a_code_in_other_letters_is_another_party() -> None:
    REGENCY.when(REPORT_ALL.but(owner("kpu"))).then_refused(No.UNKNOWN_PARTY, "own")


def test_an_unregistered_party_hears_that_first_whatever_it_asks_about() -> None:
    ghost = Viewer((Role.RECORDER, Role.OWNER), "GHOST")
    for act in (
        cast.REPORT.but(ghost, commitment="commitment:psu/D77"),
        cast.RECORD.but(ghost, rakor="rakor:elsewhere/R1"),
        cast.CORRECT.but(ghost, report=999),
    ):
        REGENCY.when(act).then_refused(No.UNKNOWN_PARTY, "own")


def test_each_who_answered_or_judged_is_remembered_once() -> None:
    again = REPORTED.and_(REPORT_ALL, REPORT_ALL.but(owner("KPU", ANNA)), REPORT_ALL)
    state = again.commitment()
    of_kpu = REPORT_ALL.viewer.person
    assert state.answered_by == (ActedBy("KPU", of_kpu, None), ActedBy("KPU", ANNA, None))
    verdict = cast.VERIFY_PROGRESS.but(verifier(OUTSIDE, BUDI))
    assert again.and_(verdict, verdict).commitment().verified_by == (ActedBy(OUTSIDE, BUDI, None),)


def test_what_older_programs_recorded_of_mixed_duties_is_replayed_as_it_is() -> None:
    """The owner itself judged, before anybody owned it: no rule is asked about what is recorded."""
    growing = GrowingOccasion()
    for event in JUDGED.events:
        fact = event.fact
        if event.occasion is None or isinstance(fact, OwnerAssigned):
            continue
        judged = isinstance(fact, ProgressVerified)
        actor = Actor(Role.VERIFIER, "KPU", ANNA) if judged else event.actor
        growing.follow(replace(event, actor=actor))
    state = growing.state.commitments["D1"]
    assert state.owner is None
    assert state.verified == 30
    assert state.verified_by == (ActedBy("KPU", ANNA, None),)


@pytest.mark.parametrize(
    ("language", "outside", "agency"),
    [
        (Language.ID, "lembaga dari luar", "perangkat daerah"),
        (Language.EN, "an outside body", "an agency"),
    ],
)
def test_the_refusal_to_judge_what_stands_above_says_what_to_do(
    language: Language, outside: str, agency: str
) -> None:
    act = cast.VERIFY_PROGRESS.but(verifier("INSPEKTORAT-KAB"), commitment=D3)
    refusal = REGENCY.when(act).then_refused(No.SEPARATION_OF_DUTIES, "above")
    told = say(language, f"refusal.{refusal.message_key}", **refusal.params)
    assert "PEMKAB" in told
    assert outside in told
    assert agency in told


def test_an_owner_bars_no_verifier_by_naming_it() -> None:
    named = claimed(REGENCY.and_(REPORT_ALL.but(on_behalf_of=f"party:{OUTSIDE}")))
    for act in VERDICTS:
        named.when(act.but(verifier(OUTSIDE))).accepted()
    to_dinkes = cast.REASSIGN.but(new_owner="party:DINKES")
    FOR_DINKES.when(to_dinkes).accepted()
