"""The server is killed at any moment: nothing acknowledged is lost, nothing waits for repair.

`RAKOR_CRASH_CYCLES` kills more often than the twenty times of every run, `RAKOR_CRASH_SEED` at
other moments.
"""

import os
import random
import signal
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from events.facts.vocabulary import Dataset
from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.log.event_queries import EventQuery, read_events
from events.log.sqlite.event_log import SqliteEventLog
from events.progress import untold
from events.tree.tiles import WIDTH
from services.verify.database import verify_database
from services.verify.verification import Trust
from tests.schema.http.crashing import Client, at_work
from tests.worlds.program import Run, Serving, rakor_here, run_anew, run_here
from tests.worlds.world import World

CYCLES = int(os.environ.get("RAKOR_CRASH_CYCLES", "20"))
SEED = int(os.environ.get("RAKOR_CRASH_SEED", "20250806"))
CLIENTS = 4


class House:
    """One data folder with its key, the clients who write into it, and what they have in hand."""

    def __init__(self, data: Path) -> None:
        self.data = data
        World(data, dataset=Dataset.LIVE).close()
        self.verifier = VerifierKey.parse(rakor_here(data, "key", "new").stdout)
        self.clients = [Client(f"C{number}", data) for number in range(CLIENTS)]
        self.kept: list[SignedNote] = []
        self.written: set[str] = set()
        self.size = 0

    def fetch_checkpoint(self, serving: Serving) -> None:
        """Keep the checkpoint that is served now; it never falls behind one that was served."""
        note = serving.checkpoint()
        if note is None:
            assert not self.kept
        elif not self.kept or str(note) != str(self.kept[-1]):
            assert note.verify([self.verifier])
            assert not self.kept or note.head.size >= self.kept[-1].head.size
            self.kept.append(note)

    def examine(self) -> None:
        """Hold the log, as it lies there, against everything that the clients have in hand."""
        with closing(SqliteEventLog(self.data)) as log:
            trust = Trust(keys=(self.verifier,), kept=tuple(self.kept))
            report = verify_database(log, trust, untold)
            with log.reading() as connection:
                events = read_events(connection, EventQuery())
        assert (report.findings.first, report.exit_code) == ([], 0)
        leaves = {event.position: event.leaf_hash.hex() for event in events}
        written = Counter(event.key for event in events)
        for client in self.clients:
            for receipt in client.receipts.values():
                assert [(position, leaves.get(position)) for position, _ in receipt] == list(
                    receipt
                )
            for key, command in client.commands.items():
                whole = {command.events}
                assert written[key] in (whole if key in client.receipts else whole | {0})
        self.written = {key for key in written if key}
        self.size = len(events)


def work_and_be_killed(house: House, moments: random.Random, run: Run) -> None:
    """One life of a server: it takes writes at once, and is killed at some moment after.

    Half of them are killed around the first second, when the sealer signs.
    """
    lifetime = moments.choice((moments.uniform(0, 0.5), moments.uniform(0.7, 1.3)))
    with Serving(house.data, run=run) as serving:
        house.fetch_checkpoint(serving)
        with at_work(house.clients, serving, house.written) as working:
            working.wait_for(5 * CLIENTS)
            end = time.monotonic() + lifetime
            while (left := end - time.monotonic()) > 0:
                time.sleep(min(left, 0.1))
                house.fetch_checkpoint(serving)


def be_killed_while_starting(house: House, moments: random.Random) -> None:
    """A server that is killed before it serves, or hardly after."""
    process = Serving(house.data).process
    time.sleep(moments.uniform(0, 0.25))
    process.kill()
    process.communicate()


def test_what_was_acknowledged_outlives_every_kill_and_nothing_is_written_twice(
    tmp_path: Path,
) -> None:
    house = House(tmp_path / "var")
    moments = random.Random(SEED)  # moments that can be had again, no secret
    for cycle in range(CYCLES):
        try:
            if cycle % 5 == 4:
                be_killed_while_starting(house, moments)
            else:
                work_and_be_killed(house, moments, run_here if cycle else run_anew)
            house.examine()
        except BaseException as error:
            error.add_note(f"in cycle {cycle} of RAKOR_CRASH_SEED={SEED}")
            raise
    with Serving(house.data) as serving:
        house.fetch_checkpoint(serving)
        assert serving.end(signal.SIGTERM)[0] == 0
    house.examine()
    if CYCLES >= 20:
        assert house.size > 2 * WIDTH
