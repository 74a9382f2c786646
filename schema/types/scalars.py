"""The scalars of the API: exact, strict, one definition each."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NewType, TypeVar

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.schema.config import StrawberryConfig

from schema.operation.catalogue import Language, say
from schema.operation.info import Info
from services.commands.values import EVENT_LIMIT, parse_moment
from services.ids import FIRST_YEAR, LAST_YEAR
from services.state.time_zones import time_zone

T = TypeVar("T")
Position = NewType("Position", int)
Hash = NewType("Hash", str)
MINUTE = dt.timedelta(minutes=1)
DEFAULT_ZONE = "Asia/Jakarta"


def _bad(what: str) -> GraphQLError:
    return GraphQLError(say(Language.EN, f"refusal.BAD_USER_INPUT.{what}"))


def _parse_moment(value: Any) -> dt.datetime:
    moment = parse_moment(value) if isinstance(value, str) else None
    if moment is None:
        raise _bad("moment")
    return moment


def _parse_day(value: Any) -> dt.date:
    try:
        if isinstance(value, str) and len(value) == len("2025-08-01"):
            day = dt.date.fromisoformat(value)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    except ValueError:
        pass
    raise _bad("date")


def _parse_position(value: Any) -> Position:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < EVENT_LIMIT:
        raise _bad("position")
    return Position(value)


def _parse_hash(value: Any) -> Hash:
    if isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef"):
        return Hash(value)
    raise _bad("sha256")


def _located(parse: Callable[[Any], T]) -> Callable[..., T]:
    """How a literal is read: as a variable is, and an error says where it stands."""

    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> T:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return parse_literal


def serialize_moment(moment: dt.datetime) -> str:
    """RFC 3339 with the offset the moment carries, fractions only where there are any.

    Local mean times of a hundred years ago are some seconds off a whole minute, which no offset
    can say: the same instant is then told in the offset of the minute below.
    """
    offset = moment.utcoffset() or dt.timedelta()
    if offset % MINUTE:
        moment = moment.astimezone(dt.timezone(offset - offset % MINUTE))
    return moment.isoformat()


CONFIG = StrawberryConfig(
    info_class=Info,
    scalar_map={
        dt.datetime: strawberry.scalar(
            name="DateTime",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
            description="RFC 3339 with an offset; served in the occasion's time zone.",
            serialize=serialize_moment,
            parse_value=_parse_moment,
            parse_literal=_located(_parse_moment),
        ),
        dt.date: strawberry.scalar(
            name="Date",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
            description="A calendar day, YYYY-MM-DD.",
            serialize=dt.date.isoformat,
            parse_value=_parse_day,
            parse_literal=_located(_parse_day),
        ),
        Position: strawberry.scalar(
            name="Position",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc7493#section-2.2",
            description="A position or a size, of the log or of a document: 0 … 2^53-1.",
            serialize=int,
            parse_value=_parse_position,
            parse_literal=_located(_parse_position),
        ),
        Hash: strawberry.scalar(
            name="Hash",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc6234",
            description="Lower-case hex SHA-256.",
            serialize=str,
            parse_value=_parse_hash,
            parse_literal=_located(_parse_hash),
        ),
    },
)


def local(moment: dt.datetime, zone: str = DEFAULT_ZONE) -> dt.datetime:
    """A moment as it is served: in the occasion's time zone."""
    return moment.astimezone(time_zone(zone))
