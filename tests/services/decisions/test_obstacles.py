"""Obstacles: whoever sees one may say so; the owner, a coordinator and who raised it resolve it."""

import datetime as dt

import pytest

from events.facts.fact import Text
from events.facts.obstacle import ObstacleRaised
from events.facts.vocabulary import Role, Severity
from services.commands.command import ANYONE
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import HINDERED, READY
from tests.worlds.cast_course import DINKES, KPU, PARTNER, SHARED, STRANGER
from tests.worlds.cast_register import SUCCEED
from tests.worlds.persons import person_of


@pytest.mark.parametrize("role", ANYONE)
def test_any_registered_party_may_raise_an_obstacle_and_resolve_its_own(role: Role) -> None:
    viewer = Viewer((role,), "BPK")
    history = READY.when(cast.RAISE.but(viewer)).accepted()
    actor = history.events[-1].actor
    assert (actor.role, actor.party) == (role, "BPK")
    history.when(cast.RESOLVE.but(viewer)).accepted()


def test_a_party_that_is_not_registered_raises_none() -> None:
    viewer = Viewer((Role.VERIFIER,), "BPKP")
    READY.when(cast.RAISE.but(viewer)).then_refused(No.UNKNOWN_PARTY, "own")


def test_the_owner_speaks_as_owner_whatever_else_its_token_may() -> None:
    viewer = Viewer((Role.RECORDER, Role.COORDINATOR), "KPU")
    for act in (cast.RAISE, cast.RAISE.but(act_as="OWNER")):
        actor = READY.when(act.but(viewer)).accepted().events[-1].actor
        assert actor.role is Role.OWNER


def test_an_obstacle_names_the_party_whose_part_it_hinders() -> None:
    SHARED.when(cast.RAISE.but(PARTNER, party=KPU)).then(
        ObstacleRaised(
            code="O1", severity=Severity.HIGH, text=Text(value="Jalan putus"), party="KPU"
        )
    )
    SHARED.when(cast.RAISE.but(party=DINKES)).accepted()


@pytest.mark.parametrize("viewer", [cast.OWNER, cast.ABOVE_OWNER, cast.COORDINATOR], ids=str)
def test_the_owner_and_a_coordinator_resolve_what_another_raised(viewer: Viewer) -> None:
    raised = READY.and_(cast.RAISE.but(cast.VERIFIER))
    raised.when(cast.RESOLVE.but(viewer)).accepted()


def test_nobody_else_resolves_it() -> None:
    raised = SHARED.and_(cast.RAISE.but(cast.VERIFIER))
    for viewer in (PARTNER, STRANGER, cast.RECORDER, cast.LEADER, cast.BELOW_OWNER):
        raised.when(cast.RESOLVE.but(viewer)).then_refused(No.NOT_AUTHORISED, "not_own_obstacle")


def test_who_raised_it_is_the_person_or_the_party_or_its_successor() -> None:
    raised = READY.and_(cast.RAISE.but(Viewer((Role.OWNER,), "DINKES", person_of("DINKES"))))
    moved = Viewer((Role.RECORDER,), "BPK", person_of("DINKES"))
    for viewer in (PARTNER, moved):
        raised.when(cast.RESOLVE.but(viewer)).accepted()
    raised.when(cast.RESOLVE.but(STRANGER)).then_refused(No.NOT_AUTHORISED)
    raised.and_(SUCCEED).when(cast.RESOLVE.but(STRANGER)).accepted()


def test_an_obstacle_is_not_resolved_before_it_was_raised() -> None:
    """Also where it was raised a moment ahead, and the resolution has no time of its own."""
    ahead = HINDERED.now + dt.timedelta(minutes=2)
    history = READY.and_(cast.RAISE.but(occurred_at=ahead))
    history.when(cast.RESOLVE).then_refused(No.INVALID_DATES, "before_raised")
    history.when(cast.RESOLVE.but(occurred_at=ahead)).accepted()
