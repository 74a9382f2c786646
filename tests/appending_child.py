"""A program that reports progress without end, until it is killed: `python -m … folder`.

It prints each position with the key that wrote it, once that is acknowledged.
"""

import os
import sys
from collections import deque
from concurrent.futures import Future
from itertools import count
from pathlib import Path

from services.record_batch import Receipt
from tests.furniture import OWNERS
from tests.world import World, commitment_id


def main(folder: Path) -> None:
    """Keep a few commands waiting at any time, so that batches are of several sizes."""
    world = World(folder)
    waiting = deque[tuple[str, Future[Receipt]]]()
    for number in count():
        key, (code, party) = f"{os.getpid()}-{number}", next(iter(OWNERS.items()))
        future = world.submit(
            "commitmentReportProgress",
            "OWNER",
            party,
            commitment=commitment_id(code),
            value=number % 100,
            idempotency_key=key,
        )
        waiting.append((key, future))
        while len(waiting) > number % 7:
            key, future = waiting.popleft()
            sys.stdout.write(f"{future.result().last.position} {key}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
