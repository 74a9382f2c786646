"""The end of an operation's time, and who asks about it."""

import asyncio

import pytest

from schema.api.schema import SCHEMA
from schema.operation.catalogue import Language
from schema.operation.context import Context
from schema.operation.deadline import Deadline
from schema.operation.documents import Documents
from schema.operation.errors import ClientError
from schema.operation.limits import Cost
from schema.operation.loaders import Loaders
from services.permissions import PUBLIC
from services.projections.still_wanted import EVERY, while_wanted
from tests.worlds.api import DEMO, Api


class Clock:
    """A clock that stands still."""

    now = 5.0

    def __call__(self) -> float:
        return self.now


def code_of(deadline: Deadline) -> str:
    """With what it ends work."""
    with pytest.raises(ClientError) as told:
        deadline.check()
    return str((told.value.extensions or {})["code"])


def test_time_ends_after_its_seconds_and_for_good() -> None:
    clock = Clock()
    deadline = Deadline(10, Language.EN, clock)
    clock.now = 14.9
    deadline.check()
    clock.now = 15
    assert code_of(deadline) == "TIMED_OUT"
    clock.now = 5
    assert code_of(deadline) == "TIMED_OUT"


def test_what_is_not_wanted_ends_before_its_time() -> None:
    deadline = Deadline()
    deadline.check()
    deadline.strike()
    assert code_of(deadline) == "TIMED_OUT"


def test_a_long_read_asks_now_and_then_and_reads_no_further() -> None:
    deadline, read = Deadline(), []
    with pytest.raises(ClientError):
        for number in while_wanted(range(10 * EVERY), deadline.check):
            read.append(number)
            if number == EVERY + 1:
                deadline.strike()
    assert read == list(range(2 * EVERY))


def answered(api: Api, query: str, *, is_wanted: bool) -> list[str]:
    """The codes of the errors of an execution whose time is over, or not."""
    house, deadline = api.server.house, Deadline()
    if not is_wanted:
        deadline.strike()
    loaders = Loaders(house.look_up, deadline.check)
    document = Documents(SCHEMA._schema, 1 << 20).get(query, None, api.settings.bounds.public)
    context = Context(house, PUBLIC, Language.EN, loaders, document, Cost(0, 0), deadline)
    result = asyncio.run(SCHEMA.execute(query, context_value=context))
    return [(error.extensions or {})["code"] for error in result.errors or ()]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("{ __schema { types { name } } }", 1),  # a list
        (f'{{ readiness(occasion: "{DEMO}") {{ score }} }}', 1),  # a read
        (f'{{ a: occasion(id: "{DEMO}") {{ code }} b: event(position: 1) {{ id }} }}', 2),
        ("{ __typename }", 0),
    ],
)
def test_neither_a_list_nor_a_read_is_begun_once_it_is_not_wanted(
    rehearsed: Api, query: str, count: int
) -> None:
    assert answered(rehearsed, query, is_wanted=True) == []
    assert answered(rehearsed, query, is_wanted=False) == ["TIMED_OUT"] * count
