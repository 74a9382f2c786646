"""The two catalogues: the same keys and placeholders, each key used, each used key there."""

import ast
import re
import string
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from events.facts.vocabulary import Light
from events.verify.findings import Finding
from events.verify.flaw import Flaw
from schema.operation.catalogue import Language, catalogue, preferred, say
from schema.operation.errors import ErrorCode
from schema.operation.graphql_errors import Stage, known_words
from schema.operation.limits import Bound, LimitExceeded
from schema.types.enums import ENUMS
from services.accounts.refused import Why
from services.accounts.rules import ASSIGNABLE
from services.commands.values import InvalidValue
from services.evidence.kinds import Unfit
from services.readiness.answer import ReasonCode
from services.refusals import RefusalCode
from services.verify.verification import Remark

ROOT = Path(__file__).parents[3]
BOARD = ROOT / "schema" / "pages" / "board"
DOOR = BOARD.parent / "door"
REFUSING = {"Refusal": 1, "InvalidValue": 1, "_bad": 0, "bad_input": 0, "matching": 1}
"""Calls that refuse, and where their variant stands."""
OF_BAD_USER_INPUT = {"_bad", "bad_input", "matching"}
WITH_VARIANTS_ELSEWHERE = {"missing", "unknown_field", "too_few"}
"""Variants that services/commands/parse.py takes from a table of pydantic's own words."""
KEYS = sorted(catalogue(Language.ID).keys() | catalogue(Language.EN).keys())


def placeholders(text: str) -> set[str]:
    """The names that a message leaves to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_say_it_with_the_same_placeholders(key: str) -> None:
    one, other = catalogue(Language.ID)[key], catalogue(Language.EN)[key]
    assert one.strip()
    assert other.strip()
    assert placeholders(one) == placeholders(other)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a plain name or a method in a file, by name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                yield function.id, node
            if isinstance(function, ast.Attribute):
                yield function.attr, node


def text_at(call: ast.Call, index: int) -> str | None:
    """The literal text that a call has at a place."""
    if len(call.args) <= index:
        return None
    found = call.args[index]
    return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def code_of(name: str, call: ast.Call) -> str | None:
    """The code of a refusal, as written in the call; None where it is a variable."""
    if name in OF_BAD_USER_INPUT:
        return RefusalCode.BAD_USER_INPUT.value
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name):
        return first.attr if first.value.id in ("No", "RefusalCode") else None
    return None


def refusals() -> set[str]:
    """Keys of all refusals that the code writes out."""
    found = {f"refusal.{RefusalCode.BAD_USER_INPUT.value}.{v}" for v in WITH_VARIANTS_ELSEWHERE}
    found |= {f"refusal.{code.value}" for code in RefusalCode}
    for path in (ROOT / "services").rglob("*.py"):
        for name, call in calls(path):
            if name not in REFUSING:
                continue
            code, variant = code_of(name, call), text_at(call, REFUSING[name])
            if code:
                found.add(f"refusal.{code}" + (f".{variant}" if variant else ""))
    return found


def errors() -> set[str]:
    """Keys of all errors that the code writes out."""
    found = {"error.INTERNAL", "error.UNAUTHENTICATED"}
    found |= {f"error.{code.value}" for code in ErrorCode}
    found |= {f"error.EVIDENCE.{why.value}" for why in Unfit}
    found |= {f"error.{LimitExceeded.code}.{bound.name.lower()}" for bound in Bound}
    for path in (ROOT / "schema").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'"(error\.[A-Z_]+(?:\.[a-z_]+)?)"', text))
        for name, call in calls(path):
            if name == "Unauthenticated" and text_at(call, 0):
                found.add(f"error.UNAUTHENTICATED.{text_at(call, 0)}")
            first = call.args[0] if name == "error" and call.args else None
            if isinstance(first, ast.Attribute) and first.attr in ErrorCode.__members__:
                variant = text_at(call, 1)
                found.add(f"error.{first.attr}" + (f".{variant}" if variant else ""))
    return found


def command_line() -> set[str]:
    """Keys of all that the command line says."""
    found = {f"cli.verify_found_{finding.name.lower()}" for finding in Finding}
    found |= {f"cli.flaw_{flaw.value}" for flaw in Flaw}
    found |= {f"cli.verify_remark_{remark.value.lower()}" for remark in Remark}
    for path in (
        *(ROOT / "schema" / "cli").glob("*.py"),
        ROOT / "services" / "write" / "script.py",
    ):
        text = path.read_text("utf-8")
        found |= {f"cli.{key}" for key in re.findall(r'"cli\.([a-z_]+)"', text)}
        said = re.findall(r'\b(?:tell|stop|both|words|ProgressBar)\(\s*"([a-z_]+)"', text)
        found |= {f"cli.{key}" for key in said}
        found |= {f"cli.{key}" for key in re.findall(r'"(rehearse_[a-z_]+)"', text)}
    return found


def of_graphql() -> set[str]:
    """Keys of GraphQL's own errors; that each is recognised is tested beside them."""
    found = {"graphql.meant", "graphql.meant_on"} | {f"graphql.{stage}" for stage in Stage}
    return found | {words.key for words in known_words()}


def of_the_board() -> set[str]:
    """Keys of the board's words: what its scripts write out, and the words for codes."""
    found = {f"board.light.{light.value}" for light in Light} | {"board.light.NONE"}
    found |= {f"board.do.{code.value}" for code in ReasonCode}
    scripts = [path.read_text("utf-8") for path in sorted(BOARD.glob("*.js"))]
    said = {word for text in scripts for word in re.findall(r'\bt\("([a-z_0-9]+)"', text)}
    held = {key for key in KEYS if key.startswith("board.") and key.count(".") == 1}
    written = {word for text in scripts for word in re.findall(r'"([a-z_0-9]+)"', text)}
    written |= {f"{word}_say" for word in ("verified", "score", "ceiling", "planned")}
    return found | {f"board.{word}" for word in said} | held & {f"board.{word}" for word in written}


def of_the_provider() -> set[str]:
    """Keys of the pages that lead to an identity provider and back."""
    text = (ROOT / "schema" / "http" / "provider.py").read_text("utf-8")
    return set(re.findall(r'"(provider\.[a-z_]+)"', text))


def of_the_door() -> set[str]:
    """Keys of the door's words, which its scripts write out as the board's do; some are both's."""
    text = "".join(path.read_text("utf-8") for path in sorted(DOOR.glob("*.js")))
    written = set(re.findall(r'"([a-z_0-9]+)"', text))
    said = set(re.findall(r'\bt\("([a-z_0-9]+)"', text))
    found = {f"door.role.{role.value}" for role in ASSIGNABLE}
    found |= {f"door.by.{means}" for means in ("PASSKEY", "PASSWORD", "PROVIDER")}
    found |= {f"door.closed.{why}" for why in ("WAITS", "ENDED", "PASSKEY", "KEY", "NOT_ADMITTED")}
    found |= {f"door.{word}" for word in written if f"door.{word}" in KEYS}
    missing = {word for word in said if not {f"door.{word}", f"board.{word}"} & set(KEYS)}
    return found | {f"door.{word}" for word in missing}


def accounts() -> set[str]:
    """Keys of all that is said where a sign-in is refused."""
    return {f"account.{why.value}" for why in Why}


def of_the_doctor() -> set[str]:
    """Keys of all that may be wrong with an installation."""
    found = {"doctor.setting"}
    for path in (ROOT / "schema" / "doctor").glob("*.py"):
        said = re.findall(r'\b(?:ailment|advice)\(\s*"([a-z_]+)"', path.read_text("utf-8"))
        found |= {f"doctor.{key}" for key in said}
    return found


def used() -> set[str]:
    """Every key that the code uses."""
    labels = {f"label.{enum}.{name}" for enum, kind in ENUMS.items() for name in kind.__members__}
    reasons = {f"reason.{code.value}" for code in ReasonCode} | {"reason.SUPERSEDED.late"}
    said = refusals() | errors() | of_graphql() | command_line() | of_the_board() | accounts()
    said |= of_the_door() | of_the_doctor()
    return labels | reasons | said | of_the_provider()


def test_no_key_is_missing() -> None:
    assert used() - set(KEYS) == set()


def test_no_key_is_unused() -> None:
    assert set(KEYS) - used() == set()


def test_every_refusal_of_a_value_carries_its_message() -> None:
    refused = InvalidValue(RefusalCode.TOO_LARGE, "text", limit=5)
    assert (refused.code, refused.variant, refused.params) == (
        RefusalCode.TOO_LARGE,
        "text",
        {"limit": 5},
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ID"),
        ("en", "EN"),
        ("en-GB,en;q=0.9", "EN"),
        ("id-ID", "ID"),
        ("fr,de;q=0.9", "ID"),
        ("fr,en;q=0.5,id;q=0.4", "EN"),
        ("en;q=0.1,id;q=0.9", "ID"),
        ("en;q=nonsense", "ID"),
        ("en;q=0", "ID"),
        ("*", "ID"),
        (",;,=;q=", "ID"),
    ],
)
def test_the_preferred_language_is_heard(header: str, language: str) -> None:
    assert preferred(header) is Language(language)


def test_an_unknown_key_is_no_message() -> None:
    with pytest.raises(KeyError):
        say(Language.EN, "cli.no_such_key")


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (Decimal("12.5"), "12,5", "12.5"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (Decimal("12500000000.5"), "12.500.000.000,5", "12,500,000,000.5"),
        (0.1, "0,1", "0.1"),
        (2.0, "2", "2"),
        (30, "30", "30"),
        ("readiness-1.2", "readiness-1.2", "readiness-1.2"),
    ],
    ids=str,
)
def test_a_number_in_a_message_is_written_as_its_language_writes_numbers(
    number: object, indonesian: str, english: str
) -> None:
    for language, wanted in ((Language.ID, indonesian), (Language.EN, english)):
        said = say(language, "refusal.BELOW_TARGET", target=number)
        assert said == catalogue(language)["refusal.BELOW_TARGET"].format(target=wanted)
