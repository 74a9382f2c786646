"""What anonymous readers of the past can make a server keep: its memory before and after.

One client asks `rakor serve` for the home screen of the large occasion at one position after
another, the newest first, without a token. The figure is by how much the server's resident memory
has grown, against 256 MiB, which is the default for what is kept. A server that takes more than a
minute for them is asked no further: the row then says how many reads it was, and that it reaches
nothing, unless the limit was passed already.
"""

import time
from collections.abc import Iterator

from bench.documents import HOME
from bench.servers import Caller, Rakor
from bench.table import Found, Row
from bench.worlds import Setting

KEPT = 256
PATIENCE = 60.0
FIRST = 3
"""Reads before the first measure: the program is then whole in memory."""


def measure(setting: Setting) -> Iterator[Found]:
    """The row."""
    reads = setting.sizes.past_reads
    row = Row(
        f"memory after {reads} distinct anonymous `asOf` reads of the large occasion: growth",
        f"{KEPT} MiB",
        1,
        is_cost=True,
    )
    with Rakor(setting.large()) as rakor, Caller(rakor.port) as caller:
        head = int(caller.query("{ log { size } }").data()["log"]["size"]) - 1
        for number in range(FIRST):
            caller.query(HOME, {"asOf": {"position": head - number}}).data()
        before, made, end = rakor.memory, 0, time.monotonic() + PATIENCE
        while made < reads and time.monotonic() < end:
            position = head - FIRST - made
            caller.query(HOME, {"asOf": {"position": position}}).data()
            made += 1
        grown = rakor.memory - before
    also = f"{before:.0f} MiB before, {grown:.0f} MiB more after {made} reads"
    if made < reads and grown <= KEPT:
        yield row.without(f"{also}: the other {reads - made} were not made, a minute was over")
    else:
        yield row.found([grown / KEPT], also)
