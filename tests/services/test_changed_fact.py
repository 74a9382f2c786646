"""A log that holds both versions of a fact: replayed, verified, copied and erased as ever."""

import io
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from events.facts.all import FACT_TYPES
from events.facts.report import ProgressReported
from events.format.canonical_bytes import read_event
from events.format.canonical_fields import fields_of
from events.log.event_log import EventLog
from events.log.sqlite.event_log import SqliteEventLog
from events.progress import untold
from services.copy.export_log import export_log
from services.copy.import_log import import_log
from services.projections.snapshots import snapshot_version
from services.refusals import RefusalCode as No
from services.verify.database import verify_database
from services.verify.export import verify_export
from services.verify.public_leaves import NotPublic, public_event
from services.verify.verification import Trust, VerificationReport
from tests.events.format.golden import read_golden
from tests.services.write.erasing import disclosed, redact
from tests.worlds.changed_report import GOLDEN, OF_A_REGION, PUBLIC, publish, report_as_before
from tests.worlds.copies import everything
from tests.worlds.replay import assert_sound
from tests.worlds.shown import write_snapshots
from tests.worlds.world import World, refusal_of

BYTES = {
    f"{version}, {name}": entry
    for version, golden in (("published", read_golden()), ("changed", read_golden(GOLDEN)))
    for name, entry in golden.items()
}


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world with reports of version 1, and one of version 2 on top."""
    publish(monkeypatch)
    folder = tmp_path / "world"
    World(folder).close()
    report_as_before(folder, [("D01", PUBLIC), ("D02", OF_A_REGION)])
    with World(folder) as world:
        world.owner("commitmentReportProgress", "D01", value=60, note="60")
        yield world


def reports(world: World) -> dict[int, int]:
    """Version by position of every report."""
    return {
        event.position: event.written.version
        for event in world.events()
        if isinstance(event.fact, ProgressReported)
    }


def found(report: VerificationReport) -> set[str]:
    """What a verification has found."""
    return {finding.name for finding in report.findings.counts}


def export_of(log: EventLog, folder: Path, *, sealed: bool = True, texts: bool = True) -> bytes:
    """An export, in which nothing is found to be wrong."""
    out, file = io.BytesIO(), folder / "log.rakor"
    export_log(log, out, sealed=sealed, disclosures=texts)
    file.write_bytes(out.getvalue())
    assert found(verify_export(file, Trust(), untold)) == set()
    return out.getvalue()


def test_what_is_recorded_now_is_of_the_newest_version(changed: World) -> None:
    assert list(reports(changed).values()) == [1, 1, 2]


def test_both_versions_are_replayed_alike(changed: World) -> None:
    assert [report.value for report in changed.commitment("D01").reports] == [40, 60]
    assert [report.value for report in changed.commitment("D02").reports] == [3]
    assert [report.region for report in changed.commitment("D02").reports] == ["62.05.01"]
    assert_sound(changed)


def test_states_that_are_folded_anew_are_the_same(changed: World) -> None:
    before = changed.occasion()
    write_snapshots(changed.log)
    with changed.log.writing() as connection:
        connection.execute(text("UPDATE snapshots SET version = 0"))
    changed.close()
    with World(changed.folder) as again:
        assert again.occasion() == before
        assert_sound(again)


def test_a_new_version_makes_older_snapshots_be_thrown_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ProgressReported, "version", 1)
    before = snapshot_version(FACT_TYPES)
    publish(monkeypatch)
    assert snapshot_version(FACT_TYPES) == before + 1


def test_a_database_with_both_versions_is_verified(changed: World) -> None:
    assert found(verify_database(changed.log, Trust(), untold)) == set()


def test_a_public_export_of_both_versions_is_verified(changed: World, tmp_path: Path) -> None:
    export_of(changed.log, tmp_path, sealed=False, texts=False)


@pytest.mark.parametrize("texts", [True, False])
def test_an_export_of_both_versions_makes_the_same_log(
    changed: World, tmp_path: Path, texts: bool
) -> None:
    data = export_of(changed.log, tmp_path, texts=texts)
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as copy:
        import_log(copy, io.BytesIO(data))
        before, after = everything(changed.log), everything(copy)
        if not texts:
            assert before.pop("disclosures") != after.pop("disclosures") == []
        assert after == before
        assert found(verify_database(copy, Trust(), untold)) - {"DISCLOSURE_MISSING"} == set()


def test_a_text_that_only_the_earlier_version_has_can_be_erased(
    changed: World, tmp_path: Path
) -> None:
    first, _, last = reports(changed)
    assert {(first, "/note"), (first, "/remark")} <= disclosed(changed)
    redact(changed, first, "/remark")
    assert (first, "/remark") not in disclosed(changed)
    assert (first, "/note") in disclosed(changed)
    assert refusal_of(lambda: redact(changed, first, "/requestedBy")) is No.NOT_FOUND
    assert refusal_of(lambda: redact(changed, last, "/remark")) is No.NOT_FOUND
    assert found(verify_database(changed.log, Trust(), untold)) == set()
    data = export_of(changed.log, tmp_path)
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as copy:
        import_log(copy, io.BytesIO(data))
        assert everything(copy) == everything(changed.log)


def test_the_public_reads_a_value_of_the_earlier_version_from_its_leaf(changed: World) -> None:
    positions = list(reports(changed))
    leaves = changed.look_up.recorded.bytes_of(positions)
    seen = public_event(leaves[positions[0]][0])
    assert isinstance(seen.fact, ProgressReported)
    assert (seen.fact.value, seen.written.version) == (PUBLIC.amount, 1)
    with pytest.raises(NotPublic):
        public_event(leaves[positions[1]][0])


@pytest.mark.parametrize("name", BYTES)
def test_no_version_opens_what_stands_sealed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the newest shape has in the open follows from the leaf alone, where that can be read."""
    if name.startswith("changed"):
        publish(monkeypatch)
    leaf, sealed = BYTES[name]["leaf"].encode(), BYTES[name]["sealed"].encode()
    with suppress(NotPublic):
        seen = public_event(leaf)
        assert fields_of(seen.fact)[0] == fields_of(read_event(leaf, sealed).fact)[0]
