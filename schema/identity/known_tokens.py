"""Tokens that were verified a moment ago: a signature is checked once for many requests."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from schema.identity.bearer import IdentityProvider
from services.permissions import Viewer

KEPT_FOR = 60.0
"""Seconds after which a token is verified again: a key that is withdrawn counts no longer."""
MOST = 1_024
"""How many tokens are kept, the least recently used forgotten first."""


class KnownTokens:
    """An identity provider that remembers what another one said. Thread-safe.

    Nothing is remembered of a token that was refused.
    """

    def __init__(
        self, provider: IdentityProvider, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._provider, self._now = provider, now
        self._known: OrderedDict[str, tuple[Viewer, float]] = OrderedDict()
        self._lock = Lock()
        self._cleared = 0

    def known(self, token: str) -> tuple[Viewer, float] | None:
        """The viewer of a token and for how many seconds more, where that need not be asked for."""
        now = self._now()
        with self._lock:
            viewer, until = self._known.get(token, (None, now))
            if viewer is None or now >= until:
                return None
            self._known.move_to_end(token)
            return viewer, until - now

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._known.clear()
            self._cleared += 1

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and for how many seconds more. Raises Unauthenticated."""
        if known := self.known(token):
            return known
        now, cleared = self._now(), self._cleared
        viewer, lasts = self._provider.viewer(token)
        lasts = min(lasts, KEPT_FOR)
        until = now + lasts
        with self._lock:
            if cleared != self._cleared:
                return viewer, lasts  # it may have changed while it was asked for
            self._known[token] = viewer, until
            self._known.move_to_end(token)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return viewer, lasts
