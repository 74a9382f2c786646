"""Parts of a commitment, by region or by party, and the partners who answer for their own."""

from decimal import Decimal

import pytest

from events.facts.evidence import EvidenceAttached
from events.facts.indicator import PartTarget
from events.facts.report import ProgressReported, ReportCorrected
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import Role, VerificationMethod
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import DIVIDED_READY, OWNED, READY
from tests.worlds.cast_course import (
    DINKES,
    KPU,
    NAME_PARTNERS,
    PARTNER,
    PARTNERED,
    SHARED,
    STRANGER,
)
from tests.worlds.cast_register import SUCCEED
from tests.worlds.given import Act
from tests.worlds.persons import person_of
from tests.worlds.refused import Refused

NORTH = "region:62.05.01"
ALL_REPORTED = SHARED.and_(
    cast.REPORT.but(party=KPU, value=60),
    cast.REPORT.but(PARTNER, party=DINKES, value=40),
    cast.ATTACH,
)
CLAIMED = ALL_REPORTED.and_(cast.CLAIM)


def test_a_report_names_the_party_whose_part_it_is() -> None:
    SHARED.when(cast.REPORT.but(party=KPU)).then(ProgressReported(value=Decimal(40), party="KPU"))


def test_a_partner_reports_its_own_part_and_the_owner_any() -> None:
    own = cast.REPORT.but(PARTNER, party=DINKES, value=30)
    history = SHARED.when(own).then(ProgressReported(value=Decimal(30), party="DINKES"))
    actor = history.events[-1].actor
    assert (actor.role, actor.party) == (Role.OWNER, "DINKES")
    SHARED.when(cast.REPORT.but(PARTNER, party=KPU)).then_refused(No.NOT_AUTHORISED, "not_own_part")
    SHARED.when(own.but(cast.OWNER)).accepted()
    SHARED.when(own.but(STRANGER)).then_refused(No.NOT_AUTHORISED)


def test_undivided_or_divided_by_region_a_partner_reports_like_the_owner() -> None:
    PARTNERED.when(cast.REPORT.but(PARTNER)).accepted()
    divided = DIVIDED_READY.and_(NAME_PARTNERS)
    divided.when(cast.REPORT.but(PARTNER, region=NORTH)).accepted()


def test_a_partner_corrects_its_own_report_also_when_it_takes_part_no_longer() -> None:
    reported = SHARED.and_(cast.REPORT.but(PARTNER, party=DINKES, value=30))
    position = reported.events[-1].position
    left = reported.and_(NAME_PARTNERS.but(parties=[]))
    left.when(cast.CORRECT.but(PARTNER, report=position)).then(
        ReportCorrected(corrects=position, value=Decimal(35), party="DINKES")
    )
    left.when(cast.REPORT.but(PARTNER, party=DINKES)).then_refused(No.NOT_AUTHORISED)


def test_who_takes_the_place_of_a_partner_answers_for_its_part() -> None:
    history = SHARED.and_(SUCCEED)  # SETDA takes the place of DINKES
    history.when(cast.REPORT.but(STRANGER, party=DINKES)).accepted()
    history.when(cast.REPORT.but(STRANGER, party=KPU)).then_refused(No.NOT_AUTHORISED)


def test_a_partner_attaches_evidence_of_its_own_part() -> None:
    own = cast.ATTACH.but(PARTNER, party=DINKES)
    (fact,) = SHARED.when(own).facts
    assert isinstance(fact, EvidenceAttached)
    assert fact.party == "DINKES"
    for other in (own.but(party=KPU), own.but(party=None)):
        SHARED.when(other).then_refused(No.NOT_AUTHORISED, "not_own_part")
    PARTNERED.when(cast.ATTACH.but(PARTNER)).accepted()


@pytest.mark.parametrize("act", [cast.ACCEPT, cast.CLAIM_BARE, cast.LINK], ids=str)
def test_a_partner_never_accepts_or_claims(act: Act) -> None:
    history = OWNED.and_(NAME_PARTNERS) if act is cast.ACCEPT else ALL_REPORTED
    history.when(act.but(PARTNER)).then_refused(No.NOT_AUTHORISED)


def test_whoever_reported_as_a_partner_does_not_verify() -> None:
    partner = Viewer((Role.VERIFIER,), "DINKES", person_of("DINKES"))
    CLAIMED.when(cast.VERIFY_FULFILMENT.but(partner)).then_refused(No.SEPARATION_OF_DUTIES)


def test_nobody_verifies_what_it_takes_part_in_whoever_reports_it() -> None:
    """The owner may report a partner's part: who does the work would judge it all the same."""
    partner = Viewer((Role.VERIFIER,), "DINKES", person_of("DINKES"))
    for history, part in ((SHARED.and_(NAME_PARTNERS.but(parties=[])), DINKES), (PARTNERED, None)):
        reported = history.and_(cast.REPORT.but(party=part))
        verify = cast.VERIFY_PROGRESS.but(party=part)
        reported.when(verify.but(partner)).then_refused(No.SEPARATION_OF_DUTIES, "kin")
        reported.when(verify).accepted()


def test_a_verdict_names_the_party_whose_part_it_is_about() -> None:
    SHARED.when(cast.VERIFY_PROGRESS.but(party=DINKES)).then(
        ProgressVerified(value=Decimal(30), method=VerificationMethod.SITE, party="DINKES")
    )
    CLAIMED.when(cast.REJECT.but(party=KPU)).then(
        ClaimRejected(accepted_value=Decimal(50), party="KPU")
    )


def test_fulfilment_is_verified_at_the_claimed_value_of_each_party() -> None:
    CLAIMED.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(
            value=Decimal(100),
            method=VerificationMethod.DOCUMENT,
            by_part=(
                PartTarget(party="KPU", target=Decimal(60)),
                PartTarget(party="DINKES", target=Decimal(40)),
            ),
        )
    )


def test_the_surplus_of_one_party_does_not_make_up_for_another() -> None:
    history = SHARED.and_(
        cast.ATTACH,
        cast.REPORT.but(party=KPU, value=100),
        cast.REPORT.but(party=DINKES, value=39),
    )
    history.when(cast.CLAIM).then_refused(No.BELOW_TARGET, "parts")


def _refused_part(act: Act) -> list[Refused]:
    """How a part is named wrongly, in every act that must name one."""
    return [
        Refused("no party", SHARED, act, No.REGION_REQUIRED, "party"),
        Refused("a region", SHARED, act.but(region=NORTH), No.INVALID_REGION, "by_party"),
        Refused("no part", SHARED, act.but(party="party:SETDA"), No.INVALID_REGION, "no_part"),
        Refused("a party", DIVIDED_READY, act.but(party=KPU), No.INVALID_REGION, "by_region"),
        Refused("undivided", READY, act.but(party=KPU), No.INVALID_REGION, "undivided"),
    ]


def _twice_over(act: Act) -> Refused:
    both = act.but(region=NORTH, party=KPU)
    return Refused("region and party", SHARED, both, No.BAD_USER_INPUT, "part")


REFUSALS = [
    *_refused_part(cast.REPORT),
    *_refused_part(cast.VERIFY_PROGRESS),
    Refused("no party", CLAIMED, cast.REJECT, No.REGION_REQUIRED, "party"),
    Refused("a region", CLAIMED, cast.REJECT.but(region=NORTH), No.INVALID_REGION, "by_party"),
    *map(_twice_over, (cast.REPORT, cast.VERIFY_PROGRESS, cast.ATTACH, cast.RAISE)),
    Refused("unknown party", READY, cast.ATTACH.but(party="party:X"), No.UNKNOWN_PARTY),
    Refused("unknown party", READY, cast.RAISE.but(party="party:X"), No.UNKNOWN_PARTY),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
