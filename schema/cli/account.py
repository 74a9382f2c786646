"""`rakor account`: who may sign in. The first administrator is made here, on the machine itself."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from events.facts.vocabulary import Role
from events.log.event_log import LogUnavailable
from events.log.log_clock import system_time
from schema.cli.terminal import Stopped, both, read_id, read_roles, read_settings, terminal, why
from schema.identity.public_address import PublicAddress
from schema.open_server import open_accounts, open_events
from schema.operation.catalogue import say
from schema.operation.security_log import note
from schema.settings import Settings
from schema.watching.standard_error import configure_logs
from services.accounts.account import Account
from services.accounts.account_book import AccountBook, AccountRows, AccountsUnavailable
from services.accounts.admit import (
    add_account,
    name_key,
    new_link,
    new_token,
    remove_account,
    set_blocked,
    set_roles,
)
from services.accounts.open_roles import admissions_of
from services.accounts.refused import Refused
from services.accounts.rules import TOKEN_DAYS
from services.accounts.secret import new_person
from services.copy.erasure_list import ErasureList
from services.ids import make_id
from services.projections.following import Following
from services.state.directory import Directory

account = typer.Typer(help=both("help_account"), no_args_is_help=True)
Whom = Annotated[str, typer.Argument(help=both("help_account_whom"))]
AsRoles = Annotated[list[str], typer.Option("--role", help=both("help_role"))]


@contextmanager
def opened(settings: Settings) -> Iterator[AccountBook]:
    """The accounts; what cannot be is told, and ends the program."""
    configure_logs()
    try:
        with closing(open_accounts(settings)) as book:
            yield book
    except Refused as error:
        words = say(terminal.language, f"account.{error.why.value}", **error.params)
        typer.echo(words, err=True)
        raise Stopped(words) from None
    except AccountsUnavailable as error:
        terminal.stop("accounts_unavailable", folder=settings.data, reason=error)


@account.command("add", help=both("help_account_add"))
def add(
    role: AsRoles,
    party: Annotated[str, typer.Option(help=both("help_party"))],
    name: Annotated[str, typer.Option(help=both("help_account_name"))],
) -> None:
    """Make an account, and print the link by which the person comes in for the first time."""
    settings = read_settings()
    roles, code, address = read_roles(role), read_id("party", party), _address(settings)
    with opened(settings) as book:
        made, secret = add_account(
            book, system_time(), new_person(), name, code, roles, is_vouched=True
        )
    _note("add", made.person)
    terminal.tell("account_added", person=make_id("person", made.person), name=made.name)
    _hand_over(made, address, secret)


@account.command("list", help=both("help_account_list"))
def list_accounts() -> None:
    """Print a line for each account."""
    settings = read_settings()
    directory = _on_record(settings)
    with opened(settings) as book, book.reading() as rows:
        lines = [_line(rows, item, directory) for item in rows.all()]
    for line in lines:
        typer.echo(line)
    if not lines:
        terminal.tell("account_none")


@account.command("link", help=both("help_account_link"))
def link(whom: Whom) -> None:
    """Print a new link for a person who has lost what they signed in with."""
    settings = read_settings()
    address = _address(settings)
    with opened(settings) as book:
        found, secret = new_link(book, system_time(), person_of(book, whom), is_vouched=True)
    _note("link", found.person)
    _hand_over(found, address, secret)
    terminal.tell("account_link_recovers", name=found.name)


@account.command("block", help=both("help_account_block"))
def block(
    whom: Whom,
    undo: Annotated[bool, typer.Option("--undo", help=both("help_account_undo"))] = False,
) -> None:
    """Let a person in no more."""
    with opened(read_settings()) as book:
        found = set_blocked(book, person_of(book, whom), is_blocked=not undo)
    _note("unblock" if undo else "block", found.person)
    if undo:
        terminal.tell("account_unblocked", name=found.name)
    else:
        terminal.tell("account_blocked", name=found.name)


@account.command("roles", help=both("help_account_roles"))
def roles(whom: Whom, role: AsRoles) -> None:
    """Give a person these roles instead of those before."""
    settings = read_settings()
    wished = read_roles(role)
    with opened(settings) as book:
        found = set_roles(book, person_of(book, whom), wished, is_vouched=True)
    _note("roles", found.person)
    now = ", ".join(item.value for item in found.roles)
    terminal.tell("account_has_roles", name=found.name, roles=now)


@account.command("token", help=both("help_account_token"))
def token(
    whom: Whom,
    role: AsRoles,
    label: Annotated[str, typer.Option(help=both("help_account_label"))],
    days: Annotated[int, typer.Option(help=both("help_account_days"))] = TOKEN_DAYS,
) -> None:
    """Print a token for a program, alone, on standard output."""
    settings = read_settings()
    wished = read_roles(role)
    with opened(settings) as book:
        person = person_of(book, whom)
        made, secret = new_token(book, system_time(), person, label, wished, days)
    _note("token", person)
    terminal.tell("account_token_made", label=made.label, day=made.until.date())
    typer.echo(secret)


@account.command("remove", help=both("help_account_remove"))
def remove(whom: Whom) -> None:
    """Erase a person from the accounts."""
    settings = read_settings()
    with opened(settings) as book:
        gone = remove_account(book, person_of(book, whom))
    _note("remove", gone.person)
    try:
        ErasureList(settings.erasures_file).add_account(gone.person, system_time())
    except OSError as error:
        terminal.tell("account_not_listed", file=settings.erasures_file, reason=why(error))
    terminal.tell("account_removed", name=gone.name, person=make_id("person", gone.person))


def _address(settings: Settings) -> PublicAddress:
    if settings.public is None:
        terminal.stop("account_no_address")
    return settings.public


def person_of(book: AccountBook, whom: str) -> str:
    """The person whom an id or a name means. Raises Refused where the name is nobody's."""
    if whom.startswith("person:"):
        return read_id("person", whom).lower()
    with book.reading() as rows:
        found = [item for item in rows.all() if name_key(item.name) == name_key(whom)]
    if not found:
        terminal.stop("account_unknown", name=whom)
    if len(found) > 1:  # a provider may know two of one name
        terminal.stop("account_ambiguous", name=whom)
    return found[0].person


def _hand_over(made: Account, address: PublicAddress, secret: str) -> None:
    if made.link_until is not None:
        terminal.tell(
            "account_hand_over", until=f"{made.link_until.astimezone():%Y-%m-%d %H:%M %Z}"
        )
    typer.echo(address.link(secret))


def _note(act: str, person: str) -> None:
    """One line of what was done, as the server writes them; who calls was told what was not."""
    note(f"rakor account {act}", "done", about=person)


def _on_record(settings: Settings) -> Directory | None:
    """Who is admitted, by the log; None where there is none, or it cannot be read."""
    try:
        with closing(open_events(settings)) as log:
            return Following(log).present().directory
    except (LogUnavailable, OSError):
        return None


def _state_of(account: Account, role: Role, directory: Directory | None) -> str:
    """A role, whether the machine vouches for it, and what the log says of it."""
    known = admissions_of(account, role, directory or Directory())
    is_open = any(each.is_open for each in known)
    words = {
        terminal.words("account_vouched"): role in account.vouched,
        terminal.words("account_admitted"): any(each.is_in_force for each in known),
        terminal.words("account_waits"): is_open and not any(each.is_in_force for each in known),
        terminal.words("account_ended"): bool(known) and not is_open,
        terminal.words("account_not_admitted"): directory is not None and not known,
    }
    said = [word for word, holds in words.items() if holds]
    return f"{role.value}: {', '.join(said)}"


def _line(rows: AccountRows, item: Account, directory: Directory | None) -> str:
    keys = len(rows.passkeys(item.person))
    words = {
        terminal.words("account_is_blocked"): item.is_blocked,
        terminal.words("account_has_passkeys", count=keys): keys > 0,
        terminal.words("account_has_password"): item.password is not None,
        terminal.words("account_has_link"): item.link is not None,
        terminal.words("account_has_provider"): item.is_by_provider,
    }
    state = [said for said, holds in words.items() if holds]
    shown = (
        make_id("person", item.person),
        item.name,
        make_id("party", item.party),
        ",".join(role.value for role in item.roles),
        ", ".join(state or [terminal.words("account_has_nothing")]),
        "; ".join(_state_of(item, role, directory) for role in item.roles),
    )
    return "\t".join(shown)
