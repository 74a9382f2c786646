"""Everything that is wrong with the settings, told at once and in the operator's language."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from schema.operation.catalogue import Language, say
from schema.settings import Settings

PREFIX = "RAKOR_"

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
    "recipients": "cli.setting_recipients",
    "manifest": "cli.setting_manifest",
    "bucket": "cli.setting_bucket",
    "public_address": "cli.setting_public_address",
    "security_contact": "cli.setting_security_contact",
    "string_too_long": "cli.setting_too_long",
    "oidc_issuer": "cli.setting_oidc_issuer",
    "oidc_roles": "cli.setting_oidc_roles",
    "oidc_beside": "cli.setting_oidc_beside",
    "oidc_no_use": "cli.setting_oidc_no_use",
    "oidc_same": "cli.setting_oidc_same",
    "oidc_no_roles": "cli.setting_oidc_no_roles",
    "oidc_no_address": "cli.setting_oidc_no_address",
    "oidc_exposed": "cli.setting_oidc_exposed",
    "oidc_secret": "cli.setting_oidc_secret",
}
"""What is said of each way in which pydantic, or a setting's own check, finds a value wrong."""


def unknown_variables(names: Iterable[str]) -> list[str]:
    """Those of the environment's names that begin as a setting does, and are none."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    return sorted(name for name in names if name.startswith(PREFIX) and name not in known)


def told_mistakes(
    error: ValidationError | None, language: Language, unknown: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Every variable that is wrong, and what it must be; of an unknown one, what it may mean."""
    found = error.errors(include_url=False, include_input=False) if error else []
    told = [(_variable(one), _words(one, language)) for one in found]
    return told + [(name, _nearest(name, language)) for name in unknown]


def _nearest(name: str, language: Language) -> str:
    known = [f"{PREFIX}{field}".upper() for field in Settings.model_fields]
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return say(language, "cli.setting_unknown_near", near=near[0])
    return say(language, "cli.setting_unknown")


def _variable(mistake: Any) -> str:
    return f"{PREFIX}{'_'.join(str(part) for part in mistake['loc'][:1]).upper()}"


def _words(mistake: Any, language: Language) -> str:
    key = KINDS.get(mistake["type"], "cli.setting_invalid")
    bounds = mistake.get("ctx", {})
    return say(language, key, **{name: _plain(part) for name, part in bounds.items()})


def _plain(part: object) -> object:
    """A bound as it is written, and words that can be chosen from without an "or" between them."""
    if isinstance(part, float):
        return f"{part:g}"
    return ", ".join(re.findall(r"'([^']+)'", part)) or part if isinstance(part, str) else part
