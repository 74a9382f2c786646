"""`rakor verify`: check a database, an export or a URL, and say what was found."""

import json
from pathlib import Path
from typing import Annotated

import typer

from events.checkpoint import SignedNote
from events.event_log import LogUnavailable
from events.expected_head import Holder
from events.export_lines import MalformedExport
from events.findings import Finding
from events.log_clock import system_time
from events.note_keys import VerifierKey
from events.tree_head import MalformedNote
from schema.app import key_folder, open_database
from schema.settings import Settings
from schema.terminal import ProgressBar, both, read_policy, read_settings, terminal
from services.fetch_log import CannotFetch
from services.signing_keys import KeyFolder, KeyRefused
from services.verification import Remark, Report, Trust
from services.verify_database import verify_database
from services.verify_export import verify_export
from services.verify_url import verify_url

GZIP = b"\x1f\x8b"
SHOWN = 20
UNREADABLE = 1
"""The exit code where there was nothing that could be verified."""


def verify(
    target: Annotated[str | None, typer.Argument(help=both("help_verify_target"))] = None,
    against: Annotated[list[Path] | None, typer.Option(help=both("help_against"))] = None,
    key: Annotated[list[str] | None, typer.Option(help=both("help_verifier_key"))] = None,
    witnesses: Annotated[
        Path | None, typer.Option(envvar="RAKOR_WITNESSES", help=both("help_witnesses"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=both("help_json"))] = False,
) -> None:
    """Verify a log, and end with 0, or with the code of the gravest finding."""
    settings = read_settings()
    trust = Trust(
        _keys(key or ()),
        read_policy(witnesses) if witnesses else None,
        tuple(_kept(path) for path in against or ()),
        _remembered(settings, target),
    )
    try:
        report = _verify(settings, target, trust)
    except (CannotFetch, LogUnavailable, MalformedExport, OSError) as error:
        if as_json:
            answer = {"ok": False, "exitCode": UNREADABLE, "error": str(error)}
            typer.echo(json.dumps(answer, ensure_ascii=False))
        reason = _plain(str(error))
        terminal.stop("verify_unreadable", target=target or settings.data, reason=reason)
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _tell(report)
    raise typer.Exit(report.exit_code)


def _keys(texts: list[str] | tuple[str, ...]) -> tuple[VerifierKey, ...]:
    try:
        return tuple(VerifierKey.parse(text) for text in texts)
    except MalformedNote as error:
        terminal.stop("verify_bad_key", reason=error)


def _kept(path: Path) -> SignedNote:
    try:
        note = SignedNote.parse(path.read_text("utf-8"))
        _ = note.head
    except (OSError, UnicodeDecodeError, MalformedNote) as error:
        terminal.stop("verify_bad_checkpoint", file=path, reason=error)
    return note


def _remembered(settings: Settings, target: str | None) -> tuple[SignedNote, ...]:
    """What a server keeps beside the keys of its log, where that is at hand."""
    folder = KeyFolder(Path(target) / "keys") if target else key_folder(settings)
    try:
        return tuple(folder.remembered())
    except (KeyRefused, OSError) as error:
        terminal.tell("verify_keys_unreadable", reason=_plain(str(error)))
        return ()


def _verify(settings: Settings, target: str | None, trust: Trust) -> Report:
    with ProgressBar("verifying") as progress:
        if target and target.startswith(("http://", "https://")):
            return verify_url(target, trust, system_time(), progress)
        path = Path(target) if target else settings.data
        if path.is_file() and _is_packed(path):
            return verify_export(path, trust, progress)
        log = open_database(path)
        try:
            return verify_database(log, trust, progress)
        finally:
            log.close()


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": not report.exit_code,
        "exitCode": report.exit_code,
        "origin": report.log.origins[-1][1] if report.log.origins else None,
        "size": report.log.size,
        "rootHash": report.root.hex(),
        "checkpoints": report.log.heads,
        "keptSize": max(report.log.held.get(Holder.AUDITOR, ()), default=0),
        "witnessedSize": report.log.witnessed,
        "counts": {finding.name: count for finding, count in report.findings.counts.items()},
        "findings": [
            {"finding": item.finding.name, "position": item.position, "detail": item.detail}
            for item in report.findings.first
        ],
        "remarks": [remark.value for remark in report.remarks],
    }


def _tell(report: Report) -> None:
    for item in report.findings.first[:SHOWN]:
        place = "-" if item.position is None else item.position
        typer.echo(f"{item.finding.name} {place}: {_plain(item.detail)}")
    for remark in Remark:
        if remark in report.remarks:
            key = f"verify_remark_{remark.value.lower()}"
            terminal.tell(key, witnessed=report.log.witnessed)
    _tell_held(report)
    terminal.tell("verify_cannot_show")
    params = {
        "size": report.log.size,
        "root": report.root.hex(),
        "origin": _plain(report.log.origins[-1][1]) if report.log.origins else "-",
        "heads": report.log.heads,
    }
    gravest = report.findings.gravest
    if gravest is None:
        typer.echo(terminal.words("verify_well", **params))
        return
    words = _words(report, gravest)
    typer.echo(terminal.words("verify_ill", finding=gravest.name, words=words, **params))


def _tell_held(report: Report) -> None:
    """How far the checkpoints and the witnesses reach that the log could not bring itself."""
    kept = report.log.held.get(Holder.AUDITOR)
    if kept:
        terminal.tell("verify_kept", size=max(kept))
    if report.log.witnessed:
        terminal.tell("verify_witnessed", size=report.log.witnessed)


def _words(report: Report, finding: Finding) -> str:
    """What the gravest kind of finding means, with the first position at which it was found."""
    places = [item.position for item in report.findings.first if item.finding is finding]
    known = [place for place in places if place is not None]
    if not known and finding is not Finding.PROJECTION_DRIFT:
        return terminal.words("verify_found_beside")
    return terminal.words(f"verify_found_{finding.name.lower()}", position=min(known, default="-"))


def _plain(text: str) -> str:
    """What was found is others' words: on a terminal it stays one line, and moves no cursor."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
