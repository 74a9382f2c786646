"""A register that is built anew over a long log: only a portion of its events is held at a time."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from events.format.recorded_event import RecordedEvent
from events.log.tables import PORTION
from services.projections import register
from services.write.live_state import LiveState, build_register
from tests.worlds.statements import Statements
from tests.worlds.world import World

SIZE = 3_500
"""More than three portions."""
BESIDE = 10
"""Events that whoever follows them has in hand just then."""


def held() -> int:
    """How many events there are in memory."""
    return sum(type(each) is RecordedEvent for each in gc.get_objects())


def watched(
    follow: Callable[[LiveState, Connection, RecordedEvent], None], counts: list[int]
) -> Callable[[LiveState, Connection, RecordedEvent], None]:
    """The same, counting every so often how many events are held meanwhile."""

    def follow_and_count(state: LiveState, connection: Connection, event: RecordedEvent) -> None:
        follow(state, connection, event)
        if event.position % 250 == 0:
            counts.append(held())

    return follow_and_count


def test_a_register_is_built_again_over_a_portion_of_events_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with World(tmp_path, furnished=False) as world:
        asked = [
            world.submit(
                "partyRegister", "RECORDER", "SETDA", code=f"P{n}", name="P", kind="AGENCY"
            )
            for n in range(1, SIZE)
        ]
        assert max(answer.result().last.position for answer in asked) == SIZE - 1
        with world.log.reading() as connection:
            before = register.load_directory(connection)
        del asked
        counts: list[int] = []
        gc.collect()
        here = held()
        monkeypatch.setattr(LiveState, "follow", watched(LiveState.follow, counts))
        with world.log.writing() as connection:
            connection.execute(text("DELETE FROM register_head"))
            with Statements() as ran:
                build_register(connection)
        with world.log.reading() as connection:
            assert register.load_directory(connection) == before
    assert len(counts) == SIZE // 250
    assert max(counts) - here <= PORTION + BESIDE
    assert len([sql for sql in ran.seen if "leaf" in sql]) == 1
