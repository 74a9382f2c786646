"""WebAuthn: what a device is asked, and whether what it answers holds.

The settings are those of NIST's and OWASP's second factor: the person is verified by the device,
the key is found by the device itself, and only pages of exactly this address may ask.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from events.format.base64url import encoded
from services.accounts.account import Account, Passkey
from services.accounts.challenges import LASTS, Challenges, Purpose
from services.accounts.refused import Refused, Why
from services.accounts.rules import has_gone_back
from services.commands.values import LONGEST_KEY
from services.signing.passkey import is_usable

NAME = "Rakor Ledger"
ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
TIMEOUT = int(LASTS.total_seconds() * 1000)
LONGEST_ID = 1023
"""Bytes of a credential's id, as WebAuthn bounds it."""
UNREADABLE = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""How the library says that what a client sent is no answer of a device that it can read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that a device signed, of which nothing is believed yet."""

    credential: AuthenticationCredential

    @property
    def id(self) -> bytes:
        """Of which passkey it says that it is."""
        return self.credential.raw_id

    @property
    def handle(self) -> bytes | None:
        """Of which person."""
        return self.credential.response.user_handle


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Asks devices, for pages of one address."""

    host: str
    """The exact public host, never one above it."""
    origin: str
    challenges: Challenges

    def ask_to_enrol(
        self,
        account: Account,
        known: Iterable[Passkey],
        purpose: Purpose,
        subject: bytes,
        now: dt.datetime,
    ) -> dict[str, Any]:
        """What a page hands to `navigator.credentials.create`."""
        options = generate_registration_options(
            rp_id=self.host,
            rp_name=NAME,
            user_id=account.handle,
            user_name=account.name,
            challenge=self.challenges.new(purpose, subject, now),
            timeout=TIMEOUT,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=key.id) for key in known],
            supported_pub_key_algs=ALGORITHMS,
        )
        return _as_json(options_to_json(options))

    def enrolled(
        self,
        answer: Mapping[str, Any],
        person: str,
        label: str,
        purpose: Purpose,
        subject: bytes,
        now: dt.datetime,
    ) -> Passkey:
        """The passkey that a device has made. Raises Refused."""
        try:
            credential = parse_registration_credential_json(dict(answer))
            challenge = self._challenge_in(credential)
        except UNREADABLE as error:
            raise _not_accepted(error) from error
        self.challenges.take(challenge, purpose, subject, now)
        try:
            made = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
                supported_pub_key_algs=ALGORITHMS,
            )
        except UNREADABLE as error:
            raise _not_accepted(error) from error
        found = Passkey(
            id=made.credential_id,
            person=person,
            public_key=made.credential_public_key,
            counter=made.sign_count,
            is_synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
            is_backed_up=made.credential_backed_up,
            label=label,
            created_at=now,
            used_at=now,
        )
        if len(found.id) > LONGEST_ID or not _can_sign(found):
            raise Refused(Why.PASSKEY_REFUSED)
        return found

    def ask_to_sign(
        self, known: Iterable[Passkey], purpose: Purpose, subject: bytes, now: dt.datetime
    ) -> dict[str, Any]:
        """What a page hands to `navigator.credentials.get`; without `known` the device chooses."""
        options = generate_authentication_options(
            rp_id=self.host,
            challenge=self.challenges.new(purpose, subject, now),
            timeout=TIMEOUT,
            allow_credentials=[PublicKeyCredentialDescriptor(id=key.id) for key in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _as_json(options_to_json(options))

    def shown(
        self, answer: Mapping[str, Any], purpose: Purpose, subject: bytes, now: dt.datetime
    ) -> tuple[Shown, bytes]:
        """What a device answered, and the challenge, which is used up. Raises Refused."""
        try:
            credential = parse_authentication_credential_json(dict(answer))
            challenge = self._challenge_in(credential)
        except UNREADABLE as error:
            raise _not_accepted(error) from error
        self.challenges.take(challenge, purpose, subject, now)
        return Shown(credential), challenge

    def used(self, shown: Shown, challenge: bytes, passkey: Passkey) -> tuple[int, bool]:
        """A passkey's new counter, and whether it is backed up. Raises Refused."""
        try:
            verified = verify_authentication_response(
                credential=shown.credential,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,  # judged below: a synced key does not count
                require_user_verification=True,
            )
        except UNREADABLE as error:
            raise _not_accepted(error) from error
        is_synced = verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE
        if is_synced != passkey.is_synced or has_gone_back(passkey, verified.new_sign_count):
            raise Refused(Why.PASSKEY_REFUSED)
        return verified.new_sign_count, verified.credential_backed_up

    def _challenge_in(self, credential: RegistrationCredential | AuthenticationCredential) -> bytes:
        """Which challenge an answer is to; one from within another page's frame is refused."""
        data = parse_client_data_json(credential.response.client_data_json)
        if data.cross_origin or "topOrigin" in _as_json(credential.response.client_data_json):
            raise Refused(Why.PASSKEY_REFUSED)
        return data.challenge


def public_key_of(passkey: Passkey) -> str | None:
    """Its key as admissions name keys: SubjectPublicKeyInfo in base64url; None: it has none."""
    try:
        key = decoded_public_key_to_cryptography(decode_credential_public_key(passkey.public_key))
    except UNREADABLE:
        return None
    return encoded(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _can_sign(passkey: Passkey) -> bool:
    """Whether the log can take its key: with another one a person would act without signing."""
    key = public_key_of(passkey)
    return key is not None and len(key) <= LONGEST_KEY and is_usable(key)


def _as_json(text: str | bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _not_accepted(error: Exception) -> Refused:
    return Refused(Why.PASSKEY_REFUSED, reason=str(error)[:200])
