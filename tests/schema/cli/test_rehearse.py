"""`rakor rehearse` and `rakor seed`: what they play, and what they refuse to play."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from events.log.log_clock import system_time
from schema.cli.main import LIVE_SCRIPT
from schema.operation.catalogue import Language, say
from services.write.script import ScriptError, play, read_script
from tests.worlds.api import Api, bundled
from tests.worlds.program import rakor, rakor_here
from tests.worlds.world import World

AT = "2025-07-10T09:00:00+07:00"
LATER = "2025-07-10T10:00:00+07:00"


def line(code: str, at: str | None = AT, /, **changed: Any) -> dict[str, Any]:
    """A line that registers a party."""
    given = {"idempotencyKey": f"party-{code}", "code": code, "name": code, "kind": "AGENCY"}
    written = {
        "at": at,
        "as": {"role": "RECORDER", "party": "party:SETDA"},
        "mutation": "partyRegister",
        "input": given,
    }
    return {name: value for name, value in (written | changed).items() if value is not None}


def written(folder: Path, *lines: dict[str, Any] | str) -> str:
    """A script in a file."""
    rows = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    path = folder / "script.jsonl"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return str(path)


def size(data: Path) -> int:
    """How many events the log of a folder holds."""
    with World(data, dataset=Dataset.DEMO, furnished=False) as world:
        return world.head().size


def kinds_of(data: Path, dataset: Dataset = Dataset.DEMO) -> list[tuple[str, str]]:
    """Stream and kind of every event in the log of a folder but its opening."""
    with World(data, dataset=dataset, furnished=False) as world:
        return [(event.stream, event.fact.type_name()) for event in world.events()[1:]]


def assert_refused(
    tmp_path: Path, *lines: dict[str, Any] | str, line_number: int, left: int
) -> str:
    """The script is refused at a line, in one line on standard error; what it says there."""
    data = tmp_path / "var"
    ended = rakor_here(data, "rehearse", written(tmp_path, *lines))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert f"Line {line_number}:" in ended.stderr
    assert (size(data) if (data / "rakor.sqlite").exists() or left else 0) == left
    return ended.stderr


def test_it_prints_a_line_for_each_line_and_stands_at_its_time(tmp_path: Path) -> None:
    data = tmp_path / "var"
    refused = line(
        "A", LATER, expect="ALREADY_EXISTS", input=line("A")["input"] | {"idempotencyKey": "again"}
    )
    ended = rakor(data, "rehearse", written(tmp_path, line("A"), "", line("B", LATER), refused))
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.strip().splitlines()
    assert len(said) == 3
    assert [each.split(":")[0] for each in said] == ["Line 1", "Line 3", "Line 4"]
    assert "position 1" in said[0]
    assert "ALREADY_EXISTS" in said[2]
    assert "Traceback" not in ended.stderr
    with World(data, dataset=Dataset.DEMO, furnished=False) as world:
        at = [event.recorded_at for event in world.events()]
    first, later = (dt.datetime.fromisoformat(moment) for moment in (AT, LATER))
    assert [round((moment - first).total_seconds()) for moment in at] == [0, 0, 3600]
    assert later <= at[2]


def test_it_plays_the_bundled_script_once(tmp_path: Path) -> None:
    data = tmp_path / "var"
    ended = rakor_here(data, "rehearse", "--resume", "gladi-psu-2025")
    assert (ended.returncode, len(ended.stdout.strip().splitlines())) == (
        0,
        len(bundled("gladi-psu-2025").splitlines()),
    )
    before = size(data)
    again = rakor_here(data, "rehearse", "--resume", "gladi-psu-2025")
    assert (again.returncode, again.stdout) == (0, "")
    assert "already" in again.stderr
    assert size(data) == before


def test_it_resumes_with_what_is_left_after_the_head(tmp_path: Path) -> None:
    data, cut = tmp_path / "var", 61
    lines = bundled("gladi-psu-2025").splitlines()
    begun = rakor_here(data, "rehearse", written(tmp_path, *lines[:cut]))
    assert begun.returncode == 0, begun.stderr
    head = json.loads(lines[cut - 1])["at"]
    left = range(cut + 1, len(lines) + 1)
    assert json.loads(lines[cut - 2])["at"] == head, "a cut among lines of one moment"
    ended = rakor_here(data, "rehearse", "--resume", "gladi-psu-2025")
    assert ended.returncode == 0, ended.stderr
    said = [each.split(":")[0] for each in ended.stdout.strip().splitlines()]
    assert said == [f"Line {number}" for number in left]
    whole = tmp_path / "whole"
    rakor_here(whole, "rehearse", "gladi-psu-2025")
    assert kinds_of(data) == kinds_of(whole)
    plain = rakor_here(data, "rehearse", "gladi-psu-2025")
    assert (plain.returncode, "Line 1:" in plain.stderr) == (1, True)


def test_a_seed_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    data, whole = tmp_path / "var", tmp_path / "whole"
    seeded = rakor_here(whole, "seed")
    assert (seeded.returncode, seeded.stdout) == (0, ""), seeded.stderr
    count = len(read_script(bundled(LIVE_SCRIPT)))
    with Api(data) as api:
        for played in play(read_script(bundled(LIVE_SCRIPT))[:12], api.server.house.recorder):
            assert played.recorded
    left = rakor_here(data, "seed")
    assert left.stderr.strip() == say(Language.EN, "cli.seed_loaded", count=count - 12)
    again = rakor_here(data, "seed")
    assert again.stderr.strip() == say(Language.EN, "cli.seed_present")
    assert kinds_of(data, Dataset.LIVE) == kinds_of(whole, Dataset.LIVE)


def test_a_log_of_somebody_else_is_not_seeded(tmp_path: Path) -> None:
    data = tmp_path / "var"
    World(data, dataset=Dataset.LIVE).close()
    before = kinds_of(data, Dataset.LIVE)
    ended = rakor_here(data, "seed")
    assert ended.stderr.strip() == say(Language.EN, "cli.seed_present")
    assert kinds_of(data, Dataset.LIVE) == before


def test_it_refuses_a_live_log(tmp_path: Path) -> None:
    data = tmp_path / "var"
    World(data, dataset=Dataset.LIVE, furnished=False).close()
    ended = rakor_here(data, "rehearse", written(tmp_path, line("A")))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.strip() == say(Language.EN, "cli.rehearse_live")
    with World(data, dataset=Dataset.LIVE, furnished=False) as world:
        assert world.head().size == 1


def test_it_refuses_a_time_ahead(tmp_path: Path) -> None:
    ahead = (system_time() + dt.timedelta(hours=1)).isoformat()
    assert_refused(tmp_path, line("A"), line("B", ahead), line_number=2, left=2)


def test_it_refuses_a_time_before_the_head(tmp_path: Path) -> None:
    assert_refused(tmp_path, line("A", LATER), line("B", AT), line_number=2, left=2)
    assert_refused(tmp_path, line("C", AT), line_number=1, left=2)


MALFORMED: dict[str, dict[str, Any] | str] = {
    "no JSON": "{",
    "null": "null",
    "a list": "[1]",
    "digits": "1" * 5_000,
    "deep": "[" * 100_000,
    "unknown mutation": line("B", mutation="noSuchMutation"),
    "unknown role": line("B", **{"as": {"role": "KING", "party": "party:SETDA"}}),
    "no id": line("B", **{"as": {"role": "RECORDER", "party": "SETDA"}}),
    "no role": line("B", **{"as": {"party": "party:SETDA"}}),
    "unknown field": line("B", unknown=1),
    "a day": line("B", "2025-07-10"),
    "no input": line("B", input=None),
}


@pytest.mark.parametrize("wrong", MALFORMED)
def test_a_malformed_line_is_named(wrong: str) -> None:
    row = MALFORMED[wrong]
    text = row if isinstance(row, str) else json.dumps(row)
    with pytest.raises(ScriptError) as told:
        read_script(json.dumps(line("A")) + "\n\n" + text)
    assert (told.value.key, told.value.line) == ("cli.rehearse_malformed", 3)
    assert told.value.params["reason"]


def test_it_refuses_a_malformed_line_before_it_plays(tmp_path: Path) -> None:
    assert_refused(tmp_path, line("A"), "{", line_number=2, left=0)


def test_a_line_without_a_time_is_not_rehearsed(tmp_path: Path) -> None:
    assert_refused(tmp_path, line("A", None), line_number=1, left=0)


def test_it_stops_at_the_first_surprise(tmp_path: Path) -> None:
    refused = line("A", LATER, input=line("A")["input"] | {"idempotencyKey": "again"})
    after = line("C", LATER)
    told = assert_refused(tmp_path, line("A"), line("B"), refused, after, line_number=3, left=3)
    assert "ALREADY_EXISTS" in told


def test_a_refusal_that_does_not_come_is_a_surprise(tmp_path: Path) -> None:
    expected = line("A", expect="ALREADY_EXISTS")
    told = assert_refused(tmp_path, expected, line("B"), line_number=1, left=2)
    assert "ALREADY_EXISTS" in told


def test_another_refusal_than_expected_is_a_surprise(tmp_path: Path) -> None:
    wrong_role = line(
        "A", expect="ALREADY_EXISTS", **{"as": {"role": "AUDITOR", "party": "party:BPK"}}
    )
    told = assert_refused(tmp_path, wrong_role, line_number=1, left=1)
    assert "NOT_AUTHORISED" in told


def test_a_script_that_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ("none.jsonl", "../../etc/passwd"):
        ended = rakor_here(tmp_path / "var", "rehearse", name)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert len(ended.stderr.strip().splitlines()) == 1
