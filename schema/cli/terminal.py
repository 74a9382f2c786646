"""What every command of `rakor` shares: its language, its settings, how it says things."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import typer
from pydantic import ValidationError

from events.facts.vocabulary import Role
from events.heads.witness_policy import MalformedPolicy, WitnessPolicy
from events.log.log_clock import elapsed_time
from schema.cli.setting_mistakes import told_mistakes, unknown_variables
from schema.operation.catalogue import Language, say
from schema.settings import Settings
from services.ids import EXAMPLES, MalformedId, parse_id


def both(key: str) -> str:
    """A help text in both languages: the terminal's own is not known before the settings are."""
    return f"{say(Language.ID, f'cli.{key}')} / {say(Language.EN, f'cli.{key}')}"


class Stopped(typer.Exit):
    """Nothing more can be done, and the operator was told why: `words`."""

    def __init__(self, words: str) -> None:
        super().__init__(1)
        self.words = words


class Terminal:
    """Says things in the operator's language; what is not a result goes to standard error."""

    language = Language.ID

    def words(self, key: str, **params: object) -> str:
        """A message of the command line."""
        return say(self.language, f"cli.{key}", **params)

    def tell(self, key: str, **params: object) -> None:
        """Say something."""
        typer.echo(self.words(key, **params), err=True)

    def stop(self, key: str, **params: object) -> NoReturn:
        """Say why nothing more is done, and end with 1."""
        words = self.words(key, **params)
        typer.echo(words, err=True)
        raise Stopped(words)


terminal = Terminal()

STEPS = 1_000
"""How often a bar is drawn at most: drawing it for each of a million events takes minutes."""
SECONDS_BETWEEN_LINES = 15.0
"""How often work that nobody watches on a terminal says how far it is."""


def read_settings() -> Settings:
    """The settings of the environment; the terminal speaks their language from now on.

    A variable that no setting has is a mistake too: who mistyped it meant something by it.
    """
    settings, mistakes = settings_and_mistakes()
    if settings is None or mistakes:
        told = "\n".join(f"  {name}: {words}" for name, words in mistakes)
        terminal.stop("settings_invalid", mistakes=told)
    return settings


def settings_and_mistakes() -> tuple[Settings | None, list[tuple[str, str]]]:
    """The settings, where they are valid, and everything that is wrong in the environment.

    The terminal speaks the language that was asked for, from now on.
    """
    unknown = unknown_variables(os.environ)
    try:
        settings = Settings()
    except ValidationError as error:
        asked = os.environ.get("RAKOR_LANGUAGE", "").upper()
        if asked in Language.__members__:
            terminal.language = Language(asked)
        return None, told_mistakes(error, terminal.language, unknown)
    terminal.language = settings.language
    return settings, told_mistakes(None, terminal.language, unknown)


def read_policy(path: Path) -> WitnessPolicy:
    """The witness policy in a file; where it is none, the program ends and says what is wrong."""
    try:
        return WitnessPolicy.parse(path.read_bytes())
    except (MalformedPolicy, OSError) as error:
        terminal.stop("policy_unreadable", file=path, reason=why(error))


def read_roles(given: Sequence[str]) -> list[Role]:
    """The roles of these names; where one is none, the program ends and says which there are."""
    known = [role.value for role in Role if role not in (Role.SYSTEM, Role.PUBLIC)]
    if any(name not in known for name in given):
        terminal.stop("token_bad_role", known=", ".join(known))
    return [Role(name) for name in given]


def read_id(kind: str, given: str) -> str:
    """The key of an id of one kind; where it is none, the program ends and shows its form."""
    try:
        return parse_id(kind, given)[0]
    except MalformedId:
        terminal.stop("token_bad_id", kind=kind, form=EXAMPLES[kind])


def why(error: Exception) -> str:
    """What an error says, without its number and file."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


class ProgressBar:
    """How far a long piece of work has come, on standard error.

    A bar on a terminal; elsewhere a line now and then, so that a file or a service's log shows that
    the work goes on.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._bar = typer.progressbar(length=0, file=sys.stderr)
        self._begun = False
        self._seen = 0
        self._told_at = elapsed_time()

    def __call__(self, done: int, whole: int) -> None:
        """Show that `done` of `whole` are done."""
        if sys.stderr.isatty():
            self._draw(done, whole)
        elif elapsed_time() - self._told_at > SECONDS_BETWEEN_LINES:
            self._told_at = elapsed_time()
            terminal.tell("progress", what=terminal.words(self._key), done=done, whole=whole)

    def _draw(self, done: int, whole: int) -> None:
        if not self._begun:
            self._begun = True
            self._bar = typer.progressbar(
                length=whole,
                label=terminal.words(self._key),
                file=sys.stderr,
                update_min_steps=max(1, whole // STEPS),
            )
            self._bar.__enter__()
        self._bar.update(done - self._seen)
        self._seen = done

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._begun:
            self._bar.__exit__(kind, error, trace)
