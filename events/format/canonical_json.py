"""RFC 8785 JSON on the log's domain: one spelling for each value, and a reader that insists on it.

Pure. The domain: strings, integers below 2^53, booleans, lists, and objects with ASCII keys.
"""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
)
DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{0,5}[1-9])?")
MAGNITUDES = range(-6, 15)
"""Where the first digit of a quantity stands: from the sixth decimal to fifteen whole digits."""
BIGGEST = (1 << 53) - 1


class NotCanonical(Exception):
    """Bytes that are not the one canonical spelling of a value of the log's domain."""


def canonical_json(value: object) -> bytes:
    """RFC 8785 bytes of strings, integers, booleans, lists and objects with ASCII keys.

    On this domain the sorted standard encoder gives the same bytes as the reference library; a
    property test holds the two against each other.
    """
    return ENCODER.encode(value).encode()


def canonical_time(moment: dt.datetime) -> str:
    """`YYYY-MM-DDThh:mm:ss.ffffffZ`."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_time(value: object) -> dt.datetime:
    """The moment of a canonical time. Raises NotCanonical for every other spelling."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
        if canonical_time(moment) == value:
            return moment
    except (OverflowError, ValueError):
        pass
    raise NotCanonical(f"not a canonical time: {str(value)[:40]}")


def canonical_decimal(number: Decimal) -> str:
    """The one spelling of a quantity: no sign, no exponent, no trailing zeros.

    Raises ValueError for what has none, before an absurd exponent is written out in digits.
    """
    if number and number.adjusted() not in MAGNITUDES:
        raise ValueError("not a canonical decimal: too large or too small")
    text = format(number, "f") if number else "0"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if not DECIMAL.fullmatch(text):
        raise ValueError(f"not a canonical decimal: {text}")
    return text


def parse_canonical(data: bytes) -> Any:
    """The value of canonical bytes. Raises NotCanonical for every other spelling.

    Duplicate keys, spaces, floats, null, other escapes: none of them survives being written again.
    """
    try:
        value = DECODER.decode(data.decode())
        if canonical_json(value) != data:
            raise NotCanonical("the bytes are not in canonical form")
    except (RecursionError, UnicodeError, ValueError) as error:
        raise NotCanonical(f"{type(error).__name__}: {error}") from error
    return value


def _refuse(text: str) -> Any:
    raise NotCanonical(f"{text[:40]} has no place here")


def _integer(text: str) -> int:
    number = int(text[:20])
    if abs(number) > BIGGEST:
        raise NotCanonical("an integer beyond 2^53")
    return number


DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
