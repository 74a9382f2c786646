"""Whoever finds a hole is told whom to tell (RFC 9116), where an operator has said whom."""

import datetime as dt
from pathlib import Path

import pytest

from events.log.log_clock import system_time
from tests.worlds.api import Api
from tests.worlds.program import rakor_here

PATH = "/.well-known/security.txt"
CONTACT = "mailto:keamanan@example.go.id"
ADDRESS = "https://rakor.example.go.id"


def test_it_names_contact_address_and_an_end_within_a_year(tmp_path: Path) -> None:
    with Api(tmp_path, security_contact=CONTACT, public_address=ADDRESS) as api:
        answer = api.client.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (
        *(200, "text/plain; charset=utf-8"),
    )
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines.pop("Contact") == CONTACT
    assert lines.pop("Canonical") == ADDRESS + PATH
    ends = dt.datetime.fromisoformat(lines.pop("Expires")) - system_time()
    assert dt.timedelta(days=30) < ends < dt.timedelta(days=365)
    assert lines == {"Preferred-Languages": "id, en"}


def test_without_a_contact_there_is_no_such_file(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        assert api.client.get(PATH).status_code == 404


@pytest.mark.parametrize("wrong", ["keamanan@example.go.id", "http://example.go.id", "mailto:x"])
def test_what_is_no_contact_is_refused_at_the_start(tmp_path: Path, wrong: str) -> None:
    ended = rakor_here(tmp_path / "data", "serve", RAKOR_SECURITY_CONTACT=wrong)
    assert ended.returncode == 1
    assert "RAKOR_SECURITY_CONTACT" in ended.stderr
    assert CONTACT in ended.stderr


def test_no_contact_can_add_a_line(tmp_path: Path) -> None:
    lying = f"{CONTACT}\nContact: mailto:evil@evil.example"
    assert rakor_here(tmp_path, "serve", RAKOR_SECURITY_CONTACT=lying).returncode == 1
