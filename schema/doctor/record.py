"""Examines the record: log, clock, signed heads, keys, accounts, witnesses, evidence, backups."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from events.heads.witness_policy import MalformedPolicy, WitnessPolicy
from events.log.event_log import EventLog, LogUnavailable
from events.log.log_clock import BEHIND
from events.log.log_queries import read_head
from events.log.sqlite.event_log import FILE_NAME
from events.progress import Progress, untold
from schema.doctor.finding import Ailment, advice, ailment
from schema.open_server import evidence_store, key_folder, open_events
from schema.settings import Settings
from services.accounts.sqlite_copy import check_accounts
from services.copy.erasure_list import ErasureList, MalformedList
from services.evidence.store import FOLDER, name_of
from services.heads.seal_history import COVERED_WITHIN, HistoryLost, Sealer
from services.heads.signing_keys import KeyRefused
from services.read.log_name import origin_of
from services.verify.database import verify_database
from services.verify.verification import Trust

DEMO = "/demo"
NO_FILE = name_of(64 * "0")
"""What no file is called: whoever answers that it is not there has answered."""
MOST_VERIFIED = 20_000
"""Events up to which the whole log is verified here; a longer one takes `rakor verify` a while."""


@dataclass(frozen=True, slots=True)
class Log:
    """What is known of the log."""

    origin: str
    size: int
    recorded_at: dt.datetime | None


def look_at(settings: Settings) -> Log | Ailment:
    """The log of the settings, or why there is none to look at."""
    if not (settings.data / FILE_NAME).is_file():
        return ailment("log_missing", folder=settings.data.absolute())
    try:
        with closing(open_events(settings)) as log, log.reading() as connection:
            head = read_head(connection)
            if not head.size:
                return ailment("log_missing", folder=settings.data.absolute())
            return Log(origin_of(connection), head.size, head.recorded_at)
    except (LogUnavailable, OSError) as error:
        return ailment("log_unreadable", folder=settings.data.absolute(), reason=error)


def of_log(
    settings: Settings, found: Log, now: dt.datetime, progress: Progress = untold
) -> Iterator[Ailment]:
    """Whether the log is sound, and as it was signed."""
    if found.recorded_at is not None and found.recorded_at - now > BEHIND:
        yield ailment("clock_behind", now=_shown(now), head=_shown(found.recorded_at))
    if settings.origin and settings.origin != found.origin.removesuffix(DEMO):
        yield advice("origin_differs", origin=settings.origin, found=found.origin)
    try:
        with closing(open_events(settings)) as log:
            yield from _of_heads(settings, found, log, now)
            if found.size <= MOST_VERIFIED:
                report = verify_database(log, Trust(), progress)
                gravest = report.findings.gravest
                if gravest is not None:
                    yield ailment("log_damaged", finding=gravest.name)
            else:
                yield advice("log_not_verified", count=found.size)
    except (LogUnavailable, OSError) as error:
        yield ailment("log_unreadable", folder=settings.data.absolute(), reason=error)


def _of_heads(settings: Settings, found: Log, log: EventLog, now: dt.datetime) -> Iterator[Ailment]:
    keys = key_folder(settings)
    try:
        Sealer(log, keys).check()
        signed = keys.last_signed(found.origin)
    except HistoryLost as error:
        yield ailment("history_lost", reason=error)
        return
    except KeyRefused:
        return  # told with the keys
    covered = signed.head.size if signed else 0
    if (
        signed
        and covered < found.size
        and found.recorded_at
        and now - found.recorded_at > COVERED_WITHIN
    ):
        yield advice("heads_behind", covered=covered, size=found.size)


def _shown(moment: dt.datetime) -> str:
    return moment.isoformat(" ", "seconds")


def of_keys(settings: Settings, origin: str | None) -> Iterator[Ailment]:
    """The folder of the signing keys."""
    folder, keys = settings.keys_folder.absolute(), key_folder(settings)
    try:
        names = {name.removesuffix(DEMO) for name in keys.names()}
        if origin and not keys.signers(origin):
            yield ailment("key_missing", folder=folder, origin=origin)
        if len(names) > 1:
            yield ailment("keys_of_two_logs", folder=folder, names=", ".join(sorted(names)))
        keys.remembered()
    except KeyRefused as error:
        yield ailment("key_refused", reason=error)
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        yield ailment("keys_unwritable", folder=folder)
    if folder.is_relative_to(settings.data.absolute()):
        yield advice("keys_in_data", folder=folder)


def of_accounts(settings: Settings) -> Iterator[Ailment]:
    """Who may sign in."""
    reason = check_accounts(settings.data)
    if reason is not None:
        yield ailment("accounts_unreadable", folder=settings.data.absolute(), reason=reason)


def of_witnesses(settings: Settings, origin: str | None) -> Iterator[Ailment]:
    """The witnesses' policy."""
    if settings.witnesses is None:
        yield advice("no_witnesses")
        return
    try:
        policy = WitnessPolicy.parse(settings.witnesses.read_bytes())
    except (MalformedPolicy, OSError) as error:
        yield ailment("policy_unreadable", file=settings.witnesses, reason=error)
        return
    if not any(witness.url for witness in policy.witnesses):
        yield ailment("policy_asks_nobody", file=settings.witnesses)
    logs = {log.key.name for log in policy.logs}
    if origin and logs and origin not in logs:
        yield ailment("policy_of_another", file=settings.witnesses, origin=origin)


def of_copies(settings: Settings) -> Iterator[Ailment]:
    """Evidence on this machine, and what a restore will need."""
    yield from _of_evidence(settings)
    if settings.backup_to is None:
        yield advice("no_backup_key")
    try:
        ErasureList(settings.erasures_file).read()
    except (MalformedList, OSError) as error:
        yield ailment("erasures_unreadable", file=settings.erasures_file, reason=error)


def _of_evidence(settings: Settings) -> Iterator[Ailment]:
    """Whether files of evidence can be kept: in the folder, or in the bucket."""
    if settings.evidence_store is not None:
        try:
            evidence_store(settings).read(NO_FILE, 0, 1)
        except FileNotFoundError:
            return
        except OSError as error:
            yield ailment("bucket_unreachable", bucket=settings.evidence_store, reason=error)
        return
    folder = settings.data / FOLDER
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        yield ailment("evidence_unreachable", folder=folder.absolute())
