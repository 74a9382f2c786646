"""The kinds of values that commands take, each checked and brought to one form in one place."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator

from events.tree.merkle_tree import SHA256
from services.ids import (
    CODE,
    EXAMPLES,
    FIRST_YEAR,
    LAST_YEAR,
    InCommitment,
    InOccasion,
    MalformedId,
    parse_any_id,
    parse_id,
    split_pin,
)
from services.refusals import RefusalCode

T = TypeVar("T")

MAX_LIST, MAX_PARTS = 200, 1_000
MAX_OFFSET = 3_660
"""How many days from the occasion's day a deadline may lie: ten years."""
MAX_QUANTITY = Decimal(10) ** 15
MOST_DIGITS = 15
"""What a number in JSON holds exactly, whoever reads it."""
SMALLEST = Decimal("0.001")
EVENT_LIMIT = 2**53


@dataclass(frozen=True)
class AsId:
    """Marks a field that clients give as an id of a kind."""

    kind: str


@dataclass(frozen=True)
class IsAbout:
    """Marks the field that names what on record a command is about."""


About = Annotated[T, IsAbout()]


class InvalidValue(ValueError):
    """What a validator raises so that it becomes a refusal with that code."""

    def __init__(self, code: RefusalCode, variant: str = "", **params: object) -> None:
        super().__init__(code.value)
        self.code, self.variant, self.params = code, variant, params


def bad_input(variant: str, **params: object) -> InvalidValue:
    """The refusal of a value as such; `variant` says in the catalogue what is wrong with it."""
    return InvalidValue(RefusalCode.BAD_USER_INPUT, variant, **params)


def _other_form(kind: str, given: object) -> InvalidValue:
    """The refusal of what is no id of a kind; a pinned one is told as that."""
    if is_pinned(given):
        return bad_input("pinned_id", plain=str(given).partition("@")[0])
    return bad_input("id", form=EXAMPLES[kind])


def is_pinned(given: object) -> bool:
    """Whether it is an id that names a read point, at which nothing can be written."""
    try:
        return isinstance(given, str) and split_pin(given)[1] is not None
    except MalformedId:
        return False


def _parse(kind: str, build: Callable[..., T]) -> Callable[[Any], T]:
    def parse(value: Any) -> T:
        if not isinstance(value, str):
            raise _other_form(kind, value)
        try:
            return build(*parse_id(kind, value))
        except MalformedId:
            raise _other_form(kind, value) from None

    return parse


def _region(value: Any) -> str:
    text = value if isinstance(value, str) and value.startswith("region:") else f"region:{value}"
    return _parse("region", str)(text)


def _any_id(value: Any) -> str:
    try:
        kind, _ = parse_any_id(value if isinstance(value, str) else "")
    except MalformedId:
        raise _other_form("commitment", value) from None
    if kind in ("evidence", "escalation", "person"):
        raise bad_input("evidence_subject")  # these are sealed, a subject is public
    return str(value)


OccasionId = Annotated[str, BeforeValidator(_parse("occasion", str)), AsId("occasion")]
PartyId = Annotated[str, BeforeValidator(_parse("party", str)), AsId("party")]
RegionId = Annotated[str, BeforeValidator(_region), AsId("region")]
RakorId = Annotated[InOccasion, BeforeValidator(_parse("rakor", InOccasion)), AsId("rakor")]
SourceId = Annotated[InOccasion, BeforeValidator(_parse("source", InOccasion)), AsId("source")]
DiscrepancyId = Annotated[
    InOccasion, BeforeValidator(_parse("discrepancy", InOccasion)), AsId("discrepancy")
]
CommitmentId = Annotated[
    InOccasion, BeforeValidator(_parse("commitment", InOccasion)), AsId("commitment")
]
ObstacleId = Annotated[
    InCommitment, BeforeValidator(_parse("obstacle", InCommitment)), AsId("obstacle")
]
EscalationId = Annotated[
    InCommitment, BeforeValidator(_parse("escalation", InCommitment)), AsId("escalation")
]
WaiverId = Annotated[InCommitment, BeforeValidator(_parse("waiver", InCommitment)), AsId("waiver")]
StatementId = Annotated[
    InCommitment, BeforeValidator(_parse("statement", InCommitment)), AsId("statement")
]
RequestId = Annotated[
    InCommitment, BeforeValidator(_parse("request", InCommitment)), AsId("request")
]
WithdrawalId = Annotated[
    InCommitment, BeforeValidator(_parse("withdrawal", InCommitment)), AsId("withdrawal")
]
PersonId = Annotated[str, BeforeValidator(_parse("person", str.lower)), AsId("person")]
SubjectId = Annotated[str, BeforeValidator(_any_id), AsId("node")]


def matching(pattern: str | re.Pattern[str], variant: str) -> Callable[[str], str]:
    """A check that a text has a form; `variant` says in the catalogue what is wrong with it."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise bad_input(variant)
        return value

    return check


Code = Annotated[str, AfterValidator(matching(CODE, "code"))]
IdempotencyKey = Annotated[
    str, AfterValidator(matching(r"[A-Za-z0-9._:-]{1,64}", "key")), AsId("key")
]
Correlation = Annotated[
    str, AfterValidator(matching(r"[A-Za-z0-9._:/-]{1,128}", "key")), AsId("correlation")
]
LONGEST_KEY = 1024
PublicKey = Annotated[
    str, AfterValidator(matching(rf"[A-Za-z0-9_-]{{40,{LONGEST_KEY}}}", "public_key"))
]
"""SubjectPublicKeyInfo in DER, as base64url without padding; whether it is one, is judged later."""
HOST_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
RpId = Annotated[
    str,
    AfterValidator(matching(rf"(?=.{{1,253}}$){HOST_LABEL}(\.{HOST_LABEL})*", "host")),
]
TextPath = Annotated[
    str, AfterValidator(matching(r"/[A-Za-z]{1,40}(/[A-Za-z0-9]{1,40}){0,3}", "path"))
]
Sha256 = Annotated[str, AfterValidator(matching(SHA256, "sha256"))]
MediaType = Annotated[
    str,
    AfterValidator(matching(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}", "media_type")),
]


def _quantity(value: Any) -> Decimal:
    wrong = InvalidValue(RefusalCode.INVALID_QUANTITY)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise wrong
    if isinstance(value, float) and not math.isfinite(value):
        raise wrong
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite() or abs(number) >= MAX_QUANTITY:
        raise wrong
    # compared, not rounded: arithmetic would cut a long number to 28 digits before it is judged
    exact = number.quantize(SMALLEST)
    kept = exact.normalize() + 0
    if exact != number or len(kept.as_tuple().digits) > MOST_DIGITS:
        raise wrong
    return kept


Quantity = Annotated[Decimal, BeforeValidator(_quantity)]
"""Finite, below 10^15, at most 3 decimals and 15 digits; a decision judges the sign."""


def _day(value: Any) -> dt.date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise bad_input("date") from None
    if type(value) is not dt.date or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise bad_input("date")
    return value


def _moment(value: Any) -> dt.datetime:
    moment = None
    if isinstance(value, str):
        moment = parse_moment(value)
    elif isinstance(value, dt.datetime) and value.tzinfo is not None:
        moment = _in_years(value)
    if moment is None:
        raise bad_input("moment")
    return moment


RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


def parse_moment(text: str) -> dt.datetime | None:
    """A moment in UTC from RFC 3339 with an offset; None for anything else, or another century."""
    if not RFC_3339.fullmatch(text):
        return None
    try:
        return _in_years(dt.datetime.fromisoformat(text.upper()))
    except ValueError:
        return None


def _in_years(moment: dt.datetime) -> dt.datetime | None:
    """A moment in UTC; None outside the years that can be recorded and asked for.

    UTC's year decides: so what is served in another offset, in its next year, is read back.
    """
    try:
        moment = moment.astimezone(dt.UTC)
    except OverflowError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


Day = Annotated[dt.date, BeforeValidator(_day)]
ClockTime = Annotated[str, AfterValidator(matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "time"))]
"""`HH:MM`, in the occasion's time zone."""


def _offset(value: Any) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or abs(value) > MAX_OFFSET:
        raise bad_input("offset", most=MAX_OFFSET)
    return int(value)


DaysFromDay = Annotated[int, BeforeValidator(_offset)]
"""How many days from the occasion's day: -7 is H-7."""
Moment = Annotated[dt.datetime, BeforeValidator(_moment)]


def _position(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < EVENT_LIMIT:
        raise bad_input("position")
    return value


Position = Annotated[int, BeforeValidator(_position), AsId("position")]


def _at_most(limit: int) -> Callable[[Any], Any]:
    def check(values: Any) -> Any:
        if isinstance(values, list | tuple) and len(values) > limit:
            raise InvalidValue(RefusalCode.TOO_LARGE, "list", limit=limit)
        return values

    return check


AtMost200 = BeforeValidator(_at_most(MAX_LIST))
AtMost1000 = BeforeValidator(_at_most(MAX_PARTS))


def require_one_of(given: Mapping[str, object], *, at_least: int = 1) -> None:
    """Raise InvalidValue unless one of some fields is given, by their names; at most one anyway."""
    count = sum(value is not None for value in given.values())
    if count > 1:
        raise bad_input("at_most_one", names=", ".join(given))
    if count < at_least:
        raise bad_input("one_of", names=", ".join(given))
