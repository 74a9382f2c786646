"""`rakor witness`: a small program that cosigns logs' heads, and never two histories of one log."""

import errno
import socket
from pathlib import Path
from typing import Annotated

import typer

from events.heads.note_keys import COSIGNATURE, ML_DSA_44, SignerKey, VerifierKey
from events.heads.tree_head import MalformedNote, is_name
from events.heads.witness_policy import WITNESS_KINDS
from events.log.writer_lock import LogIsBusy
from schema.cli.terminal import both, read_policy, read_settings, terminal, why
from schema.http.headers import AnswerHeaders
from schema.http.serving import listen_at, run_app
from schema.http.witness import make_witness_app
from services.heads.key_file import KeyExposed, keep_key, new_key, read_key_file
from services.heads.witness_book import WitnessBook, WitnessBookDamaged


def witness(
    key: Annotated[Path, typer.Option(help=both("help_witness_key"))],
    log: Annotated[list[str] | None, typer.Option(help=both("help_witness_log"))] = None,
    policy: Annotated[Path | None, typer.Option(help=both("help_witness_policy"))] = None,
    data: Annotated[Path, typer.Option(help=both("help_witness_data"))] = Path("var/witness"),
    host: Annotated[str, typer.Option(help=both("help_witness_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help=both("help_witness_port"))] = 8100,
    new_key: Annotated[str | None, typer.Option(help=both("help_witness_new_key"))] = None,
    post_quantum: Annotated[
        bool, typer.Option("--post-quantum", help=both("help_witness_post_quantum"))
    ] = False,
) -> None:
    """Witness logs until Ctrl-C; or, with --new-key, make a key and print its public half."""
    settings = read_settings()
    if new_key is not None:
        typer.echo(_make_key(key, new_key, post_quantum=post_quantum))
        return
    signer = _signer(key)
    logs = _logs(log or [], policy)
    listening = _listen(host, port)
    try:
        book = _open(data, signer, logs)
    except typer.Exit:
        listening.close()
        raise
    shown = f"[{host}]" if ":" in host else host
    terminal.tell("witness_serving", name=signer.verifier, logs=len(logs), known=len(book))
    url = f"http://{shown}:{listening.getsockname()[1]}"
    app = AnswerHeaders(make_witness_app(book))
    run_app(app, listening, settings, lambda: typer.echo(url))
    terminal.tell("witness_stopped")


def _make_key(path: Path, name: str, *, post_quantum: bool) -> VerifierKey:
    if not is_name(name):
        terminal.stop("witness_bad_name")
    made = new_key(name, ML_DSA_44 if post_quantum else COSIGNATURE)
    try:
        keep_key(made, path)
    except FileExistsError:
        terminal.stop("witness_key_exists", file=path)
    except OSError as error:
        terminal.stop("witness_key_unwritable", file=path, reason=why(error))
    return made.verifier


def _signer(path: Path) -> SignerKey:
    try:
        signer = read_key_file(path)
    except KeyExposed:
        terminal.stop("witness_key_exposed", file=path)
    except (MalformedNote, OSError) as error:
        terminal.stop("witness_key_unreadable", file=path, reason=why(error))
    if signer.kind not in WITNESS_KINDS:
        terminal.stop("witness_key_kind", file=path)
    return signer


def _logs(texts: list[str], policy: Path | None) -> list[VerifierKey]:
    """The keys of the logs to witness, from options and from a policy's log lines."""
    try:
        logs = [VerifierKey.parse(text) for text in texts]
    except MalformedNote as error:
        terminal.stop("witness_bad_log", reason=error)
    if policy is not None:
        logs += [item.key for item in read_policy(policy).logs]
    if not logs:
        terminal.stop("witness_no_log")
    return list(dict.fromkeys(logs))


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen_at(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            terminal.stop("witness_port_in_use", host=host, port=port)
        terminal.stop("witness_cannot_listen", host=host, port=port, reason=why(error))


def _open(folder: Path, signer: SignerKey, logs: list[VerifierKey]) -> WitnessBook:
    try:
        return WitnessBook(folder, signer, logs)
    except LogIsBusy as error:
        terminal.stop("witness_busy", folder=folder, holder=error)
    except WitnessBookDamaged as error:
        terminal.stop("witness_damaged", reason=error)
    except OSError as error:
        terminal.stop("witness_unwritable", folder=folder, reason=why(error))
