"""Has the newest signed head cosigned, on a thread of its own: witnesses may be slow, or gone.

Signing and writing never wait for a witness, and a head without cosignatures is shown as that.
"""

import time
from dataclasses import replace
from threading import Event, Thread

import structlog

from events.checkpoint import StoredCheckpoint
from events.checkpoint_store import save_cosignatures
from events.event_log import EventLog
from events.note_keys import VerifierKey
from events.witness_policy import PolicyWitness, WitnessPolicy
from services.ask_witnesses import ask_witnesses
from services.prove import Proofs

REST = 30.0
"""Seconds for which a witness that did not cosign is left alone."""
TIMEOUT = 5.0
"""Seconds for one request: `close` may wait for two of them."""


class CollectingThread:
    """Asks the witnesses of a policy for each newest head; what comes late is kept all the same."""

    def __init__(self, log: EventLog, proofs: Proofs, policy: WitnessPolicy) -> None:
        self._log, self._proofs, self._policy = log, proofs, policy
        self._newest: StoredCheckpoint | None = None
        self._cosigned: set[VerifierKey] = set()
        self._known: dict[VerifierKey, int] = {}
        self._resting: dict[VerifierKey, float] = {}
        self._told: dict[str, str] = {}
        self._woken, self._stop = Event(), Event()
        self._thread = Thread(target=self._work, name="cosignatures", daemon=True)
        self._thread.start()

    def offer(self, checkpoint: StoredCheckpoint) -> None:
        """Name the newest head. Returns at once; a head that was named before changes nothing."""
        if self._newest is None or checkpoint.number != self._newest.number:
            self._newest = checkpoint
            self._woken.set()

    def close(self) -> None:
        """Ask once more for the newest head, then stop."""
        self._stop.set()
        self._woken.set()
        self._thread.join()

    def _work(self) -> None:
        asked: StoredCheckpoint | None = None
        stopping = False
        while not stopping:
            self._woken.wait(REST)
            self._woken.clear()
            stopping = self._stop.is_set()
            newest = self._newest
            if newest is None:
                continue
            try:
                if newest is not asked:
                    self._cosigned, asked = self._policy.cosigners(newest.note), newest
                self._collect(newest)
            except Exception as error:  # no failure ends the thread: nobody would start it again
                self._tell("", str(error) or repr(error))

    def _collect(self, checkpoint: StoredCheckpoint) -> None:
        """Ask who has not cosigned it and does not rest, and keep what they sign."""
        witnesses = tuple(item for item in self._policy.witnesses if self._is_due(item))
        asked = replace(self._policy, witnesses=witnesses)
        signed, prove = checkpoint.signed, self._proofs.consistency
        result = ask_witnesses(asked, signed, prove, self._known, TIMEOUT)
        if result.cosignatures:
            with self._log.writing() as connection:
                lines = [found.signature for found in result.cosignatures]
                save_cosignatures(connection, checkpoint.number, lines)
            self._cosigned |= {found.key for found in result.cosignatures}
        again_at = time.monotonic() + REST
        for witness in witnesses:
            if witness.key in self._cosigned:
                self._told.pop(witness.label, None)
            else:
                self._resting[witness.key] = again_at
        for failure in result.failures:
            self._tell(failure.witness, failure.reason)

    def _is_due(self, witness: PolicyWitness) -> bool:
        if witness.url is None or witness.key in self._cosigned:
            return False
        return self._resting.get(witness.key, 0.0) <= time.monotonic()

    def _tell(self, witness: str, reason: str) -> None:
        """Once for each new reason, not each time that is tried again."""
        if self._told.get(witness) != reason:
            self._told[witness] = reason
            structlog.get_logger().warning("not_cosigned", witness=witness, reason=reason)
