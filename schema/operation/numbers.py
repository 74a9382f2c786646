"""Numbers as they are written: what a float cannot hold is refused, never rounded."""

from decimal import Decimal

MOST_DIGITS = 40
"""Digits of a whole number that is read at all: more than any that has a meaning here."""


class InexactNumber(ValueError):
    """A number that would not be kept as it is written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text if len(text) <= 40 else f"{text[:40]}…"


def whole_number(text: str) -> int:
    """The whole number in a text. Raises InexactNumber where nobody would read so many digits."""
    if len(text) > MOST_DIGITS:
        raise InexactNumber(text)
    return int(text)


def exact_float(text: str) -> float:
    """The float of a decimal number in text. Raises InexactNumber where it is another number."""
    number = float(text)
    try:
        is_same = Decimal(text) == Decimal(repr(number))
    except ArithmeticError:
        is_same = False
    if not is_same:
        raise InexactNumber(text)
    return number
