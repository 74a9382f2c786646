"""`rakor account`: who may sign in. The first administrator is made here, on the machine itself."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated
from uuid import uuid4

import typer

from events.log.log_clock import system_time
from schema.cli.terminal import Stopped, both, read_id, read_roles, read_settings, terminal, why
from schema.identity.public_address import PublicAddress
from schema.open_server import open_accounts
from schema.operation.catalogue import say
from schema.settings import Settings
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
from services.accounts.refused import Refused
from services.accounts.rules import TOKEN_DAYS
from services.copy.erasure_list import ErasureList
from services.ids import make_id

account = typer.Typer(help=both("help_account"), no_args_is_help=True)
Whom = Annotated[str, typer.Argument(help=both("help_account_whom"))]
AsRoles = Annotated[list[str], typer.Option("--role", help=both("help_role"))]


@contextmanager
def _opened(settings: Settings) -> Iterator[AccountBook]:
    """The accounts; what cannot be is told, and ends the program."""
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
    with _opened(settings) as book:
        made, secret = add_account(book, system_time(), str(uuid4()), name, code, roles)
    terminal.tell("account_added", person=make_id("person", made.person), name=made.name)
    _hand_over(made, address, secret)


@account.command("list", help=both("help_account_list"))
def list_accounts() -> None:
    """Print a line for each account."""
    settings = read_settings()
    with _opened(settings) as book, book.reading() as rows:
        lines = [_line(rows, item) for item in rows.all()]
    for line in lines:
        typer.echo(line)
    if not lines:
        terminal.tell("account_none")


@account.command("link", help=both("help_account_link"))
def link(whom: Whom) -> None:
    """Print a new link for a person who has lost what they signed in with."""
    settings = read_settings()
    address = _address(settings)
    with _opened(settings) as book:
        found, secret = new_link(book, system_time(), _person(book, whom))
    _hand_over(found, address, secret)
    terminal.tell("account_link_recovers", name=found.name)


@account.command("block", help=both("help_account_block"))
def block(
    whom: Whom,
    undo: Annotated[bool, typer.Option("--undo", help=both("help_account_undo"))] = False,
) -> None:
    """Let a person in no more."""
    with _opened(read_settings()) as book:
        found = set_blocked(book, _person(book, whom), is_blocked=not undo)
    if undo:
        terminal.tell("account_unblocked", name=found.name)
    else:
        terminal.tell("account_blocked", name=found.name)


@account.command("roles", help=both("help_account_roles"))
def roles(whom: Whom, role: AsRoles) -> None:
    """Give a person these roles instead of those before."""
    settings = read_settings()
    wished = read_roles(role)
    with _opened(settings) as book:
        found = set_roles(book, _person(book, whom), wished)
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
    with _opened(settings) as book:
        person = _person(book, whom)
        made, secret = new_token(book, system_time(), person, label, wished, days)
    terminal.tell("account_token_made", label=made.label, day=made.until.date())
    typer.echo(secret)


@account.command("remove", help=both("help_account_remove"))
def remove(whom: Whom) -> None:
    """Erase a person from the accounts."""
    settings = read_settings()
    with _opened(settings) as book:
        gone = remove_account(book, _person(book, whom))
    try:
        ErasureList(settings.erasures_file).add_account(gone.person, system_time())
    except OSError as error:
        terminal.tell("account_not_listed", file=settings.erasures_file, reason=why(error))
    terminal.tell("account_removed", name=gone.name, person=make_id("person", gone.person))


def _address(settings: Settings) -> PublicAddress:
    if settings.public is None:
        terminal.stop("account_no_address")
    return settings.public


def _person(book: AccountBook, whom: str) -> str:
    """The person whom an id or a name means. Raises Refused where the name is nobody's."""
    if whom.startswith("person:"):
        return read_id("person", whom).lower()
    with book.reading() as rows:
        found = rows.named(name_key(whom))
    if found is None:
        terminal.stop("account_unknown", name=whom)
    return found.person


def _hand_over(made: Account, address: PublicAddress, secret: str) -> None:
    if made.link_until is not None:
        terminal.tell(
            "account_hand_over", until=f"{made.link_until.astimezone():%Y-%m-%d %H:%M %Z}"
        )
    typer.echo(address.link(secret))


def _line(rows: AccountRows, item: Account) -> str:
    keys = len(rows.passkeys(item.person))
    words = {
        terminal.words("account_is_blocked"): item.is_blocked,
        terminal.words("account_has_passkeys", count=keys): keys > 0,
        terminal.words("account_has_password"): item.password is not None,
        terminal.words("account_has_link"): item.link is not None,
    }
    state = [said for said, holds in words.items() if holds]
    shown = (
        make_id("person", item.person),
        item.name,
        make_id("party", item.party),
        ",".join(role.value for role in item.roles),
        ", ".join(state or [terminal.words("account_has_nothing")]),
    )
    return "\t".join(shown)
