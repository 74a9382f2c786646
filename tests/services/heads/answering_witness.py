"""A witness over HTTP in this very process, that answers as a test says; and how it is asked."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from events.heads.checkpoint import SignedNote, Verified, signature_by
from events.heads.note_keys import SignerKey, VerifierKey
from events.heads.tree_head import TreeHead
from events.heads.witness_policy import PolicyWitness, WitnessPolicy
from events.heads.witnessing import AddCheckpoint, CheckpointRefused, decide
from services.heads.ask_witness import TIMEOUT, AskedWitness, NotCosigned, Prove
from tests.worlds.memory_log import LOG_KEY, NOON, MemoryLog, witness_key

LOG = MemoryLog()
W1 = witness_key(1)

Answer = tuple[int, bytes]
Answering = Callable[[AddCheckpoint], Answer]


class Witness:
    """An HTTP server that answers as it is told to, and keeps what it was asked."""

    def __init__(self, answering: Answering, headers: Sequence[tuple[str, str]] = ()) -> None:
        self.asked: list[AddCheckpoint] = []
        self.paths: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:  # noqa: N805  # `self` is the witness around it
                self.paths.append(handler.path)
                body = handler.rfile.read(int(handler.headers["content-length"]))
                self.asked.append(AddCheckpoint.parse(body))
                status, answer = answering(self.asked[-1])
                handler.send_response(status)
                for name, value in headers:
                    handler.send_header(name, value)
                handler.send_header("content-length", str(len(answer)))
                handler.end_headers()
                handler.wfile.write(answer)

            def log_message(handler, *_: object) -> None:  # noqa: N805  # `self` is the witness around it
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "Witness":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def cosigning(*signers: SignerKey, seconds: int = NOON) -> Answering:
    """Signs whatever comes."""

    def answer(asked: AddCheckpoint) -> Answer:
        made = [signature_by(signer, asked.note.text, seconds).line for signer in signers]
        return 200, "".join(made).encode()

    return answer


def honest(
    signer: SignerKey, held: TreeHead | None = None, log: VerifierKey = LOG_KEY.verifier
) -> Answering:
    """Decides about a log as the specification says, from the head on that it holds."""
    state = [held]

    def answer(asked: AddCheckpoint) -> Answer:
        try:
            state[0] = decide(state[0], {log.name: [log]}, asked).head
        except CheckpointRefused as error:
            told = error.reason if error.size is None else error.size
            return error.status, f"{told}\n".encode()
        return cosigning(signer)(asked)

    return answer


def of(*witnesses: tuple[SignerKey, str | None]) -> WitnessPolicy:
    """A policy that needs any one of some witnesses."""
    found = [
        PolicyWitness(f"w{number}".encode(), key.verifier, url)
        for number, (key, url) in enumerate(witnesses)
    ]
    return WitnessPolicy((), tuple(found), (), b"w0")


@dataclass(frozen=True)
class Failure:
    """Why a witness did not cosign, and the larger size that it told."""

    witness: str
    reason: str
    larger: int | None


@dataclass(frozen=True)
class Witnessed:
    """What came of asking the witnesses of a policy."""

    cosignatures: tuple[Verified, ...]
    failures: tuple[Failure, ...]


def ask_witnesses(
    policy: WitnessPolicy,
    checkpoint: SignedNote,
    prove: Prove,
    known: dict[VerifierKey, int],
    timeout: float = TIMEOUT,
) -> Witnessed:
    """Ask every witness of a policy, one after the other; `known` is what each is known to hold."""
    found: list[Verified] = []
    failures: list[Failure] = []
    for witness in policy.witnesses:
        asked = AskedWitness(witness, known.get(witness.key, 0), timeout)
        try:
            found.append(asked.cosign(checkpoint, prove))
        except NotCosigned as error:
            failures.append(Failure(witness.label, str(error), error.larger))
        if asked.held:
            known[witness.key] = asked.held
    return Witnessed(tuple(found), tuple(failures))


def asked_one(
    url: str, size: int = 9, known: dict[VerifierKey, int] | None = None, timeout: float = TIMEOUT
) -> Witnessed:
    """Ask one witness for one checkpoint."""
    sizes = {} if known is None else known
    return ask_witnesses(of((W1, url)), LOG.checkpoint(size), LOG.prove, sizes, timeout)


def failure(witnessed: Witnessed) -> str:
    """Why the one witness failed."""
    assert witnessed.cosignatures == ()
    (only,) = witnessed.failures
    assert only.witness == "w0"
    return only.reason
