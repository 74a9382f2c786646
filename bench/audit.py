"""Measures audits as a log grows: `python -m bench.audit`, or with sizes of one's own behind it.

For each size: what `rakor verify` costs per event of a database, an export and a URL, and the
baseline of the same minute: the same bytes, only read and hashed. What grows with the log alone
keeps both figures where they are.
"""

import hashlib
import multiprocessing
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from socket import socket

from sqlalchemy import text

from bench.filling import occasion, parties
from bench.worlds import OCCASION, make_log
from events.durable_file import new_file
from events.export.lines import GZIP
from events.facts.report import ProgressReported
from events.facts.vocabulary import Role
from events.format.canonical_bytes import leaf_hash, seal
from events.format.recorded_event import Actor, Draft, SealedEvent
from events.log.log_clock import system_time
from events.log.log_queries import append, read_head, stream_version
from events.log.sqlite.event_log import SqliteEventLog
from events.progress import untold
from schema.cli.opening import run
from schema.http.serving import listen_at
from schema.open_server import open_server
from schema.settings import Settings
from services.copy.export_log import export_log
from services.heads.seal_history import Sealer
from services.heads.signing_keys import KeyFolder
from services.verify.database import verify_database
from services.verify.export import verify_export
from services.verify.public_log import PublicLog
from services.verify.url import verify_url
from services.verify.verification import Trust, VerificationReport
from services.write.open_log import new_salt

SIZES = (5_000, 20_000, 80_000)
COMMITMENTS = 500
PORTION = 10_000
ROUNDS = 3


def grow(settings: Settings, size: int) -> None:
    """Let the log grow by reports, and sign its head."""
    with closing(SqliteEventLog(settings.data, holder="bench")) as log:
        with log.reading() as connection:
            head = read_head(connection)
            names = [f"commitment:o/D{number}" for number in range(COMMITMENTS)]
            versions = {name: stream_version(connection, name) for name in names}
        while head.size < size:
            with log.writing() as connection:
                last = min(size, head.size + PORTION)
                events = [_report(position, versions) for position in range(head.size, last)]
                append(connection, events, [])
                head = read_head(connection)
        Sealer(log, KeyFolder(settings.keys_folder)).seal()


def _report(position: int, versions: dict[str, int]) -> SealedEvent:
    """One report, on each commitment in turn."""
    code = f"D{position % COMMITMENTS}"
    stream = f"commitment:o/{code}"
    versions[stream] += 1
    now = system_time()
    draft = Draft(
        stream=stream,
        fact=ProgressReported(value=Decimal(position % 90)),
        actor=Actor(Role.OWNER, "DINAS"),
        occurred_at=now,
        occasion="o",
        commitment=code,
    )
    return seal(
        draft,
        position=position,
        stream_version=versions[stream],
        recorded_at=now,
        new_salt=new_salt,
    )


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """A server of the log in a process of its own; its address."""
    with closing(listen_at("127.0.0.1", 0)) as listening:
        context = multiprocessing.get_context("fork")
        server = context.Process(target=_serve, args=(settings, listening))
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.terminate()
            server.join()


def _serve(settings: Settings, listening: socket) -> None:
    run(settings, open_server(settings, "bench"), listening)


def read_database(folder: Path) -> None:
    """The baseline of a database: every event's bytes, read and hashed."""
    with closing(SqliteEventLog(folder)) as log, log.reading() as connection:
        for leaf, sealed in connection.execute(text("SELECT leaf, sealed FROM events")):
            leaf_hash(leaf)
            hashlib.sha256(sealed).digest()


def read_file(file: Path) -> None:
    """The baseline of an export: uncompressed and hashed."""
    inflate, digest = zlib.decompressobj(wbits=GZIP), hashlib.sha256()
    with file.open("rb") as stream:
        while data := stream.read(1 << 16):
            digest.update(inflate.decompress(data))


def fetch(url: str) -> None:
    """The baseline of a URL: every tile and bundle, fetched and hashed."""
    log = PublicLog(url)
    for entry in log.entries(log.checkpoint().head.size):
        leaf_hash(entry.leaf)


def measure(
    name: str, size: int, work: Callable[[], VerificationReport], baseline: Callable[[], None]
) -> None:
    """Print one line: microseconds per event, and how many times the baseline that is."""
    costs, ratios = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        baseline()
        between = time.perf_counter()
        if work().exit_code:
            raise SystemExit(f"the {name} of the bench is not sound")
        costs.append((time.perf_counter() - between) / size * 1e6)
        ratios.append(costs[-1] * size / 1e6 / (between - start))
    print(
        f"{size:>9,} events  {name:8}  {statistics.median(costs):6.0f} µs an event, "
        f"{statistics.median(ratios):5.1f} times the baseline ({min(ratios):.1f}…{max(ratios):.1f})"
    )


def audit(settings: Settings, file: Path, size: int) -> None:
    """Measure all three ways at one size."""
    trust = Trust()
    with closing(SqliteEventLog(settings.data)) as log:
        measure(
            "database",
            size,
            lambda: verify_database(log, trust, untold),
            lambda: read_database(settings.data),
        )
        with new_file(file, replace=True) as stream:
            export_log(log, stream)
    measure("export", size, lambda: verify_export(file, trust, untold), lambda: read_file(file))
    with served(settings) as url:
        fetch(url)  # it answers, from here on
        now = system_time()
        measure("URL", size, lambda: verify_url(url, trust, now, untold), lambda: fetch(url))


def main() -> None:
    """Measure every size in one growing log, and say under which conditions."""
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; median (least…most) "
        f"of {ROUNDS} rounds; the baseline reads and hashes the same bytes in the same minute"
    )
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data=Path(name) / "log")
        make_log(settings.data, lambda: [*parties(), *occasion(OCCASION, COMMITMENTS, COMMITMENTS)])
        for size in sizes:
            grow(settings, size)
            audit(settings, Path(name) / "export", size)


if __name__ == "__main__":
    main()
