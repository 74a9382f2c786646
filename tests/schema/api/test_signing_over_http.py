"""Signing as a client does it: send, be told what to sign, sign, and send the same again."""

import json
from hashlib import sha256
from typing import Any

import pytest

from events.facts.vocabulary import Role
from events.format.base64url import decoded
from services.permissions import Viewer
from tests.worlds.acts_admission import make_administrator
from tests.worlds.furniture import VERIFIER
from tests.worlds.hall import BYSTANDER, D01, LEADER, THE_OCCASION, Hall
from tests.worlds.passkey import HOST, Passkey
from tests.worlds.persons import person_of
from tests.worlds.withheld import withheld

OTHER = "DINKES"
SIGNING = "signing { challenge nonce act rpId } events { isSigned }"
UNSIGNED = """query ($o: ID!, $first: Int, $asOf: AsOf) { audit(occasion: $o, asOf: $asOf) {
    unsignedJudgements(first: $first) { totalCount edges { node {
        position type isSigned } } } } }"""
VERDICT: dict[str, Any] = {"commitment": D01, "value": 30, "method": "SITE"}


def admit(hall: Hall, who: Viewer, passkey: Passkey | None = None) -> None:
    """Both administrators let somebody in."""
    named = {"person": f"person:{who.person}", "party": f"party:{who.party}", "role": who.roles[0]}
    for by in (BYSTANDER, OTHER):
        hall.record(
            "personAdmit", "ADMINISTRATOR", by, **named, **(passkey.admitted if passkey else {})
        )


@pytest.fixture
def passkey() -> Passkey:
    """The verifier's."""
    return Passkey()


@pytest.fixture
def signing(hall: Hall, passkey: Passkey) -> Hall:
    """Two administrators without a key let a verifier in with one; 40 of D01 are reported."""
    recorder, second = (
        hall.server.house.recorder,
        Viewer((Role.ADMINISTRATOR,), OTHER, person_of(OTHER)),
    )
    make_administrator(recorder, person_of(BYSTANDER), BYSTANDER)
    make_administrator(recorder, second.person or "", OTHER, "second")
    named = {"person": f"person:{second.person}", "party": f"party:{OTHER}"}
    hall.record("personAdmit", "ADMINISTRATOR", BYSTANDER, **named, role="ADMINISTRATOR")
    admit(hall, Viewer((Role.VERIFIER,), VERIFIER, person_of(VERIFIER)), passkey)
    hall.owner("commitmentReportProgress", D01, value=40)
    return hall


def verify(hall: Hall, **more: Any) -> Any:
    """The verifier's verdict, recorded or refused."""
    return hall.mutate("commitmentVerifyProgress", "VERIFIER", VERIFIER, SIGNING, **VERDICT, **more)


def test_a_client_is_told_what_to_sign_and_sends_the_same_again(
    signing: Hall, passkey: Passkey
) -> None:
    asked = verify(signing, idempotencyKey="once")
    (error,) = asked["userErrors"]
    assert (error["code"], error["field"]) == ("SIGNATURE_REQUIRED", ["assertion"])
    assert (asked["position"], asked["events"]) == (None, [])
    told = asked["signing"]
    assert told["rpId"] == HOST
    assert decoded(told["challenge"]) == sha256(told["act"].encode()).digest()
    assert json.loads(told["act"])["open"]["value"] == "30"
    assertion = {"nonce": told["nonce"], **passkey.sign(told["challenge"])}
    done = verify(signing, idempotencyKey="once", assertion=assertion)
    assert (done["userErrors"], done["signing"]) == ([], None)
    assert done["events"][0]["isSigned"] is True


def test_a_signature_by_another_key_is_told_with_what_to_do(signing: Hall) -> None:
    told = verify(signing, idempotencyKey="once")["signing"]
    assertion = {"nonce": told["nonce"], **Passkey().sign(told["challenge"])}
    refused = verify(signing, idempotencyKey="once", assertion=assertion)
    (error,) = refused["userErrors"]
    assert (error["code"], refused["signing"]) == ("SIGNATURE_INVALID", None)
    assert "gawai yang kuncinya diakui" in error["message"]


@pytest.mark.parametrize(
    "changed",
    [{"nonce": "short"}, {"signature": "a b"}, {"authenticatorData": ""}, {"clientData": "=="}],
    ids=str,
)
def test_what_is_no_assertion_is_refused_by_its_form(
    signing: Hall, passkey: Passkey, changed: dict[str, str]
) -> None:
    assertion = {"nonce": "0" * 32, **passkey.sign("AAAA"), **changed}
    (error,) = verify(signing, assertion=assertion)["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["assertion", *changed])


def test_the_audit_lists_what_was_judged_without_a_signature(
    signing: Hall, passkey: Passkey
) -> None:
    told = verify(signing, idempotencyKey="once")["signing"]
    assertion = {"nonce": told["nonce"], **passkey.sign(told["challenge"])}
    verify(signing, idempotencyKey="once", assertion=assertion)
    before = signing.size() - 1
    declared = signing.leader("readinessDeclare", occasion=THE_OCCASION, statement="Siap")
    token = signing.token("AUDITOR", party="BPK")
    asked = {"o": THE_OCCASION, "first": 5}
    page = signing.data(UNSIGNED, token, **asked)["audit"]["unsignedJudgements"]
    node = {"position": declared["position"], "type": "READINESS_DECLARED", "isSigned": False}
    assert page == {"totalCount": 1, "edges": [{"node": node}]}
    then = signing.data(UNSIGNED, token, **asked, asOf={"position": before})["audit"]
    assert then["unsignedJudgements"]["totalCount"] == 0


def test_a_declaration_by_who_has_no_key_needs_no_signature(signing: Hall) -> None:
    assert LEADER not in (VERIFIER, BYSTANDER)
    signing.leader("readinessDeclare", occasion=THE_OCCASION, statement="Siap")


def test_the_public_sees_that_an_act_is_signed_and_not_by_whom(
    signing: Hall, passkey: Passkey
) -> None:
    told = verify(signing, idempotencyKey="once")["signing"]
    assertion = {"nonce": told["nonce"], **passkey.sign(told["challenge"])}
    position = verify(signing, idempotencyKey="once", assertion=assertion)["position"]
    query = "query ($p: Position!) { event(position: $p) { isSigned actor { role } bytes } }"
    answer = signing.ask(query, {"p": position})
    assert answer["data"]["event"]["isSigned"] is True
    assert withheld(answer) == ["ProgressVerified.actor"]
    assert passkey.public_key not in json.dumps(answer)
