"""The server's log says who came in, who was refused and who read names; it holds no secret."""

import datetime as dt
import json
import signal
from pathlib import Path

import pytest

from events.facts.vocabulary import Role
from tests.worlds.acts_admission import make_administrator
from tests.worlds.api import Api
from tests.worlds.browser import HERE, Counter
from tests.worlds.hall import THE_OCCASION
from tests.worlds.log_lines import told
from tests.worlds.office import GOOD_PASSWORD
from tests.worlds.program import Serving, token
from tests.worlds.secrets import PERSON, VERIFYING_PERSON, Vault

NAMES = "{ events(last: 100) { edges { node { actor { person { id name } } } } } }"
ADMIT = """mutation ($input: PersonAdmitInput!) {
  personAdmit(input: $input) { position userErrors { code } } }"""
ONE = {"idempotencyKey": "log-1", "role": "RECORDER", "party": "party:DINKES"}


def test_each_line_is_json_in_utc_and_bears_the_id_that_the_answer_bore(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Serving(folder) as serving:
        bearer = token(folder, "OWNER", "DINKES")
        serving.ask("{ log { size } }", bearer)
        said = serving.answer(ADMIT, bearer, input={**ONE, "person": f"person:{VERIFYING_PERSON}"})
        assert said["data"]["personAdmit"]["userErrors"] == [{"code": "NOT_AUTHORISED"}]
        _, ended = serving.end(signal.SIGTERM)
    lines = [json.loads(each) for each in ended.splitlines() if each.startswith("{")]
    (line,) = [each for each in lines if each["event"] == "security"]
    events = [each["event"] for each in lines if each["request_id"] == line["request_id"]]
    assert events == ["security", "write", "request"]
    assert (line["event"], line["what"], line["result"]) == (
        *("security", "personAdmit", "NOT_AUTHORISED"),
    )
    assert dt.datetime.fromisoformat(line["timestamp"]).utcoffset() == dt.timedelta(0)
    assert len(line["request_id"]) == 32
    assert (line["role"], line["party"], line["person"]) == ("OWNER", "DINKES", None)
    assert bearer not in ended


def test_ids_of_requests_are_ours_and_each_has_its_own(vault: Vault) -> None:
    body = {"query": "{ log { origin } }"}
    mine = {"x-request-id": "mine"}
    answers = [
        answer
        for _ in range(3)
        for answer in (
            vault.client.post("/graphql", json=body, headers=mine),
            vault.client.get("/graphql", params=body, headers=mine),
        )
    ]
    found = {one for answer in answers for one in answer.headers.get_list("x-request-id")}
    assert (len(found), {len(one) for one in found}) == (6, {32})
    for path in ("/nowhere", "/checkpoint", "/account", "/healthz", "/semua"):
        assert len(vault.client.get(path).headers["x-request-id"]) == 32


def test_who_reads_names_of_persons_is_told_once_a_request_with_how_many_and_no_name(
    vault: Vault,
) -> None:
    auditor = vault.token("AUDITOR", party="BPK")
    for query in (NAMES, NAMES.replace("(last: 100)", "(last: 99)"), NAMES):
        with told() as lines:
            answer = vault.ask(query, {}, auditor)
        edges = answer["data"]["events"]["edges"]
        acting = [edge["node"]["actor"]["person"] for edge in edges]
        shown = {person["id"]: person["name"] for person in acting if person and person["name"]}
        (line,) = lines
        assert (line["what"], line["result"]) == ("names", "shown")
        assert line["count"] == len(shown) > 0
        assert (line["person"], line["role"]) == (PERSON, "AUDITOR")
        assert not any(name in str(line) for name in shown.values())


def test_who_reads_no_name_leaves_no_line(vault: Vault) -> None:
    with told() as lines:
        vault.ask(NAMES)
        vault.ask(NAMES, {}, vault.token("OWNER", party="BPK"))
        vault.ask("{ log { size } }", {}, vault.token("AUDITOR", party="BPK"))
    assert lines == []


def test_what_is_refused_is_told_with_what_and_why(vault: Vault) -> None:
    waiver = '{ node(id: "waiver:psu/D05/W5") { id } }'
    commitment = "commitment:psu/D05"
    claim = {"idempotencyKey": "log-2", "commitment": commitment, "method": "SITE"}
    with told() as lines:
        vault.ask("{ log { size } }", {}, "rkr_nobodys")
        vault.ask("{ log { size } }", {}, "x.y.z")
        vault.ask(waiver)
        query = """mutation ($input: CommitmentVerifyFulfilmentInput!) {
          commitmentVerifyFulfilment(input: $input) { userErrors { code } } }"""
        vault.ask(query, {"input": claim}, vault.token("OWNER", party="DINKES"))
    assert [(line["what"], line["result"]) for line in lines] == [
        ("token", "UNAUTHENTICATED"),
        ("token", "UNAUTHENTICATED"),
        ("closed", "FORBIDDEN"),
        ("commitmentVerifyFulfilment", "NOT_AUTHORISED"),
    ]
    assert lines[0]["reason"] == "program"
    assert all(line["request_id"] for line in lines)
    assert "nobodys" not in str(lines)


def test_what_an_administrator_does_is_told_once(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        party = {"code": "BPK", "name": "BPK", "kind": "AGENCY"}
        assert api.refusals("partyRegister", "RECORDER", "BPK", **party) == []
        make_administrator(api.server.house.recorder, PERSON, "BPK")
        bearer = api.token("ADMINISTRATOR", party="BPK", person=PERSON)
        given = {**ONE, "party": "party:BPK", "person": f"person:{VERIFYING_PERSON}"}
        with told() as lines:
            for _ in range(2):
                answer = api.ask(ADMIT, {"input": given}, bearer)["data"]["personAdmit"]
                assert answer["userErrors"] == []
    (line,) = lines
    assert (line["what"], line["result"]) == ("personAdmit", "done")
    assert (line["person"], line["role"]) == (PERSON, "ADMINISTRATOR")
    assert line["position"] == answer["position"]


def test_a_sign_in_is_told_with_person_role_and_address(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    with told() as lines:
        account, secret = counter.add(Role.RECORDER)
        browser = counter.browser()
        browser.enrol(secret)
        browser.act("sign-out")
        opened = browser.come()["openRoles"]
        browser.post("/account/sign-in/password", {"name": "x", "password": GOOD_PASSWORD})
        browser.origin = "https://evil.example"
        browser.post("/account/sign-in/passkey", {})
    assert [(line["what"], line["result"]) for line in lines] == [
        ("propose", "done"),
        ("link/passkey", "done"),
        ("sign-out", "done"),
        ("sign-in/passkey", "done"),
        ("sign-in/password", "SIGN_IN_FAILED"),
        ("origin", "FORBIDDEN"),
    ]
    assert (lines[3]["person"], lines[3]["role"]) == (account.person, ",".join(opened))
    assert {line["address"] for line in lines} == {HERE}
    requests = [line["request_id"] for line in lines]
    assert requests[0] == requests[1]
    assert len(set(requests)) == len(lines) - 1
    assert not any(hidden in str(lines) for hidden in (secret, GOOD_PASSWORD, "Siti"))
    counter.close()


@pytest.mark.parametrize("question", [NAMES, f'{{ occasion(id: "{THE_OCCASION}") {{ code }} }}'])
def test_no_line_holds_a_token_or_a_name(
    vault: Vault, capfd: pytest.CaptureFixture[str], question: str
) -> None:
    bearer = vault.token("AUDITOR", party="BPK", name="Nama Rahasia")
    vault.ask(question, {}, bearer)
    said = "".join(capfd.readouterr())
    assert bearer not in said
    assert "Nama Rahasia" not in said


def test_a_visitor_who_looks_for_an_account_is_no_news_and_a_session_that_is_over_is(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.OWNER)
    counter.now += dt.timedelta(days=400)
    with told() as lines:
        assert counter.browser().client.get("/account").status_code == 401
    assert lines == []
    with told() as lines:
        assert browser.client.get("/account").status_code == 401
    assert [(line["what"], line["result"]) for line in lines] == [("account", "SESSION_OVER")]
