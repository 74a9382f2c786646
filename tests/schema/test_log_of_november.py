"""A log that the program of 24 November 2026 wrote: it opens, verifies, answers and goes on.

`log_of_november.sqlite.gz` is that program's rehearsal under one signed head, closed cleanly;
`answers_of_november.json` holds what it answered over that log, as digests of the answers' bytes.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from events.log.sqlite.event_log import FILE_NAME
from tests.worlds.api import DATA, DEMO, Api
from tests.worlds.program import rakor_here
from tests.worlds.questions import OPEN_READINESS, WHOLE_READINESS

ANSWERS: dict[str, Any] = json.loads((DATA / "answers_of_november.json").read_text("utf-8"))
ROOT = "c061e81627291f8ac4e58b63cb2a8bfb5661605604e88166b2312f051e92e700"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The log as that program left it."""
    packed = (DATA / "log_of_november.sqlite.gz").read_bytes()
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress(packed))
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Iterator[Api]:
    """A server over it."""
    with Api(folder, Dataset.DEMO) as api:
        yield api


def verified(folder: Path) -> Any:
    """What `rakor verify` says of the database."""
    return json.loads(rakor_here(folder, "verify", "--json", str(folder)).stdout)


def test_it_verifies_before_any_server_opens_it(folder: Path) -> None:
    report = verified(folder)
    assert (report["ok"], report["size"], report["rootHash"]) == (True, 156, ROOT)


@pytest.mark.parametrize("asked", ANSWERS)
def test_it_answers_byte_for_byte_as_then(opened: Api, asked: str) -> None:
    role, moment = asked.split(" ")
    token = opened.token(role, party="INSPEKTORAT") if role != "PUBLIC" else None
    question = OPEN_READINESS if token is None else WHOLE_READINESS
    data = opened.data(question, token, occasion=DEMO, asOf={"knownAt": moment})
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    found = data["readiness"]
    assert (found["light"], found["score"]) == (ANSWERS[asked]["light"], ANSWERS[asked]["score"])
    assert hashlib.sha256(text.encode()).hexdigest() == ANSWERS[asked]["sha256"]


def test_it_goes_on_and_verifies_again(folder: Path) -> None:
    with Api(folder, Dataset.DEMO) as api:
        fields = {"code": "BARU", "name": "Lembaga baru", "kind": "AGENCY"}
        written = api.mutate("partyRegister", "RECORDER", "SETDA", **fields)
        assert (written["userErrors"], written["position"]) == ([], 156)
    report = verified(folder)
    assert (report["ok"], report["size"]) == (True, 157)
