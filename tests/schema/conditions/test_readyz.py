"""What `/readyz` says of a server that is in trouble: each condition by its name."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.program import PATIENCE, Serving, rakor_here

WELL = {"status": "ready", "writes": "ready", "heads": "ok", "lock": "ok", "disk": "ok"}


def until(serving: Serving, name: str, word: str) -> dict[str, Any]:
    """What is said once a condition has this word."""
    end = time.monotonic() + PATIENCE
    while (said := serving.get("/readyz")[1])[name] != word:
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return dict(said)


def test_all_is_well(data: Path) -> None:
    with Serving(data) as serving:
        assert serving.get("/readyz") == (200, WELL)


@pytest.mark.parametrize("way", ["deleted", "replaced"])
def test_a_lock_that_was_taken_away_is_told_for_another_writer_could_begin(
    data: Path, way: str
) -> None:
    with Serving(data) as serving:
        (data / "writer.lock").unlink()
        if way == "replaced":
            (data / "writer.lock").write_text("nobody")
        assert serving.get("/readyz") == (200, WELL | {"status": "lock-gone", "lock": "gone"})


def test_heads_that_cannot_be_signed_are_told(data: Path) -> None:
    with Serving(data) as serving:
        until(serving, "heads", "ok")
    (key,) = (data / "keys").glob("*.key")
    with Serving(data) as serving:
        end = time.monotonic() + PATIENCE
        while serving.checkpoint() is None and time.monotonic() < end:
            time.sleep(0.05)
        key.chmod(0o644)
        grow(serving, data)
        said = until(serving, "heads", "unsealed")
        assert said["status"] == "unsealed"
        key.chmod(0o600)
        assert until(serving, "heads", "ok")["status"] == "ready"


def test_a_log_without_a_key_is_ready_and_says_that_nothing_is_signed(tmp_path: Path) -> None:
    with Serving(tmp_path / "var") as serving:
        assert serving.get("/readyz") == (200, WELL | {"heads": "no-key"})


def test_a_disk_with_less_room_than_is_to_be_kept_is_told(data: Path) -> None:
    with Serving(data, RAKOR_DISK_RESERVE=str(1 << 40)) as serving:
        assert serving.get("/readyz") == (200, WELL | {"status": "disk-low", "disk": "low"})


def grow(serving: Serving, data: Path) -> None:
    """Record one event."""
    bearer = rakor_here(data, "token", "--role", "RECORDER", "--party", "party:SETDA")
    mutation = (
        'mutation { partyRegister(input: {idempotencyKey: "k", code: "BARU", name: "Baru", '
        "kind: AGENCY}) { position userErrors { message } } }"
    )
    answer = serving.ask(mutation, bearer.stdout.strip())["partyRegister"]
    assert answer["userErrors"] == []
