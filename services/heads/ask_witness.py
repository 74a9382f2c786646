"""The log's side of tlog-witness: a checkpoint is sent to a witness of the policy.

What the witness answers is believed only as far as its key's signature goes.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from urllib.parse import quote, urlsplit

import structlog

from events.heads.checkpoint import SignedNote, Verified
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import MalformedNote
from events.heads.witness_policy import PolicyWitness
from events.heads.witnessing import AddCheckpoint, read_cosignatures, read_size

TIMEOUT = 10.0
"""Seconds for one request to one witness."""
MAX_RESPONSE = 64 * 1024
ATTEMPTS = 2
"""The second one begins at the size that the witness has told."""
SCHEMES: dict[str, type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}

Prove = Callable[[int, int], Sequence[bytes]]
"""The consistency proof from an old size, above 0, to a larger new one."""


class NotCosigned(Exception):
    """A witness did not cosign: why.

    `larger` is the size of a longer history of this log that the witness says it has cosigned.
    """

    def __init__(self, reason: str, larger: int | None = None) -> None:
        super().__init__(reason)
        self.larger = larger


class AskedWitness:
    """One witness at a url, and how much of the log it is known to hold."""

    def __init__(self, witness: PolicyWitness, held: int = 0, timeout: float = TIMEOUT) -> None:
        self._witness, self._timeout = witness, timeout
        self.held = held

    def cosign(self, checkpoint: SignedNote, prove: Prove) -> Verified:
        """The witness's verified cosignature of a checkpoint.

        Raises NotCosigned; MalformedNote for a note that is no checkpoint; and what `prove` raises.
        """
        size = checkpoint.head.size
        try:
            return self._cosignature(checkpoint, size, prove)
        except BadSignature as error:
            raise NotCosigned("its cosignature does not verify") from error
        except MalformedNote as error:
            raise NotCosigned(f"malformed answer: {error}") from error

    def _cosignature(self, note: SignedNote, size: int, prove: Prove) -> Verified:
        old = min(self.held, size)
        for _ in range(ATTEMPTS):
            proof = () if old in (0, size) else tuple(prove(old, size))
            request = AddCheckpoint(old, proof, note)
            status, body = _post(self._witness.url or "", bytes(request), self._timeout)
            if status != 409:
                break
            old = self._told_size(body, size)
        if status != 200:
            if status == 422:
                self._tell("witness_refuses_history", size=size, old=old)
            raise NotCosigned(f"answered {status}")
        signed = SignedNote(note.text, tuple(read_cosignatures(body)))
        found = _verified(self._witness.key, signed)
        self.held = size
        return found

    def _told_size(self, body: bytes, size: int) -> int:
        """The size that the witness holds, where a proof can begin."""
        held = read_size(body)
        if held > size:
            self._tell("witness_holds_longer_history", size=size, held=held)
            raise NotCosigned(f"has cosigned a longer history, of size {held}", held)
        self.held = held
        return held

    def _tell(self, event: str, **details: int) -> None:
        """Loudly: another history of this log than ours has been signed and shown to a witness."""
        structlog.get_logger().error(event, witness=self._witness.label, **details)


def _verified(key: VerifierKey, note: SignedNote) -> Verified:
    """The witness's own signature; those of unknown keys are ignored. Raises BadSignature."""
    for found in note.verify([key]):
        if found.seconds:
            return found
    raise NotCosigned("answered without a cosignature by its key")


def _post(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    """Status and body of an answer; redirects are not followed. Raises NotCosigned."""
    try:
        return _exchange(url, body, timeout)
    except (OSError, HTTPException, ValueError) as error:
        raise NotCosigned(f"not reached: {str(error) or type(error).__name__}") from error


def _exchange(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise NotCosigned("its url is not of http or https")
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
        raise NotCosigned("its answer is too long")
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
