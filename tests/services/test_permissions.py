"""Who may do what, and who sees what: the table of roles, in full."""

import pytest

from events.facts.fact import FieldClass
from events.facts.vocabulary import Role
from events.format.recorded_event import Actor
from services.commands.admission import AdmitPerson, EndAdmission
from services.commands.all import COMMANDS
from services.commands.amendment import AmendCommitment
from services.commands.claim import ClaimFulfilment
from services.commands.command import ANYONE, Command
from services.commands.commitment import AcceptCommitment, RecordCommitment, Reopen
from services.commands.condition import FailCondition, MeetCondition
from services.commands.deadline import Reschedule, SetDeadline
from services.commands.declaration import DeclareReadiness
from services.commands.dependency import LinkDependency, ReleaseDependency
from services.commands.discrepancy import NoteDiscrepancy, ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.escalation import AnswerEscalation, Escalate
from services.commands.evidence import AttachEvidence
from services.commands.indicator import DefineIndicator, ReviseIndicator
from services.commands.obstacle import RaiseObstacle, ResolveObstacle
from services.commands.occasion import DeclareOccasion, RescheduleOccasion
from services.commands.owner import AssignOwner, DeclineAssignment, NamePartners, Reassign
from services.commands.party import RegisterParty, RenameParty, SucceedParty
from services.commands.rakor import RecordParticipant, RecordRakor
from services.commands.rakor_amendment import AmendRakor
from services.commands.region import RegisterRegions, RenameRegion
from services.commands.report import CorrectReport, ReportProgress, RetractReport
from services.commands.request import RequestChange
from services.commands.source import RegisterSource
from services.commands.statement import ConfirmStatement, DenyStatement, StateProgress
from services.commands.verdict import RejectClaim, VerifyFulfilment, VerifyProgress
from services.commands.waiver import ProposeWaiver, WaiveRemainder
from services.commands.withdrawal import ProposeWithdrawal, Withdraw
from services.permissions import (
    PUBLIC,
    Viewer,
    actor_for,
    forbid_kin,
    may_ever,
    may_see,
    may_see_name,
    may_see_sealed_bytes,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import CLAIMED, DIRECTORY, READY, SPECIFIED
from tests.worlds.examples import EXAMPLES
from tests.worlds.given import Act
from tests.worlds.persons import person_of

KNOWN = DIRECTORY.directory
TABLE: dict[type[Command], Role | tuple[Role, ...]] = {
    RegisterParty: Role.RECORDER,
    RegisterRegions: Role.RECORDER,
    RenameParty: Role.RECORDER,
    SucceedParty: Role.RECORDER,
    RenameRegion: Role.RECORDER,
    RecordParticipant: Role.RECORDER,
    DeclareOccasion: Role.RECORDER,
    RecordRakor: Role.RECORDER,
    RegisterSource: Role.RECORDER,
    NoteDiscrepancy: Role.RECORDER,
    RecordCommitment: Role.RECORDER,
    ResolveDiscrepancy: Role.COORDINATOR,
    AssignOwner: (Role.COORDINATOR, Role.RECORDER),
    SetDeadline: (Role.COORDINATOR, Role.RECORDER),
    DefineIndicator: (Role.COORDINATOR, Role.RECORDER),
    DeclineAssignment: Role.OWNER,
    NamePartners: Role.COORDINATOR,
    RequestChange: (Role.OWNER, Role.COORDINATOR),
    AmendCommitment: Role.COORDINATOR,
    AmendRakor: Role.COORDINATOR,
    MeetCondition: Role.COORDINATOR,
    FailCondition: Role.COORDINATOR,
    ProposeWithdrawal: Role.COORDINATOR,
    RescheduleOccasion: (Role.RECORDER, Role.COORDINATOR, Role.ADMINISTRATOR),
    ReviseIndicator: Role.COORDINATOR,
    Reschedule: Role.COORDINATOR,
    Reassign: Role.COORDINATOR,
    AcceptCommitment: Role.OWNER,
    ReportProgress: Role.OWNER,
    AttachEvidence: Role.OWNER,
    ClaimFulfilment: Role.OWNER,
    RaiseObstacle: ANYONE,
    ResolveObstacle: ANYONE,
    CorrectReport: Role.OWNER,
    StateProgress: Role.RECORDER,
    ConfirmStatement: Role.OWNER,
    DenyStatement: Role.OWNER,
    RetractReport: Role.OWNER,
    VerifyProgress: Role.VERIFIER,
    VerifyFulfilment: Role.VERIFIER,
    RejectClaim: Role.VERIFIER,
    LinkDependency: Role.OWNER,
    ReleaseDependency: Role.OWNER,
    Escalate: (Role.RECORDER, Role.OWNER),
    AnswerEscalation: Role.LEADER,
    ProposeWaiver: Role.COORDINATOR,
    WaiveRemainder: Role.LEADER,
    Reopen: Role.COORDINATOR,
    Withdraw: (Role.COORDINATOR, Role.LEADER),
    DeclareReadiness: Role.LEADER,
    AdmitPerson: Role.ADMINISTRATOR,
    EndAdmission: Role.ADMINISTRATOR,
    ErasePerson: Role.ADMINISTRATOR,
    ProposeRedaction: (
        *(Role.RECORDER, Role.COORDINATOR, Role.VERIFIER),
        *(Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR),
    ),
    Redact: Role.ADMINISTRATOR,
}
"""Every command and who may issue it; to propose a redaction is for every role of the token."""
PARTY_OF = {
    Role.RECORDER: "SETDA",
    Role.COORDINATOR: "SEKDA",
    Role.OWNER: "KPU",
    Role.VERIFIER: "INSPEKTORAT",
    Role.LEADER: "BUPATI",
    Role.AUDITOR: "BPK",
    Role.ADMINISTRATOR: "DISKOMINFO",
    Role.PUBLIC: "BPK",
    Role.SYSTEM: "BPK",
}


def who_may(command: type[Command]) -> tuple[Role, ...]:
    roles = TABLE[command]
    return (roles,) if isinstance(roles, Role) else roles


def named(command: type[Command]) -> str:
    return command.__name__


def speaker(*roles: Role, party: str) -> Viewer:
    return Viewer(roles, party, person_of(party))


def test_every_command_stands_in_the_table() -> None:
    assert set(TABLE) == set(COMMANDS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_each_role_may_issue_its_own_commands_and_no_others(
    command: type[Command], role: Role
) -> None:
    history, act = cast_steer.IN_ROLE.get((command, role), EXAMPLES[command])
    viewer = speaker(role, party=PARTY_OF[role])
    if command is ResolveObstacle and role in ANYONE:  # by who raised it, whoever that is
        history = READY.and_(cast.RAISE.but(viewer))
    outcome = history.when(act.but(viewer))
    if role in who_may(command):
        assert outcome.accepted().events[-1].actor.role is role
    else:
        outcome.then_refused(No.NOT_AUTHORISED)
    assert (role in command.roles) == (role in who_may(command))


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_whether_a_role_may_ever_issue_a_command_is_known_before_anything_is_read(
    command: type[Command],
) -> None:
    for role in Role:
        viewer = Viewer((role,), "BPK")
        own = bool({role, Role.OWNER} & set(who_may(command))) and role is not Role.PUBLIC
        assert may_ever(viewer, command) == own
    assert not may_ever(PUBLIC, command)
    assert not may_ever(Viewer((Role.RECORDER, Role.COORDINATOR, Role.VERIFIER)), command)


@pytest.mark.parametrize(
    ("party", "may"), [("KPU", True), ("KPU-PROV", True), ("PPK", False), ("DINKES", False)]
)
def test_owner_is_the_party_that_owns_the_commitment_or_stands_above_it(
    party: str, *, may: bool
) -> None:
    for roles in ((Role.OWNER,), (Role.RECORDER,), (Role.AUDITOR, Role.VERIFIER)):
        outcome = READY.when(cast.REPORT.but(Viewer(roles, party)))
        if may:
            actor = outcome.accepted().events[-1].actor
            assert (actor.role, actor.party) == (Role.OWNER, party)
        else:
            outcome.then_refused(No.NOT_AUTHORISED)


def test_the_former_owner_owns_no_longer() -> None:
    history = SPECIFIED.and_(cast.REASSIGN)
    history.when(cast.ACCEPT).then_refused(No.NOT_AUTHORISED)
    history.when(cast.ACCEPT.but(cast.OTHER_OWNER)).accepted()


def test_whoever_has_several_roles_acts_in_the_one_that_may() -> None:
    viewer = speaker(Role.RECORDER, Role.VERIFIER, Role.COORDINATOR, party="INSPEKTORAT")
    history = READY.and_(cast.RESCHEDULE.but(viewer), cast.VERIFY_PROGRESS.but(viewer))
    roles = [event.actor.role for event in history.events[-2:]]
    assert roles == [Role.COORDINATOR, Role.VERIFIER]


@pytest.mark.parametrize("act_as", Role)
def test_acting_as_names_a_role_that_is_held_and_may(act_as: Role) -> None:
    viewer = speaker(Role.RECORDER, Role.COORDINATOR, party="INSPEKTORAT")
    outcome = READY.when(cast.RESCHEDULE.but(viewer, act_as=act_as))
    if act_as is Role.COORDINATOR:
        outcome.accepted()
    else:
        outcome.then_refused(No.NOT_AUTHORISED)


def test_acting_as_owner_is_for_owners() -> None:
    READY.when(cast.REPORT.but(act_as="OWNER")).accepted()
    READY.when(cast.REPORT.but(cast.BELOW_OWNER, act_as="OWNER")).then_refused(No.NOT_AUTHORISED)


@pytest.mark.parametrize(
    "act", [cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT], ids=str
)
@pytest.mark.parametrize("party", ["KPU", "KPU-PROV", "PPK", "DINKES"])
def test_a_verifier_is_no_kin_of_any_owner_there_ever_was(act: Act, party: str) -> None:
    """KPU owned it first, DINKES owns it now."""
    history = CLAIMED.and_(cast.REASSIGN)
    kin = speaker(Role.VERIFIER, party=party)
    history.when(act.but(kin)).then_refused(No.SEPARATION_OF_DUTIES)
    history.when(act.but(on_behalf_of=f"party:{party}")).then_refused(No.SEPARATION_OF_DUTIES)
    history.when(act).accepted()


def test_a_sister_below_the_same_parent_is_no_kin() -> None:
    history = DIRECTORY.and_(
        cast.REGISTER_PARTY.but(code="SISTER", parent="party:KPU-PROV"),
        cast.REGISTER_PARTY.but(code="COUSIN", parent="party:SISTER"),
    )
    directory = history.directory
    for party in ("SISTER", "COUSIN"):
        forbid_kin(Actor(Role.VERIFIER, party), ["KPU"], directory)
    for party in ("KPU-PROV", "KPU", "PPK"):
        with pytest.raises(Refusal):
            forbid_kin(Actor(Role.VERIFIER, party), ["DINKES", "KPU"], directory)
    with pytest.raises(Refusal):
        forbid_kin(Actor(Role.VERIFIER, "COUSIN"), ["KPU-PROV"], directory)


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(()), Viewer((Role.PUBLIC,), "KPU")])
def test_the_public_may_issue_nothing_even_for_the_owners_party(viewer: Viewer) -> None:
    for history, act in EXAMPLES.values():
        history.when(act.but(viewer)).then_refused(No.NOT_AUTHORISED)
        with pytest.raises(Refusal):
            actor_for(viewer, act.build("k"), "KPU", KNOWN)


def test_the_actor_is_the_viewer() -> None:
    command = cast.RECORD.but(on_behalf_of="party:SEKDA").build("k")
    actor = actor_for(cast.RECORDER, command, None, KNOWN)
    assert (actor.role, actor.party, actor.person) == (Role.RECORDER, "SETDA", cast.PERSON)
    assert (actor.on_behalf_of, actor.name and actor.name.value) == ("SEKDA", "Notulis")


def test_a_name_without_a_person_is_not_recorded() -> None:
    """It could never be erased as that of a person."""
    viewer = Viewer((Role.RECORDER,), "SETDA", name="Notulis")
    assert actor_for(viewer, cast.RECORD.build("k"), None, KNOWN).name is None


@pytest.mark.parametrize("field_class", FieldClass)
def test_the_public_sees_what_is_open_and_every_other_role_everything(
    field_class: FieldClass,
) -> None:
    for role in Role:
        seen = may_see(Viewer((role,), "BPK"), field_class)
        assert seen == (field_class is FieldClass.OPEN or role is not Role.PUBLIC)
    assert may_see(PUBLIC, field_class) == (field_class is FieldClass.OPEN)


def test_names_of_persons_are_for_auditors_administrators_and_their_own_party() -> None:
    for role in Role:
        viewer = Viewer((role,), "BPK")
        may = role in (Role.AUDITOR, Role.ADMINISTRATOR)
        assert may_see_name(viewer, "KPU") == may
        assert may_see_name(viewer, None) == may
        assert may_see_name(viewer, "BPK") == (role is not Role.PUBLIC)
        assert not may_see_name(Viewer((role,)), None) or may
    assert not may_see_name(PUBLIC, None)


def test_sealed_bytes_as_such_are_for_auditors() -> None:
    assert [role for role in Role if may_see_sealed_bytes(Viewer((role,)))] == [Role.AUDITOR]
