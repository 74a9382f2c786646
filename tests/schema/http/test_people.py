"""What an administrator sees and changes of other people's accounts."""

from dataclasses import replace
from pathlib import Path

from events.facts.vocabulary import Role
from services.accounts.by_provider import Told, sign_in_by_provider
from services.accounts.secret import new_person
from tests.worlds.browser import Counter
from tests.worlds.log_lines import told
from tests.worlds.office import GOOD_PASSWORD
from tests.worlds.statements import Statements


def test_people_are_listed_by_name_fifty_at_a_time_and_found_by_a_part_of_it(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    for number in range(60):
        counter.add(Role.OWNER, name=f"Person {number:02}")
    browser.act("people/list")  # from now on it is known who asks
    with Statements() as ran:
        first = browser.act("people/list")
    of_fifty = len(ran.seen)
    assert [len(first["people"]), first["after"]] == [50, "person 48"]
    with Statements() as ran:
        rest = browser.act("people/list", after=first["after"])
    assert [len(rest["people"]), rest["after"]] == [11, None]
    assert len(ran.seen) == of_fifty
    (found,) = browser.act("people/list", search="son  07")["people"]
    assert found["name"] == "Person 07"
    assert browser.act("people/list", search="%")["people"] == []


def test_of_each_it_is_told_what_they_sign_in_with(counter: Counter) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    counter.with_password(Role.RECORDER)
    counter.add(Role.OWNER, name="Zul")
    own, clerk, new = browser.act("people/list")["people"]
    (key,) = own["passkeys"]
    assert (key["rpId"], key["label"]) == ("rakor.example.go.id", "HP saya")
    assert (own["hasPassword"], own["linkUntil"]) == (False, None)
    assert (clerk["name"], clerk["hasPassword"], clerk["passkeys"]) == ("Budi Santoso", True, [])
    assert (new["roles"], new["isBlocked"], new["isByProvider"]) == (["OWNER"], False, False)
    assert new["linkUntil"] is not None


def test_whom_a_provider_knows_is_listed_and_found_by_name_also_two_of_one_name(
    counter: Counter,
) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    counter.add(Role.OWNER, name="Zul")
    for subject in ("kc-1", "kc-2"):
        given = Told("https://sso.example", subject, "Budi  Santoso", "DINKES", (Role.OWNER,))
        sign_in_by_provider(counter.book, given, new_person(), counter.now)
    sign_in_by_provider(counter.book, replace(given, name="Citra Dewi"), new_person(), counter.now)
    names = ["Aminah", "Budi  Santoso", "Citra Dewi", "Zul"]
    listed = browser.act("people/list")["people"]
    assert [(each["name"], each["isByProvider"]) for each in listed] == [
        (name, 0 < number < 3) for number, name in enumerate(names)
    ]
    (found,) = browser.act("people/list", search="dewi")["people"]
    assert found["name"] == "Citra Dewi"
    typed = {"name": "Budi Santoso", "password": GOOD_PASSWORD}
    assert browser.refused("sign-in/password", **typed) == (401, "SIGN_IN_FAILED")


def test_who_is_blocked_is_out_at_once_and_may_be_let_in_again(counter: Counter) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    clerk = counter.with_password(Role.RECORDER)
    whom = {"person": clerk.account()["person"]}
    assert browser.act("people/block", **whom, isBlocked=True)["isBlocked"] is True
    assert clerk.ask().status_code == 401
    given = {"name": "Budi Santoso", "password": GOOD_PASSWORD}
    assert clerk.refused("sign-in/password", **given) == (403, "BLOCKED")
    browser.act("people/block", **whom, isBlocked=False)
    assert clerk.act("sign-in/password", **given)["openRoles"] == ["RECORDER"]
    assert browser.refused("people/block", **whom, isBlocked="yes") == (400, "BAD_INPUT")


def test_a_link_or_roles_from_an_administrator_are_not_vouched_for(counter: Counter) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    account, _ = counter.add(Role.OWNER, Role.RECORDER, name="Zul")
    whom = {"person": f"person:{account.person}"}
    browser.act("people/roles", **whom, roles=["RECORDER", "LEADER"])
    assert counter.account(account.person).vouched == (Role.RECORDER,)
    browser.act("people/link", **whom)
    assert counter.account(account.person).vouched == ()


def test_the_log_says_who_did_what_to_whom_and_who_was_refused(counter: Counter) -> None:
    browser = counter.signed_in(Role.ADMINISTRATOR, name="Aminah")
    account, _ = counter.add(Role.OWNER, name="Zul")
    clerk = counter.with_password(Role.RECORDER)
    whom = {"person": f"person:{account.person}"}
    with told() as lines:
        browser.act("people/roles", **whom, roles=["RECORDER", "LEADER"])
        clerk.refused("people/roles", **whom, roles=["LEADER"])
    done, refused = lines
    own = browser.account()["person"].removeprefix("person:")
    assert (done["what"], done["result"], done["person"]) == ("people/roles", "done", own)
    assert (done["role"], done["about"]) == ("ADMINISTRATOR", account.person)
    assert done["roles"] == "RECORDER,LEADER"
    assert (refused["what"], refused["result"]) == ("people/roles", "NOT_ALLOWED")
    assert refused["person"] == clerk.account()["person"].removeprefix("person:")
    assert refused["role"] == "RECORDER"


def test_where_nobody_can_sign_in_it_is_told_so(tmp_path: Path) -> None:
    counter = Counter(tmp_path, public_address=None, host="0.0.0.0")  # noqa: S104  # a setting of a test
    ways = {"passkeys": False, "provider": None, "development": False}
    assert counter.browser().client.get("/account/ways").json() == ways
    counter.close()
