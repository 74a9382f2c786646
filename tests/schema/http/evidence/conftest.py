"""A hall in which evidence is a file, in a folder or in a bucket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worlds.bucket import BucketServer, bucket_server
from tests.worlds.gallery import Gallery


@pytest.fixture(scope="module")
def buckets() -> Iterator[BucketServer]:
    with bucket_server() as server:
        yield server


@pytest.fixture
def where(
    request: pytest.FixtureRequest, buckets: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The settings of a store: a folder, or a bucket of its own."""
    if getattr(request, "param", "folder") == "folder":
        return {}
    for name, value in buckets.variables.items():
        monkeypatch.setenv(name, value)
    return {"evidence_store": buckets.bucket()}


@pytest.fixture
def gallery(tmp_path: Path, where: dict[str, str]) -> Iterator[Gallery]:
    with Gallery.furnished(tmp_path, **where) as opened:
        yield opened
