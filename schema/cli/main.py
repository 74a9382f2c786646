"""`rakor`: what an operator does from a terminal."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from events.facts.vocabulary import Dataset
from events.log.event_log import LogReadOnly, LogUnavailable, OutcomeUnknown
from events.log.log_clock import ClockRefused, system_time
from schema.api.outcomes import refusal_message
from schema.api.schema import SCHEMA
from schema.app import pages_folder
from schema.cli.account import account
from schema.cli.backup import backup, restore_backup
from schema.cli.clock import clock
from schema.cli.copy import copying
from schema.cli.doctor import doctor
from schema.cli.example_files import keep_examples
from schema.cli.keys import key, origin
from schema.cli.opening import init, listen_or_stop, open_or_stop, require_log, run
from schema.cli.person import person as person_commands
from schema.cli.scripts import ahead_of, bundled, come_by, left_after_head, script_text
from schema.cli.terminal import (
    both,
    read_id,
    read_roles,
    read_settings,
    terminal,
)
from schema.cli.verify import VerifyCommand, verify
from schema.cli.witness import witness
from schema.http.board import asked_documents, manifest
from schema.identity.development import DevelopmentTokens, development_key
from schema.open_server import Server, key_folder
from schema.watching.standard_error import configure_logs
from services.read.log_name import NeedsUpgrade
from services.write.script import (
    Line,
    Played,
    RehearsalClock,
    ScriptError,
    play,
    read_script,
    require_playable,
)

LIVE_SCRIPT = "psu-barut-2025"
MOST_DAYS = 3_650
"""How far ahead of today a rehearsal's day may be put."""


cli = typer.Typer(
    help="Rakor Ledger", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"rakor-ledger {version('rakor-ledger')}")
        raise typer.Exit


@cli.callback()
def _whole(
    is_version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help=both("help_version")),
    ] = False,
) -> None:
    """Rakor Ledger."""


cli.command(help=both("help_verify"), cls=VerifyCommand)(verify)
cli.command(help=both("help_init"))(init)
cli.command(help=both("help_doctor"))(doctor)
cli.command("witness", help=both("help_witness"))(witness)
cli.add_typer(account, name="account")
cli.add_typer(backup, name="backup")
cli.command("restore", help=both("help_restore"))(restore_backup)
cli.add_typer(clock, name="clock")
cli.add_typer(key, name="key")
cli.add_typer(origin, name="origin")
cli.add_typer(person_commands, name="person")
cli.add_typer(copying)


@cli.command(help=both("help_serve"))
def serve() -> None:
    """Serve the log of RAKOR_DATA at RAKOR_HOST and RAKOR_PORT until Ctrl-C."""
    settings = read_settings()
    require_log(settings)
    listening = listen_or_stop(settings)
    try:
        server = open_or_stop(settings, "rakor serve", keeps_files=True)
    except BaseException:
        listening.close()
        raise
    terminal.tell("serving", url=f"http://{settings.host}:{settings.port}/graphql")
    terminal.tell("try_request")
    typer.echo(_request_to_try(server, f"http://{settings.host}:{settings.port}/graphql"), err=True)
    if server.house.dataset is Dataset.DEMO:
        terminal.tell("dataset_demo")
    if server.house.recorder.read_only:
        terminal.tell("history_lost", reason=server.house.recorder.read_only)
    elif not key_folder(settings).signers(server.house.origin):
        terminal.tell("no_key", origin=server.house.origin)
    if server.house.policy:
        asked = sum(item.url is not None for item in server.house.policy.witnesses)
        terminal.tell("witnesses_asked", count=asked)
    if settings.public is None:
        terminal.tell("no_sign_in")
    if settings.development:
        terminal.tell("development_warning")
    run(settings, server, listening)
    terminal.tell("stopped")


def _request_to_try(server: Server, url: str) -> str:
    """A request that fills a home screen, for the log's first occasion."""
    first = next(iter(server.house.look_up.directory().occasions), None)
    query = "{occasions{edges{node{id name day}}}}"
    if first is not None:
        fields = "light score ceiling coverage daysLeft"
        query = f'{{readiness(occasion:\\"occasion:{first}\\"){{{fields}}}}}'
    return f"  curl -s {url} -H 'content-type: application/json' -d '{{\"query\":\"{query}\"}}'"


@cli.command(help=both("help_seed"))
def seed() -> None:
    """Load what the article reports into an empty LIVE log; leave any other log alone."""
    server = open_or_stop(read_settings(), "rakor seed")
    try:
        lines = read_script(bundled(LIVE_SCRIPT))
        if not _may_seed(server, lines):
            terminal.tell("seed_present")
            return
        # Played again, a script replays: what a crash left out is written, the rest is not.
        count = 0
        for played in play(lines, server.house.recorder):
            if played.refusal:
                _report(played)
            count += played.recorded is not None and not played.recorded.replayed
        if count:
            terminal.tell("seed_loaded", count=count)
        else:
            terminal.tell("seed_present")
    finally:
        server.close()


def _may_seed(server: Server, lines: list[Line]) -> bool:
    """Whether a log is LIVE, and either empty or begun with this very script."""
    if server.house.dataset is not Dataset.LIVE:
        return False
    begun = server.house.look_up.recorded.events([1]).get(1)
    return begun is None or begun.key == lines[0].input.get("idempotencyKey")


@cli.command(help=both("help_rehearse"))
def rehearse(
    script: Annotated[str, typer.Argument(help=both("help_script"))],
    resume: Annotated[bool, typer.Option("--resume", help=both("help_resume"))] = False,
    days_left: Annotated[
        int | None, typer.Option("--days-left", min=0, max=MOST_DAYS, help=both("help_days_left"))
    ] = None,
) -> None:
    """Play a script into a DEMO log, with the clock standing at each line's time."""
    settings, now = read_settings(), system_time()
    try:
        lines = read_script(script_text(script))
        if days_left is not None:
            lines = ahead_of(now, days_left, lines)
        start = require_playable(lines)
        rehearsal_clock = RehearsalClock(start)
        server = open_or_stop(settings, "rakor rehearse", Dataset.DEMO, rehearsal_clock)
        try:
            if days_left is not None:
                lines = come_by(now, lines, server)
            if resume:
                lines = left_after_head(lines, server)
            _play(lines, server, rehearsal_clock, tell_replays=not resume)
            keep_examples(settings, server)
        finally:
            server.close()
    except ScriptError as error:
        terminal.stop(error.key.removeprefix("cli."), line=error.line, **error.params)


def _play(
    lines: list[Line], server: Server, rehearsal_clock: RehearsalClock, *, tell_replays: bool
) -> None:
    head = server.house.look_up.head().recorded_at
    counts = {"played": 0, "refused": 0}
    for played in play(lines, server.house.recorder, rehearsal_clock, head):
        if played.recorded and played.recorded.replayed and not tell_replays:
            continue
        _report(played)
        counts["played"] += 1
        counts["refused"] += played.refusal is not None
    if not (tell_replays or any(counts.values())):
        terminal.tell("seed_present")
        return
    position = server.house.look_up.head().position
    terminal.tell("rehearse_done", **counts, position=position)


def _report(played: Played) -> None:
    """One line on standard output for each line played; stop at the first surprise."""
    line = played.line
    words: dict[str, object] = {"code": played.code}
    key = "rehearse_refused"
    if played.recorded:
        words, key = {"position": played.recorded.last.position}, "rehearse_line"
    text = terminal.words(key, line=line.number, mutation=line.mutation, **words)
    typer.echo(text)
    if played.is_surprise:
        written = terminal.words("rehearse_written")
        why = refusal_message(played.refusal, terminal.language) if played.refusal else ""
        terminal.stop(
            "rehearse_surprise",
            line=line.number,
            wanted=line.expect or written,
            found=played.code or written,
            reason=why,
        )


@cli.command(help=both("help_token"))
def token(
    role: Annotated[list[str], typer.Option(help=both("help_role"))],
    party: Annotated[str | None, typer.Option(help=both("help_party"))] = None,
    person: Annotated[str | None, typer.Option(help=both("help_person"))] = None,
    name: Annotated[str | None, typer.Option(help=both("help_name"))] = None,
) -> None:
    """Print a development token, alone, on standard output."""
    settings = read_settings()
    if not settings.development:
        terminal.stop("token_not_here")
    roles, party_code = read_roles(role), read_id("party", party) if party else None
    person_code = read_id("person", person).lower() if person else None
    try:
        tokens = DevelopmentTokens(development_key(settings.data))
    except OSError as error:
        terminal.stop("data_unwritable", folder=settings.data, reason=error.strerror or error)
    typer.echo(tokens.issue(system_time(), roles, party_code, person_code, name))


@cli.command(help=both("help_schema"))
def schema(
    documents: Annotated[
        bool, typer.Option("--documents", help=both("help_schema_documents"))
    ] = False,
) -> None:
    """Print the schema of the API, or the manifest of what the board and auditors ask of it."""
    read_settings()
    if documents:
        folders = map(pages_folder, ("board", "questions"))
        asked = [text for folder in folders for text in asked_documents(folder).values()]
        typer.echo(manifest(asked).decode(), nl=False)
    else:
        typer.echo(SCHEMA.as_str())


def main() -> None:
    """The entry point."""
    configure_logs()  # before any log is opened: standard output is for results alone
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(130)
    except ClockRefused:
        terminal.tell("clock_refused")
        sys.exit(1)
    except LogReadOnly as error:
        terminal.tell("history_lost", reason=error)
        sys.exit(1)
    except (LogUnavailable, OutcomeUnknown) as error:
        is_too_old = isinstance(error, NeedsUpgrade)
        terminal.tell("log_needs_upgrade" if is_too_old else "log_unavailable", reason=error)
        sys.exit(1)
