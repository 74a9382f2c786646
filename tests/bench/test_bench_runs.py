"""The bench runs on the code as it is, with peers or without: so it cannot rot unseen."""

import pytest

from bench.peers.appending import is_installed
from bench.run import main
from bench.table import Row, markdown

pytestmark = pytest.mark.slow
COLUMNS = 9
NO_PEER = "its package is not installed"


def rows_of(printed: str) -> list[list[str]]:
    """The cells of the table's lines, below its head."""
    lines = [line for line in printed.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_quick_run_measures_every_row_whose_peer_is_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--quick", "--rounds", "1", "--only", "append,readiness,growing,replay"])
    printed = capsys.readouterr().out
    rows = rows_of(printed)
    assert "synchronous=FULL" in printed and "1 rounds" in printed
    assert len(rows) == 5 + 1 + 4 + 4
    assert all(len(row) == COLUMNS for row in rows)
    for row in rows:
        peer = next((name for name in ("eventsourcing", "UmaDB") if name in row[1]), None)
        if peer and not is_installed(peer.lower()):
            assert row[2:5] == ["–"] * 3 and row[7] == "not measured" and NO_PEER in row[8]
        else:
            assert 0 < float(row[2].replace(",", "")) <= float(row[4].replace(",", ""))


def test_past_is_measured_in_logs_that_grow(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--rounds", "1", "--only", "past,series"])
    assert len(rows_of(capsys.readouterr().out)) == 2 * 3 + 1 + 1


def test_unknown_measure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ratios", "is_cost", "verdict"),
    [
        ([0.4, 0.4, 9.0], False, "**no**"),
        ([0.1, 0.5, 0.6], False, "yes"),
        ([0.9, 0.9, 0.1], False, "yes, and beyond"),
        ([0.5, 0.6, 0.1], True, "yes"),
        ([0.6, 0.6, 0.1], True, "**no**"),
    ],
)
def test_median_of_the_rounds_decides(ratios: list[float], is_cost: bool, verdict: str) -> None:
    beyond = 0.4 if is_cost else 0.9
    row = Row("work", "baseline", 0.5, beyond, is_cost=is_cost)
    assert row.found(ratios).verdict == verdict


def test_row_without_numbers_reaches_nothing() -> None:
    found = Row("work", "baseline", 0.5).without("no ETag yet")
    assert found.verdict == "not measured"
    assert markdown([found]).endswith(
        "| work | baseline | – | – | – | ≥ 0.50 | – | not measured | no ETag yet |"
    )
