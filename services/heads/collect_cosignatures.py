"""Has the newest signed head cosigned: each witness is asked on a thread of its own.

Signing and writing never wait for a witness, no witness waits for another, and a head without
cosignatures is shown as that.
"""

from dataclasses import replace
from threading import Event, Thread

import structlog

from events.heads.checkpoint import StoredCheckpoint
from events.heads.witness_policy import PolicyWitness, WitnessPolicy
from events.log.checkpoint_store import save_cosignatures
from events.log.event_log import EventLog
from services.heads.ask_witness import AskedWitness, NotCosigned
from services.heads.prove import Proofs

REST = 30.0
"""Seconds for which a witness that did not cosign is left alone."""
TIMEOUT = 5.0
"""Seconds for one exchange with a witness, once it is reached."""


class Collector:
    """Sends each newest head to the witnesses of a policy; what comes late is kept all the same.

    A witness that is slower than the log grows is sent the newest head when it is done with one.
    """

    def __init__(self, log: EventLog, proofs: Proofs, policy: WitnessPolicy) -> None:
        self._threads = [
            _Asking(log, proofs, replace(policy, witnesses=(witness,)), witness)
            for witness in policy.witnesses
            if witness.url is not None
        ]

    def offer(self, checkpoint: StoredCheckpoint) -> None:
        """Name the newest head. Returns at once; a head that was named before changes nothing."""
        for thread in self._threads:
            thread.offer(checkpoint)

    def close(self) -> None:
        """Have the newest head cosigned, then stop.

        It takes as long as the slowest witness: at most four times TIMEOUT, once its name is known.
        """
        for thread in self._threads:
            thread.stop()
        for thread in self._threads:
            thread.join()


class _Asking:
    """The thread that asks one witness."""

    def __init__(
        self, log: EventLog, proofs: Proofs, policy: WitnessPolicy, witness: PolicyWitness
    ) -> None:
        self._log, self._proofs, self._policy, self._witness = log, proofs, policy, witness
        self._newest: StoredCheckpoint | None = None
        self._done: StoredCheckpoint | None = None
        self._asked = AskedWitness(witness, timeout=TIMEOUT)
        self._told = ""
        self._offered, self._stop = Event(), Event()
        self._thread = Thread(target=self._work, name=f"ask {witness.label}", daemon=True)
        self._thread.start()

    def offer(self, checkpoint: StoredCheckpoint) -> None:
        if self._newest is None or checkpoint.number != self._newest.number:
            self._newest = checkpoint
            self._offered.set()

    def stop(self) -> None:
        self._stop.set()
        self._offered.set()

    def join(self) -> None:
        self._thread.join()

    def _work(self) -> None:
        is_resting = is_stopping = False
        while not is_stopping:
            if not is_resting:
                self._offered.wait()
            elif self._stop.wait(REST):
                return  # it has just failed: it is asked again when the log is next opened
            self._offered.clear()
            is_stopping = self._stop.is_set()
            is_resting = not self._try()

    def _try(self) -> bool:
        """Have the newest head cosigned; whether that is done."""
        newest = self._newest
        if newest is None or newest is self._done:
            return True
        try:
            if self._witness.key not in self._policy.cosigners(newest.note):
                self._collect(newest)
        except NotCosigned as error:
            self._tell("not_cosigned", str(error))
            return False
        except Exception as error:  # no failure ends the thread: nobody would start it again
            self._tell("asking_failed", str(error) or repr(error))
            return False
        self._told, self._done = "", newest
        return True

    def _collect(self, checkpoint: StoredCheckpoint) -> None:
        """Ask, and keep what comes. Raises NotCosigned."""
        found = self._asked.cosign(checkpoint.signed, self._proofs.consistency)
        with self._log.writing() as connection:
            save_cosignatures(connection, checkpoint.number, [found.signature])

    def _tell(self, event: str, reason: str) -> None:
        """Once for each new reason, not each time that is tried again."""
        if reason != self._told:
            self._told = reason
            structlog.get_logger().warning(event, witness=self._witness.label, reason=reason)
