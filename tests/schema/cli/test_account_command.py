"""`rakor account`, as an operator uses it beside a server that may run."""

import json
import re
import stat
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from events.facts.vocabulary import Role
from services.accounts.by_provider import Told, account_by_provider
from services.accounts.sqlite_book import sqlite_book
from tests.worlds.authenticator import Device
from tests.worlds.browser import Counter
from tests.worlds.office import MONDAY, ORIGIN
from tests.worlds.program import rakor_here

ADD = ("account", "add", "--role", "OWNER", "--party", "party:DINKES", "--name", "Siti Aminah")
NOBODY = "person:0f8fad5b-d9cb-469f-a165-70867728950e"
LINK = re.compile(re.escape(ORIGIN) + r"/masuk#([A-Za-z0-9_-]{43})\n")


def run(folder: Path, *arguments: str, **more: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    given = {"RAKOR_PUBLIC_ADDRESS": ORIGIN, "RAKOR_DEVELOPMENT": "false", **more}
    ended = rakor_here(folder, *arguments, **given)
    return ended.returncode, ended.stdout, ended.stderr


def add(folder: Path, *more: str) -> str:
    """The secret of a new account's link."""
    code, out, told = run(folder, *ADD, *more)
    assert (code, bool(LINK.fullmatch(out))) == (0, True), (out, told)
    return out.strip().partition("#")[2]


def listed(folder: Path) -> list[list[str]]:
    """What is said of each account."""
    code, out, _ = run(folder, "account", "list")
    assert code == 0
    return [line.split("\t") for line in out.splitlines()]


def test_the_first_administrator_comes_from_the_machine_and_in_by_the_link(tmp_path: Path) -> None:
    code, out, told = run(tmp_path / "data", *ADD, "--role", "ADMINISTRATOR")
    assert code == 0
    assert LINK.fullmatch(out)
    assert "Siti Aminah: person:" in told
    assert "good once" in told
    assert stat.S_IMODE((tmp_path / "data" / "accounts.sqlite").stat().st_mode) == 0o600
    counter = Counter(tmp_path / "data")
    browser = counter.browser()
    with counter.book.reading() as rows:
        (account,) = rows.all()
    counter.now = account.created_at
    made = browser.enrol(out.strip().partition("#")[2])
    assert made["openRoles"] == ["OWNER", "ADMINISTRATOR"]
    assert listed(tmp_path / "data")[0][5] == (
        "OWNER: vouched, admitted; ADMINISTRATOR: vouched, admitted"
    )
    counter.close()


def test_the_list_says_what_each_signs_in_with(tmp_path: Path) -> None:
    code, out, told = run(tmp_path, "account", "list")
    assert (code, out) == (0, "")
    assert "rakor account add" in told
    secret = add(tmp_path)
    (line,) = listed(tmp_path)
    standing = ["link not used yet", "OWNER: vouched"]
    assert line[1:] == ["Siti Aminah", "party:DINKES", "OWNER", *standing]
    counter = Counter(tmp_path)
    with counter.book.reading() as rows:
        counter.now = rows.all()[0].created_at
    counter.enrol(secret, Device(ORIGIN))
    assert listed(tmp_path)[0][4] == "passkeys: 1"
    run(tmp_path, "account", "block", "Siti Aminah")
    assert listed(tmp_path)[0][4] == "blocked, passkeys: 1"
    counter.close()


@pytest.mark.parametrize("by_name", [True, False])
def test_a_person_is_named_by_id_or_by_name(tmp_path: Path, by_name: bool) -> None:
    add(tmp_path)
    whom = "siti  AMINAH" if by_name else listed(tmp_path)[0][0]
    code, out, told = run(tmp_path, "account", "link", whom)
    assert (code, bool(LINK.fullmatch(out))) == (0, True)
    assert "passkeys, passwords, tokens and sessions" in told
    code, _, told = run(tmp_path, "account", "roles", whom, "--role", "LEADER", "--role", "OWNER")
    assert (code, listed(tmp_path)[0][3]) == (0, "LEADER,OWNER")
    assert "LEADER, OWNER" in told
    line = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    assert (line["what"], line["result"]) == ("rakor account roles", "done")
    assert line["about"] == listed(tmp_path)[0][0].removeprefix("person:")
    assert "Siti" not in str(line)
    assert run(tmp_path, "account", "block", whom)[0] == 0
    assert listed(tmp_path)[0][4] == "blocked"
    assert run(tmp_path, "account", "block", whom, "--undo")[0] == 0
    assert listed(tmp_path)[0][4] == "nothing to sign in with"
    code, _, told = run(tmp_path, "account", "remove", whom)
    assert code == 0
    assert "personErase" in told
    assert listed(tmp_path) == []
    assert b"Siti" not in (tmp_path / "accounts.sqlite").read_bytes()


def test_a_program_s_token_is_printed_alone_and_once(tmp_path: Path) -> None:
    add(tmp_path)
    code, out, told = run(
        tmp_path, "account", "token", "Siti Aminah", "--role", "OWNER", "--label", "Dasbor"
    )
    assert code == 0
    assert re.fullmatch(r"rkr_[A-Za-z0-9_-]{43}\n", out)
    assert "Dasbor" in told
    assert out.strip() not in told
    book = sqlite_book(tmp_path)
    with book.reading() as rows:
        (token,) = rows.tokens(rows.all()[0].person)
    assert (token.until - token.created_at).days == 90
    book.close()


WRONG = [
    (("add", "--role", "KING", "--party", "party:A", "--name", "X"), "unknown. Choose one of"),
    (("add", "--role", "SYSTEM", "--party", "party:A", "--name", "X"), "unknown. Choose one of"),
    (("add", "--role", "OWNER", "--party", "A", "--name", "X"), "Write it like party:KPU"),
    (("add", "--role", "OWNER", "--party", "party:A", "--name", " "), "at most 200"),
    (("add", "--role", "OWNER", "--party", "party:A", "--name", "siti aminah"), "already"),
    (("link", "Nobody"), "rakor account list"),
    (("link", NOBODY), "no account of this person"),
    (("link", "person:x"), "Write it like person:"),
    (("block", NOBODY), "no account of this person"),
    (("remove", NOBODY), "no account of this person"),
    (("roles", "Siti Aminah", "--role", "KING"), "unknown. Choose one of"),
    (("token", "Siti Aminah", "--role", "VERIFIER", "--label", "x"), "approves or decides"),
    (("token", "Siti Aminah", "--role", "RECORDER", "--label", "x"), "not have the role RECORDER"),
    (("token", "Siti Aminah", "--role", "OWNER", "--label", "x", "--days", "366"), "1 to 365"),
    (("token", "Siti Aminah", "--role", "OWNER", "--label", ""), "at most 60"),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_what_is_wrong_is_told_and_changes_nothing(
    tmp_path: Path, given: tuple[str, ...], words: str
) -> None:
    add(tmp_path)
    before = listed(tmp_path)
    code, out, told = run(tmp_path, "account", *given)
    assert (code, out) == (1, "")
    assert words in told
    assert "Traceback" not in told
    assert listed(tmp_path) == before


def test_it_is_told_in_the_operators_language(tmp_path: Path) -> None:
    _, _, told = run(tmp_path, *ADD, RAKOR_LANGUAGE="ID")
    assert "Serahkan tautan ini" in told
    _, _, told = run(tmp_path, *ADD, RAKOR_LANGUAGE="ID")
    assert "Sudah ada akun bernama Siti Aminah" in told


def test_without_an_address_no_link_is_made_and_nobody_added(tmp_path: Path) -> None:
    unset = {"RAKOR_HOST": "0.0.0.0", "RAKOR_PUBLIC_ADDRESS": "http://10.0.0.7"}  # noqa: S104  # a setting of a test
    code, out, told = run(tmp_path, *ADD, **unset)
    assert (code, out) == (1, "")
    assert "RAKOR_PUBLIC_ADDRESS: must be https:// and a name" in told
    ended = rakor_here(tmp_path, *ADD, RAKOR_HOST="0.0.0.0")  # noqa: S104  # a setting of a test
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "RAKOR_PUBLIC_ADDRESS" in ended.stderr
    assert not (tmp_path / "accounts.sqlite").exists()


def test_accounts_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite").write_bytes(b"rubbish " * 1_000)
    code, _, told = run(tmp_path, "account", "list")
    assert code == 1
    assert "cannot be opened" in told


@pytest.mark.parametrize("development", ["false", "true"])
def test_development_tokens_are_printed_in_development_alone(
    tmp_path: Path, development: str
) -> None:
    given = ("token", "--role", "OWNER", "--party", "party:DINKES")
    code, out, told = run(tmp_path / "data", *given, RAKOR_DEVELOPMENT=development)
    assert (code, bool(out)) == ((0, True) if development == "true" else (1, False))
    assert ("rakor account token" in told) is (development == "false")
    assert (tmp_path / "data").exists() is (development == "true")


def test_of_two_people_of_one_name_none_is_meant_by_it(tmp_path: Path) -> None:
    people = [str(uuid4()), str(uuid4())]
    with closing(sqlite_book(tmp_path)) as book:
        for subject, person in zip("ab", people, strict=True):
            told = Told("https://sso.example", subject, "Siti Aminah", "DINKES", (Role.OWNER,))
            account_by_provider(book, told, person, MONDAY)
    stopped = rakor_here(tmp_path, "account", "block", "siti  aminah")
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert stopped.stderr.startswith("Several accounts have the name siti  aminah.")
    assert "blocked" not in rakor_here(tmp_path, "account", "list").stdout
    rakor_here(tmp_path, "account", "block", f"person:{people[0]}")
    lines = rakor_here(tmp_path, "account", "list").stdout.splitlines()
    assert [people[0] in line for line in lines] == ["blocked" in line for line in lines]
