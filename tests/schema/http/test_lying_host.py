"""No host that a client names is believed: what leads anywhere leads to the public address."""

from collections.abc import Iterator

import pytest

from schema.http.address_codes import picture
from tests.worlds.api import Api

ADDRESS = "https://rakor.example.go.id"
EVIL = "evil.example"
LIES = {
    "host": EVIL,
    "x-forwarded-host": EVIL,
    "x-forwarded-proto": "http",
    "forwarded": f"host={EVIL};proto=http",
    "x-original-host": EVIL,
}
PATHS = [
    *("/", "/graphql", "/graphql/", "/semua", "/semua/", "/masuk", "/masuk/", "/account"),
    *("/account/", "/board/index.html", "/qr?to=/semua", "/checkpoint", "/checkpoint/"),
    *("/tile/0/000", "/healthz", "/healthz/", "/nowhere", "//evil.example/"),
    "/.well-known/security.txt",
]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server with a public address."""
    with Api(tmp_path_factory.mktemp("host"), public_address=ADDRESS) as served:
        yield served


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_no_answer_repeats_a_host_that_was_made_up(api: Api, path: str, accept: str) -> None:
    headers = {**LIES, "accept": accept}
    answer = api.client.get(path, headers=headers, follow_redirects=False)
    assert EVIL not in answer.text
    assert EVIL not in str(answer.headers.multi_items())


@pytest.mark.parametrize("host", [EVIL, "a b", "", "[::1]:8000"])
def test_a_code_leads_to_the_public_address_whatever_host_was_named(api: Api, host: str) -> None:
    query = "/qr?scheme=http&to=/papan/gladi"
    answer = api.client.get(query, headers={**LIES, "host": host})
    assert (answer.status_code, answer.content) == (200, picture(f"{ADDRESS}/papan/gladi"))
