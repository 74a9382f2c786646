"""Everything that is wrong with the settings, told at once and in the operator's language."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from schema.operation.catalogue import Language, say

KINDS: Mapping[str, str] = {
    "int_parsing": "cli.setting_whole_number",
    "int_from_float": "cli.setting_whole_number",
    "int_parsing_size": "cli.setting_whole_number",
    "float_parsing": "cli.setting_number",
    "finite_number": "cli.setting_number",
    "bool_parsing": "cli.setting_yes_or_no",
    "enum": "cli.setting_one_of",
    "string_too_short": "cli.setting_empty",
    "greater_than": "cli.setting_more_than",
    "greater_than_equal": "cli.setting_at_least",
    "less_than_equal": "cli.setting_at_most",
    "origin": "cli.setting_origin",
    "proxies": "cli.setting_proxies",
    "cors": "cli.setting_cors",
    "manifest": "cli.setting_manifest",
    "bucket": "cli.setting_bucket",
    "public_address": "cli.setting_public_address",
}
"""What is said of each way in which pydantic, or a setting's own check, finds a value wrong."""


def told_mistakes(error: ValidationError, language: Language) -> str:
    """A line for each variable that is wrong: its name, and what it must be."""
    found = error.errors(include_url=False, include_input=False)
    return "\n".join(f"  {_variable(one)}: {_words(one, language)}" for one in found)


def _variable(mistake: Any) -> str:
    return f"RAKOR_{'_'.join(str(part) for part in mistake['loc'][:1]).upper()}"


def _words(mistake: Any, language: Language) -> str:
    key = KINDS.get(mistake["type"], "cli.setting_invalid")
    bounds = mistake.get("ctx", {})
    return say(language, key, **{name: _plain(part) for name, part in bounds.items()})


def _plain(part: object) -> object:
    """A bound as it is written, and words that can be chosen from without an "or" between them."""
    if isinstance(part, float):
        return f"{part:g}"
    return ", ".join(re.findall(r"'([^']+)'", part)) or part if isinstance(part, str) else part
