"""What a resolver should not give, but may: a plan writes it as graphql-core does, or gives up."""

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from enum import Enum, StrEnum
from typing import Any, cast

import pytest
import strawberry

from schema.operation.context import Context
from schema.operation.deadline import Deadline
from schema.operation.documents import Documents
from schema.operation.limits import Cost, Limits
from schema.plans.plans import Outcome, Plans


@strawberry.enum
class Colour(Enum):
    """An enum whose values are not its names."""

    RED = "r"
    GREEN = "g"


@strawberry.enum
class Word(StrEnum):
    """An enum whose members equal strings."""

    YES = "YES"
    NO = "NO"


class Loud(str):
    """A string of a class of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


@strawberry.type
class Part:
    """Something that is written field by field."""

    name: str = 'ß " \\ \n \u2028 😀 % %s {}'


@strawberry.type
class Other:
    """Something else with a field of that name."""

    name: str = "other"


def _letters() -> Iterator[str]:
    yield from "ab"


VALUES: dict[str, tuple[Any, Any]] = {
    "null": (str, None),
    "nothing": (str | None, None),
    "number_for_text": (str, 5),
    "truth_for_text": (str, True),
    "loud": (str, Loud("quiet")),
    "surrogate": (str, "\ud800"),
    "control": (str, "\x00\x1f\x7f"),
    "error": (str, ValueError("no value")),
    "error_for_number": (float, ValueError("no value")),
    "number_for_id": (strawberry.ID, 7),
    "not_a_number": (float, float("nan")),
    "infinite": (float, float("inf")),
    "negative_zero": (float, -0.0),
    "tiny": (float, 5e-324),
    "large": (float, 1e22),
    "whole_for_float": (float, 3),
    "truth_for_float": (float, True),
    "text_for_float": (float, "3.5"),
    "too_large": (int, 2**31),
    "smallest": (int, -(2**31)),
    "truth_for_int": (int, True),
    "fraction_for_int": (int, 3.5),
    "whole_float_for_int": (int, 3.0),
    "one_for_truth": (bool, 1),
    "text_for_truth": (bool, "true"),
    "colour": (Colour, Colour.GREEN),
    "value_for_colour": (Colour, "g"),
    "name_for_colour": (Colour, "GREEN"),
    "word": (Word, Word.YES),
    "text_for_word": (Word, "YES"),
    "words_and_text": (list[Word], [Word.YES, "YES"]),
    "moment": (dt.datetime, dt.datetime(2025, 7, 11, 8, tzinfo=dt.UTC)),
    "day": (dt.date, dt.date(2025, 7, 11)),
    "text_for_moment": (dt.datetime, "2025-07-11"),
    "list": (list[str | None], ["a", None, "b"]),
    "tuple": (list[str], ("a", "b")),
    "empty": (list[str], []),
    "null_in_list": (list[str], ["a", None]),
    "null_for_list": (list[str], None),
    "no_list": (list[str] | None, None),
    "text_for_list": (list[str], "ab"),
    "generator_for_list": (list[str], _letters),
    "set_for_list": (list[str], {"a"}),
    "mapping_for_list": (list[str], {"a": 1}),
    "lists": (list[list[int] | None], [[1, 2], None, [], [3]]),
    "null_in_lists": (list[list[int]], [[1], [None]]),
    "part": (Part, Part),
    "parts": (list[Part | None], lambda: [Part(), None, Part(name="")]),
    "other_for_part": (Part, Other),
    "other_among_parts": (list[Part], lambda: [Part(), Other()]),
    "text_for_part": (Part, "part"),
}
"""By field: its type, and what its resolver gives, or makes each time."""


def _resolver(kind: Any, value: Any) -> Any:
    def resolve(self: Any) -> Any:
        return value() if callable(value) else value

    resolve.__annotations__["return"] = kind
    return strawberry.field(resolver=resolve)


Query = strawberry.type(
    type("Query", (), {name: _resolver(*pair) for name, pair in VALUES.items()})
)
ODD = strawberry.Schema(Query, types=[Other])
PLANNED = {
    "nothing", "number_for_text", "colour", "word", "moment", "day", "list", "tuple", "empty",
    "no_list", "lists", "part", "parts", "negative_zero", "tiny", "large", "whole_for_float",
    "control", "smallest", "number_for_id", "surrogate",
}  # fmt: skip
"""What a plan must write, for it is nothing odd."""


@pytest.mark.parametrize("name", VALUES)
def test_an_odd_value_is_written_as_graphql_core_does_or_left_to_it(name: str) -> None:
    first, *rest = name.split("_")
    field = first + "".join(part.title() for part in rest)
    below = " { name }" if "art" in field and field not in ("smallest",) else ""
    query = f"{{ before: __typename {field}{below} }}"
    plans = Plans(ODD)
    document = Documents(ODD._schema, 0).get(query, None, Limits())
    assert document.errors == ()
    bare = {"deadline": Deadline(), "document": document, "cost": Cost(1, 1)}
    context = cast(Context, type("Bare", (), bare))

    async def attempt() -> str | None:
        await plans.attempt(document, None, context)
        return (await plans.attempt(document, None, context)).data

    data = asyncio.run(attempt())
    result = asyncio.run(ODD.execute(query))
    if result.errors:
        assert data is None
    elif data is not None:
        assert data == json.dumps(result.data, ensure_ascii=False, separators=(",", ":"))
    assert (plans.outcomes[Outcome.WRITTEN] == 1) is (data is not None)
    assert data is not None or name not in PLANNED
