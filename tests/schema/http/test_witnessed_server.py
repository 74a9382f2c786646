"""A server and its witnesses, each a process of its own: from a policy file to `witnessed`."""

import json
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from events.heads.note_keys import COSIGNATURE, SEED_BYTES, SignerKey, VerifierKey
from tests.worlds.program import PATIENCE, Serving, free_port, rakor, rakor_here, token
from tests.worlds.witness_program import WitnessProgram

HEAD = """{ log { size checkpoint { size witnessed cosignatures note }
  witnessedCheckpoint { size witnessed } } }"""
ADD = """mutation ($party: PartyRegisterInput!) {
  partyRegister(input: $party) { userErrors { code } } }"""


class House:
    """A log with a key, and the witnesses that its operator has chosen."""

    def __init__(self, root: Path, witnesses: int) -> None:
        self.root, self.folder, self.policy = root, root / "data", root / "policy"
        assert rakor_here(self.folder, "rehearse", "gladi-psu-2025").returncode == 0
        self.key = VerifierKey.parse(rakor_here(self.folder, "key", "new").stdout)
        self.witnesses = [
            WitnessProgram(root, f"w{number}", [self.key]) for number in range(witnesses)
        ]
        self.bearer = token(self.folder, "RECORDER", "SETDA")

    def choose(self, quorum: str, file: Path | None = None) -> Path:
        """Write a policy that asks for so many of the witnesses."""
        names = [f"w{number}" for number in range(len(self.witnesses))]
        lines = [
            f"log {self.key}",
            *(
                f"witness {name} {witness.key} {witness.url}"
                for name, witness in zip(names, self.witnesses, strict=True)
            ),
            f"group saksi {quorum} {' '.join(names)}",
            "quorum saksi",
        ]
        path = file or self.policy
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def serve(self) -> Serving:
        """The server, that asks the witnesses of the policy."""
        return Serving(self.folder, RAKOR_WITNESSES=str(self.policy))

    def add(self, serving: Serving, key: str) -> None:
        """Record one more event."""
        party = {"idempotencyKey": key, "code": key, "name": "Lembaga", "kind": "AGENCY"}
        answer = serving.ask(ADD, self.bearer, party=party)["partyRegister"]
        assert answer["userErrors"] == []

    def verify(self, target: str, *options: str) -> tuple[int, Any]:
        """Exit code and report of `rakor verify` by somebody else."""
        ended = rakor_here(self.root / "auditor", "verify", "--json", *options, target)
        return ended.returncode, json.loads(ended.stdout)


def until(look: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """Look until what is seen is as wanted."""
    end = time.monotonic() + PATIENCE
    while not wanted(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.02)
    return seen


def head(serving: Serving) -> Callable[[], Any]:
    return lambda: serving.ask(HEAD)["log"]


def cosigned(times: int) -> Callable[[Any], bool]:
    """Whether the newest head covers everything, and so many have cosigned it."""

    def look(log: Any) -> bool:
        shown = log["checkpoint"]
        return (
            shown is not None
            and shown["size"] == log["size"]
            and len(shown["cosignatures"]) == times
        )

    return look


def test_two_of_three_make_a_head_witnessed_while_one_is_down(tmp_path: Path) -> None:
    house = House(tmp_path, 3)
    first, second, third = house.witnesses
    with first, second:
        with third:
            pass  # its address is known, and nobody is there any more
        house.choose("2")
        strict = house.choose("all", tmp_path / "strict")
        with house.serve() as serving:
            until(head(serving), cosigned(2))
            house.add(serving, "P1")
            log = until(head(serving), cosigned(2))
            assert log["checkpoint"]["witnessed"] is True
            served = str(serving.checkpoint())
            assert served == log["checkpoint"]["note"]
            assert all(line in served for line in log["checkpoint"]["cosignatures"])
            for target in (serving.address, str(house.folder)):
                code, report = house.verify(target, "--witnesses", str(house.policy))
                assert (code, report["witnessedSize"]) == (0, report["size"] or None)
                assert {"UNWITNESSED", "KEYS_FROM_LOG"}.isdisjoint(report["remarks"])
                for options in ((), ("--witnesses", str(strict))):
                    code, report = house.verify(target, *options)
                    assert (code, report["witnessedSize"]) == (0, 0)
                    assert "UNWITNESSED" in report["remarks"]
            kept = tmp_path / "kept"
            kept.write_text(served)
            second.end(signal.SIGTERM)
            house.add(serving, "P2")
            log = until(head(serving), cosigned(1))
            assert log["checkpoint"]["witnessed"] is False
            assert log["witnessedCheckpoint"] == {"size": log["size"] - 1, "witnessed": True}
            for more in ((), ("--against", str(kept))):
                options = ("--witnesses", str(house.policy), *more)
                code, report = house.verify(serving.address, *options)
                assert (code, report["witnessedSize"]) == (0, report["size"] - 1)
                assert {"UNWITNESSED", "WITNESS_SILENT"} < set(report["remarks"])
            _, told = serving.end(signal.SIGTERM)
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert {line["witness"] for line in lines if line["event"] == "not_cosigned"} == {"w1", "w2"}


def test_who_restores_an_old_copy_with_its_keys_is_told_of_by_the_witness(tmp_path: Path) -> None:
    """The operator's own folder agrees with itself; only somebody else remembers."""
    house = House(tmp_path, 1)
    (witness,) = house.witnesses
    with witness:
        house.choose("1")
        with house.serve() as serving:
            until(head(serving), cosigned(1))
            serving.end(signal.SIGTERM)
        shutil.copytree(house.folder, tmp_path / "backup")
        with house.serve() as serving:
            house.add(serving, "P1")
            house.add(serving, "P2")
            until(head(serving), cosigned(1))
            serving.end(signal.SIGTERM)
        shutil.rmtree(house.folder)
        shutil.copytree(tmp_path / "backup", house.folder)
        with house.serve() as serving:
            house.add(serving, "P3")
            log = until(head(serving), lambda log: log["checkpoint"]["size"] == log["size"])
            assert log["checkpoint"]["witnessed"] is False
            assert house.verify(serving.address)[0] == 0
            assert house.verify(serving.address, "--witnesses", str(house.policy))[0] == 13
            _, told = serving.end(signal.SIGTERM)
        assert "witness_holds_longer_history" in told
        with Serving(house.folder) as serving:  # no shorter head is shown to the witness meanwhile
            house.add(serving, "P4")  # as many events as before, and another history
            house.add(serving, "P5")
            until(head(serving), lambda log: log["checkpoint"]["size"] == log["size"])
            serving.end(signal.SIGTERM)
        with house.serve() as serving:
            assert house.verify(serving.address)[0] == 0
            assert house.verify(serving.address, "--witnesses", str(house.policy))[0] == 12
            _, told = serving.end(signal.SIGTERM)
        assert "witness_refuses_history" in told
        code, report = house.verify(str(house.folder), "--witnesses", str(house.policy))
        assert (code, report["witnessedSize"]) == (0, report["size"] - 3)


def test_that_a_witness_is_down_is_no_part_of_what_seed_says(tmp_path: Path) -> None:
    """Log lines are JSON on standard error; standard output is for results alone."""
    folder, policy = tmp_path / "data", tmp_path / "policy"
    key = rakor_here(folder, "key", "new").stdout.strip()
    witness = SignerKey("witness.example/w1", COSIGNATURE, b"\x05" * SEED_BYTES).verifier
    url = f"http://127.0.0.1:{free_port()}"
    policy.write_text(f"log {key}\nwitness w1 {witness} {url}\nquorum w1\n")
    ended = rakor(folder, "seed", RAKOR_WITNESSES=str(policy))
    assert (ended.returncode, ended.stdout) == (0, "")
    lines = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
    assert {(line["event"], line["witness"]) for line in lines} == {("not_cosigned", "w1")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("quorum none", "line 1: the line does not end in a newline"),
        ("witness w1 nonsense\nquorum none\n", "line 1: "),
        ("group g 1 nobody\nquorum g\n", "line 1: a name that no line above defines"),
        (None, "No such file or directory"),
    ],
)
@pytest.mark.parametrize("command", [("serve",), ("verify",), ("rehearse", "gladi-psu-2025")])
def test_a_policy_that_cannot_be_read_stops_it_before_anything_is_done(
    command: Sequence[str], text: str | None, reason: str, tmp_path: Path
) -> None:
    path, data = tmp_path / "policy", tmp_path / "data"
    if text is not None:
        path.write_text(text)
    if command == ("serve",):  # which serves only what was begun
        assert rakor_here(data, "init").returncode == 0
    log = data / "rakor.sqlite"
    before = log.read_bytes() if log.exists() else None
    ended = rakor_here(data, *command, RAKOR_WITNESSES=str(path), RAKOR_PORT=str(free_port()))
    assert ended.returncode == 1
    assert str(path) in ended.stderr
    assert reason in ended.stderr
    assert (log.read_bytes() if log.exists() else None) == before
    assert data.exists() == (before is not None)
