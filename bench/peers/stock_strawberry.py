"""Strawberry as it comes, over ready objects: `python -m bench.peers.stock_strawberry PORT FILE`.

The objects are made once from the data of an answer to the home screen, which the file holds, with
enums, dates and ids as their types: so the same document selects the same, and answers the same
data. Documents are parsed and validated once, by strawberry's own extensions. Served by uvicorn
with the settings of `rakor serve`.
"""

import dataclasses
import datetime as dt
import enum
import json
import sys
import types
import typing
from pathlib import Path
from typing import Any

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from events.facts.vocabulary import Light
from services.readiness.answer import ReasonCode
from services.state.commitment import CommitmentStatus

for kind in (Light, ReasonCode, CommitmentStatus):
    strawberry.enum(kind)


@strawberry.type
class Party:
    """Who owns a commitment."""

    name: str


@strawberry.type
class Deadline:
    """Until when."""

    due: dt.date


@strawberry.type
class Commitment:
    """What was promised. What is not selected somewhere has its default there."""

    code: str
    title: str = ""
    status: CommitmentStatus = CommitmentStatus.RECORDED
    owner: Party | None = None
    deadline: Deadline | None = None


@strawberry.type
class Reason:
    """Why a light is not green."""

    code: ReasonCode
    message: str
    commitment: Commitment | None


@strawberry.type
class Area:
    """A field of work."""

    code: str
    name: str


@strawberry.type
class AreaReadiness:
    """How ready it is."""

    area: Area
    light: Light
    score: float
    verified: float
    ceiling: float
    commitment_count: int


@strawberry.type
class CommitmentReadiness:
    """How ready a commitment is."""

    commitment: Commitment
    light: Light | None = None
    score: float | None = None
    verified: float | None = None


@strawberry.type
class ReadPoint:
    """Where the answer stands."""

    position: int
    log_size: int


@strawberry.type
class Readiness:
    """How ready the whole is."""

    as_of: ReadPoint
    light: Light
    score: float
    verified: float
    ceiling: float
    coverage: float
    confidence: float
    days_left: int
    reasons: list[Reason]
    areas: list[AreaReadiness]
    commitments: list[CommitmentReadiness]
    overdue: list[CommitmentReadiness]
    due_soon: list[CommitmentReadiness]


@strawberry.input
class AsOf:
    """A read point that is asked for; it changes nothing here."""

    position: int | None = None


def made(kind: Any, value: Any) -> Any:
    """The object of a type that an answer's JSON stands for."""
    if value is None:
        return None
    if isinstance(value, list):
        return [made(typing.get_args(kind)[0], item) for item in value]
    if isinstance(kind, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not types.NoneType)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind[value]
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if not dataclasses.is_dataclass(kind):
        return value
    hints = typing.get_type_hints(kind)
    names = {camel(name): name for name in hints}
    return kind(**{names[name]: made(hints[names[name]], part) for name, part in value.items()})  # type: ignore[operator]  # a dataclass, as was asked above


def camel(name: str) -> str:
    """A field's name as GraphQL has it."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def schema_over(data: Any) -> strawberry.Schema:
    """The schema over the objects of an answer."""
    ready: Readiness = made(Readiness, data["readiness"])

    @strawberry.type
    class Query:
        """What can be asked."""

        @strawberry.field
        async def readiness(self, occasion: strawberry.ID, as_of: AsOf | None = None) -> Readiness:
            del occasion, as_of
            return ready

    return strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])


def main() -> None:
    """Serve until a signal."""
    port, file = sys.argv[1:]
    schema = schema_over(json.loads(Path(file).read_text("utf-8")))
    app = Starlette(routes=[Route("/graphql", GraphQL(schema))])
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
