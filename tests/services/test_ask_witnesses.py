"""The log's side: what witnesses of every sort answer, and what the log makes of it."""

import datetime as dt
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from events.checkpoint import signature_by
from events.note_keys import ED25519, ML_DSA_44, SignerKey, VerifierKey
from events.witness_policy import PolicyWitness, WitnessPolicy
from events.witnessing import AddCheckpoint
from services.ask_witnesses import MAX_RESPONSE, Prove, Witnessed, ask_witnesses
from tests.answering_witness import Answer, Answering, Witness, cosigning, honest
from tests.memory_log import NOON, MemoryLog, key_named, witness_key

LOG = MemoryLog()
W1 = witness_key(1)


def of(*witnesses: tuple[SignerKey, str | None]) -> WitnessPolicy:
    """A policy that needs any one of some witnesses."""
    found = [
        PolicyWitness(f"w{number}".encode(), key.verifier, url)
        for number, (key, url) in enumerate(witnesses)
    ]
    return WitnessPolicy((), tuple(found), (), b"w0")


def asked_one(
    url: str, size: int = 9, known: dict[VerifierKey, int] | None = None, timeout: float = 10.0
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


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens, and which nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


# --- what goes well ---


@pytest.mark.parametrize("kind", [4, ML_DSA_44])
def test_a_cosignature_comes_back_verified_and_the_size_is_remembered(kind: int) -> None:
    signer = witness_key(1, kind)
    known: dict[VerifierKey, int] = {}
    with Witness(honest(signer)) as witness:
        policy = of((signer, witness.url))
        for old, size in ((0, 5), (5, 9), (9, 9)):
            found = ask_witnesses(policy, LOG.checkpoint(size), LOG.prove, known)
            assert found.failures == ()
            assert [(item.key, item.seconds) for item in found.cosignatures] == [
                (signer.verifier, NOON)
            ]
            assert witness.asked[-1].old == old
            assert known == {signer.verifier: size}
            note = LOG.checkpoint(size).with_signatures([found.cosignatures[0].signature])
            assert policy.is_witnessed(policy.cosigners(note))
    assert len(witness.asked) == 3


@pytest.mark.parametrize(("held", "size"), [(4, 9), (9, 9), (8, 9)])
def test_a_witness_that_holds_more_than_we_knew_is_asked_again_from_there(
    held: int, size: int
) -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(honest(W1, LOG.head(held))) as witness:
        found = asked_one(witness.url, size, known)
    assert [item.key for item in found.cosignatures] == [W1.verifier]
    assert [item.old for item in witness.asked] == [0, held]
    assert known == {W1.verifier: size}


def test_a_witness_that_has_forgotten_is_asked_from_nothing() -> None:
    with Witness(honest(W1)) as witness:
        found = asked_one(witness.url, 9, {W1.verifier: 7})
    assert len(found.cosignatures) == 1
    assert [item.old for item in witness.asked] == [7, 0]


def asked_three(answering: Callable[[SignerKey], Answering], prove: Prove) -> list[VerifierKey]:
    """Which of three witnesses, who all hold 4 leaves, cosign a tree of 9."""
    signers = [witness_key(number) for number in range(3)]
    known = {signer.verifier: 4 for signer in signers}
    servers = [Witness(answering(signer)) for signer in signers]
    with servers[0], servers[1], servers[2]:
        policy = of(*((key, server.url) for key, server in zip(signers, servers, strict=True)))
        found = ask_witnesses(policy, LOG.checkpoint(9), prove, known)
    assert found.failures == ()
    return [item.key for item in found.cosignatures]


def test_the_witnesses_are_asked_at_the_same_time() -> None:
    everybody = threading.Barrier(3)

    def together(signer: SignerKey) -> Answering:
        def answer(asked: AddCheckpoint) -> Answer:
            everybody.wait(30)
            return cosigning(signer)(asked)

        return answer

    assert len(asked_three(together, LOG.prove)) == 3


def test_proofs_are_asked_for_one_at_a_time() -> None:
    proving = threading.Lock()

    def prove(old: int, new: int) -> list[bytes]:
        assert proving.acquire(blocking=False)
        threading.Event().wait(0.05)
        proving.release()
        return LOG.prove(old, new)

    assert len(asked_three(cosigning, prove)) == 3


def test_an_older_checkpoint_than_the_witness_holds_is_asked_for_at_its_own_size() -> None:
    with Witness(honest(W1, LOG.head(30))) as witness:
        found = asked_one(witness.url, 9, {W1.verifier: 30})
    assert [item.old for item in witness.asked] == [9]
    assert found.failures[0].larger == 30


def test_what_goes_wrong_in_making_a_proof_is_the_callers_own() -> None:
    def prove(old: int, new: int) -> list[bytes]:
        raise OSError("the log cannot be read")

    with Witness(honest(W1)) as witness, pytest.raises(OSError, match="cannot be read"):
        ask_witnesses(of((W1, witness.url)), LOG.checkpoint(9), prove, {W1.verifier: 4})


def test_a_witness_without_a_url_is_not_asked() -> None:
    assert ask_witnesses(of((W1, None)), LOG.checkpoint(9), LOG.prove, {}) == Witnessed((), ())


def test_a_prefix_may_have_a_path() -> None:
    with Witness(honest(W1)) as witness:
        assert asked_one(f"{witness.url}/saksi/p%C3%A9/").cosignatures
        assert asked_one(f"{witness.url}/pé").cosignatures
    assert set(witness.paths) == {"/saksi/p%C3%A9/add-checkpoint", "/p%C3%A9/add-checkpoint"}


def test_signatures_of_unknown_keys_are_ignored() -> None:
    strangers = [witness_key(2), key_named(W1.name, 4, 9), key_named(W1.name, ED25519)]
    with Witness(cosigning(*strangers, W1)) as witness:
        assert [item.key for item in asked_one(witness.url).cosignatures] == [W1.verifier]
    with Witness(cosigning(*strangers)) as witness:
        assert "without a cosignature" in failure(asked_one(witness.url))


# --- what goes badly ---


def test_a_longer_history_than_ours_is_told_loudly() -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(honest(W1, LOG.head(30))) as witness, capture_logs() as told:
        found = asked_one(witness.url, 9, known)
    assert "longer history" in failure(found)
    assert found.failures[0].larger == 30
    assert len(witness.asked) == 1
    assert known == {}
    assert [(item["log_level"], item["event"], item["held"]) for item in told] == [
        ("error", "witness_holds_longer_history", 30)
    ]


def test_a_refused_history_is_told_loudly() -> None:
    fork = LOG.fork(3)
    with Witness(honest(W1, LOG.head(5))) as witness, capture_logs() as told:
        found = ask_witnesses(of((W1, witness.url)), fork.checkpoint(9), fork.prove, {})
    assert failure(found) == "answered 422"
    assert [(item["log_level"], item["event"]) for item in told] == [
        ("error", "witness_refuses_history")
    ]


def test_a_witness_that_never_agrees_on_a_size_is_left_alone() -> None:
    with Witness(lambda asked: (409, b"%d\n" % (asked.old + 1))) as witness:
        assert failure(asked_one(witness.url)) == "answered 409"
    assert len(witness.asked) == 2


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 400, 403, 404, 422, 500, 503])
def test_any_other_status_is_a_failure_and_no_redirect_is_followed(status: int) -> None:
    with Witness(honest(W1)) as other:
        to = [("location", f"{other.url}/add-checkpoint")]
        body = b"" if status == 204 else b"<b>words</b>"
        with Witness(lambda _: (status, body), to) as witness:
            assert failure(asked_one(witness.url)) == f"answered {status}"
    assert other.asked == []


def lying(asked: AddCheckpoint) -> Answer:
    return 200, signature_by(W1, LOG.head(8).text, NOON).line.encode()


@pytest.mark.parametrize(
    ("answering", "reason"),
    [
        (lying, "does not verify"),
        (cosigning(W1, seconds=0), "without a cosignature"),
        (lambda _: (200, b""), "malformed"),
        (lambda _: (200, b"thank you\n"), "malformed"),
        (lambda _: (200, b"\xff\n"), "malformed"),
        (lambda _: (200, bytes(MAX_RESPONSE + 1)), "too long"),
        (lambda _: (409, b"soon\n"), "malformed"),
        (lambda _: (409, b"-1\n"), "malformed"),
        (lambda _: (409, b""), "malformed"),
    ],
)
def test_an_answer_that_is_worth_nothing_is_a_failure(answering: Answering, reason: str) -> None:
    known: dict[VerifierKey, int] = {}
    with Witness(answering) as witness:
        assert reason in failure(asked_one(witness.url, known=known))
    assert known == {}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:80",
        "file:///etc/hostname",
        "ftp://127.0.0.1",
        "http://",
        "http:///add",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:port",
        "http://[::1",
        "http://a b/",
        "http://" + "a" * 300,
        "http://..",
    ],
)
def test_a_url_that_leads_nowhere_is_a_failure(url: str) -> None:
    assert failure(asked_one(url))


def test_a_witness_that_is_down_is_a_failure(closed_port: int) -> None:
    assert "not reached" in failure(asked_one(f"http://127.0.0.1:{closed_port}"))


def test_a_plain_server_is_no_https() -> None:
    with Witness(honest(W1)) as witness:
        url = witness.url.replace("http:", "https:")
        assert re.search("not reached: .*SSL", failure(asked_one(url)))


def serving_bytes(parts: Callable[[socket.socket], None]) -> tuple[str, Callable[[], None]]:
    """A server that speaks to one client by hand; its url, and how to end it."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listening.accept()
        with client:
            try:
                parts(client)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()

    def end() -> None:
        thread.join()
        listening.close()

    return f"http://127.0.0.1:{listening.getsockname()[1]}", end


def until_hung_up(client: socket.socket, drip: bytes) -> None:
    """Keep a client waiting, a byte at a time, for as long as it stays."""
    client.settimeout(0.02)
    while True:
        try:
            if not client.recv(65536):
                return
        except TimeoutError:
            client.sendall(drip)


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nx: ", b"a"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
)
def test_a_witness_that_never_comes_to_an_end_is_hung_up_on(first: bytes, drip: bytes) -> None:
    def parts(client: socket.socket) -> None:
        client.sendall(first)
        until_hung_up(client, drip)

    url, end = serving_bytes(parts)
    assert "not reached" in failure(asked_one(url, timeout=0.5))
    end()


@pytest.mark.parametrize("said", [b"", b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
def test_a_connection_that_breaks_is_a_failure(said: bytes) -> None:
    url, end = serving_bytes(lambda client: client.sendall(said))
    assert failure(asked_one(url))
    end()


def test_a_failure_leaves_the_others_alone(closed_port: int) -> None:
    with Witness(honest(W1)) as good, Witness(lying) as bad:
        down = f"http://127.0.0.1:{closed_port}"
        policy = of((witness_key(0), down), (W1, good.url), (witness_key(2), bad.url))
        found = ask_witnesses(policy, LOG.checkpoint(9), LOG.prove, {})
    assert [item.key for item in found.cosignatures] == [W1.verifier]
    assert [item.witness for item in found.failures] == ["w0", "w2"]


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = dt.timedelta(days=1)
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    encoding, none = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, none)
    (folder / "both.pem").write_bytes(secret + certificate.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = self_signed(tmp_path)

    def parts(client: socket.socket) -> None:
        with context.wrap_socket(client, server_side=True) as secured:
            secured.recv(65536)

    url, end = serving_bytes(parts)
    port = url.rpartition(":")[2]
    assert "CERTIFICATE_VERIFY_FAILED" in failure(asked_one(f"https://localhost:{port}"))
    end()
