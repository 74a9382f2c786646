"""A machine with a backup, for the commands that back up and restore."""

import shutil
from pathlib import Path

import pytest

from tests.worlds.machine import Machine


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, Path]:
    """A machine and a backup of it; neither is changed."""
    machine = Machine(tmp_path_factory.mktemp("machine")).furnish()
    return machine, machine.back_up()


@pytest.fixture
def machine(tmp_path: Path, backed_up: tuple[Machine, Path]) -> Machine:
    """The same machine, to be changed."""
    given, _ = backed_up
    root = tmp_path / "machine"
    shutil.copytree(given.data.parent, root)
    copied = Machine(root)
    copied.public_half = given.public_half
    return copied
