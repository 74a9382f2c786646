"""Files of evidence and a session's cookie: pages of this address alone send one."""

from events.facts.vocabulary import Role
from tests.worlds.browser import Counter, code_of
from tests.worlds.office import ORIGIN
from tests.worlds.pictures import picture


def test_a_page_of_another_address_sends_no_file_with_the_cookie(counter: Counter) -> None:
    counter.add(Role.VERIFIER, name="Budi Santoso")  # so that the party is on record
    browser = counter.signed_in(Role.OWNER)
    sent = {"content-type": "image/jpeg"}
    for origin in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        answer = browser.client.post("/evidence", content=picture(), headers={**sent, **origin})
        assert (answer.status_code, code_of(answer)) == (403, "FORBIDDEN")
        assert "evidence" not in answer.headers.get("location", "")
    own = {**sent, "origin": ORIGIN}
    answer = browser.client.post("/evidence", content=picture(), headers=own)
    assert answer.status_code == 201, answer.text
    seen = browser.client.get(answer.json()["url"])
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert counter.browser().client.get(answer.json()["url"]).status_code == 404
