"""Two thousand malformed requests: each is told what is wrong, and nothing is written."""

import json
from typing import Any

import pytest

from tests.schema.http.rubbish import rubbish
from tests.worlds.api import DECLARED, Api

COUNT, BLOCK = 2_000, 250
HEADERS = {"content-type": "application/json"}


def complaints(answer: Any) -> list[Any]:
    """Errors and user errors of an answer."""
    found = list(answer.get("errors", ()))
    for mutation, payload in (answer.get("data") or {}).items():
        refused = (payload or {}).get("userErrors", ())
        assert all(error["code"] in DECLARED[mutation] for error in refused)
        found += refused
    return found


@pytest.mark.parametrize("block", range(COUNT // BLOCK))
def test_rubbish_is_refused_in_words(rehearsed: Api, block: int) -> None:
    before = rehearsed.size()
    headers = {
        **HEADERS,
        "authorization": f"Bearer {rehearsed.token('RECORDER', 'COORDINATOR', party='DINKES')}",
    }
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        sent = rubbish(seed)
        answer = rehearsed.client.post("/graphql", content=sent.body, headers=headers)
        assert answer.status_code < 500, (sent, answer.text)
        said = json.loads(answer.content)
        told = complaints(said)
        assert told, (sent, said)
        assert all(item["message"] for item in told), (sent, said)
        assert all(error["extensions"]["code"] for error in said.get("errors", ())), (sent, said)
        assert "INTERNAL" not in answer.text, (sent, said)
        assert "Traceback" not in answer.text, (sent, said)
    assert rehearsed.size() == before
