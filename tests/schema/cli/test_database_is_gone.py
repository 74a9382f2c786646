"""A log's database is deleted while the head that was signed last is still remembered.

No new log begins in its place as if there had been none: it takes the old name, and is read-only,
for it does not hold what was signed. The way on is that of a restored backup.
"""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from events.facts.vocabulary import Dataset
from schema.open_server import open_server
from schema.settings import Settings
from services.write.open_log import WrongDataset
from tests.worlds.program import rakor_here

DATASETS = {Dataset.LIVE: (), Dataset.DEMO: ("--demo",)}


class Place:
    """A data folder, and a folder of keys in it or beside it."""

    def __init__(self, root: Path, *, keys_beside: bool, origin: str | None = None) -> None:
        self.data = root / "data"
        self.keys = root / "keys" if keys_beside else None
        self.origin = origin

    def settings(self, origin: str | None = None) -> Settings:
        """What an operator has set."""
        return Settings(data=self.data, keys=self.keys, origin=origin or self.origin)

    def rakor(self, *arguments: str) -> str:
        """Run `rakor`, which must succeed; what it prints."""
        more = {"RAKOR_KEYS": str(self.keys)} if self.keys else {}
        ended = rakor_here(self.data, *arguments, **more)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def lose(self) -> None:
        """The database goes, and all that belongs to it; the keys stay."""
        for path in self.data.glob("rakor.sqlite*"):
            path.unlink()


def opened(settings: Settings, dataset: Dataset | None = None) -> tuple[str, Dataset, str]:
    """Origin and data set of the log that a server opens, and why it is only read."""
    with capture_logs():
        server = open_server(settings, "a test", dataset)
        server.close()
    reason = str(server.house.recorder.read_only or "").partition(":")[0]
    return server.house.origin, server.house.dataset, reason


def signed(place: Place, dataset: Dataset) -> str:
    """A log with a key that has signed its head; its name."""
    place.rakor("key", "new", *DATASETS[dataset])
    origin, found, reason = opened(place.settings(), dataset)
    assert (found, reason) == (dataset, "")
    return origin


@pytest.fixture(params=[False, True], ids=["keys in the data folder", "keys beside it"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path, keys_beside=request.param)


each_dataset = pytest.mark.parametrize("dataset", DATASETS)


@each_dataset
def test_a_log_that_is_gone_does_not_begin_anew(place: Place, dataset: Dataset) -> None:
    origin = signed(place, dataset)
    place.lose()
    assert opened(place.settings()) == (origin, dataset, "FORK")
    assert opened(place.settings()) == (origin, dataset, "FORK")


@each_dataset
def test_the_way_on_from_a_log_that_is_gone_is_another_name(place: Place, dataset: Dataset) -> None:
    signed(place, dataset)
    place.lose()
    place.rakor("origin", "change", "rakor.example/anew", "--reason", "Disk rusak")
    name = "rakor.example/anew" + ("/demo" if dataset is Dataset.DEMO else "")
    assert opened(place.settings()) == (name, dataset, "")


@each_dataset
def test_a_new_name_in_the_settings_is_no_way_around(tmp_path: Path, dataset: Dataset) -> None:
    place = Place(tmp_path, keys_beside=False)
    origin = signed(place, dataset)
    place.lose()
    assert opened(place.settings("rakor.example/other")) == (origin, dataset, "FORK")


@each_dataset
def test_a_key_that_is_gone_with_the_database_is_no_way_around(
    place: Place, dataset: Dataset
) -> None:
    origin = signed(place, dataset)
    place.lose()
    for path in place.settings().keys_folder.glob("*.key"):
        path.unlink()
    assert opened(place.settings()) == (origin, dataset, "FORK")


@each_dataset
def test_another_data_set_does_not_begin_where_one_is_gone(
    tmp_path: Path, dataset: Dataset
) -> None:
    place = Place(tmp_path, keys_beside=False)
    signed(place, dataset)
    place.lose()
    (other,) = DATASETS.keys() - {dataset}
    with pytest.raises(WrongDataset, match=dataset.value):
        open_server(place.settings(), "a test", other)


def test_logs_that_share_a_folder_of_keys_begin_beside_each_other(tmp_path: Path) -> None:
    first = Place(tmp_path / "one", keys_beside=True)
    origin = signed(first, Dataset.LIVE)
    second = Place(tmp_path / "two", keys_beside=False)
    second.keys = first.keys
    assert opened(second.settings(), Dataset.DEMO) == (f"{origin}/demo", Dataset.DEMO, "")
    third = Place(tmp_path / "three", keys_beside=False, origin="rakor.example/third")
    third.keys = first.keys
    assert opened(third.settings()) == ("rakor.example/third", Dataset.LIVE, "")


def test_a_key_that_has_signed_nothing_yet_names_a_new_log(place: Place) -> None:
    place.rakor("key", "new")
    origin, dataset, reason = opened(place.settings())
    assert (dataset, reason) == (Dataset.LIVE, "")
    assert place.rakor("key", "list").startswith(f"{origin}+")
