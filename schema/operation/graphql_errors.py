"""GraphQL's own errors: known by graphql-core's English words, told in the reader's language.

The English catalogue has those words as they come, the Indonesian one what they mean and what to
do. An error whose words are in neither is told by a general sentence; its English stands beside.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from graphql import GraphQLError, GraphQLSyntaxError

from schema.operation.catalogue import Language, catalogue, say

LONGEST = 2_000
"""Characters of a message whose words are compared with the known ones."""
MEANT = " Did you mean "
ELSEWHERE = "to use an inline fragment on "
QUOTED = re.compile(r"'([^']*)'")
SLOT = re.compile(r"\{(\w+)\}")
ANY, NAME = "(?P<{}>.*?)", "(?P<{}>[^']*?)"
FREE = frozenset({"found", "wanted", "reason", "others", "names"})
"""What may hold any text; every other place in a message holds a name, so no quotation mark."""
VALUES = (
    "refusal.BAD_USER_INPUT.date",
    "refusal.BAD_USER_INPUT.moment",
    "refusal.BAD_USER_INPUT.position",
    "refusal.BAD_USER_INPUT.sha256",
    "error.LIMIT.number",
)
"""What our own scalars say of a value."""


class Stage(StrEnum):
    """What graphql-core was doing; the part of the catalogue where its words stand."""

    PARSE = "parse"
    VALIDATION = "validation"
    VALUE = "value"


CODES = {
    Stage.PARSE: "GRAPHQL_PARSE_FAILED",
    Stage.VALIDATION: "GRAPHQL_VALIDATION_FAILED",
    Stage.VALUE: "BAD_USER_INPUT",
}
"""What clients act on in `extensions.code`."""


@dataclass(frozen=True, slots=True)
class Words:
    """How an error is worded in English."""

    key: str
    pattern: re.Pattern[str]
    stage: Stage


@cache
def known_words() -> tuple[Words, ...]:
    """All that can be recognised, what says most first."""
    english = catalogue(Language.EN)
    keys = dict.fromkeys(VALUES, Stage.VALUE)
    for stage in Stage:
        keys |= {key: stage for key in english if key.startswith(f"graphql.{stage}.")}
    most_first = sorted(keys, key=lambda key: -len(SLOT.sub("", english[key])))
    return tuple(Words(key, _pattern(english[key]), keys[key]) for key in most_first)


def _pattern(text: str) -> re.Pattern[str]:
    # One after the other: what stands between two places, and the name of a place.
    parts = SLOT.split(text)
    for index, part in enumerate(parts):
        is_place = index % 2 == 1
        parts[index] = (ANY if part in FREE else NAME).format(part) if is_place else re.escape(part)
    return re.compile("".join(parts), re.DOTALL)


def in_words(error: GraphQLError, language: Language, unknown: Stage) -> GraphQLError:
    """An error of GraphQL itself as a client sees it; `unknown`: where it is known by no words."""
    if isinstance(error, GraphQLSyntaxError):
        unknown = Stage.PARSE
    general = unknown, say(Language.ID, f"graphql.{unknown}")
    stage, said = recognised(error.message) or general
    return GraphQLError(
        error.message if language is Language.EN else said,
        error.nodes,
        error.source,
        error.positions,
        error.path,
        extensions={"code": CODES[stage], "english": error.message},
    )


def recognised(message: str) -> tuple[Stage, str] | None:
    """At which stage a message is told, and its Indonesian; None for words that are not known."""
    if len(message) > LONGEST:
        return None
    core, meant, names = message.rpartition(MEANT)
    if not meant or not message.endswith("?"):
        return _match(message)
    found = _match(core)
    if found is None:
        return None
    key = "graphql.meant_on" if names.startswith(ELSEWHERE) else "graphql.meant"
    listed = ", ".join(f"'{name}'" for name in QUOTED.findall(names))
    return found[0], f"{found[1]} {say(Language.ID, key, names=listed)}"


def _match(message: str) -> tuple[Stage, str] | None:
    for words in known_words():
        found = words.pattern.fullmatch(message)
        if found is None:
            continue
        params = found.groupdict()
        if "reason" in params:
            reason = _match(params["reason"])
            if reason is None:
                continue
            params["reason"] = reason[1]
        return words.stage, say(Language.ID, words.key, **params)
    return None
