"""What people read, in Indonesian (default) and English: one catalogue each, the same keys."""

import tomllib
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from werkzeug.http import parse_accept_header


class Language(StrEnum):
    """A language of messages and labels."""

    ID = "ID"
    EN = "EN"


SEPARATORS = str.maketrans(".,", ",.")
"""Of thousands and decimals: 12,500.5 in English is 12.500,5 in Indonesian."""


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Every message of a language by its dotted key."""
    text = files("schema").joinpath("locales", f"{language.value.lower()}.toml").read_text("utf-8")
    return dict(_flat("", tomllib.loads(text)))


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            found.extend(_flat(f"{key}.", value))
        else:
            found.append((key.removesuffix("._"), str(value)))
    return found


def say(language: Language, key: str, **params: object) -> str:
    """The message of a key, filled in. Raises KeyError for a key that is in no catalogue."""
    filled = {name: written(value, language) for name, value in params.items()}
    return catalogue(language)[key].format(**filled)


def written(value: object, language: Language) -> str:
    """A value as it is written in a language: a number with that one's separators."""
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:,f}"
    return text.translate(SEPARATORS) if language is Language.ID else text


@lru_cache(64)
def preferred(accept_language: str) -> Language:
    """The language that an Accept-Language header prefers; Indonesian where it names neither."""
    best, weight = Language.ID, 0.0
    for tag, wanted in parse_accept_header(accept_language):
        primary = tag.split("-")[0].upper()
        if wanted > weight and primary in Language.__members__:
            best, weight = Language(primary), wanted
    return best
