"""Witnesses that are not there, hang, drip or break off: a failure each, and never a delay."""

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

from tests.services.heads.answering_witness import (
    LOG,
    W1,
    Witness,
    ask_witnesses,
    asked_one,
    failure,
    honest,
    of,
)
from tests.worlds.memory_log import witness_key


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens, and which nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


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
    with Witness(honest(W1)) as good, Witness(lambda _: (200, b"")) as bad:
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
