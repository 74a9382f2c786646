"""Which passwords are taken: long ones that are not at hand. Pure.

Whatever is typed is compared in Unicode NFKC, so that another keyboard writes the same password.
There is no rule of composition and no expiry: both make passwords worse.
"""

import re
import unicodedata
from collections.abc import Iterable

from services.accounts.common_passwords import is_common
from services.accounts.refused import Refused, Why

LEAST, MOST = 15, 128
OWN = "rakor"
YEAR = re.compile(r"(?<![0-9])(19|20)[0-9]{2}(?![0-9])")
SHORTEST_WORD = 4
"""Letters from which a part of a name counts: shorter ones stand in too many words."""


def as_compared(password: str) -> str:
    """A password as it is hashed. Raises Refused for what is longer than any password."""
    if len(password) > MOST:
        raise Refused(Why.PASSWORD_LONG, most=MOST)
    return unicodedata.normalize("NFKC", password)


def require_good(password: str, party: str, names: Iterable[str]) -> None:
    """Refuse a password that is short, common, or holds what is at hand. Raises Refused.

    What is at hand: the year, the code of the person's party, and parts of `names`.
    """
    if len(password) < LEAST:
        raise Refused(Why.PASSWORD_SHORT, least=LEAST)
    if len(password) > MOST:
        raise Refused(Why.PASSWORD_LONG, most=MOST)
    if year := YEAR.search(password):
        raise Refused(Why.PASSWORD_CONTAINS, word=year[0])
    plain = _letters(password)
    for word in (OWN, _letters(party), *_words(names)):
        if word in plain:
            raise Refused(Why.PASSWORD_CONTAINS, word=word)
    if is_common(password):
        raise Refused(Why.PASSWORD_COMMON)


def _words(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        parts = {_letters(part) for part in re.split(r"[\W_]+", name)} | {_letters(name)}
        yield from sorted(part for part in parts if len(part) >= SHORTEST_WORD)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
