"""`rakor person report`: a person is told all that is kept of them, and no secret with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Role
from services.accounts.admit import add_account, new_token
from tests.worlds.acts_admission import make_administrator
from tests.worlds.api import Api
from tests.worlds.browser import Counter
from tests.worlds.office import GOOD_PASSWORD, ORIGIN
from tests.worlds.program import rakor_here

PERSON, OTHER = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
NAME = "Siti Aminah"
PARTY = {"code": "BPK", "name": "BPK", "kind": "AGENCY"}


def report(folder: Path, whom: str) -> tuple[int, Any, str]:
    """Exit code, what was printed, and what was said on standard error."""
    ended = rakor_here(folder, "person", "report", whom, RAKOR_PUBLIC_ADDRESS=ORIGIN)
    return ended.returncode, json.loads(ended.stdout) if ended.stdout else None, ended.stderr


def record(folder: Path) -> None:
    """A log in which the person acts under a name, is admitted, and is named by somebody else."""
    with Api(folder) as api:
        for number, person in enumerate((PERSON, OTHER)):
            token = api.token("RECORDER", party="BPK", person=person, name=f"{NAME} {number}")
            query = """mutation ($input: PartyRegisterInput!) {
              partyRegister(input: $input) { userErrors { code } } }"""
            code = f"P{number}" if number else "BPK"
            given = {**PARTY, "code": code, "idempotencyKey": f"k-{number}"}
            said = api.ask(query, {"input": given}, token)["data"]["partyRegister"]
            assert said["userErrors"] == []
        make_administrator(api.server.house.recorder, PERSON, "BPK")
        admit = """mutation ($input: PersonAdmitInput!) {
          personAdmit(input: $input) { userErrors { code } } }"""
        bearer = api.token("ADMINISTRATOR", party="BPK", person=PERSON, name=f"{NAME} 0")
        of = {"person": f"person:{OTHER}", "role": "OWNER", "party": "party:BPK"}
        said = api.ask(admit, {"input": {"idempotencyKey": "k-9", **of}}, bearer)
        assert said["data"]["personAdmit"]["userErrors"] == []


def test_a_person_is_told_what_the_record_holds(tmp_path: Path) -> None:
    record(tmp_path / "data")
    code, said, _ = report(tmp_path / "data", f"person:{PERSON}")
    assert (code, said["person"], said["account"]) == (0, f"person:{PERSON}", None)
    kept = said["record"]
    assert [(one["type"], one["role"]) for one in kept["acts"]] == [
        ("PartyRegistered", "RECORDER"),
        ("PersonAdmitted", "ADMINISTRATOR"),
    ]
    assert [one["type"] for one in kept["named_in"]] == ["PersonAdmitted"]
    assert [(one["role"], one["in_force"]) for one in kept["admissions"]] == [
        ("ADMINISTRATOR", True)
    ]
    at = [one["position"] for one in kept["acts"]]
    assert kept["names"] == [{"position": one, "name": f"{NAME} 0"} for one in at]
    assert (kept["erased_names"], kept["erased_texts"]) == ([], [])
    assert f"{NAME} 1" not in json.dumps(said)  # what another's name is, is told to the other


def test_what_was_erased_is_told_as_erased(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    record(folder)
    before = report(folder, f"person:{PERSON}")[1]["record"]["names"]
    with Api(folder) as api:
        given = {"person": f"person:{PERSON}", "reason": "Asked for it"}
        assert api.refusals("personErase", "ADMINISTRATOR", "BPK", **given) == []
    kept = report(folder, f"person:{PERSON}")[1]["record"]
    assert kept["names"] == []
    assert kept["erased_names"] == [one["position"] for one in before]
    assert [one["type"] for one in kept["named_in"]] == ["PersonAdmitted", "PersonalDataErased"]


def test_a_person_is_told_what_the_account_holds_and_no_secret(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    browser = counter.signed_in(Role.RECORDER)
    person = browser.account()["person"]
    with counter.book.writing() as rows:
        rows.change(person.removeprefix("person:"), password="$argon2id$secret")
        passkey = rows.passkeys(person.removeprefix("person:"))[0]
    made, secret = new_token(
        counter.book, counter.now, person.removeprefix("person:"), "Dasbor", [Role.RECORDER], 30
    )
    session = next(iter(browser.client.cookies.values()))
    counter.close()
    code, said, _ = report(tmp_path, NAME)
    account = said["account"]
    assert (code, said["person"]) == (0, person)
    assert (account["name"], account["roles"], account["has_password"]) == (
        NAME,
        ["RECORDER"],
        True,
    )
    assert [one["label"] for one in account["passkeys"]] == [passkey.label]
    assert [one["means"] for one in account["sessions"]] == ["PASSKEY"]
    assert [(one["id"], one["label"]) for one in account["tokens"]] == [(made.id, "Dasbor")]
    text = json.dumps(said)
    hidden = (secret, session, made.hash.hex(), GOOD_PASSWORD, "argon2")
    assert [one for one in hidden if one in text] == []


@pytest.mark.parametrize("whom", ["Nobody", "person:x"])
def test_who_is_nobody_is_said_to_be_so(tmp_path: Path, whom: str) -> None:
    counter = Counter(tmp_path)
    add_account(counter.book, counter.now, PERSON, NAME, "DINKES", [Role.OWNER], is_vouched=True)
    counter.close()
    code, said, told = report(tmp_path, whom)
    assert (code, said) == (1, None)
    assert told


def test_of_whom_nothing_is_kept_the_report_says_just_that(tmp_path: Path) -> None:
    Counter(tmp_path).close()
    code, said, _ = report(tmp_path, f"person:{OTHER}")
    assert (code, said["account"]) == (0, None)
    assert not any(said["record"].values())
