"""Callers at once in one process, each waiting for its answer before it asks again."""

import time
from collections.abc import Callable
from threading import Barrier, Thread


def together(callers: int, each: int, one: Callable[[int, int], object]) -> float:
    """Seconds until `callers` threads have each called `one(caller, turn)` `each` times.

    Raises what the first of them raised.
    """
    if callers == 1:
        start = time.perf_counter()
        for turn in range(each):
            one(0, turn)
        return time.perf_counter() - start
    begin, failed = Barrier(callers + 1), []

    def call(caller: int) -> None:
        begin.wait()
        try:
            for turn in range(each):
                one(caller, turn)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=call, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - start
