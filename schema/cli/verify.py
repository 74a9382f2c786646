"""`rakor verify`: check a database, an export or a URL, and say what was found."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from events.export.lines import MalformedExport
from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote
from events.log.event_log import LogUnavailable
from events.log.log_clock import system_time
from events.verify.expected_head import Holder
from events.verify.findings import Finding, Found
from events.verify.receipts import BrokenReceipt, MalformedReceipt, Receipt
from schema.cli.terminal import (
    ProgressBar,
    Stopped,
    both,
    read_policy,
    read_settings,
    terminal,
    why,
)
from schema.open_server import evidence_store, key_folder, open_database
from schema.settings import Settings
from services.heads.signing_keys import KeyFolder, KeyRefused
from services.verify.database import verify_database
from services.verify.export import verify_export
from services.verify.files import verify_files
from services.verify.public_log import CannotFetch
from services.verify.url import verify_url
from services.verify.verification import Remark, Trust, VerificationReport

GZIP = b"\x1f\x8b"
RECEIPT = "--receipt"
SHOWN = 20
"""How many findings a person is shown."""
GRAVITY = {finding: at for at, finding in enumerate(Finding)}


class VerifyCommand(TyperCommand):
    """Typer has no option of two words that can be given several times: they go in as one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the two words of each receipt as one."""
        words, joined = iter(args), list[str]()
        for word in words:
            joined.append(word)
            if word == RECEIPT:
                joined.append(" ".join(islice(words, 2)))
        return super().parse_args(ctx, joined)


def verify(
    target: Annotated[str | None, typer.Argument(help=both("help_verify_target"))] = None,
    against: Annotated[list[Path] | None, typer.Option(help=both("help_against"))] = None,
    key: Annotated[list[str] | None, typer.Option(help=both("help_verifier_key"))] = None,
    receipt: Annotated[
        list[str] | None, typer.Option(metavar="POSITION LEAFHASH", help=both("help_receipt"))
    ] = None,
    witnesses: Annotated[
        Path | None, typer.Option(envvar="RAKOR_WITNESSES", help=both("help_witnesses"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=both("help_json"))] = False,
) -> None:
    """Verify a log; end with 0, or the code of the gravest finding, or 1 where it cannot be."""
    try:
        settings = read_settings()
        trust = Trust(
            _keys(key or ()),
            read_policy(witnesses) if witnesses else None,
            tuple(_kept(path) for path in against or ()),
            _remembered(settings, target),
            _receipts(receipt or ()),
        )
        report = _verify(settings, target, trust)
    except Stopped as stopped:
        if as_json:
            answer = {"ok": False, "exitCode": stopped.exit_code, "error": stopped.words}
            typer.echo(json.dumps(answer, ensure_ascii=False))
        raise
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _tell(report, has_policy=trust.policy is not None)
    raise typer.Exit(report.exit_code)


def _keys(texts: list[str] | tuple[str, ...]) -> tuple[VerifierKey, ...]:
    try:
        return tuple(VerifierKey.parse(text) for text in texts)
    except MalformedNote as error:
        terminal.stop("verify_bad_key", reason=_plain(str(error)))


def _receipts(texts: Iterable[str]) -> tuple[Receipt, ...]:
    try:
        return tuple(Receipt.parse(text) for text in texts)
    except MalformedReceipt as error:
        terminal.stop("verify_bad_receipt", reason=_plain(str(error)))


def _kept(path: Path) -> SignedNote:
    try:
        note = SignedNote.parse(path.read_text("utf-8-sig"))
        _ = note.head
    except (OSError, UnicodeDecodeError, MalformedNote) as error:
        terminal.stop("verify_bad_checkpoint", file=path, reason=_plain(why(error)))
    return note


def _remembered(settings: Settings, target: str | None) -> tuple[SignedNote, ...]:
    """What a server keeps beside the keys of its log, where that is at hand."""
    folder = KeyFolder(Path(target) / "keys") if target else key_folder(settings)
    try:
        return tuple(folder.remembered())
    except (KeyRefused, OSError) as error:
        terminal.tell("verify_keys_unreadable", reason=_plain(str(error)))
        return ()


def _verify(settings: Settings, target: str | None, trust: Trust) -> VerificationReport:
    try:
        return _report(settings, target, trust)
    except (CannotFetch, LogUnavailable, MalformedExport, OSError) as error:
        reason = _plain(str(error))
        terminal.stop("verify_unreadable", target=target or settings.data, reason=reason)


def _report(settings: Settings, target: str | None, trust: Trust) -> VerificationReport:
    with ProgressBar("verifying") as progress:
        if target and target.startswith(("http://", "https://")):
            return verify_url(target, trust, system_time(), progress)
        path = Path(target) if target else settings.data
        if path.is_file() and _is_packed(path):
            return verify_export(path, trust, progress)
        log = open_database(path)
        try:
            report = verify_database(log, trust, progress)
            store = evidence_store(settings, path if path.is_dir() else path.parent)
            report.files = verify_files(log, store, report.findings, progress)
            return report
        finally:
            log.close()


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def _as_json(report: VerificationReport) -> dict[str, object]:
    return {
        "ok": not report.exit_code,
        "exitCode": report.exit_code,
        "origin": report.log.origins[-1][1] if report.log.origins else None,
        "size": report.log.size,
        "rootHash": report.root.hex(),
        "checkpoints": report.log.heads,
        "keptSize": max(report.log.held.get(Holder.AUDITOR, ()), default=0),
        "coveredSize": report.log.covered,
        "witnessedSize": report.log.witnessed,
        "receiptsHeld": [receipt.position for receipt in report.receipts],
        "receiptsUncovered": [receipt.position for receipt in report.uncovered],
        "counts": {finding.name: count for finding, count in report.findings.counts.items()},
        "findings": [
            {"finding": item.finding.name, "position": item.position, "detail": item.detail}
            for item in report.findings.first
        ],
        "files": asdict(report.files) if report.files else None,
        "remarks": [remark.value for remark in report.remarks],
    }


def _tell(report: VerificationReport, *, has_policy: bool) -> None:
    """Findings and verdict are the result; remarks go to standard error."""
    for item in sorted(report.findings.first, key=lambda item: GRAVITY[item.finding])[:SHOWN]:
        place = "-" if item.position is None else item.position
        typer.echo(f"{item.finding.name} {place}: {_words(item)} [{_plain(item.detail)}]")
    _tell_remarks(report, has_policy=has_policy)
    _tell_held(report)
    if report.files:
        terminal.tell("verify_files", **asdict(report.files))
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
    found = [item for item in report.findings.first if item.finding is gravest]
    first = min(found, key=lambda item: (item.position is None, item.position or 0))
    typer.echo(terminal.words("verify_ill", finding=gravest.name, words=_words(first), **params))


def _tell_held(report: VerificationReport) -> None:
    """How far what the log could not bring itself reaches: checkpoints, receipts, witnesses."""
    kept = report.log.held.get(Holder.AUDITOR)
    if kept:
        terminal.tell("verify_kept", size=max(kept))
    if report.receipts:
        terminal.tell("verify_receipts_held", positions=_positions(report.receipts))
    if report.log.witnessed:
        terminal.tell("verify_witnessed", size=report.log.witnessed)


def _tell_remarks(report: VerificationReport, *, has_policy: bool) -> None:
    params: dict[str, object] = {
        "witnessed": report.log.witnessed,
        "uncovered": _positions(report.uncovered),
        "covered": report.log.covered,
        "count": report.log.size - report.log.covered,
        "since": report.log.uncovered_since
        and report.log.uncovered_since.isoformat(" ", "seconds"),
    }
    if report.log.abandoned:
        position, left = report.log.abandoned[-1]
        params |= {"position": position, "left": _plain(left)}
    for remark in Remark:
        if remark is Remark.UNWITNESSED and not has_policy:
            terminal.tell("verify_no_policy")
        elif remark in report.remarks:
            terminal.tell(f"verify_remark_{remark.value.lower()}", **params)


def _positions(receipts: Iterable[Receipt]) -> str:
    return ", ".join(str(receipt.position) for receipt in receipts)


def _words(item: Found) -> str:
    """What a finding means at its position; None: at none, but beside the events."""
    finding, position = item.finding, item.position
    if isinstance(item, BrokenReceipt):
        hashes = {"receipt": item.receipt.hex(), "held": item.held.hex()}
        return terminal.words("verify_found_receipt", position=position, **hashes)
    if position is not None or finding is Finding.PROJECTION_DRIFT:
        return terminal.words(f"verify_found_{finding.name.lower()}", position=position)
    if finding is Finding.BAD_SIGNATURE:
        return terminal.words("verify_found_unfit_key")
    return terminal.words("verify_found_beside")


def _plain(text: str) -> str:
    """Others' words, made safe for a terminal: one line, and no control characters."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
