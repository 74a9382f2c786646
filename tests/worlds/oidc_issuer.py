"""An OIDC provider over HTTP: its keys turn, it falls silent, and its tokens say anything."""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

AUDIENCE = "rakor"
MAKE: dict[str, Callable[[], Any]] = {
    "RS256": lambda: rsa.generate_private_key(65_537, 2_048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


class Issuer:
    """Serves discovery and keys until it is left; `asked` counts how often for keys."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, Any]] = {}
        self.asked, self.is_down = 0, False
        self.metadata: dict[str, Any] = {}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer._answer(self)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/realms/kabupaten"

    def __enter__(self) -> "Issuer":
        self._thread.start()
        self.turn("k1")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def turn(self, name: str, algorithm: str = "RS256") -> None:
        """Sign by a new key from now on, and forget the ones before."""
        self.keys = {name: (algorithm, MAKE[algorithm]())}

    def token(self, key: str = "", headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token as this provider would write it, but for the claims that are named."""
        name = key or next(iter(self.keys))
        algorithm, private = self.keys[name]
        now = int(time.time())
        said = {
            **{"iss": self.url, "aud": AUDIENCE, "sub": "kc-77", "iat": now, "exp": now + 300},
            **{"roles": ["VERIFIER"], "party": "INSPEKTORAT", "name": "Siti Aminah"},
            **claims,
        }
        told = {name: value for name, value in said.items() if value is not ...}
        return jwt.encode(told, private, algorithm, {"kid": name, **(headers or {})})

    def _published(self) -> list[dict[str, Any]]:
        published = []
        for name, (algorithm, private) in self.keys.items():
            made: Any = jwt.get_algorithm_by_name(algorithm)
            said = json.loads(made.to_jwk(private.public_key()))
            published.append({**said, "kid": name, "alg": algorithm, "use": "sig"})
        return published

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        if self.is_down:
            request.send_error(503)
            return
        if request.path.endswith("/.well-known/openid-configuration"):
            body: Any = {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **self.metadata}
        else:
            self.asked += 1
            body = {"keys": self._published()}
        text = json.dumps(body).encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)
