"""Numbers as they are written: what a float cannot hold is refused, never rounded."""

from decimal import Decimal


class InexactNumber(ValueError):
    """A number that would not be kept as it is written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text if len(text) <= 40 else f"{text[:40]}…"


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
