"""How tests are run, and fixtures for every room: worlds, servers, and logs to attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import ReadOnlyDatabase

from events.facts.vocabulary import Dataset
from schema.open_server import open_server
from schema.settings import Settings
from services.write.script import play, read_script
from tests.attacks.signed_exports import FORMS, Found, exported
from tests.attacks.signed_log import SignedLog, Verdict, build
from tests.pages.browser import AXE, IS_THERE, LEFT_OUT, LEFT_OUT_AXE
from tests.worlds.api import Api, bundled, rehearse, scenario
from tests.worlds.browser import Counter
from tests.worlds.found_examples import FoundExamples
from tests.worlds.hall import Hall
from tests.worlds.office import Office
from tests.worlds.secrets import Vault
from tests.worlds.world import World

FOUND = Path(__file__).parent / "data" / "found"
FOLDERS = {"tmp_path", "tmp_path_factory"}
NO_AXE = [] if AXE.exists() else ["pages/test_axe.py"]
collect_ignore = NO_AXE if IS_THERE else ["pages"]

# No test fails because the machine is slow. Examples are the same on every machine, and before them
# come those that `make soak` once found: hypothesis takes both where they are said one by one.
DRAWN = settings(derandomize=False, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SAME = settings(DRAWN, derandomize=True)
settings.register_profile("rakor", SAME, database=ReadOnlyDatabase(FoundExamples(FOUND)))
settings.register_profile("soak", DRAWN, database=FoundExamples(FOUND))
# `make defects` asks only whether an example fails, not for the smallest one that does.
settings.register_profile("defects", SAME, phases=[Phase.explicit, Phase.generate])
settings.load_profile("rakor")


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what `-m` does not want
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call slow whatever works on a folder: databases, servers and processes all do."""
    for item in items:
        if FOLDERS & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that the pages were looked at in no browser, where there is none."""
    if not IS_THERE:
        terminalreporter.write_line(LEFT_OUT)
    elif NO_AXE:
        terminalreporter.write_line(LEFT_OUT_AXE)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A furnished world of its own (see `tests.worlds.world`)."""
    with World(tmp_path / "world") as furnished:
        yield furnished


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The bundled rehearsal, played to its end."""
    folder = tmp_path_factory.mktemp("rehearsed")
    played = rehearse(folder, scenario())
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
    with Hall.furnished(tmp_path) as furnished:
        yield furnished


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose people sign in."""
    opened = Office(tmp_path)
    yield opened
    opened.book.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """The same with its server, to which browsers come."""
    opened = Counter(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> SignedLog:
    """A signed log of 269 events, the first 256 under a full tile; to be copied, then attacked."""
    return build(tmp_path_factory.mktemp("signed-log") / "untouched", more=100)


@pytest.fixture
def log(untouched: SignedLog, tmp_path: Path) -> SignedLog:
    """A signed log of its own, to be attacked."""
    return untouched.copy(tmp_path)


@pytest.fixture(scope="session")
def untouched_long(tmp_path_factory: pytest.TempPathFactory) -> SignedLog:
    """The same with 669 events and two full tiles."""
    return build(tmp_path_factory.mktemp("signed-log") / "long", more=500)


@pytest.fixture
def long_log(untouched_long: SignedLog, tmp_path: Path) -> SignedLog:
    """A longer signed log of its own, to be attacked."""
    return untouched_long.copy(tmp_path)


@pytest.fixture(scope="session")
def untouched_short(tmp_path_factory: pytest.TempPathFactory) -> SignedLog:
    """The same with 189 events and no full tile, for attacks of which there are many."""
    return build(tmp_path_factory.mktemp("signed-log") / "short", more=20)


@pytest.fixture
def short_log(untouched_short: SignedLog, tmp_path: Path) -> SignedLog:
    """A shorter signed log of its own, to be attacked."""
    return untouched_short.copy(tmp_path)


@pytest.fixture(scope="session")
def exports(untouched: SignedLog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound export in each of its forms."""
    folder = tmp_path_factory.mktemp("exports")
    return {form: exported(untouched, folder / form, *FORMS[form]) for form in FORMS}


@pytest.fixture
def found(untouched: SignedLog, tmp_path: Path) -> Found:
    """What is found in an export, with these options in hand."""

    def verify(data: bytes, *options: str) -> Verdict:
        file = tmp_path / "given.rakor"
        file.write_bytes(data)
        return untouched.verify(*options, target=str(file))

    return verify
