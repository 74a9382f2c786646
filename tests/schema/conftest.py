"""Servers for tests: one that is only read, and a furnished one for each test that writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from events.vocabulary import Dataset
from schema.app import open_server
from schema.settings import Settings
from services.script import play, read_script
from tests.schema.api import Api, bundled, rehearse
from tests.schema.hall import Hall
from tests.schema.secrets import Vault


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The bundled rehearsal, played to its end."""
    folder = tmp_path_factory.mktemp("rehearsed")
    played = rehearse(folder, bundled("gladi-psu-2025"))
    assert [line.line.number for line in played if line.is_surprise] == []
    with Api(folder, Dataset.DEMO) as api:
        yield api


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A LIVE log that holds what the article reports."""
    folder = tmp_path_factory.mktemp("article")
    server = open_server(Settings(data=folder), "a test")
    played = list(play(read_script(bundled("psu-barut-2025")), server.house.recorder))
    server.close()
    assert [line.line.number for line in played if line.refusal] == []
    with Api(folder) as api:
        yield api


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A log full of secrets, to which nobody adds one."""
    with Vault(tmp_path_factory.mktemp("vault")) as filled:
        yield filled.fill()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A furnished LIVE log of its own."""
    with Hall(tmp_path) as furnished:
        yield furnished.furnish()
