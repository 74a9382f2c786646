"""`rakor doctor`: everything that is wrong with an installation, each with what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from events.log.log_clock import system_time
from schema.cli.terminal import ProgressBar, settings_and_mistakes, terminal
from schema.doctor.examine import examine
from schema.operation.catalogue import say
from schema.settings import Settings


def doctor() -> None:
    """Examine the installation; end with 1 where something is wrong. Nothing is changed.

    It works while a server runs, and while none does.
    """
    settings, mistakes = settings_and_mistakes()
    for name, words in mistakes:
        _say("setting", is_grave=True, variable=name, words=words)
    if settings is None:
        with _without({name for name, _ in mistakes}):
            settings = Settings()
    count, advised = len(mistakes), 0
    with ProgressBar("verifying") as progress:
        for found in examine(settings, system_time(), progress):
            count, advised = count + found.is_grave, advised + (not found.is_grave)
            _say(found.name, is_grave=found.is_grave, **found.params)
    if count:
        terminal.tell("doctor_wrong", count=count, advised=advised)
    else:
        terminal.tell("doctor_well", advised=advised)
    raise typer.Exit(1 if count else 0)


def _say(name: str, *, is_grave: bool, **params: object) -> None:
    wrong, note = terminal.words("doctor_is_wrong"), terminal.words("doctor_is_advice")
    mark = wrong if is_grave else note
    typer.echo(f"{mark} {name}: {say(terminal.language, f'doctor.{name}', **params)}")


@contextmanager
def _without(names: set[str]) -> Iterator[None]:
    """The environment as it would be without some variables: the rest is examined all the same."""
    taken = {name: value for name, value in os.environ.items() if name.upper() in names}
    for name in taken:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(taken)
