"""Servers that many tests may share, because none of them writes there."""

from collections.abc import Iterator

import pytest

from events.vocabulary import Dataset
from tests.schema.api import Api, bundled, rehearse


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The bundled rehearsal, played to its end."""
    folder = tmp_path_factory.mktemp("rehearsed")
    played = rehearse(folder, bundled("gladi-psu-2025"))
    assert [line.line.number for line in played if line.is_surprise] == []
    with Api(folder, Dataset.DEMO) as api:
        yield api
