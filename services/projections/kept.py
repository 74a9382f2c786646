"""Keeping values of pure functions in a bounded number of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values used last, up to `most` bytes as `weigh` reckons them; one maker for each key.

    Who asks for a key whose value is being made waits for it, and makes it where that failed.
    Thread-safe.
    """

    def __init__(self, most: int, weigh: Callable[[V], int]) -> None:
        self._most, self._weigh = most, weigh
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._making: dict[K, Future[tuple[V] | None]] = {}
        self._lock = Lock()
        self.bytes = 0
        """What the kept values weigh together."""

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made if it is not kept. Raises what `make` raises."""
        while True:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key][0]
                made = self._making.get(key)
                if made is None:
                    mine = self._making[key] = Future()
            if made is None:
                return self._make(key, make, mine)
            if (value := made.result()) is not None:
                return value[0]

    def _make(self, key: K, make: Callable[[], V], mine: "Future[tuple[V] | None]") -> V:
        try:
            value = make()
        except BaseException:
            with self._lock:
                del self._making[key]
            mine.set_result(None)  # whoever waited makes it: it may be one maker's own trouble
            raise
        with self._lock:
            self._keep(key, value)
            del self._making[key]
        mine.set_result((value,))
        return value

    def find(self, key: K) -> V | None:
        """The value of a key where it is kept."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def keep(self, key: K, value: V) -> None:
        """Keep a value that was made elsewhere."""
        with self._lock:
            self._keep(key, value)

    def _keep(self, key: K, value: V) -> None:
        weight = self._weigh(value)
        _, before = self._values.pop(key, (None, 0))
        self.bytes -= before
        if weight > self._most:
            return
        self._values[key] = value, weight
        self.bytes += weight
        while self.bytes > self._most:
            _, (_, gone) = self._values.popitem(last=False)
            self.bytes -= gone
