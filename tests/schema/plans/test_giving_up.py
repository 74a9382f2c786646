"""A plan writes only answers without errors; all others are graphql-core's, and none is lost."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from events.facts.vocabulary import Role
from schema.api.schema import SCHEMA
from schema.operation.catalogue import Language
from schema.operation.context import Context
from schema.operation.deadline import Deadline
from schema.operation.documents import Document, Documents
from schema.operation.errors import ClientError
from schema.operation.limits import Cost, Limits
from schema.operation.loaders import Loaders
from schema.plans import running
from schema.plans.plans import SELDOM, TRIALS, Attempt, Outcome, Plans
from services.permissions import PUBLIC, Viewer
from tests.schema.plans.twins import Twins
from tests.worlds.api import Api
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.secrets import D05, Vault

SCORE = "query ($o: ID!) { readiness(occasion: $o) { score reasons { code message } } }"
WRITTEN, ABANDONED = Outcome.WRITTEN, Outcome.ABANDONED
TITLES = f'{{ commitments(occasion: "{THE_OCCASION}") {{ edges {{ node {{ title code }} }} }} }}'
VERBATIM = f'{{ commitment(id: "{D05}") {{ code verbatim }} }}'
EVENTS = "history(first: 2) { edges { node { recordedAt } } }"
NO_PAGE = "none: history(first: 0) { __typename }"
NO_RAKORS = "occasion { rakors(first: 0) { __typename } }"
AUDITOR = Viewer((Role.AUDITOR,), "BPK")


def outcomes(twins: Twins, query: str, times: int, *more: Any, **named: Any) -> list[str]:
    """What becomes of a plan each time."""
    found = [twins.must_agree(query, *more, **named) for _ in range(times)]
    return [outcome.name if outcome else "" for outcome in found]


def test_a_document_is_planned_when_it_is_seen_again(vault: Vault) -> None:
    assert outcomes(Twins(vault), TITLES, 3) == ["NEW", "WRITTEN", "WRITTEN"]


def test_what_stands_at_no_read_point_from_the_start_is_not_planned(hall: Hall) -> None:
    twins = Twins(hall)
    waiting = f'{{ readiness(occasion: "{THE_OCCASION}", atLeast: 3) {{ score }} }}'
    assert outcomes(twins, waiting, 3) == ["", "", ""]


@pytest.mark.parametrize(
    ("query", "given"),
    [
        (f'{{ commitment(id: "{D05}") {{ {EVENTS} {NO_PAGE} }} }}', {}),
        (f'{{ commitment(id: "{D05}") {{ {EVENTS} {NO_RAKORS} }} }}', {}),  # while others wait
        ("query ($o: ID!) { readiness(occasion: $o) { score } }", {"o": "occasion:none"}),
        ("query ($n: Int) { events(first: $n) { edges { cursor } } }", {"n": 0}),
        ("query ($n: Int) { events(first: $n) { edges { cursor } } }", {"n": "x"}),
        ("query ($p: Position!) { event(position: $p) { id } }", {}),
        ("{ __schema { queryType { name } } viewer { roles } }", {}),
    ],
)
def test_what_a_plan_does_not_know_graphql_core_answers(
    vault: Vault, query: str, given: dict[str, Any]
) -> None:
    twins = Twins(vault)
    first, *others = outcomes(twins, query, 3, given)
    assert first == "NEW"
    assert set(others) <= {"ABANDONED", "UNPLANNABLE"}


def test_a_document_whose_plans_are_in_vain_is_tried_seldom_and_never_lost(vault: Vault) -> None:
    """Who sends a popular document with rubbish does not take its plan from others."""
    twins = Twins(vault)
    rubbish = {"o": "occasion:none"}
    seen = outcomes(twins, SCORE, 1 + TRIALS + 2 * SELDOM, rubbish)
    assert seen[: 1 + TRIALS] == ["NEW", *["ABANDONED"] * TRIALS]
    assert Counter(seen[1 + TRIALS :]) == {"LEFT": 2 * SELDOM - 2, "ABANDONED": 2}
    good = outcomes(twins, SCORE, SELDOM + 2, {"o": THE_OCCASION})
    assert good == [*["LEFT"] * (SELDOM - 1), "WRITTEN", "WRITTEN", "WRITTEN"]


def test_each_kind_of_object_is_planned_when_it_is_met(vault: Vault) -> None:
    twins = Twins(vault)
    query = "query ($id: ID!) { node(id: $id) { __typename id ... on Commitment { title } } }"
    ids = [D01, THE_OCCASION, "event:20", "party:DINKES", "event:3", D05]
    assert twins.must_agree(query, {"id": D01}) is Outcome.NEW
    assert [twins.must_agree(query, {"id": each}) for each in ids] == [WRITTEN] * len(ids)


def test_what_is_skipped_has_a_plan_of_its_own(vault: Vault) -> None:
    twins = Twins(vault)
    query = "query ($p: Boolean!) { viewer { roles @include(if: $p) kind: __typename } }"
    seen = [twins.must_agree(query, {"p": value}) for value in (True, True, False, True, False)]
    assert seen == [Outcome.NEW, *[WRITTEN] * 4]


def test_a_fault_of_a_plan_is_told_to_the_operator_alone(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: running.Batch) -> None:
        raise RuntimeError("a fault of the plan")

    twins = Twins(vault)
    twins.must_agree(TITLES)
    monkeypatch.setattr(running.Batch, "write", fail)
    with capture_logs() as told:
        assert twins.must_agree(TITLES) is ABANDONED
    assert [entry["event"] for entry in told] == ["unexpected_error"]
    assert "a fault of the plan" in str(told)


def test_an_error_that_graphql_core_meets_too_is_no_fault(
    vault: Vault,
) -> None:
    with capture_logs() as told:
        assert outcomes(Twins(vault), SCORE, 3, {"o": "occasion:none"})[1:] == ["ABANDONED"] * 2
    assert told == []


def test_an_operator_can_do_without_plans(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Document] = []

    async def attempt(_: Plans, document: Document, *more: Any) -> Attempt:
        tried.append(document)
        return Attempt()

    monkeypatch.setattr(Plans, "attempt", attempt)
    with Hall.furnished(hall.settings.data.parent / "other", plans=False) as other:
        other.data(SCORE, o=THE_OCCASION)
        assert tried == []
    hall.data(SCORE, o=THE_OCCASION)
    assert tried


class Clock:
    """A clock that counts how often it is asked."""

    asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return float(self.asked)


class Alone:
    """Plans without HTTP: one document, again and again."""

    def __init__(self, api: Api, query: str, viewer: Viewer = PUBLIC) -> None:
        self._house, self._viewer, self.plans = api.server.house, viewer, Plans(SCHEMA)
        self.document = Documents(SCHEMA._schema, 0).get(query, None, Limits())

    def attempt(self, deadline: Deadline | None = None) -> Attempt:
        """What a plan comes to."""
        return asyncio.run(self.begun(deadline))

    async def begun(self, deadline: Deadline | None = None) -> Attempt:
        """The same, to be awaited."""
        house, until = self._house, deadline or Deadline()
        loaders = Loaders(house.look_up, until.check)
        context = Context(
            house,
            self._viewer,
            Language.ID,
            loaders,
            self.document,
            Cost(0, 0),
            until,
            at=house.look_up.now(),
        )
        return await self.plans.attempt(self.document, {}, context)


def test_the_end_of_its_time_ends_a_plan_wherever_it_is(vault: Vault) -> None:
    alone, clock = Alone(vault, TITLES), Clock()
    alone.attempt()
    whole = alone.attempt(Deadline(1_000, clock=clock))
    assert json.loads(whole.data or "")["commitments"]["edges"]
    assert clock.asked > 10
    for end in range(1, clock.asked):
        ended = Alone(vault, TITLES)
        ended.attempt()
        attempt = ended.attempt(Deadline(end, clock=Clock()))
        assert attempt.data is None
        assert isinstance(attempt.error, ClientError)
        assert (attempt.error.extensions or {})["code"] == "TIMED_OUT"


def test_the_longer_a_list_the_oftener_a_plan_asks_for_the_time(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = Clock(), Clock()
    alone = Alone(vault, TITLES)
    alone.attempt()
    alone.attempt(Deadline(1_000, clock=few))
    monkeypatch.setattr(running, "BLOCK", 1)
    alone.attempt(Deadline(1_000, clock=many))
    assert many.asked >= few.asked + 6  # three commitments, and four fields of each


async def test_who_leaves_ends_a_plan_that_waits(vault: Vault) -> None:
    alone = Alone(vault, VERBATIM, AUDITOR)
    await alone.begun()
    running_plan = asyncio.ensure_future(alone.begun())
    while not running_plan.done():
        await asyncio.sleep(0)
        running_plan.cancel()
    assert running_plan.cancelled()


def test_plans_are_weighed_with_their_document(vault: Vault) -> None:
    alone = Alone(vault, TITLES)
    before = alone.document.weight
    alone.attempt()
    alone.attempt()
    assert alone.document.weight > before + 400 * 5


def test_a_dear_document_has_its_plan_at_first_sight_and_lets_others_have_their_turn(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """graphql-core would write all of it in one go, and everybody else would wait."""
    turns: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        turns.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(running, "TURN", 0.0)
    monkeypatch.setattr(asyncio, "sleep", noted)
    dear = "{ commitments(occasion: %s, first: 100) { edges { node { id title history(first: 50) {"
    dear += " edges { node { id type } } } } } } }"
    twins = Twins(vault)
    assert twins.must_agree(dear % json.dumps(THE_OCCASION)) is WRITTEN
    assert len(turns) > 5
