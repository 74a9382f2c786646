"""A server whose clock was wrong: what it wrote is seen, and it says that it stopped, and why."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from events.log.log_clock import LogClock, mark_of
from schema.open_server import CLOCK_FILE
from tests.worlds.api import Api
from tests.worlds.furniture import OCCASION, RECORDER
from tests.worlds.hall import Hall
from tests.worlds.world import START, StillClock

REGISTER = {"code": "BARU", "name": "Baru", "kind": "AGENCY"}
CLOCK_REFUSED = "mutation ($i: PartyRegisterInput!) { partyRegister(input: $i) { position } }"


def clock_of(folder: Path, wall: float = 0) -> LogClock:
    """A clock that starts so many seconds from the usual start, and reads the operator's mark."""
    time, path = StillClock(), folder / CLOCK_FILE
    time.jump(wall)
    return time.log_clock(lambda: path.read_text() if path.exists() else "")


@contextmanager
def opened(folder: Path, wall: float = 0) -> Iterator[Api]:
    with Api(folder, clock=clock_of(folder, wall)) as api:
        try:
            yield api
        finally:
            api.server.close()


@pytest.fixture
def written_ahead(tmp_path: Path) -> Path:
    """A log that a server wrote whose clock was a year ahead."""
    hall = Hall(tmp_path)
    hall.time.go(START.replace(year=START.year + 1))
    with hall:
        hall.furnish()
    hall.server.close()
    return tmp_path


def refused(api: Api) -> list[str | None]:
    token = api.token("RECORDER", party=RECORDER)
    return api.codes(CLOCK_REFUSED, token, i={"idempotencyKey": "k", **REGISTER})


def accept(folder: Path) -> None:
    """`rakor clock accept`, whether a server runs or not."""
    command = [sys.executable, "-c", "from schema.cli.main import main; main()", "clock", "accept"]
    said = subprocess.run(
        command,
        env={**os.environ, "RAKOR_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_what_was_recorded_ahead_of_the_clock_is_there_now(written_ahead: Path) -> None:
    """ "Now" is the later of the wall clock and the head: what is on record has happened."""
    with opened(written_ahead) as api:
        of_it = f'(occasion: "occasion:{OCCASION}")'
        asked = f"readiness{of_it} {{ asOf {{ effectiveAt }} }}"
        asked += f" commitments{of_it} {{ edges {{ node {{ code }} }} }}"
        said = api.data(f"{{ {asked} }}")
        assert len(said["commitments"]["edges"]) == 2
        assert said["readiness"]["asOf"]["effectiveAt"] == "2026-07-11T08:00:00+07:00"


def test_a_server_says_that_it_distrusts_its_clock_and_why_until_it_is_accepted(
    written_ahead: Path,
) -> None:
    with opened(written_ahead) as api:
        assert api.client.get("/readyz").json()["status"] == "clock-refused"
        assert refused(api) == ["CLOCK_REFUSED"]
        accept(written_ahead)
        assert api.client.get("/readyz").json()["status"] == "ready"
        assert refused(api) == []


def test_a_clock_is_accepted_while_the_server_is_stopped(written_ahead: Path) -> None:
    accept(written_ahead)
    with opened(written_ahead) as api:
        assert api.client.get("/readyz").json()["status"] == "ready"
        assert refused(api) == []


def test_a_clock_that_was_accepted_once_is_not_accepted_for_every_later_head(
    written_ahead: Path,
) -> None:
    (written_ahead / CLOCK_FILE).write_text(mark_of(START, START, "earlier"))
    with opened(written_ahead) as api:
        assert api.client.get("/readyz").json()["status"] == "clock-refused"
        assert refused(api) == ["CLOCK_REFUSED"]
