"""`rakor rehearse --days-left`: a rehearsal that happens now, whatever day today is."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from schema.operation.catalogue import Language, say
from services.write.script import RehearsalClock, ScriptError, read_script
from services.write.shifted_script import declared_in, shifted
from tests.worlds.api import DEMO, Api, bundled, expected, rehearse
from tests.worlds.program import rakor_here
from tests.worlds.questions import FIGURES
from tests.worlds.world import World

SCRIPT = "gladi-psu-2025"
MOMENTS: list[str] = [row["knownAt"] for row in expected("scenario_expected.json")["readiness"]]
PLAYED_ON = dt.date(2025, 8, 3)
"""Three days before the vote, as the script has it."""
HOME_AT = """query ($o: ID!, $at: AsOf) { readiness(occasion: $o, asOf: $at) {
  daysLeft light overdue { commitment { code } } } }"""
HOME = "{ readiness(occasion: %s) { daysLeft light overdue { commitment { code } } } }"
TODAYS = {
    "a leap day": "2024-02-29T12:30:00+07:00",
    "the vote is on a leap day": "2024-02-26T12:30:00+07:00",
    "the end of a month": "2025-04-30T12:30:00+07:00",
    "the end of a year": "2024-12-31T12:30:00+07:00",
    "a new year": "2025-01-01T12:30:00+07:00",
    "a day begins": "2025-01-01T00:00:00+07:00",
    "a day ends": "2024-12-31T23:59:59+07:00",
}


class Today:
    """What the machine's clock says to the command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = dt.datetime.now(dt.UTC)
        monkeypatch.setattr("schema.cli.main.system_time", lambda: self.now)

    def rehearse(self, data: Path, now: str, *more: str) -> "CompletedProcess[str]":
        """Play the bundled rehearsal as `make demo` does, at a moment."""
        self.now = dt.datetime.fromisoformat(now).astimezone(dt.UTC)
        return rakor_here(data, "rehearse", "--resume", "--days-left", "3", *(more or (SCRIPT,)))


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Iterator[Today]:
    """A clock that can be set."""
    yield Today(monkeypatch)


def count(data: Path) -> int:
    with World(data, dataset=Dataset.DEMO, furnished=False) as world:
        return world.head().size


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The rehearsal on its own days."""
    folder = tmp_path_factory.mktemp("original")
    rehearse(folder, bundled(SCRIPT))
    with Api(folder, Dataset.DEMO) as api:
        yield api


def home_at(api: Api, moment: dt.datetime) -> Any:
    """The home screen at a moment, as known then."""
    at = {"knownAt": moment.isoformat()}
    return api.data(HOME_AT, None, o=DEMO, at=at)["readiness"]


def figures_at(api: Api, moment: dt.datetime) -> Any:
    """The figures at a moment, as known then, but for where they stand."""
    as_of = {"knownAt": moment.isoformat()}
    found = api.data(FIGURES, None, occasion=DEMO, asOf=as_of)["readiness"]
    found.pop("asOf")
    return found


@pytest.mark.parametrize("name", TODAYS)
def test_today_is_three_days_before_the_vote_and_nothing_lies_ahead(
    tmp_path: Path, today: Today, original: Api, name: str
) -> None:
    ended = today.rehearse(tmp_path / "var", TODAYS[name])
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr
    now = dt.datetime.fromisoformat(TODAYS[name])
    by = now.date() - PLAYED_ON
    with Api(tmp_path / "var", Dataset.DEMO, RehearsalClock(now)) as api:
        shown = api.data(HOME % json.dumps(DEMO))["readiness"]
        assert (shown["daysLeft"], shown["light"]) == (3, "RED")
        assert shown == home_at(original, now - by)
        assert "D11" in [item["commitment"]["code"] for item in shown["overdue"]]
        for moment in map(dt.datetime.fromisoformat, MOMENTS):
            if moment + by <= now:
                assert figures_at(api, moment + by) == figures_at(original, moment)
    with World(tmp_path / "var", dataset=Dataset.DEMO, furnished=False) as world:
        events = world.events()
    assert [event for event in events if max(event.occurred_at, event.recorded_at) > now] == []
    assert events[-1].recorded_at > now - dt.timedelta(days=1)


def test_started_again_it_goes_on_with_what_has_come_meanwhile(
    tmp_path: Path, today: Today, original: Api
) -> None:
    data = tmp_path / "var"
    today.rehearse(data, "2025-01-01T08:00:00+07:00")
    in_the_morning = count(data)
    same = today.rehearse(data, "2025-01-01T08:30:00+07:00")
    assert (same.returncode, same.stdout, count(data)) == (0, "", in_the_morning)
    today.rehearse(data, "2025-01-01T12:30:00+07:00")
    at_noon = count(data)
    assert at_noon == in_the_morning + 4
    later = today.rehearse(data, "2025-01-03T12:30:00+07:00")
    assert count(data) > at_noon
    told = say(Language.EN, "cli.rehearse_begun", day=dt.date(2025, 1, 4), left=1)
    assert later.stderr.splitlines()[0] == told
    today.rehearse(data, "2025-02-01T00:00:00+07:00")
    with Api(data, Dataset.DEMO, RehearsalClock(dt.datetime(2025, 2, 1, tzinfo=dt.UTC))) as api:
        found = figures_at(api, dt.datetime.fromisoformat("2025-01-04T06:00:00+07:00"))
    assert found == figures_at(original, dt.datetime.fromisoformat(MOMENTS[-1]))


def test_what_somebody_else_wrote_into_is_left_as_it_is(tmp_path: Path, today: Today) -> None:
    data = tmp_path / "var"
    today.rehearse(data, "2025-01-01T08:00:00+07:00")
    written = RehearsalClock(dt.datetime.fromisoformat("2025-01-01T08:10:00+07:00"))
    with Api(data, Dataset.DEMO, written) as api:
        given = {"code": "BARU", "name": "Lembaga baru", "kind": "AGENCY"}
        assert api.refusals("partyRegister", "RECORDER", "SETDA", **given) == []
    before = count(data)
    again = today.rehearse(data, "2025-01-02T12:30:00+07:00")
    assert (again.returncode, again.stdout, count(data)) == (0, "", before)


def test_a_log_on_the_script_s_own_days_stays_there(tmp_path: Path, today: Today) -> None:
    data = tmp_path / "var"
    rakor_here(data, "rehearse", "--resume", SCRIPT)
    before = count(data)
    again = today.rehearse(data, "2025-12-01T12:30:00+07:00")
    assert (again.returncode, again.stdout, count(data)) == (0, "", before)


def test_texts_about_days_move_along_and_stay_as_true_as_they_were() -> None:
    """1 January 2026 is a Thursday, as 10 July 2025 was."""
    lines = read_script(bundled(SCRIPT))
    by = (dt.date(2026, 1, 1) - dt.date(2025, 7, 10)).days
    moved = {line.input["idempotencyKey"]: line.input for line in shifted(lines, by)}
    assert moved["rakor-R1"]["heldOn"] == {
        "verbatim": "Rabu (1/1/2026)",
        "candidates": ["2026-01-01", "2025-12-31"],
    }
    assert moved["discrepancy-X1"]["readings"] == [
        "Tanggal 1 Januari 2026, yaitu hari Kamis",
        "Hari Rabu, yaitu tanggal 31 Desember 2025",
    ]
    assert moved["d10-answer-1"]["decision"].endswith("paling lambat 15 Januari.")
    later = {line.input["idempotencyKey"]: line.input for line in shifted(lines, by + 5)}
    assert later["rakor-R1"]["heldOn"]["verbatim"] == "Senin (6/1/2026)"
    moved_a_day = {line.input["idempotencyKey"]: line.input for line in shifted(lines, by + 1)}
    assert moved_a_day["rakor-R1"]["heldOn"]["verbatim"] == "Kamis (2/1/2026)"
    assert moved_a_day["discrepancy-X1"]["readings"][1] == (
        "Hari Kamis, yaitu tanggal 1 Januari 2026"
    )


@pytest.mark.parametrize("days", [1, 100, 10_000, -400])
def test_moved_there_and_back_a_script_is_what_it_was(days: int) -> None:
    lines = read_script(bundled(SCRIPT))
    assert shifted(shifted(lines, days), -days) == lines
    assert shifted(lines, 0) == lines


def test_what_names_no_day_stays() -> None:
    lines = read_script(bundled(SCRIPT))
    odd = ["2025-02-30", "31 Februari 2025", "45/13/2025", "psu-2025-08-06", "2025-08-06-1"]
    line = lines[0].model_copy(update={"input": {"odd": odd, "number": 2025, "none": None}})
    assert shifted([line], 5)[0].input == line.input


def test_a_script_without_an_occasion_has_no_days_left(tmp_path: Path, today: Today) -> None:
    lines = read_script(bundled(SCRIPT))
    with pytest.raises(ScriptError):
        declared_in(lines[:10])
    text = "\n".join(bundled(SCRIPT).splitlines()[:10])
    path = tmp_path / "script.jsonl"
    path.write_text(text, "utf-8")
    ended = today.rehearse(tmp_path / "var", "2025-12-01T12:30:00+07:00", str(path))
    assert (ended.returncode, "occasionDeclare" in ended.stderr) == (1, True)
    assert not (tmp_path / "var").exists()
