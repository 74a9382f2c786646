"""What work costs: seconds, seconds of CPU (of this or of another process), and memory."""

import time
from collections.abc import Callable
from pathlib import Path


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that this process, all its threads together, spends during some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def cpu_of(process: int) -> float:
    """Seconds of CPU that another process has spent so far, in user and system, to the nanosecond.

    Linux gives every process's CPU clock a number that is made of its id (clock_getcpuclockid).
    """
    return time.clock_gettime((~process << 3) | 2)


def resident(process: int) -> float:
    """Memory of a process that is really there (VmRSS), in MiB."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(process)
