"""The wiring of the log: the only file that chooses a database, and what works on it."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from events.disk_room import MEBIBYTE
from events.facts.vocabulary import Dataset
from events.heads.checkpoint import StoredCheckpoint
from events.heads.witness_policy import WitnessPolicy
from events.log.event_log import EventLog, LogReadOnly, LogReplaced, LogUnavailable
from events.log.log_clock import LogClock, system_time
from events.log.log_queries import read_head
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.progress import Progress, untold
from schema.operation.house import House
from schema.operation.tell_errors import logger
from schema.settings import Settings
from services.accounts.account_book import AccountBook
from services.accounts.sqlite_book import sqlite_book
from services.copy.erasure_list import ErasureList, MalformedList
from services.evidence.bucket_store import BucketStore
from services.evidence.evidence_files import Bounds, EvidenceFiles
from services.evidence.store import FOLDER, INCOMING, FolderStore, Store
from services.evidence.sweeping import SweepThread
from services.heads.collect_cosignatures import Collector
from services.heads.prove import Proofs
from services.heads.seal_history import HistoryLost, Sealer, SealingThread
from services.heads.signing_keys import KeyFolder
from services.projections.following import Following
from services.read.evidence_on_record import evidence_on_record
from services.read.log_name import new_origin, origin_of
from services.read.look_up import LookUp
from services.write.open_log import open_log
from services.write.record import Condition, Recorder
from services.write.write_snapshots import SnapshotThread

CLOCK_FILE = "clock-accepted"


@dataclass(frozen=True)
class Server:
    """An open log with everything that works on it. Close it when done."""

    log: EventLog
    house: House
    sealing: SealingThread
    collecting: Collector | None
    snapshots: SnapshotThread
    following: Following
    accounts: AccountBook
    sweeping: SweepThread | None

    def close(self) -> None:
        """Finish what is being written, seal it, have it cosigned, then let go of the log."""
        self.house.recorder.close()
        self.sealing.close()
        self.snapshots.close()
        if self.sweeping:
            self.sweeping.close()
        if self.collecting:
            self.collecting.close()
        self.accounts.close()
        self.log.close()


def log_clock(settings: Settings) -> LogClock:
    """The log's clock; `rakor clock accept` changes the mark that it watches."""
    path = settings.data / CLOCK_FILE
    return LogClock(accepted=lambda: path.read_text() if path.exists() else "")


def key_folder(settings: Settings) -> KeyFolder:
    """The folder of the keys that sign the log's head."""
    return KeyFolder(settings.keys_folder)


def first_origin(settings: Settings, dataset: Dataset | None = None) -> str:
    """What a new log is called: as set, else as its keys say, else by chance.

    A log in the place of one that is gone must not begin as if there had been none: it takes the
    name that was signed last, and is then found to have lost its history. In a folder of keys that
    is set apart, which several logs may share, only a name that is set or the only one counts as
    its own. Raises KeyRefused.
    """
    keys = key_folder(settings)
    signed, names = keys.last_used(), keys.names()
    if signed and settings.keys is None:
        return signed
    name = settings.origin or (names.pop() if len(names) == 1 else signed)
    origin, demo = new_origin(dataset, name), new_origin(Dataset.DEMO, name)
    is_gone = dataset is None and keys.last_signed(demo) and not keys.last_signed(origin)
    return demo if is_gone else origin


def open_events(settings: Settings, holder: str | None = None) -> EventLog:
    """The log of the settings alone, as it lies there; with `holder` to write it.

    Raises LogIsBusy, LogUnavailable or OSError.
    """
    return SqliteEventLog(settings.data, holder=holder)


def open_accounts(settings: Settings) -> AccountBook:
    """The accounts of the settings, beside the log; several processes may have them open."""
    return sqlite_book(settings.data)


def is_begun(settings: Settings) -> bool:
    """Whether there is a log in the folder of the settings. Raises LogUnavailable."""
    file = settings.data / FILE_NAME
    if not file.is_file() or not file.stat().st_size:
        return False
    log = open_events(settings)
    try:
        with log.reading() as connection:
            return read_head(connection).size > 0
    finally:
        log.close()


def evidence_store(settings: Settings, data: Path | None = None) -> Store:
    """Where files of evidence lie; in a folder, beside the log of `data`. Raises OSError."""
    if settings.evidence_store:
        return BucketStore(settings.evidence_store)
    return FolderStore((data or settings.data) / FOLDER)


def open_files(settings: Settings, log: EventLog) -> EvidenceFiles:
    """The files of evidence, and what the log says of them. Raises OSError, LogUnavailable."""
    with log.reading() as connection:
        on_record = evidence_on_record(connection)
    bounds = Bounds(settings.evidence_room, dt.timedelta(hours=settings.evidence_kept))
    incoming = settings.data / FOLDER / INCOMING
    return EvidenceFiles(evidence_store(settings), incoming, on_record, bounds, system_time)


def open_database(path: Path) -> EventLog:
    """A log's database to be read: its folder, or the file itself. Raises LogUnavailable."""
    if path.is_file():
        return SqliteEventLog(path.parent, file_name=path.name)
    return SqliteEventLog(path)


def _lost(sealer: Sealer) -> HistoryLost | None:
    """What of the signed history the log does not hold; None: nothing is missing."""
    try:
        sealer.check()
    except HistoryLost as error:
        return error
    return None


def open_server(
    settings: Settings,
    holder: str,
    dataset: Dataset | None = None,
    clock: LogClock | None = None,
    progress: Progress = untold,
    policy: WitnessPolicy | None = None,
    *,
    keeps_files: bool = False,
) -> Server:
    """Open the log of the settings for reading and writing; a new one as `dataset`, else LIVE.

    With `keeps_files` evidence is a file that is kept; without, hashes alone are taken: scripts
    have no files, and what they name was kept elsewhere or never.
    The witnesses of `policy` are asked to cosign its heads; without one no head is witnessed.

    A log that lost its signed history is opened all the same, and only read: its recorder says so.
    Raises LogIsBusy, LogUnavailable, WrongDataset, KeyRefused or OSError.
    """
    clock = clock or log_clock(settings)
    log = open_events(settings, holder)
    try:
        name = first_origin(settings, dataset)
        opened = open_log(log, clock, name, dataset, progress)
        with log.reading() as connection:
            origin = origin_of(connection)
        sealer = Sealer(log, key_folder(settings))
        lost = _lost(sealer)
        following = Following(log, settings.memory * MEBIBYTE // 2, writes_snapshots=True)
        following.lead()
        files = open_files(settings, log) if keeps_files else None
        recorder = _recorder(settings, log, clock, opened.dataset, following, files)
        if lost:
            _stop_writing(recorder, lost)
        if recorder.condition() is Condition.CLOCK_REFUSED:
            logger.error("clock_refused", head=str(following.present().head.recorded_at))
    except BaseException:
        log.close()
        raise
    proofs = Proofs(log)
    look_up = LookUp(log, clock, following, settings.memory * MEBIBYTE // 4)
    collecting = Collector(log, proofs, policy) if policy else None
    on_sealed = collecting.offer if collecting else _do_nothing
    sealing = SealingThread(sealer, partial(_stop_writing, recorder), on_sealed)
    due = sealing.head_due_at
    house = House(look_up, recorder, opened.dataset, origin, proofs, policy, files, due)
    snapshots, accounts = SnapshotThread(log, following), open_accounts(settings)
    sweeping = SweepThread(files) if files else None
    return Server(log, house, sealing, collecting, snapshots, following, accounts, sweeping)


def _recorder(
    settings: Settings,
    log: EventLog,
    clock: LogClock,
    dataset: Dataset,
    following: Following,
    files: EvidenceFiles | None,
) -> Recorder:
    """What records, and lists each erasure; also what a process left out that died after one."""
    listing = partial(_list_erasures, log, ErasureList(settings.erasures_file))
    listing()
    return Recorder(
        log,
        clock,
        dataset,
        settings.quota,
        following=following,
        on_erased=listing,
        files=files,
    )


def _list_erasures(log: EventLog, erasures: ErasureList) -> None:
    """Add to the list what it lacks; where that fails it is told, and tried at the next erasure."""
    try:
        with log.reading() as connection:
            erasures.catch_up(connection)
    except (MalformedList, OSError, LogUnavailable) as error:
        logger.error("erasures_not_listed", reason=str(error))


def _do_nothing(_: StoredCheckpoint) -> None:
    """Without a policy there is nobody to send a signed head to."""


def _stop_writing(recorder: Recorder, error: HistoryLost | LogReplaced) -> None:
    if recorder.read_only is None:
        logger.error("history_lost", reason=str(error))
    reason = error if isinstance(error, LogReplaced) else LogReadOnly(str(error))
    recorder.stop_writing(reason)
