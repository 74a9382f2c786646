"""A program that reports progress without end, until it is killed: `python -m … folder`.

It prints each position with the key that wrote it, once that is acknowledged; and, where there is
a signing key, `sealed` with the size of each checkpoint, once that can be shown.
"""

import os
import sys
from collections import deque
from concurrent.futures import Future
from itertools import count
from pathlib import Path

from services.write.record_batch import Recorded
from tests.worlds.furniture import OWNERS
from tests.worlds.sealed_world import SealedWorld
from tests.worlds.world import commitment_id

SEALED_EVERY = 5
"""Reports from one checkpoint to the next."""


def main(folder: Path) -> None:
    """Keep a few commands waiting at any time, so that batches are of several sizes."""
    world = SealedWorld(folder, keyless=True)
    waiting = deque[tuple[str, Future[Recorded]]]()
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
        newest = world.sealer.seal() if number % SEALED_EVERY == 0 else None
        if newest:
            sys.stdout.write(f"sealed {newest.signed.head.size}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
