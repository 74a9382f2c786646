"""The texts that commands take, each checked and brought to one form in one place."""

import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from services.commands.values import InvalidValue, bad_input
from services.refusals import RefusalCode

MAX_TEXT = 4_000
MAX_TITLE = 300
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})
"""Categories of characters that show nothing by themselves: controls, marks, spaces."""
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""What counts as a letter or a symbol in Unicode, and shows nothing all the same."""
BREAKS = ("\r\n", "\u2028", "\u2029")
"""What ends a line elsewhere; `\\n` does here."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows: a text would be read as another one."""


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: it is empty, however many characters it has."""
    return all(c in FILLERS or unicodedata.category(c) in UNSEEN for c in text)


def clean(text: str, *, limit: int, lines: bool, keep: bool = False) -> str:
    """A text in Unicode NFC, its lines ended by `\\n`; `keep` leaves a quotation as it is.

    Refused are controls, characters that turn the direction of reading, and in a text of one line
    whatever ends one.
    """
    if len(text) > limit:
        raise InvalidValue(RefusalCode.TOO_LARGE, "text", limit=limit)
    if lines and not keep:
        for ending in BREAKS:
            text = text.replace(ending, "\n")
    if any(_is_refused(c, lines=lines) for c in text):
        raise bad_input("control_character")
    kept = text if keep else unicodedata.normalize("NFC", text)
    if len(kept) > limit:  # a few characters grow when they are brought to one form
        raise InvalidValue(RefusalCode.TOO_LARGE, "text", limit=limit)
    return kept


def _is_refused(character: str, *, lines: bool) -> bool:
    if character in TURNING:
        return True
    match unicodedata.category(character):
        case "Cc":
            return not (lines and character == "\n")
        case "Zl" | "Zp":
            return not lines
        case category:
            return category == "Cs"


def _title(value: str) -> str:
    if is_blank(value):
        raise bad_input("empty")
    return clean(value, limit=MAX_TITLE, lines=False)


def _free_text(value: str) -> str | None:
    return None if is_blank(value) else clean(value, limit=MAX_TEXT, lines=True)


def _required_text(value: str) -> str:
    text = _free_text(value)
    if text is None:
        raise bad_input("empty")
    return text


def _quotation(limit: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if is_blank(value):
            raise bad_input("empty")
        return clean(value, limit=limit, lines=True, keep=True)

    return check


Title = Annotated[str, AfterValidator(_title)]
FreeText = Annotated[str | None, AfterValidator(lambda value: _free_text(value or ""))]
RequiredText = Annotated[str, AfterValidator(_required_text)]
Quotation = Annotated[str, AfterValidator(_quotation(MAX_TEXT))]
StatedDay = Annotated[str, AfterValidator(_quotation(MAX_TITLE))]
