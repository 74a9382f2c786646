"""An old backup is restored, or the database is gone: the server itself refuses to go on.

It keeps the last head that it signed beside the key, outside the database. What it may not go on
with it shows, and says so; the way on is `rakor origin change`, which the log then tells for ever.
"""

import json
import shutil
import signal
import time
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from events.heads.checkpoint import SignedNote
from services.commands.party import RegisterParty
from services.heads.signing_keys import KeyFolder
from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import ORIGIN, SECRETARY, SignedLog
from tests.worlds.api import Api
from tests.worlds.program import Serving, rakor
from tests.worlds.served import Served, refuses

NEW = "rakor.example/after/demo"
PARTY: dict[str, Any] = {"name": "Lembaga baru", "kind": "AGENCY"}
STANDS = "{ log { origin size checkpoint { size } } parties(first: 1) { edges { node { code } } } }"


def opened(log: SignedLog) -> Api:
    """A server over the log, with its keys."""
    return Api(log.folder, Dataset.DEMO, keys=log.keys)


def register(api: Api, code: str) -> Any:
    """Ask for a party to be registered; the codes of the errors, or the position."""
    query = """mutation M($input: PartyRegisterInput!) { partyRegister(input: $input) {
      position userErrors { message } } }"""
    given = {"idempotencyKey": f"new-{code}", "code": code, **PARTY}
    answer = api.ask(query, {"input": given}, api.token("RECORDER", party="SETDA"))
    if "errors" in answer:
        return [error["extensions"]["code"] for error in answer["errors"]]
    assert answer["data"]["partyRegister"]["userErrors"] == []
    return answer["data"]["partyRegister"]["position"]


def grow(log: SignedLog, count: int) -> None:
    """Go on with the log where nobody knows its keys."""
    with Api(log.folder, Dataset.DEMO, keys=log.root / "no-keys") as api:
        asked = [
            RegisterParty(idempotency_key=f"G{number}", code=f"G{number}", **PARTY)
            for number in range(count)
        ]
        answers = [api.server.house.recorder.submit(command, SECRETARY) for command in asked]
        for answer in answers:
            answer.result()


def change_origin(log: SignedLog, name: str = NEW) -> str:
    """Go on under another name; the verifier key to be made known."""
    ended = log.rakor("origin", "change", name, "--reason", "Disk rusak")
    assert ended.returncode == 0, ended.stderr
    return str(ended.stdout).strip()


def heads(log: SignedLog) -> list[str]:
    """Every signed head: those of the database, and the last one beside the key."""
    kept = KeyFolder(log.keys).last_signed(ORIGIN)
    with Attacker(log) as attacker:
        notes = attacker.run("SELECT note FROM checkpoints ORDER BY number")
    return [*(note for (note,) in notes), str(kept)]


def test_an_old_backup_is_served_and_only_read(log: SignedLog) -> None:
    log.restore_backup()
    before = heads(log)
    with opened(log) as api:
        assert api.client.get("/readyz").json()["status"] == "read-only"
        stands = api.data(STANDS)
        assert stands["log"] == {"origin": ORIGIN, "size": 219, "checkpoint": {"size": 219}}
        assert stands["parties"]["edges"]
        assert register(api, "NEW") == ["LOG_READ_ONLY"]
        assert "ROLLBACK" in str(api.server.house.recorder.read_only)
        assert api.size() == 219
    assert heads(log) == before  # the sealer had its turn, and signed nothing


def test_who_verifies_an_old_backup_needs_a_later_checkpoint(log: SignedLog) -> None:
    log.restore_backup()
    known = ("--key", log.public_key)
    assert log.verify(*known).found == {}
    assert log.verify(*known, *log.kept(219)).found == {}
    assert log.verify(*known, *log.kept(269)).found == {"ROLLBACK": 219}


def test_an_operator_is_told_in_processes_of_their_own(log: SignedLog) -> None:
    log.restore_backup()
    with Serving(log.folder, RAKOR_KEYS=str(log.keys)) as serving:
        assert serving.get("/readyz")[1]["status"] == "read-only"
        ended = rakor(log.folder, "verify", *log.kept(269), serving.address)
        assert ended.returncode == 13
        assert ended.stdout.splitlines()[-1].startswith("NOT SOUND (ROLLBACK)")
        _, told = serving.end(signal.SIGINT)
    assert "ROLLBACK: a head of 269 events was signed" in told
    assert "rakor origin change" in told
    assert "Traceback" not in told + ended.stderr


def test_the_log_lines_tell_of_a_lost_history_in_their_own_form(log: SignedLog) -> None:
    log.restore_backup()
    with Serving(log.folder, RAKOR_KEYS=str(log.keys)) as serving:
        _, told = serving.end(signal.SIGINT)
    (line,) = [line for line in told.splitlines() if "history_lost" in line]
    said = json.loads(line)
    assert (said["event"], said["level"]) == ("history_lost", "error")
    assert said["reason"].startswith("ROLLBACK: ")


def test_the_command_line_writes_nothing_either(log: SignedLog) -> None:
    log.restore_backup()
    line = {
        "at": "2025-09-01T08:00:00+07:00",
        "as": {"role": "RECORDER", "party": "party:SETDA"},
        "mutation": "partyRegister",
        "input": {"idempotencyKey": "new", "code": "NEW", **PARTY},
    }
    script = log.root / "script.jsonl"
    script.write_text(json.dumps(line), "utf-8")
    ended = log.rakor("rehearse", str(script))
    assert ended.returncode == 1
    assert "ROLLBACK" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("more", [0, 50, 60])
def test_an_old_backup_that_went_on_is_a_fork_at_any_size(log: SignedLog, more: int) -> None:
    log.restore_backup()
    grow(log, more)
    lost = "FORK" if more else "ROLLBACK"
    with opened(log) as api:
        assert register(api, "NEW") == ["LOG_READ_ONLY"]
        assert lost in str(api.server.house.recorder.read_only)
    assert log.verify().found == {}
    assert log.verify(*log.kept(269)).found == {lost: 269 if more else 219}


def test_the_way_on_is_another_origin(log: SignedLog) -> None:
    old_key = log.public_key
    log.restore_backup()
    new_key = change_origin(log)
    assert new_key.startswith(f"{NEW}+")
    with opened(log) as api:
        assert api.client.get("/readyz").json()["status"] == "ready"
        assert register(api, "NEW") == 220
        assert api.data(STANDS)["log"]["origin"] == NEW
    both = ("--key", old_key, "--key", new_key)
    verdict = log.verify(*both)
    assert (verdict.code, verdict.found) == (0, {})
    assert "ORIGIN_CHANGED" in verdict.remarks
    assert (verdict.report["origin"], verdict.report["size"]) == (NEW, 221)
    assert log.verify(*both, *log.kept(219)).found == {}
    assert log.verify(*both, *log.kept(269)).found == {"ROLLBACK": 221}
    with Served(log) as served:
        at_url = log.verify(*both, *log.kept(219), target=served.url)
    assert (at_url.found, "ORIGIN_CHANGED" in at_url.remarks) == ({}, True)
    grow(log, 60)
    assert log.verify(*both, *log.kept(269)).found == {"FORK": 269}


def test_the_event_says_what_was_left_behind(log: SignedLog) -> None:
    kept = SignedNote.parse((log.root / "269.checkpoint").read_text("utf-8"))
    log.restore_backup()
    change_origin(log)
    query = """{ event(position: 219) { type ... on OriginChanged {
      origin abandonedSize abandonedRoot } } }"""
    with opened(log) as api:
        said = api.data(query)["event"]
    assert said == {
        "type": "ORIGIN_CHANGED",
        "origin": NEW,
        "abandonedSize": 269,
        "abandonedRoot": kept.head.root.hex(),
    }


def test_the_heads_beside_the_keys_are_asked_where_they_lie_with_the_database(
    log: SignedLog,
) -> None:
    """As in the folder that `make run` makes: who verifies it needs no checkpoint of their own."""
    log.restore_backup()
    assert log.verify().found == {}
    shutil.copytree(log.keys, log.folder / "keys")
    verdict = log.verify()
    assert verdict.found == {"ROLLBACK": 219}
    assert "kept by the server" in verdict.report["findings"][0]["detail"]
    (log.folder / "keys" / "rubbish.last-checkpoint").write_text("rubbish")
    assert log.verify().found == {}  # and it is said on standard error


def test_what_was_left_behind_under_another_name_is_demanded_no_more(log: SignedLog) -> None:
    log.restore_backup()
    change_origin(log)
    shutil.copytree(log.keys, log.folder / "keys")
    assert log.verify().found == {}


def test_a_server_that_only_reads_says_so_to_a_verifier(log: SignedLog) -> None:
    with Served(log) as served:
        assert "READ_ONLY" not in log.verify(target=served.url).remarks
    log.restore_backup()
    with Served(log) as served:
        verdict = log.verify(target=served.url)
    assert (verdict.found, "READ_ONLY" in verdict.remarks) == ({}, True)


def test_another_origin_is_no_way_around(log: SignedLog) -> None:
    """It is there for a log that lost its history; each name is used once."""
    ended = log.rakor("origin", "change", NEW, "--reason", "So")
    assert (ended.returncode, ended.stdout) == (1, "")
    log.restore_backup()
    ended = log.rakor("origin", "change", ORIGIN, "--reason", "So")
    assert (ended.returncode, ended.stdout) == (1, "")
    change_origin(log)
    ended = log.rakor("origin", "change", "rakor.example/third", "--reason", "So")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert refuses(log) == ""


@pytest.mark.parametrize("changed_before", [False, True])
def test_a_database_that_is_gone_does_not_begin_anew(log: SignedLog, changed_before: bool) -> None:
    if changed_before:
        log.restore_backup()
        change_origin(log)
    log.database.unlink()
    with opened(log) as api:
        assert register(api, "NEW") == ["LOG_READ_ONLY"]
        assert "ROLLBACK" in str(api.server.house.recorder.read_only)
        assert api.size() == 1
    assert log.verify("--key", log.public_key, *log.kept(269)).found["ROLLBACK"] == 1
    change_origin(log, "rakor.example/anew/demo")
    with opened(log) as api:
        assert register(api, "NEW") == 2


def test_who_has_the_folder_of_the_keys_restores_it_too(log: SignedLog) -> None:
    """Then the server has nothing left to go by: it takes a checkpoint that somebody else kept."""
    log.restore_backup()
    earlier = SignedNote.parse((log.root / "219.checkpoint").read_text("utf-8"))
    KeyFolder(log.keys).remember(earlier)
    with opened(log) as api:
        assert register(api, "NEW") == 219
    assert log.verify("--key", log.public_key).found == {}
    assert log.verify("--key", log.public_key, *log.kept(269)).found == {"ROLLBACK": 220}


def test_without_the_last_head_beside_the_key_the_database_s_own_is_believed(
    log: SignedLog,
) -> None:
    for path in log.keys.glob("*.last-checkpoint"):
        path.unlink()
    with Attacker(log) as attacker:
        attacker.drop_from(260)
    assert refuses(log) == "ROLLBACK"
    log.restore_backup()
    assert refuses(log) == ""


def test_a_last_head_that_is_rubbish_is_told(log: SignedLog) -> None:
    for path in log.keys.glob("*.last-checkpoint"):
        path.write_text("rubbish")
    ended = log.rakor("seed")
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1)


@pytest.mark.parametrize("lost", ["ROLLBACK", "FORK"])
def test_a_server_that_runs_notices_within_seconds(log: SignedLog, lost: str) -> None:
    with opened(log) as api:
        assert isinstance(register(api, "NEW"), int)
        with Attacker(log) as attacker:
            if lost == "ROLLBACK":
                attacker.delete("events", position=269)
                attacker.delete("events", position=268)
            else:
                attacker.replace("events", "leaf", "Lembaga 40", "Lembagb 40", position=199)
                attacker.fix_hash(199)
                attacker.fix_tiles()
        while api.server.house.recorder.read_only is None:
            time.sleep(0.02)
        assert lost in str(api.server.house.recorder.read_only)
        assert api.client.get("/readyz").json()["status"] in ("read-only", "not ready")
        assert register(api, "NEWER") == ["LOG_READ_ONLY"]
        assert api.data("{ parties(first: 1) { edges { node { code } } } }")["parties"]["edges"]
