"""`rakor verify` holds files of evidence against the hashes on record."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schema.open_server import evidence_store
from services.evidence.store import Store, name_of
from tests.worlds.bucket import BucketServer, bucket_server
from tests.worlds.gallery import STORES, Gallery
from tests.worlds.hall import D01, Hall
from tests.worlds.program import rakor_here


@pytest.fixture(scope="module")
def buckets() -> Iterator[BucketServer]:
    with bucket_server() as server:
        yield server


@pytest.fixture(params=STORES)
def variables(
    request: pytest.FixtureRequest, buckets: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """What a program is told of its store."""
    if request.param == "folder":
        return {}
    for name, value in buckets.variables.items():
        monkeypatch.setenv(name, value)
    return {"RAKOR_EVIDENCE_STORE": buckets.bucket()}


class Log:
    """A log with two files, of which one was erased, and a hash without a file."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder, self.variables = folder, variables
        with Hall.furnished(folder) as before:
            named = {"sha256": "e" * 64, "mediaType": "image/jpeg", "size": 10}
            before.owner("commitmentAttachEvidence", D01, **named)
        bucket = variables.get("RAKOR_EVIDENCE_STORE")
        settings = {"evidence_store": bucket} if bucket else {}
        with Gallery(folder, **settings) as gallery:
            self.kept, self.erased = gallery.attached(1), gallery.attached(2)
            gallery.erase(self.erased["position"])
            self.erased_at = gallery.size() - 1
            self.store: Store = evidence_store(gallery.settings)

    def verify(self) -> dict[str, Any]:
        """What is found."""
        ended = rakor_here(self.folder, "verify", "--json", **self.variables)
        said: dict[str, Any] = json.loads(ended.stdout)
        assert ended.returncode == said["exitCode"]
        return said


@pytest.fixture
def log(tmp_path: Path, variables: dict[str, str]) -> Log:
    return Log(tmp_path / "var", variables)


def test_files_that_are_as_they_were_are_sound(log: Log) -> None:
    said = log.verify()
    assert (said["exitCode"], said["findings"]) == (0, [])
    assert said["files"] == {"sound": 1, "absent": 1, "erased": 1}
    told = rakor_here(log.folder, "verify", **log.variables)
    assert "Files of evidence: 1 hold what is on record, 1 were erased; of 1 hashes" in told.stderr


def change(log: Log) -> tuple[str, int]:
    log.store.put_bytes(name_of(log.kept["sha256"]), b"other bytes")
    return "EVIDENCE_CHANGED", log.kept["position"]


def take_away(log: Log) -> tuple[str, int]:
    log.store.delete(name_of(log.kept["sha256"]))
    return "EVIDENCE_MISSING", log.kept["position"]


def bring_back(log: Log) -> tuple[str, int]:
    log.store.put_bytes(name_of(log.erased["sha256"]), b"what was erased")
    return "EVIDENCE_NOT_ERASED", log.erased_at


def bring_back_the_thumbnail(log: Log) -> tuple[str, int]:
    log.store.put_bytes(name_of(log.erased["sha256"], ".thumbnail"), b"a small picture")
    return "EVIDENCE_NOT_ERASED", log.erased_at


@pytest.mark.parametrize("act", [change, take_away, bring_back, bring_back_the_thumbnail])
def test_what_became_of_files_is_named(log: Log, act: Callable[[Log], tuple[str, int]]) -> None:
    finding, position = act(log)
    said = log.verify()
    found = [(item["finding"], item["position"]) for item in said["findings"]]
    assert found == [(finding, position)]
    assert said["exitCode"] in (21, 22, 23)
    told = rakor_here(log.folder, "verify", **log.variables)
    assert told.stdout.startswith(f"{finding} {position}: ")


def test_a_log_whose_file_was_erased_moves_to_another_machine(log: Log, tmp_path: Path) -> None:
    backup, restored = tmp_path / "backup.rakor", tmp_path / "restored"
    exported = rakor_here(log.folder, "export", "--disclosures", str(backup))
    assert exported.returncode == 0, exported.stderr
    assert rakor_here(log.folder, "verify", str(backup)).returncode == 0
    imported = rakor_here(restored, "import", str(backup))
    assert imported.returncode == 0, imported.stderr
    ended = rakor_here(restored, "verify", "--json", **log.variables)
    said = json.loads(ended.stdout)
    assert (said["exitCode"], said["rootHash"]) == (0, log.verify()["rootHash"])
