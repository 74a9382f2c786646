"""What is kept of the past stays under its setting, however many moments anybody asks for."""

import gc
import tracemalloc
from pathlib import Path

from tests.schema.operation.test_statements import Crowd
from tests.worlds.hall import THE_OCCASION

MIB = 2**20
MEMORY, ANSWERS = 16, 1
"""The least that can be set for states and judgements, and little for answers, in MiB."""
COMMITMENTS, READS = 60, 60
QUERY = """query Then($o: ID!, $asOf: AsOf) {
  readiness(occasion: $o, asOf: $asOf) { score commitments { light commitment { code } } } }"""


def test_distinct_reads_of_the_past_stay_under_the_setting(tmp_path: Path) -> None:
    """Measured is what Python holds, by tracemalloc; unkept, these reads leave nothing behind."""
    with Crowd(tmp_path, memory=MEMORY, answers_kept=ANSWERS * MIB, signed_in_cost=10**9) as hall:
        hall.furnish()
        last = hall.grow(COMMITMENTS)

        def read(back: int) -> None:
            then = {"position": last - 1 - back}
            assert hall.data(QUERY, o=THE_OCCASION, asOf=then)["readiness"]["commitments"]

        for back in range(3):  # the program is then whole in memory
            read(back)
        gc.collect()
        tracemalloc.start()
        try:
            for back in range(3, 3 + READS):
                read(back)
            gc.collect()
            grown, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        kept = hall.kept.bytes
    assert kept <= ANSWERS * MIB
    assert grown <= (MEMORY + ANSWERS) * MIB, f"{grown / MIB:.1f} MiB"
