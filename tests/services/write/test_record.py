"""The write path: keys, versions, quota, clock, and how a log is opened."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from events.facts.log import LogOpened
from events.facts.vocabulary import Dataset
from events.log.log_clock import ClockRefused
from events.log.sqlite.event_log import SqliteEventLog
from services.projections.snapshots import OLDER_TABLES
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.write.open_log import WrongDataset, open_log
from services.write.record_batch import Recorded
from tests.worlds.replay import assert_sound
from tests.worlds.shown import write_snapshots
from tests.worlds.world import ORIGIN, StillClock, World, commitment_id, refusal_of

REPORT = "commitmentReportProgress"


def party(code: str, **more: Any) -> dict[str, Any]:
    """What registers a party."""
    return {"code": code, "name": f"Institution {code}", "kind": "AGENCY"} | more


# ---- keys


def test_a_retry_gets_the_first_answer_and_writes_nothing(world: World) -> None:
    first = world.owner(REPORT, "D01", value=40, idempotency_key="k", note="forty")
    before = world.head()
    for value in (40, 40.0):
        again = world.owner(REPORT, "D01", value=value, idempotency_key="k", note="forty")
        assert (again.events, again.replayed, first.replayed) == (first.events, True, False)
    assert world.head() == before


def test_a_retry_is_known_after_a_restart_and_much_later(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        first = world.owner(REPORT, "D01", value=40, idempotency_key="k")
    with World(tmp_path) as world:
        world.wait(days=300)
        assert world.owner(REPORT, "D01", value=40, idempotency_key="k").events == first.events


def test_a_retry_of_a_command_of_several_events_gets_them_all(world: World) -> None:
    regions = [{"code": f"7{n}", "name": "R", "level": "PROVINCE"} for n in range(3)]
    first, again = (
        world.secretary("regionRegister", regions=regions, idempotency_key="k") for _ in range(2)
    )
    assert len(first.events) == 3
    assert again == Recorded(first.events, replayed=True)


@pytest.mark.parametrize(
    "change", [{"value": 41}, {"note": "other"}, {"occurred_at": "2025-07-10T00:00:00Z"}]
)
def test_another_body_under_a_used_key_is_refused(world: World, change: dict[str, Any]) -> None:
    world.owner(REPORT, "D01", **{"value": 40, "idempotency_key": "k"})
    before = world.head()
    body = {"value": 40, "idempotency_key": "k"} | change
    assert refusal_of(lambda: world.owner(REPORT, "D01", **body)) is No.IDEMPOTENCY_MISMATCH
    assert world.head() == before


def test_another_command_with_the_same_fields_is_another_body(world: World) -> None:
    same = {"value": 5, "method": "SITE", "idempotency_key": "k"}
    world.verifier("commitmentVerifyProgress", "D01", **same)
    refused = refusal_of(lambda: world.verifier("commitmentVerifyFulfilment", "D01", **same))
    assert refused is No.IDEMPOTENCY_MISMATCH


def test_the_same_key_of_another_party_is_another_key(world: World) -> None:
    one = world.owner(REPORT, "D01", value=4, idempotency_key="k")
    other = world.owner(REPORT, "D02", value=4, region="62.05.01", idempotency_key="k")
    assert other.last.position == one.last.position + 1


def test_a_report_is_named_by_the_key_of_the_party_that_corrects_it(world: World) -> None:
    world.owner(REPORT, "D02", value=2, region="62.05.01", idempotency_key="k")
    world.owner(REPORT, "D01", value=2, idempotency_key="k")
    world.owner("reportCorrect", "D01", report_key="k", value=3, reason="miscounted")
    assert world.commitment("D01").claimed == 3
    assert world.commitment("D02").claimed == 2


@pytest.mark.parametrize("value", [-1, 401])
def test_a_refusal_consumes_no_key(world: World, value: int) -> None:
    before = world.head()
    refused = refusal_of(lambda: world.owner(REPORT, "D01", value=value, idempotency_key="k"))
    assert refused is No.INVALID_QUANTITY
    assert world.head() == before
    assert not world.owner(REPORT, "D01", value=1, idempotency_key="k").replayed


# ---- versions, quota, clock


def test_an_old_expected_version_is_refused_and_told_the_present_one(world: World) -> None:
    assert world.commitment("D01").version == 5
    world.owner(REPORT, "D01", value=1, expected_version=5)
    with pytest.raises(Refusal) as refused:
        world.owner(REPORT, "D01", value=2, expected_version=5)
    assert (refused.value.code, refused.value.params) == (No.VERSION_CONFLICT, {"current": 6})
    world.owner(REPORT, "D01", value=2, expected_version=6)


def test_of_two_that_wait_with_one_expected_version_the_first_wins(world: World) -> None:
    fields = {"commitment": commitment_id("D01"), "value": 1, "expected_version": 5}
    with world.log.writing():
        asked = [world.submit(REPORT, "OWNER", "KPU-LOG", **fields) for _ in range(2)]
    assert [refusal_of(answer.result) for answer in asked] == [None, No.VERSION_CONFLICT]


def test_a_party_writes_no_more_than_its_daily_quota(tmp_path: Path) -> None:
    def register(code: str, by: str = "SETDA") -> No | None:
        return refusal_of(lambda: world.record("partyRegister", "RECORDER", by, **party(code)))

    with World(tmp_path, furnished=False, quota=3) as world:
        assert [register(f"P{n}") for n in range(4)] == [None, None, None, No.QUOTA_EXCEEDED]
        assert register("P4", by="OTHER") is None
    with World(tmp_path, furnished=False, quota=3) as world:
        assert register("P5") is No.QUOTA_EXCEEDED
        world.at("2025-07-11T23:59:59Z")
        assert register("P5") is No.QUOTA_EXCEEDED
        world.at("2025-07-12T00:00:00Z")
        assert register("P5") is None


def test_every_event_of_a_command_counts_for_the_quota(tmp_path: Path) -> None:
    def register(*codes: str) -> No | None:
        regions = [{"code": code, "name": "R", "level": "PROVINCE"} for code in codes]
        return refusal_of(lambda: world.secretary("regionRegister", regions=regions))

    with World(tmp_path, furnished=False, quota=3) as world:
        assert register("71", "72", "73", "74") is No.QUOTA_EXCEEDED
        assert register("71", "72", "73") is None
        assert register("74") is No.QUOTA_EXCEEDED


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_live_log_refuses_to_write_under_a_clock_that_jumped(
    tmp_path: Path, seconds: float
) -> None:
    with World(tmp_path, dataset=Dataset.LIVE) as world:
        first = world.owner(REPORT, "D01", value=1, idempotency_key="k")
        world.time.jump(seconds)
        before = world.head()
        with pytest.raises(ClockRefused, match="jump"):
            world.owner(REPORT, "D01", value=2)
        assert world.owner(REPORT, "D01", value=1, idempotency_key="k").events == first.events
        assert world.head() == before


def test_a_live_log_refuses_to_write_under_a_clock_that_is_behind(tmp_path: Path) -> None:
    with World(tmp_path, dataset=Dataset.LIVE) as world:
        world.wait(seconds=10)
        world.owner(REPORT, "D01", value=1)
        world.wait(seconds=-6)
        with pytest.raises(ClockRefused, match="behind"):
            world.owner(REPORT, "D01", value=2)


def test_recorded_times_never_run_backwards(world: World) -> None:
    world.owner(REPORT, "D01", value=1)
    world.wait(days=-3)
    late = world.owner(REPORT, "D01", value=2).last
    assert late.recorded_at >= world.events()[-2].recorded_at
    assert late.occurred_at == late.recorded_at
    with World(world.folder.parent / "again") as again:
        again.owner(REPORT, "D01", value=1)
    with World(again.folder, start=again.time.wall.replace(year=2020)) as reopened:
        reopened.owner(REPORT, "D01", value=2)
        assert_sound(reopened)


# ---- opening


def test_a_log_begins_with_how_it_was_opened(tmp_path: Path) -> None:
    for _ in range(2):
        with World(tmp_path, furnished=False) as world:
            (only,) = world.events()
            assert only.fact == LogOpened(origin=ORIGIN, dataset=Dataset.DEMO, format=1)
            assert (only.position, only.stream, only.stream_version) == (0, "log", 1)


def test_a_log_of_another_data_set_is_not_opened(tmp_path: Path) -> None:
    World(tmp_path, dataset=Dataset.LIVE).close()
    log = SqliteEventLog(tmp_path, holder="a test")
    with pytest.raises(WrongDataset, match="LIVE"):
        open_log(log, StillClock().log_clock(), ORIGIN, Dataset.DEMO)
    log.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE snapshots SET version = 0",
        "UPDATE snapshots SET state = x'00', bare = x'00'",
        "UPDATE snapshots SET position = position + 1000",
        "DELETE FROM snapshots",
        "DROP TABLE snapshots",
    ],
)
def test_snapshots_that_are_gone_or_of_another_shape_are_not_missed(
    tmp_path: Path, change: str
) -> None:
    with World(tmp_path) as world:
        world.owner(REPORT, "D01", value=3)
        was = world.occasion()
        write_snapshots(world.log)
        with world.log.writing() as connection:
            connection.execute(text(change))
    with World(tmp_path) as world:
        assert world.occasion() == was
        assert_sound(world)


def test_a_log_of_an_older_program_loses_its_register(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        was = world.occasion()
        with world.log.writing() as connection:
            for table in OLDER_TABLES:
                connection.execute(text(f"CREATE TABLE {table} (code TEXT PRIMARY KEY)"))
    with World(tmp_path) as world:
        assert world.occasion() == was
        with world.log.reading() as connection:
            assert not set(OLDER_TABLES) & set(inspect(connection).get_table_names())
