"""Words of titles, as they are searched for: in any case, whole or from their beginning."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text in one form, in their order."""
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())
