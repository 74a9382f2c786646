"""What an OIDC provider says of itself, and its keys: kept, renewed, and borne through an outage.

OpenID Connect Discovery 1.0, 4; RFC 7517; RFC 9700, 4.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import structlog
from jwt import PyJWK, PyJWTError

from schema.identity.fetch import CannotFetch, fetch_json, is_safe

logger = structlog.get_logger()

FRESH = 15 * 60.0
"""Seconds for which the keys are taken as they are."""
STALE = 24 * 3_600.0
"""Seconds for which they are used on where the provider does not answer."""
PAUSE = 60.0
"""Seconds between two questions that an unknown key or an outage gives rise to."""
LEAST_RSA_BITS = 2_048
ALGORITHMS = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA",)}
"""Which each kind of key may sign by; the first where the key does not say."""


class ProviderUnreachable(Exception):
    """The provider does not answer, and nothing of it is known."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key of the provider, and the one algorithm that it signs by."""

    key: Any
    algorithm: str


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: Mapping[str, SigningKey]
    at: float


class ProviderKeys:
    """The metadata and keys of one issuer. Thread-safe; whoever asks may have to wait for it."""

    def __init__(
        self,
        issuer: str,
        fetch: Callable[[str], dict[str, Any]] = fetch_json,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer, self._fetch, self._now = issuer, fetch, now
        self._known: _Known | None = None
        self._tried = float("-inf")
        self._lock = Lock()

    def metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself. Raises ProviderUnreachable."""
        return self._current().metadata

    def key(self, name: str | None) -> SigningKey | None:
        """The key of a name; without one the only key. None: the provider has no such key.

        Raises ProviderUnreachable.
        """
        known = self._current()
        found = _named(known.keys, name)
        if found is None and self._renew(known):
            found = _named(self._current().keys, name)
        return found

    def _current(self) -> _Known:
        known, now = self._known, self._now()
        if known is None or now - known.at > FRESH:
            is_needed = known is None or now - known.at > STALE
            self._renew(known, waits=is_needed)
            known = self._known
        if known is None or now - known.at > STALE:
            raise ProviderUnreachable(self.issuer)
        return known

    def _renew(self, before: _Known | None, *, waits: bool = True) -> bool:
        """Ask the provider again, but not too often; whether something newer is known then.

        Who need not wait for another's question does not: a provider may take long to be silent.
        """
        if not self._lock.acquire(blocking=waits):
            return False
        try:
            if self._known is not before:
                return True
            if self._now() - self._tried < PAUSE:
                return False
            self._tried = self._now()
            self._known = self._ask()
            return True
        except CannotFetch as error:
            logger.warning("provider_unreachable", issuer=self.issuer, reason=str(error))
            return False
        finally:
            self._lock.release()

    def _ask(self) -> _Known:
        metadata = self._fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != self.issuer:
            raise CannotFetch("the metadata is of another issuer")
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not is_safe(address):
            raise CannotFetch("no address of keys")
        listed = self._fetch(address).get("keys")
        if not isinstance(listed, list):
            raise CannotFetch("no keys")
        return _Known(metadata, dict(filter(None, map(_read, listed))), self._now())


def _named(keys: Mapping[str, SigningKey], name: str | None) -> SigningKey | None:
    if name is None:
        return next(iter(keys.values())) if len(keys) == 1 else None
    return keys.get(name)


def _read(said: object) -> tuple[str, SigningKey] | None:
    """A key and its name; None for what signs nothing, or not well enough."""
    if not isinstance(said, dict) or said.get("use", "sig") != "sig":
        return None
    allowed = ALGORITHMS.get(str(said.get("kty")), ())
    algorithm = said.get("alg", allowed[0] if allowed else None)
    if algorithm not in allowed or said.get("d") is not None:
        return None
    try:
        key = PyJWK({**said, "alg": algorithm}, algorithm).key
    except PyJWTError:
        return None
    if getattr(key, "key_size", LEAST_RSA_BITS) < LEAST_RSA_BITS and said["kty"] == "RSA":
        return None
    return str(said.get("kid", "")), SigningKey(key, algorithm)
