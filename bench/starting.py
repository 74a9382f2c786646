"""Start-up of a large log against a small one: `rakor serve` from its start until it is ready.

Both logs were open before, so whatever is kept beside the events is there. The program's own start
is in both; beside the ratio stands that of opening alone, as CPU in this process.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

from bench.clocks import cpu, seconds
from bench.past import grown_log
from bench.servers import Rakor
from bench.table import Found, Row, number
from bench.worlds import Setting, open_here


def start(folder: Path) -> None:
    """Start the server, and end it as soon as it is ready."""
    with Rakor(folder):
        pass


def measure(setting: Setting) -> Iterator[Found]:
    """The row."""
    least, most = setting.sizes.logs[0], setting.sizes.logs[-1]
    small = setting.copy(*grown_log(setting, least))
    large = setting.copy(*grown_log(setting, most))
    row = Row(
        f"start-up at {most:,} events, until ready: time",
        f"the same at {least:,}",
        2,
        is_cost=True,
    )
    ratios, opening, times = [], [], []
    for _ in range(setting.rounds):
        took = seconds(lambda: start(small))
        ratios.append(seconds(lambda: start(large)) / took)
        spent = cpu(lambda: open_here(small).close())
        opening.append(cpu(lambda: open_here(large).close()) / spent)
        times.append(took)
    also = (
        f"the baseline takes {statistics.median(times):.2f} s; opening alone costs "
        f"{number(statistics.median(opening))} times the CPU"
    )
    yield row.found(ratios, also)
