"""A month of simulated operation leaves behind what was recorded, and nothing else that grows.

`python -m tests.schema.test_month_of_operation 30 200 FOLDER` runs it longer, and prints each day.
"""

import sys
from dataclasses import astuple
from pathlib import Path

from tests.worlds.machine import Machine
from tests.worlds.month import Month
from tests.worlds.program import rakor_here

WARM = 2
"""Days until everything has been done once: what is counted from is the last of them."""
MEMORY = 1.5
"""How much more memory a later day may take than a warm one: a leak of each day passes it soon."""


def test_nothing_grows_that_should_not(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine").furnish()
    month = Month(machine, writes=12)
    for _ in range(WARM + 3):
        month.day()
    warm, later = month.days[WARM - 1], month.days[WARM:]
    for day in later:
        assert day.descriptors <= warm.descriptors + 2  # a reader's connection more or less
        assert day.threads <= warm.threads + 4  # pools fill as they are used
        assert day.files <= warm.files + 2  # a journal that is there for a moment
        assert day.resident <= warm.resident * MEMORY
        assert day.line <= warm.line * 1.1
    assert len(list(machine.backups.iterdir())) == 1
    assert rakor_here(machine.data, "verify").returncode == 0
    assert month.restored(tmp_path / "restored") == 0


def main(days: int, writes: int, folder: Path) -> None:
    """Run a month of so many days, and say how each ended."""
    month = Month(Machine(folder / "machine").furnish(), writes)
    for number in range(days):
        month.day()
        sys.stdout.write(f"{number + 1} {astuple(month.days[-1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
