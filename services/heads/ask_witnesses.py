"""The log's side of tlog-witness: a checkpoint is sent to every witness of a policy at once.

What witnesses answer is believed only as far as their keys' signatures go.
"""

import socket
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Lock, Timer
from urllib.parse import quote, urlsplit

import structlog

from events.heads.checkpoint import SignedNote, Verified
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import MalformedNote
from events.heads.witness_policy import PolicyWitness, WitnessPolicy
from events.heads.witnessing import AddCheckpoint, read_cosignatures, read_size

TIMEOUT = 10.0
"""Seconds for one request to one witness."""
MAX_RESPONSE = 64 * 1024
ATTEMPTS = 2
"""The second one begins at the size that the witness has told."""
SCHEMES: dict[str, type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}

Prove = Callable[[int, int], Sequence[bytes]]
"""The consistency proof from an old size, above 0, to a larger new one."""


@dataclass(frozen=True, slots=True)
class WitnessFailure:
    """Why a witness did not cosign.

    `larger` is the size of a longer history of this log that the witness says it has cosigned.
    """

    witness: str
    reason: str
    larger: int | None = None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What came of asking: verified cosignatures, and why others are missing."""

    cosignatures: tuple[Verified, ...]
    failures: tuple[WitnessFailure, ...]


class _Failed(Exception):
    """The reason, and the larger size if there is one."""


def ask_witnesses(
    policy: WitnessPolicy,
    checkpoint: SignedNote,
    prove: Prove,
    known: MutableMapping[VerifierKey, int],
    timeout: float = TIMEOUT,
) -> Witnessed:
    """Ask every witness that has a url, in parallel, to cosign a checkpoint.

    `known` is the size that each witness is known to hold; it is brought up to date. `prove` is
    called from other threads, one at a time. Raises nothing but MalformedNote, for a note that is
    no checkpoint, and what `prove` raises.
    """
    witnesses = [item for item in policy.witnesses if item.url is not None]
    if not witnesses:
        return Witnessed((), ())
    asking = _Asking(checkpoint, prove, known, timeout)
    with ThreadPoolExecutor(len(witnesses), "witness") as pool:
        answers = list(pool.map(asking.ask, witnesses))
    return Witnessed(
        tuple(answer for answer in answers if isinstance(answer, Verified)),
        tuple(answer for answer in answers if isinstance(answer, WitnessFailure)),
    )


class _Asking:
    """One checkpoint on its way to the witnesses."""

    def __init__(
        self,
        checkpoint: SignedNote,
        prove: Prove,
        known: MutableMapping[VerifierKey, int],
        timeout: float,
    ) -> None:
        self._note, self._size = checkpoint, checkpoint.head.size
        self._prove, self._known, self._timeout = prove, known, timeout
        self._proving = Lock()

    def ask(self, witness: PolicyWitness) -> Verified | WitnessFailure:
        """A witness's verified cosignature, or why there is none."""
        try:
            return self._cosignature(witness)
        except _Failed as error:
            return WitnessFailure(witness.label, *error.args)
        except BadSignature:
            return WitnessFailure(witness.label, "its cosignature does not verify")
        except MalformedNote as error:
            return WitnessFailure(witness.label, f"malformed answer: {error}")

    def _cosignature(self, witness: PolicyWitness) -> Verified:
        old = min(self._known.get(witness.key, 0), self._size)
        for _ in range(ATTEMPTS):
            request = AddCheckpoint(old, self._proof(old), self._note)
            status, body = _post(witness.url or "", bytes(request), self._timeout)
            if status != 409:
                break
            old = self._held(witness, body)
        if status != 200:
            if status == 422:
                _tell("witness_refuses_history", witness, size=self._size, old=old)
            raise _Failed(f"answered {status}")
        found = _verified(witness.key, SignedNote(self._note.text, tuple(read_cosignatures(body))))
        self._known[witness.key] = self._size
        return found

    def _proof(self, old: int) -> tuple[bytes, ...]:
        if old in (0, self._size):
            return ()
        with self._proving:
            return tuple(self._prove(old, self._size))

    def _held(self, witness: PolicyWitness, body: bytes) -> int:
        """The size that a witness holds, where a proof can begin."""
        held = read_size(body)
        if held > self._size:
            _tell("witness_holds_longer_history", witness, size=self._size, held=held)
            raise _Failed(f"has cosigned a longer history, of size {held}", held)
        self._known[witness.key] = held
        return held


def _tell(event: str, witness: PolicyWitness, **details: int) -> None:
    """Loudly: another history of this log than ours has been signed and shown to a witness."""
    structlog.get_logger().error(event, witness=witness.label, **details)


def _verified(key: VerifierKey, note: SignedNote) -> Verified:
    """The witness's own signature; those of unknown keys are ignored. Raises BadSignature."""
    for found in note.verify([key]):
        if found.seconds:
            return found
    raise _Failed("answered without a cosignature by its key")


def _post(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    """Status and body of an answer; redirects are not followed. Raises _Failed."""
    try:
        return _exchange(url, body, timeout)
    except (OSError, HTTPException, ValueError) as error:
        raise _Failed(f"not reached: {str(error) or type(error).__name__}") from error


def _exchange(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise _Failed("its url is not of http or https")
    connection = scheme(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.connect()
        with _deadline(connection.sock, timeout):
            path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~") + "/add-checkpoint"
            connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
            with connection.getresponse() as response:
                data = response.read(MAX_RESPONSE + 1)
    finally:
        connection.close()
    if len(data) > MAX_RESPONSE:
        raise _Failed("its answer is too long")
    return response.status, data


@contextmanager
def _deadline(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Hang up after so long: a socket's own timeout begins anew with each byte that drips in.

    Raises TimeoutError.
    """

    late = Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):
            # Of the plain socket: the one of TLS would change its state under the reading thread.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException):
        if not late.is_set():
            raise
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError(f"no whole answer within {seconds:g} s")
