"""Words of titles, as they are searched for: in any case, whole or from their beginning."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")


@lru_cache(4_096)  # titles are searched again and again, and are short
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in one form, in their order, without what no reader sees in them."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return tuple(WORD.findall(unicodedata.normalize("NFKC", seen).casefold()))


def holds(title: str, wanted: Sequence[str]) -> bool:
    """Whether a title holds every one of some words, or words so begun."""
    words = words_of(title)
    return all(any(word.startswith(begun) for word in words) for begun in wanted)
