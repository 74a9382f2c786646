"""`rakor person`: what is kept of one person, for whom it is about."""

import json
from contextlib import closing
from typing import Annotated

import typer

from events.log.log_clock import system_time
from schema.cli.account import opened, person_of
from schema.cli.terminal import both, read_settings
from schema.open_server import open_events
from services.ids import make_id
from services.read.person_report import kept_beside_the_log, kept_in_the_log

person = typer.Typer(help=both("help_person_of_law"), no_args_is_help=True)


@person.callback()
def _of_a_person() -> None:
    """One command of its own stands under its own name."""


@person.command("report", help=both("help_person_report"))
def report(whom: Annotated[str, typer.Argument(help=both("help_account_whom"))]) -> None:
    """Print everything that is kept of a person, as JSON, on standard output."""
    settings = read_settings()
    with opened(settings) as book:
        code = person_of(book, whom)
        with book.reading() as rows:
            account = kept_beside_the_log(rows, code)
    with closing(open_events(settings)) as log:
        recorded = kept_in_the_log(log, code)
    said = {
        "person": make_id("person", code),
        "at": system_time().isoformat(),
        "account": account,
        "record": recorded,
    }
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
