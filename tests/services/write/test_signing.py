"""Signed acts through the real write path: what is to be signed, and what proves nothing."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from events.facts.vocabulary import Role
from events.format.base64url import decoded
from events.format.canonical_bytes import read_event
from events.log.log_queries import read_bytes
from services.permissions import Viewer
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from tests.worlds.court import (
    BUDI,
    CITRA,
    DEWI,
    FIRST,
    JUDGE,
    SECOND,
    UNKEYED,
    VERIFY,
    Court,
    admission,
    verdict,
)
from tests.worlds.furniture import VERIFIER
from tests.worlds.passkey import HOST, PRESENT, VERIFIED, Passkey
from tests.worlds.sealed_world import findings
from tests.worlds.world import commitment_id


@pytest.fixture
def court(tmp_path: Path) -> Iterator[Court]:
    """Two administrators and a verifier, each with a passkey."""
    with Court(tmp_path) as made:
        yield made


def refused(call: Callable[[], object]) -> tuple[No, str]:
    """The code and the variant with which a call is refused."""
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code, caught.value.variant


def test_an_act_without_a_signature_is_refused_with_what_is_to_be_signed(court: Court) -> None:
    to_sign = court.ask(JUDGE, VERIFY, **verdict(30))
    assert decoded(to_sign.challenge) == sha256(to_sign.act.encode()).digest()
    assert to_sign.rp_id == HOST
    act = json.loads(to_sign.act)
    assert act["log"] == court.events()[0].leaf_hash.hex()
    assert act["open"] == {
        "commitment": "D01",
        "method": "SITE",
        "occasion": "psu",
        "type": "ProgressVerified",
        "value": "30",
        "version": 2,
    }
    assert act["sealed"]["actor"] == {"party": VERIFIER, "person": CITRA, "role": "VERIFIER"}
    assert "Dihitung" not in to_sign.act


def test_a_signed_act_is_recorded_with_its_signature_sealed_in_it(court: Court) -> None:
    event = court.judge().last
    assert event.assertion is not None
    with court.log.reading() as connection:
        ((leaf, sealed),) = read_bytes(connection, [event.position]).values()
    assert json.loads(leaf)["format"] == 2
    assert event.assertion.signature.encode() in sealed
    assert event.assertion.signature.encode() not in leaf
    assert read_event(leaf, sealed) == event
    assert findings(court.log) == []


def test_an_unsigned_act_stays_what_it_was_byte_for_byte(court: Court) -> None:
    event = court.act(UNKEYED, VERIFY, **verdict(20)).last
    with court.log.reading() as connection:
        ((leaf, sealed),) = read_bytes(connection, [event.position]).values()
    assert (json.loads(leaf)["format"], b"assertion" in sealed) == (1, False)


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256R1()),
        rsa.generate_private_key(65_537, 2048),
    ],
    ids=["EdDSA", "ES256", "RS256"],
)
def test_each_kind_of_passkey_signs(court: Court, key: Any) -> None:
    passkey = Passkey(key=key)
    more = admission(JUDGE, passkey)
    court.sign(FIRST, "personAdmit", **more)
    court.sign(SECOND, "personAdmit", **more)
    court.judge(by=passkey)
    court.judge(31)
    assert findings(court.log) == []


@pytest.mark.parametrize(
    ("done", "variant"),
    [
        ({}, "key"),
        ({"said": {"challenge": "AAAA"}}, "act"),
        ({"said": {"type": "webauthn.create"}}, "act"),
        ({"said": {"origin": "https://evil.example"}}, "host"),
        ({"said": {"origin": f"https://sub.{HOST}"}}, "host"),
        ({"said": {"origin": f"http://{HOST}"}}, "host"),
        ({"said": {"origin": f"https://{HOST}/path"}}, "host"),
        ({"said": {"crossOrigin": True}}, "host"),
        ({"rp_id": "example.go.id"}, "host"),
        ({"flags": PRESENT}, "person"),
        ({"flags": VERIFIED}, "person"),
        ({"flags": 0}, "person"),
    ],
    ids=str,
)
def test_a_signature_that_proves_nothing_writes_nothing(
    court: Court, done: dict[str, Any], variant: str
) -> None:
    passkey = Passkey(**done)
    if variant != "key":
        passkey.key = court.keys_of[CITRA].key
    size = court.head().size
    assert refused(lambda: court.judge(by=passkey)) == (No.SIGNATURE_INVALID, variant)
    assert court.head().size == size


def test_the_key_of_another_person_proves_nothing(court: Court) -> None:
    theirs = court.keys_of[BUDI]
    assert refused(lambda: court.judge(by=theirs)) == (No.SIGNATURE_INVALID, "key")


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 31},
        {"method": "DOCUMENT"},
        {"reason": "Dihitung di kantor"},
        {"reason": None},
        {"idempotency_key": "another"},
        {"correlation": "c-1"},
        {"on_behalf_of": "party:INSPEKTORAT"},
        {"occurred_at": "2025-07-11T00:30:00Z"},
    ],
    ids=str,
)
def test_a_signature_is_for_one_act_alone(court: Court, changed: dict[str, Any]) -> None:
    given = {"idempotency_key": "k", **verdict(30)}
    to_sign = court.ask(JUDGE, VERIFY, **given)
    signed = {"nonce": to_sign.nonce, **court.keys_of[CITRA].sign(to_sign.challenge)}
    other = {**given, **changed}
    outcome = refused(lambda: court.act(JUDGE, VERIFY, **other, assertion=signed))
    assert outcome == (No.SIGNATURE_INVALID, "act")
    court.act(JUDGE, VERIFY, **given, assertion=signed)


def test_what_follows_otherwise_by_now_has_to_be_signed_anew(court: Court) -> None:
    """The value that is verified is the one claimed when it is signed."""
    court.owner("commitmentReportProgress", "D01", value=100)
    court.owner("commitmentClaimFulfilment", "D01", evidence_waiver="Menyusul")
    whole = {"commitment": commitment_id("D01"), "method": "SITE", "idempotency_key": "k"}
    to_sign = court.ask(JUDGE, "commitmentVerifyFulfilment", **whole)
    signed = {"nonce": to_sign.nonce, **court.keys_of[CITRA].sign(to_sign.challenge)}
    court.owner("reportCorrect", "D01", report=court.head().position - 1, value=101, reason="x")
    outcome = refused(
        lambda: court.act(JUDGE, "commitmentVerifyFulfilment", **whole, assertion=signed)
    )
    assert outcome == (No.SIGNATURE_INVALID, "act")


def test_whoever_has_no_key_judges_without_and_a_signature_is_refused_then(court: Court) -> None:
    court.act(UNKEYED, VERIFY, **verdict(20))
    signed = {"nonce": "0" * 32, **Passkey().sign("AAAA")}
    outcome = refused(lambda: court.act(UNKEYED, VERIFY, **verdict(21), assertion=signed))
    assert outcome == (No.SIGNATURE_INVALID, "no_key")


def test_a_key_of_another_role_proves_nothing(court: Court) -> None:
    court.sign(FIRST, "personAdmit", **admission(UNKEYED))
    owner, passkey = Viewer((Role.OWNER,), "INSPEKTORAT", DEWI), Passkey()
    court.sign(FIRST, "personAdmit", **admission(owner, passkey))
    court.sign(SECOND, "personAdmit", **admission(UNKEYED))
    signed = {"nonce": "0" * 32, **passkey.sign("AAAA")}
    outcome = refused(lambda: court.act(UNKEYED, VERIFY, **verdict(20), assertion=signed))
    assert outcome == (No.SIGNATURE_INVALID, "no_key")
    court.act(UNKEYED, VERIFY, **verdict(20))


def test_once_the_admission_ended_the_key_signs_nothing_more(court: Court) -> None:
    given = {"idempotency_key": "k", **verdict(30)}
    to_sign = court.ask(JUDGE, VERIFY, **given)
    signed = {"nonce": to_sign.nonce, **court.keys_of[CITRA].sign(to_sign.challenge)}
    court.sign(FIRST, "admissionEnd", person=f"person:{CITRA}", role="VERIFIER")
    outcome = refused(lambda: court.act(JUDGE, VERIFY, **given, assertion=signed))
    assert outcome == (No.SIGNATURE_INVALID, "no_key")


def test_what_is_refused_all_the_same_is_not_asked_to_be_signed(court: Court) -> None:
    assert refused(lambda: court.act(JUDGE, VERIFY, **verdict(-1)))[0] is No.INVALID_QUANTITY


def test_a_retry_is_answered_whether_it_is_signed_again_or_not(court: Court) -> None:
    first = court.judge(30, idempotency_key="once")
    for more in ({}, {"assertion": {"nonce": "1" * 32, **Passkey().sign("AAAA")}}):
        again = court.act(JUDGE, VERIFY, **verdict(30), idempotency_key="once", **more)
        assert (again.replayed, again.last) == (True, first.last)


def test_the_words_can_be_erased_and_the_signature_still_holds(court: Court) -> None:
    place = {"event": court.judge().last.position, "path": "/reason"}
    auditor = Viewer((Role.AUDITOR,), "DINKES", DEWI)
    proposed = court.act(auditor, "textProposeRedaction", **place, legal_basis="UU 27/2022")
    court.sign(FIRST, "textRedact", proposal=proposed.last.position)
    assert findings(court.log) == []


def test_nobody_keeps_the_nonce_of_which_the_salts_are_made(court: Court) -> None:
    given = {"idempotency_key": "k", **verdict(30)}
    to_sign = court.ask(JUDGE, VERIFY, **given)
    signed = {"nonce": to_sign.nonce, **court.keys_of[CITRA].sign(to_sign.challenge)}
    court.act(JUDGE, VERIFY, **given, assertion=signed)
    court.close()
    kept = b"".join(path.read_bytes() for path in court.folder.rglob("*") if path.is_file())
    assert b"Dihitung di gudang" in kept
    assert to_sign.nonce.encode() not in kept


def test_what_grants_a_request_is_signed_and_ones_own_motion_is_not(court: Court) -> None:
    coordinator = Viewer((Role.COORDINATOR,), "SEKDA", DEWI)
    passkey = Passkey()
    court.keys_of[DEWI] = passkey
    asked = admission(coordinator, passkey)
    court.sign(FIRST, "personAdmit", **asked)
    court.sign(SECOND, "personAdmit", **asked)
    state = court.commitment("D01")
    due: dict[str, Any] = {
        "commitment": commitment_id("D01"),
        "old_due": state.deadline and state.deadline.due,
    }
    court.owner(
        "commitmentRequestChange", "D01", code="Q1", deadline={"due": "2025-08-05"}, reason="Hujan"
    )
    moved = {**due, "new_due": "2025-08-05", "reason": "Hujan"}
    granted = {**moved, "request": "request:psu/D01/Q1"}
    event = court.sign(coordinator, "commitmentReschedule", **granted).last
    assert event.assertion is not None
    again = {**moved, "old_due": "2025-08-05", "new_due": "2025-08-06"}
    assert court.act(coordinator, "commitmentReschedule", **again).last.assertion is None
