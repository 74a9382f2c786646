"""Long work says how far it is: a bar on a terminal, a line now and then where nobody watches."""

import os
import pty
import subprocess
import sys

import pytest

from schema.cli import terminal
from schema.cli.terminal import SECONDS_BETWEEN_LINES, STEPS, ProgressBar
from schema.operation.catalogue import Language

EVENTS = 50_000
WORK = f"""
from schema.cli.terminal import ProgressBar
with ProgressBar("verifying") as progress:
    for done in range(1, {EVENTS} + 1):
        progress(done, {EVENTS})
"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Whose last entry is the time."""
    times = [0.0]
    monkeypatch.setattr(terminal, "elapsed_time", lambda: times[-1])
    monkeypatch.setattr(terminal.terminal, "language", Language.EN)
    return times


def test_a_bar_is_not_drawn_for_each_event_and_ends_at_the_end() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        assert process.wait() == 0
    os.close(ours)
    drawn = shown.split(b"\r")
    assert 10 < len(drawn) < 2 * STEPS
    assert b"100%" in drawn[-2] + drawn[-1]


def _read(terminal_side: int) -> bytes:
    try:
        return os.read(terminal_side, 1 << 16)
    except OSError:  # the other side is closed
        return b""


def test_short_work_says_nothing_into_a_file(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("verifying") as progress:
        for done in range(1_000):
            progress(done, 1_000)
    assert len(clock) == 1
    assert capsys.readouterr().err == ""


def test_long_work_says_now_and_then_into_a_file_how_far_it_is(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("verifying") as progress:
        for done in range(1_000):
            clock.append(done * SECONDS_BETWEEN_LINES / 300)
            progress(done, 1_000)
    assert capsys.readouterr().err.splitlines() == [
        "Verifying: 301 of 1000",
        "Verifying: 602 of 1000",
        "Verifying: 903 of 1000",
    ]
