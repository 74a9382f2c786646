"""`rakor doctor` names everything that is wrong with an installation, and changes nothing."""

import datetime as dt
import shutil
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from events.facts.vocabulary import Dataset
from schema.doctor.machine import of_program
from services.heads.signing_keys import KeyFolder
from tests.worlds.machine import Machine
from tests.worlds.program import Serving, free_port, rakor_here
from tests.worlds.world import World

ADDRESS = "https://rakor.example.go.id"
Given = dict[str, str]


class Patient:
    """An installation: its settings, and what the doctor says of it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.given: Given = {
            "RAKOR_KEYS": str(machine.keys),
            "RAKOR_ERASURES": str(machine.list),
            "RAKOR_BACKUP_TO": machine.public_half,
            "RAKOR_DEVELOPMENT": "false",
            "RAKOR_PORT": str(free_port()),
        }

    def ask(self) -> "CompletedProcess[str]":
        """What the doctor says."""
        return rakor_here(self.machine.data, "doctor", **self.given)

    def wrong(self) -> set[str]:
        """The names of what is wrong; the exit code must say the same."""
        said = self.ask()
        assert "Traceback" not in said.stderr
        lines = [line.split() for line in said.stdout.splitlines()]
        found = {words[1].rstrip(":") for words in lines if words[0] == "WRONG"}
        assert said.returncode == bool(found), said.stderr
        return found


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with nothing wrong."""
    machine = Machine(tmp_path_factory.mktemp("machine")).furnish()
    machine.data.chmod(0o700)
    return machine


@pytest.fixture
def patient(tmp_path: Path, furnished: Machine) -> Patient:
    """A copy of it, to be broken."""
    root = shutil.copytree(furnished.data.parent, tmp_path / "machine")
    machine = Machine(root)
    machine.public_half = furnished.public_half
    return Patient(machine)


def test_nothing_is_wrong_with_a_sound_installation(patient: Patient) -> None:
    said = patient.ask()
    assert (said.returncode, patient.wrong()) == (0, set())
    assert "no_witnesses" in said.stdout  # what is no fault is told all the same


def test_it_works_while_the_server_runs(patient: Patient) -> None:
    kept = {name: patient.given[name] for name in ("RAKOR_ERASURES", "RAKOR_BACKUP_TO")}
    keys = patient.given["RAKOR_KEYS"]
    serving = Serving(patient.machine.data, RAKOR_KEYS=keys, RAKOR_ERASURES=kept["RAKOR_ERASURES"])
    with serving:
        patient.given["RAKOR_PORT"] = str(serving.port)
        assert patient.wrong() == set()
        (patient.machine.data / "writer.lock").unlink()
        assert patient.wrong() == {"server_unwell"}


def flip_a_byte(patient: Patient) -> None:
    """Somebody changes a text in the database."""
    with sqlite3.connect(patient.machine.data / "rakor.sqlite") as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in names:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE disclosures SET value = 'lain' WHERE path = '/note'")
    connection.close()


def record_in_the_future(patient: Patient) -> None:
    """The clock has been set back since the last event."""
    shutil.rmtree(patient.machine.data)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    World(patient.machine.data, dataset=Dataset.LIVE, start=later).close()
    patient.machine.data.chmod(0o700)
    shutil.rmtree(patient.machine.keys)
    assert (
        rakor_here(
            patient.machine.data, "key", "new", RAKOR_KEYS=str(patient.machine.keys)
        ).returncode
        == 0
    )


def go_back(patient: Patient) -> None:
    """An old copy of the log is put back under the newer keys."""
    old = shutil.copytree(patient.machine.data, patient.machine.data.parent / "old")
    patient.machine.grow()
    shutil.rmtree(patient.machine.data)
    old.rename(patient.machine.data)


def second_name(patient: Patient) -> None:
    """The key of another log is put beside the own."""
    KeyFolder(patient.machine.keys).make("lain.example")


def policy(text: str) -> Callable[[Patient], None]:
    """A policy of witnesses."""

    def write(patient: Patient) -> None:
        file = patient.machine.data.parent / "policy"
        file.write_text(text)
        patient.given["RAKOR_WITNESSES"] = str(file)

    return write


def setting(**given: str) -> Callable[[Patient], None]:
    """Other settings."""
    return lambda patient: patient.given.update(given)


def key_file(patient: Patient) -> Path:
    """The file of the signing key."""
    (found,) = patient.machine.keys.glob("*.key")
    return found


def damaged_list(patient: Patient) -> None:
    """The list of erasures was overwritten."""
    patient.machine.list.parent.mkdir()
    patient.machine.list.write_text("nonsense\n")


BREAKS: dict[str, tuple[Callable[[Patient], object], set[str]]] = {
    "mistyped variable": (setting(RAKOR_PROT="1"), {"setting"}),
    "bad value": (setting(RAKOR_QUEUE="many"), {"setting"}),
    "mistyped folder": (
        setting(RAKOR_DATA="/nowhere/rakor"),
        {"data_missing", "log_missing"},
    ),
    "open folder": (lambda p: p.machine.data.chmod(0o777), {"data_open"}),
    "open database": (
        lambda p: (p.machine.data / "rakor.sqlite").chmod(0o644),
        {"file_open"},
    ),
    "disk nearly full": (setting(RAKOR_DISK_RESERVE=str(1 << 40)), {"disk_low"}),
    "no key": (lambda p: key_file(p).unlink(), {"key_missing"}),
    "exposed key": (lambda p: key_file(p).chmod(0o640), {"key_refused"}),
    "keys of two logs": (second_name, {"keys_of_two_logs"}),
    "damaged log": (flip_a_byte, {"log_damaged"}),
    "no database": (
        lambda p: (p.machine.data / "rakor.sqlite").write_bytes(b"nonsense" * 1000),
        {"log_unreadable"},
    ),
    "old copy": (go_back, {"history_lost"}),
    "wrong clock": (record_in_the_future, {"clock_behind"}),
    "damaged accounts": (
        lambda p: (p.machine.data / "accounts.sqlite").write_bytes(b"x" * 9_000),
        {"accounts_unreadable"},
    ),
    "bad policy": (policy("nonsense\n"), {"policy_unreadable"}),
    "policy without witnesses": (policy("quorum none\n"), {"policy_asks_nobody"}),
    "missing policy": (setting(RAKOR_WITNESSES="/nowhere/policy"), {"policy_unreadable"}),
    "others without https": (setting(RAKOR_HOST="0.0.0.0"), {"no_sign_in"}),  # noqa: S104  # a setting of a test
    "address at home": (
        setting(RAKOR_HOST="0.0.0.0", RAKOR_PUBLIC_ADDRESS="http://localhost:8000"),  # noqa: S104  # a setting of a test
        {"sign_in_at_home_only"},
    ),
    "development": (
        setting(RAKOR_DEVELOPMENT="true", RAKOR_PUBLIC_ADDRESS=ADDRESS),
        {"development_on"},
    ),
    "strange host": (
        setting(RAKOR_HOST="203.0.113.7", RAKOR_PUBLIC_ADDRESS=ADDRESS),
        {"cannot_listen"},
    ),
    "storage out of reach": (
        setting(
            RAKOR_EVIDENCE_STORE="s3://bukti/rakor",
            AWS_ENDPOINT_URL="http://127.0.0.1:9",
            AWS_ALLOW_HTTP="true",
            AWS_ACCESS_KEY_ID="a-test",
            AWS_SECRET_ACCESS_KEY="a-secret-of-a-test",
            AWS_REGION="us-east-1",
        ),
        {"bucket_unreachable"},
    ),
    "damaged list": (
        damaged_list,
        {"erasures_unreadable"},
    ),
}


@pytest.mark.parametrize("name", BREAKS, ids=str)
def test_each_way_in_which_an_installation_is_broken_is_named(patient: Patient, name: str) -> None:
    damage, found = BREAKS[name]
    damage(patient)
    before = _files(patient.machine.data)
    assert patient.wrong() == found
    assert _files(patient.machine.data) == before


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """What lies in a folder, beside what readers of SQLite share among themselves."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    kept = [path for path in files if not path.name.endswith(("-shm", "-wal"))]
    return {str(path): (path.read_bytes(), path.stat().st_mode) for path in kept}


def test_everything_that_is_wrong_is_named_at_once(patient: Patient) -> None:
    patient.machine.data.chmod(0o777)
    flip_a_byte(patient)
    second_name(patient)
    policy("nonsense\n")(patient)
    patient.given |= {"RAKOR_PROT": "1", "RAKOR_QUEUE": "many", "RAKOR_HOST": "0.0.0.0"}  # noqa: S104  # a setting of a test
    assert patient.wrong() == {
        *("setting", "data_open", "log_damaged", "keys_of_two_logs", "policy_unreadable"),
        "no_sign_in",
    }
    assert patient.ask().stdout.count("WRONG setting") == 2


def test_a_port_that_another_program_has_is_told(patient: Patient) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(patient.given["RAKOR_PORT"])))
        other.listen()
        other.settimeout(0.0)
        patient.given["RAKOR_HOST"] = "127.0.0.1"
        found = patient.wrong()
    assert found == {"port_taken"}


def test_a_public_address_at_which_nobody_or_another_answers_is_told(
    patient: Patient, tmp_path: Path
) -> None:
    keys = patient.given["RAKOR_KEYS"]
    with Serving(patient.machine.data, RAKOR_KEYS=keys) as serving:
        patient.given["RAKOR_PORT"] = str(serving.port)
        patient.given["RAKOR_PUBLIC_ADDRESS"] = f"http://localhost:{free_port()}"
        assert patient.wrong() == {"address_unreached"}
        other = tmp_path / "other"
        assert rakor_here(other, "init").returncode == 0
        assert rakor_here(other, "key", "new").returncode == 0
        with Serving(other) as elsewhere:
            while elsewhere.checkpoint() is None:
                pass
            patient.given["RAKOR_PUBLIC_ADDRESS"] = f"http://localhost:{elsewhere.port}"
            assert patient.wrong() == {"address_elsewhere"}
        patient.given["RAKOR_PUBLIC_ADDRESS"] = f"http://localhost:{serving.port}"
        assert patient.wrong() == set()


def test_a_program_on_old_ground_is_told() -> None:
    assert [item.name for item in of_program((3, 10), (3, 22, 0))] == ["python_old", "sqlite_old"]
    assert list(of_program()) == []
