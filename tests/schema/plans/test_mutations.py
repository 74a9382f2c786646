"""A mutation that is planned: recorded once, and answered as graphql-core answers it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from events.log.event_log import LogReadOnly
from schema.plans import plans
from schema.plans.giving_up import Abandoned
from schema.plans.plans import Outcome, Plans
from schema.plans.running import Run
from services.heads.signing_keys import KeyFolder
from tests.worlds.furniture import OWNERS
from tests.worlds.hall import D01, Hall

INPUT = "$i: CommitmentReportProgressInput!"
REPORT = f"""mutation ({INPUT}) {{ it: commitmentReportProgress(input: $i) {{
  __typename ...Outcome commitment {{ id status claimedTotal owner {{ code }} }} }} }}
fragment Outcome on MutationPayload {{
  position headDueAt replayed events {{ __typename position type occasion {{ code }} }}
  userErrors {{ __typename code field message }} }}"""
TWO = f"""mutation ({INPUT}) {{ a: commitmentReportProgress(input: $i) {{ position replayed }}
  b: commitmentReportProgress(input: $i) {{ position replayed }} }}"""


def report(hall: Hall, document: str, key: str, **more: Any) -> dict[str, Any]:
    """What comes of a report by its owner."""
    given = {"idempotencyKey": key, "commitment": D01, "value": 4} | more
    return hall.ask(document, {"i": given}, hall.token("OWNER", party=OWNERS["D01"]))


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[tuple[Hall, Hall]]:
    """Two logs in which the same is done, and signed: with plans, and without."""
    for name in ("planned", "core"):
        KeyFolder(tmp_path / name / "keys").make("ledger.example")
    with ExitStack() as stack:
        made = [
            stack.enter_context(Hall(tmp_path / name, plans=name == "planned")).furnish()
            for name in ("planned", "core")
        ]
        yield made[0], made[1]


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    """What the plans that are tried come to."""
    found: list[Outcome] = []
    ended = Plans._ended

    def noted(self: Plans, outcome: Outcome, *more: Any, **named: Any) -> Any:
        found.append(outcome)
        return ended(self, outcome, *more, **named)

    monkeypatch.setattr(plans.Plans, "_ended", noted)
    return found


def test_planned_and_executed_mutations_answer_the_same(
    twins: tuple[Hall, Hall], outcomes: list[Outcome]
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        *(("a", {"value": 1}), ("b", {"value": 2}), ("c", {"value": 3})),
        ("c", {"value": 3}),  # again
        ("c", {"value": 4}),  # another one under the same key
        ("d", {"value": -1}),
        ("e", {"value": 4, "commitment": "commitment:psu/D99"}),
        ("f", {"value": 4, "occurredAt": "2199-01-01T00:00:00Z"}),
        ("g", {"value": 4, "expectedVersion": 1}),  # refused, and told what is there now
    ]
    for key, more in asked:
        planned, core = (report(hall, REPORT, key, **more) for hall in twins)
        assert planned == core
        assert (planned["data"]["it"]["headDueAt"] is None) is bool(
            planned["data"]["it"]["userErrors"]
        )
    assert outcomes == [Outcome.NEW] + [Outcome.WRITTEN] * (len(asked) - 1)
    for hall in twins:
        hall.server.house.recorder.stop_writing(LogReadOnly("ROLLBACK"))
    for _ in range(5):  # also once its plans were in vain too often
        planned, core = (report(hall, REPORT, "g") for hall in twins)
        assert planned == core
        assert planned["errors"][0]["extensions"]["code"] == "LOG_READ_ONLY"
    assert twins[0].size() == twins[1].size()


def test_what_a_plan_gives_up_after_it_recorded_is_not_recorded_again(
    hall: Hall, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the answer to the first sending would say that it was sent before."""
    report(hall, REPORT, "first")
    run: Callable[..., Any] = Run._batches

    async def gives_up(self: Run, root: Any) -> Any:
        await run(self, root)
        raise Abandoned("at the end")

    monkeypatch.setattr(Run, "_batches", gives_up)
    submitted: list[object] = []
    submit = hall.server.house.recorder.submit

    def noted(*asked: Any) -> Any:
        submitted.append(asked)
        return submit(*asked)

    monkeypatch.setattr(hall.server.house.recorder, "submit", noted)
    size = hall.size()
    answer = report(hall, REPORT, "second")
    assert len(submitted) == 1
    assert outcomes[-1] is Outcome.ABANDONED
    assert (answer["data"]["it"]["position"], answer["data"]["it"]["replayed"]) == (size, False)
    assert hall.size() == size + 1
    assert answer["extensions"]["asOf"]["position"] == size


def test_an_error_that_ended_a_plan_is_told_and_nothing_is_tried_again(
    hall: Hall, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    report(hall, REPORT, "first")
    tried: list[object] = []
    submit = hall.server.house.recorder.submit

    def fails(*asked: Any) -> Any:
        tried.append(asked)
        if len(tried) == 1:
            raise RuntimeError("nobody expected this")
        return submit(*asked)

    monkeypatch.setattr(hall.server.house.recorder, "submit", fails)
    answer = report(hall, REPORT, "second")
    assert answer["data"] == {"it": None}
    assert len(answer["errors"]) == len(tried) == 1


def test_several_mutations_keep_their_order_and_have_no_plan(
    hall: Hall, outcomes: list[Outcome]
) -> None:
    for number in range(3):
        size = hall.size()
        data = report(hall, TWO, f"key-{number}")["data"]
        assert data == {
            "a": {"position": size, "replayed": False},
            "b": {"position": size, "replayed": True},
        }
    assert outcomes == [Outcome.NEW, Outcome.UNPLANNABLE, Outcome.UNPLANNABLE]
